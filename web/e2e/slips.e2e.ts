import { spawnSync } from "node:child_process";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

interface Work {
  activity_id: string;
  departed_at: string | null;
  status: string;
}

async function choose(visit: Visit, path: string, how: string): Promise<void> {
  const { page } = visit;
  await page.goto(path);
  await page.getByRole("button", { name: "选定查验单提供范围" }).click();
  const dialog = page.getByRole("dialog", { name: "选定查验单提供范围" });
  await dialog.getByRole("radio", { name: new RegExp(how) }).check();
  await dialog.getByRole("button", { name: "选定查验单提供范围" }).click();
  await dialog.getByText("请填写：依据的规定").waitFor();
  await dialog.getByLabel(/^依据的规定/).fill("执法公示规定第9条");
  await dialog.getByRole("button", { name: "选定查验单提供范围" }).click();
  await dialog.waitFor({ state: "hidden" });
}

it("a_party_checks_a_visit_without_a_login", async () => {
  const head = await Visit.as(browser, "zhouwei");
  const reply = await head.page.request.get("/api/v1/activities?limit=100");
  const { items } = (await reply.json()) as { items: Work[] };
  const work = items.find((one) => one.departed_at !== null && one.status !== "cancelled");
  if (work === undefined) throw new Error("nobody left any work");
  const path = `/acts/${work.activity_id}`;
  await choose(head, path, "每次都提供");

  const officer = await Visit.as(browser, "lihua", PHONE);
  await officer.page.goto(path);
  await officer.page.getByRole("button", { name: "出示查验单" }).click();
  const sheet = officer.page.getByRole("article", { name: "行政执法记录查验单" });
  await sheet.getByRole("img", { name: "查验地址的二维码" }).locator("svg").waitFor();
  expect(await officer.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  const [address = "", text = ""] = await sheet.locator(".slip-text").allInnerTexts();
  expect(text).toMatch(/^LH1\|/);

  const party = await Visit.begin(browser, PHONE);
  await party.page.goto(new URL(address).pathname);
  await party.page.getByRole("heading", { name: "这条记载仍在，没有换过" }).waitFor();
  await party.page.getByText("没有销毁").or(party.page.getByText("没有关联音像记录")).waitFor();
  expect(await party.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  const saving = party.page.waitForEvent("download");
  await party.page.getByRole("button", { name: "保存证明文件" }).click();
  const proof = await (await saving).path();
  const verifier = `${process.env["LIUHEN_PROGRAM"] ?? ""}-verify`;
  expect(spawnSync(verifier, ["receipt", text, "--proof", proof]).status).toBe(10);

  // A slip that was typed wrongly, and one of another leaf.
  await party.page.getByRole("link", { name: "查验另一张" }).click();
  await party.page.getByLabel("查验单上的文字").fill("LH1|x");
  await party.page.getByRole("button", { name: "查验", exact: true }).click();
  await party.page.getByText(/这不是查验单上的文字/).waitFor();
  await party.page.getByLabel("查验单上的文字").fill(text.replace(/.{43}$/, "A".repeat(43)));
  await party.page.keyboard.press("Enter");
  await party.page.getByText("没有这张查验单所指的记载").waitFor();

  await choose(head, path, "行政强制时提供");
  await officer.page.goto(path);
  await officer.page.getByText(/本机关选定“行政强制时提供”/).or(officer.page.getByRole("button", { name: "出示查验单" })).waitFor();
});
