import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const HEADERS = { "X-Requested-With": "liuhen" };

interface Clip {
  recording_id: string;
  case_id: string | null;
  file_name: string;
}

/** A clip of a case that is being investigated. */
async function clipOf(page: Page, name: string): Promise<Clip> {
  const reply = await page.request.get("/api/v1/recordings?limit=200");
  const { items } = (await reply.json()) as { items: Clip[] };
  const found = items.find((one) => one.file_name === name);
  if (found === undefined) throw new Error(`no clip ${name}`);
  return found;
}

/** Asks for leave, and the head agrees; what was asked for, to be taken back at the end. */
async function granted(page: Page, head: Page, clip: Clip, verbs: string[]): Promise<string> {
  const session = (await (await page.request.get("/api/v1/session")).json()) as { server_time: string };
  const until_on = session.server_time.slice(0, 10);
  const data = { case_id: clip.case_id, recording_ids: [clip.recording_id], verbs, purpose: "制作证据", reason: "截取关键处", until_on };
  const asked = await page.request.post("/api/v1/access-requests", { headers: HEADERS, data });
  expect(asked.status(), await asked.text()).toBe(201);
  const { id } = (await asked.json()) as { id: string };
  const agreed = await head.request.post(`/api/v1/access-requests/${id}/approve`, { headers: HEADERS, data: { until_on, opinion: null } });
  expect(agreed.ok(), await agreed.text()).toBe(true);
  return id;
}

const takeBack = (head: Page, id: string) => head.request.post(`/api/v1/access-requests/${id}/revoke`, { headers: HEADERS, data: { reason: "已截取完毕" } });

const seek = (page: Page, seconds: number) =>
  page.evaluate((at) => {
    const video = document.querySelector<HTMLVideoElement>(".player video");
    if (video === null) throw new Error("nothing plays");
    video.currentTime = at;
  }, seconds);

/** Art. 23: in and out by keys, a reason and a purpose, and a file of its own that says what it is. */
it("a_clip_is_cut_with_a_reason_and_says_that_it_is_not_the_original", async () => {
  const { page } = await Visit.as(browser, "lihua");
  const head = (await Visit.as(browser, "zhouwei")).page;
  const clip = await clipOf(page, "DSJ_0003_08_0931.mp4");
  const leave = await granted(page, head, clip, ["view"]);
  await page.goto(`/av/${clip.recording_id}`);
  await page.getByRole("button", { name: "播放预览" }).click();
  const bar = page.getByRole("group", { name: "截取" });
  await bar.waitFor();
  await expect.poll(() => page.evaluate(() => document.querySelector<HTMLVideoElement>(".player video")?.readyState ?? 0)).toBeGreaterThan(0);
  expect(await bar.getByRole("button", { name: "截取片段" }).isDisabled()).toBe(true);
  await seek(page, 2);
  await page.keyboard.press("i");
  await bar.getByText("起点 0:02.0，再设终点").waitFor();
  await seek(page, 5);
  await page.keyboard.press("o");
  await bar.getByRole("button", { name: "截取片段" }).click();

  const dialog = page.getByRole("dialog", { name: "截取片段" });
  await dialog.getByRole("button", { name: "开始截取" }).click();
  expect(await dialog.getByText(/不少于 5 个汉字/).count()).toBe(2);
  // Others each run, so that a story may be told twice to one county.
  const stamp = Date.now();
  const reason = `整段较长，便于查看秤具情况（${stamp}）`;
  await dialog.getByLabel("截取理由").fill(reason);
  await dialog.getByLabel("证明目的").fill("证明现场使用的计量器具没有检定标志");
  await dialog.getByRole("button", { name: "开始截取" }).click();
  await dialog.waitFor({ state: "hidden" });

  // It is made while one waits, and shown where it was asked for.
  const card = page.getByRole("article").filter({ hasText: reason });
  await card.getByText("衍生件，不是原件").first().waitFor();
  await card.getByRole("button", { name: "查看" }).click({ timeout: 60_000 });
  await card.locator("video").waitFor();
  await expect.poll(() => card.locator("video").evaluate((video: HTMLVideoElement) => video.duration)).toBeGreaterThan(2.5);
  expect(await card.locator("video").evaluate((video: HTMLVideoElement) => video.duration)).toBeLessThan(3.5);
  expect(await card.locator(".excerpt-stamp").innerText()).toBe("衍生件，不是原件");

  // A still of the moment on the screen.
  await seek(page, 4);
  await bar.getByRole("button", { name: "截取画面" }).click();
  const still = page.getByRole("dialog", { name: "截取画面" });
  await still.getByLabel("截取理由").fill(`要看清秤具铭牌（${stamp}）`);
  await still.getByLabel("证明目的").fill("证明秤具铭牌上的编号");
  await still.getByRole("button", { name: "开始截取" }).click();
  const picture = page.getByRole("article").filter({ hasText: `要看清秤具铭牌（${stamp}）` });
  await picture.getByRole("button", { name: "查看" }).click({ timeout: 60_000 });
  await expect.poll(() => picture.locator("img").evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);

  // Art. 24: a file leaves only under a grant to copy; evidence is the whole original.
  await picture.getByRole("button", { name: "下载" }).hover();
  await page.getByText(/下载衍生件是复制行政执法记录信息/).first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "日志" }).click();
  await page.getByText("截取衍生件").first().waitFor();

  // A grant taken back ends it.
  await takeBack(head, leave);
  await page.reload();
  await page.getByRole("tab", { name: /衍生件/ }).click();
  await card.getByRole("button", { name: "查看" }).hover();
  await page.getByText(/查看本音像须经机关负责人批准/).first().waitFor();
  expect(await page.locator("video").count()).toBe(0);
});

/** Without keys: two buttons, and a refusal that says what to do. */
it("on_a_phone_points_are_set_by_buttons_and_nothing_runs_over", async () => {
  const { page } = await Visit.as(browser, "lihua", PHONE);
  const head = (await Visit.as(browser, "zhouwei")).page;
  const clip = await clipOf(page, "DSJ_0003_08_0930.mp4");
  const leave = await granted(page, head, clip, ["view"]);
  await page.goto(`/av/${clip.recording_id}`);
  await page.getByRole("button", { name: "播放预览" }).click();
  const bar = page.getByRole("group", { name: "截取" });
  await bar.waitFor();
  await expect.poll(() => page.evaluate(() => document.querySelector<HTMLVideoElement>(".player video")?.readyState ?? 0)).toBeGreaterThan(0);
  await seek(page, 1);
  await bar.getByRole("button", { name: "设起点" }).click();
  await seek(page, 3);
  await bar.getByRole("button", { name: "设终点" }).click();
  await bar.getByRole("button", { name: "截取片段" }).click();
  const dialog = page.getByRole("dialog", { name: "截取片段" });
  await dialog.getByText("共 0:02.0").waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide).toBe(false);
  await dialog.getByRole("button", { name: "取消" }).click();
  await takeBack(head, leave);
});

/** The archived case: what was attached is there to read, and nothing is taken any more. */
it("an_archived_recording_shows_its_excerpts_and_gives_no_more", async () => {
  const { page } = await Visit.as(browser, "lihua");
  const clip = await clipOf(page, "DSJ_0001_20_0930.mp4");
  await page.goto(`/av/${clip.recording_id}?tab=excerpts`);
  await page.getByRole("article", { name: "片段 1" }).getByText(/已附卷/).waitFor();
  await page.getByRole("button", { name: "播放预览" }).click();
  const bar = page.getByRole("group", { name: "截取" });
  await bar.getByRole("button", { name: "截取衍生件" }).hover();
  await page.getByText(/案卷已归档/).first().waitFor();
});
