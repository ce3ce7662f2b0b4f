import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findings } from "./axe";
import { openBrowser, PHONE, Visit, WIDE } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

async function firstCase(page: Page, words = "老陈水产"): Promise<string> {
  await page.goto(`/cases?q=${encodeURIComponent(words)}`);
  const link = page.locator("main a[href^='/cases/case_']").first();
  await link.waitFor();
  return (await link.getAttribute("href")) ?? "";
}

it.each([
  ["wide", WIDE],
  ["phone", PHONE],
])("no_screen_shuts_people_out_%s", async (_, size) => {
  const { page } = await Visit.as(browser, "lihua", size);
  const home = await firstCase(page);
  const tabs = ["", "?as=list", "?tab=process", "?tab=completeness", "?tab=records", "?tab=recordings", "?tab=approvals", "?tab=deadlines", "?tab=file", "?tab=trail"];
  const bad: string[] = [];
  for (const path of ["/desk", "/cases", "/cases/new", "/approvals", "/violations", "/devices", "/devices/desk", "/stations", "/av", "/av?view=wall", "/av/review?mine=true", "/intake", "/law", "/law?tab=scenarios&scenario=scenarios/acts/inspection-bare.toml", "/law?tab=matrix", "/law?tab=draft", "/law?tab=agency", "/recording-list", "/recording-list?tab=replay", ...tabs.map((tab) => home + tab)]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    for (const line of await findings(page)) bad.push(`${path} ${line}`);
  }
  expect(bad).toEqual([]);
}, 240_000);

/** The hints, shut and open, and beside the opinion that they are for. */
it.each([
  ["wide", WIDE],
  ["phone", PHONE],
])("no_hint_shuts_a_reviewer_out_%s", async (_, size) => {
  const { page } = await Visit.as(browser, "liufang", size);
  const home = await firstCase(page, "保质期");
  const bad: string[] = [];
  for (const path of [`${home}?tab=completeness`, `${home}/records/new?kind=WS35`]) {
    await page.goto(path);
    const panel = page.getByRole("region", { name: "审前提示" });
    await panel.waitFor();
    for (const line of await findings(page)) bad.push(`${path} ${line}`);
    await panel.locator("summary").click();
    for (const line of await findings(page)) bad.push(`${path} the other way ${line}`);
  }
  expect(bad).toEqual([]);
});

/** Several cameras, a review and the matrix, shut and open. */
it.each([
  ["wide", WIDE],
  ["phone", PHONE],
])("no_screen_of_recordings_shuts_a_head_out_%s", async (_, size) => {
  const { page } = await Visit.as(browser, "zhouwei", size);
  const reply = await page.request.get("/api/v1/recordings?limit=200");
  const { items } = (await reply.json()) as { items: { file_name: string; activity_id: string }[] };
  const activity = items.find((one) => one.file_name === "DSJ_0007_20_0930.mp4")?.activity_id ?? "";
  const bad: string[] = [];
  for (const path of [`/av/together?activity=${activity}`, `/av/review?activity_id=${activity}`, "/coverage", "/coverage?worked=true&cell=*|*", "/proof", "/proof/red-team"]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    for (const line of await findings(page)) bad.push(`${path} ${line}`);
  }
  expect(bad).toEqual([]);
});
