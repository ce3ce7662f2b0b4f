import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

interface Clip {
  recording_id: string;
  activity_id: string;
  file_name: string;
}

/** The visit that two cameras recorded, and the other camera's clip. */
async function twoCameras(page: Page): Promise<{ activity: string; other: string; first: string }> {
  const reply = await page.request.get("/api/v1/recordings?limit=200");
  const { items } = (await reply.json()) as { items: Clip[] };
  const other = items.find((one) => one.file_name === "DSJ_0007_20_0930.mp4");
  const first = items.find((one) => one.file_name === "DSJ_0001_20_0930.mp4");
  if (other === undefined || first === undefined) throw new Error("no second camera");
  return { activity: other.activity_id, other: other.recording_id, first: first.recording_id };
}

const looksAt = async (page: Page, id: string): Promise<number> => {
  const reply = await page.request.get(`/api/v1/recordings/${id}`);
  const { history } = (await reply.json()) as { history: { action: string }[] };
  return history.filter((entry) => entry.action === "查看音像").length;
};

/** Real time of each picture that plays, as the pictures themselves say. */
const pictures = (page: Page) =>
  page.evaluate(() => [...document.querySelectorAll<HTMLVideoElement>(".camera video")].map((video) => ({ wall: Number(video.dataset["from"]) + video.currentTime * 1000, muted: video.muted, paused: video.paused })));

/** Waits until the first camera's picture shows a moment of real time. */
const shows = (page: Page, wall: number) =>
  page.waitForFunction(
    (until) => {
      const video = document.querySelector<HTMLVideoElement>(".camera video");
      return video !== null && Number(video.dataset["from"]) + video.currentTime * 1000 >= until;
    },
    wall,
    { timeout: 20_000 },
  );

/** Art. 24: each clip is a look; Arts. 17, 18: what one camera does not show another may. */
it("two_cameras_of_one_visit_play_in_step", async () => {
  const { page } = await Visit.as(browser, "lihua");
  const { activity, other, first } = await twoCameras(page);
  const before = [await looksAt(page, other), await looksAt(page, first)];
  await page.goto(`/acts/${activity}`);
  await page.getByRole("link", { name: "多机位同步播放" }).click();
  await page.waitForURL(/\/av\/together/);
  await page.getByRole("button", { name: /打开 2 个机位的 4 段音像/ }).click();
  const controls = page.getByRole("toolbar", { name: "多机位同步播放" });
  await controls.getByRole("button", { name: "播放" }).click();
  await expect.poll(async () => (await pictures(page)).filter((one) => !one.paused).length).toBe(2);
  // Two seconds of film to fall into step, then a look every fifth of a second of film.
  let seen = (await pictures(page))[0]?.wall ?? 0;
  const offs: number[] = [];
  for (let n = 0; n < 10; n++) {
    await shows(page, seen + (n === 0 ? 2_000 : 200));
    const [one, two] = await pictures(page);
    if (one === undefined || two === undefined) throw new Error("a camera is gone");
    offs.push(Math.abs(one.wall - two.wall));
    seen = one.wall;
  }
  expect(offs.length).toBe(10);
  expect(offs.filter((off) => off <= 200).length, offs.join()).toBeGreaterThanOrEqual(8);
  expect(before.map((n) => n + 1)).toEqual([await looksAt(page, other), await looksAt(page, first)]);

  // One is heard at a time; a number says which.
  expect((await pictures(page)).map((one) => one.muted)).toEqual([false, true]);
  await page.keyboard.press("2");
  await expect.poll(async () => (await pictures(page)).map((one) => one.muted)).toEqual([true, false]);

  // By real time: at the very beginning the second camera was not running yet.
  await controls.getByRole("button", { name: "暂停" }).click();
  const axis = page.getByRole("slider", { name: "实际时间轴" });
  await axis.focus();
  await page.keyboard.press("Home");
  await page.getByRole("figure", { name: "王强" }).getByText("此时没有画面").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL(new RegExp(`/acts/${activity}`));
});

it("without_a_grant_no_camera_opens", async () => {
  const { page } = await Visit.as(browser, "sunli");
  const { activity } = await twoCameras(page);
  await page.goto(`/av/together?activity=${activity}`);
  await page.getByRole("button", { name: /打开 2 个机位/ }).click();
  await page.locator(".gate .ant-alert").filter({ hasText: /DSJ_0007_20_0930/ }).waitFor();
  expect(await page.locator("video").count()).toBe(0);
  await page.goto(`/av/review?activity_id=${activity}`);
  await page.getByText("未获准查看").first().waitFor();
  expect(await page.getByRole("button", { name: "开始审阅" }).count()).toBe(0);
});

it("on_a_phone_one_picture_is_large_and_nothing_runs_over", async () => {
  const { page } = await Visit.as(browser, "lihua", PHONE);
  const { activity } = await twoCameras(page);
  await page.goto(`/av/together?activity=${activity}`);
  await page.getByRole("button", { name: /打开 2 个机位/ }).click();
  await page.locator(".camera-large .camera").waitFor();
  expect(await page.locator(".camera-small .camera").count()).toBe(1);
  await page.locator(".camera-small").click();
  await expect.poll(async () => page.locator(".camera-large").getByRole("figure").getAttribute("aria-label")).toBe("王强");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide).toBe(false);
});

/** A reviewer goes through the clips of a visit by keyboard and finds them as they were left. */
it("clips_are_reviewed_by_keyboard_and_gone_on_with_later", async () => {
  const { page } = await Visit.as(browser, "liufang");
  const { activity } = await twoCameras(page);
  const open = async () => {
    await page.goto(`/av/review?activity_id=${activity}`);
    await page.getByRole("navigation", { name: "待审阅的音像" }).getByRole("button").first().click();
  };
  await open();
  await page.getByRole("checkbox", { name: "已看部分" }).setChecked(false);
  await page.getByRole("button", { name: "开始审阅" }).click();
  const at = () => page.evaluate(() => document.querySelector("video")?.currentTime ?? 0);
  await expect.poll(at).toBeGreaterThan(1.5);
  await page.keyboard.press("t");
  expect(await page.getByLabel("备注").inputValue()).toMatch(/\[0:00:0\d\]/);
  await page.keyboard.press("2");
  const first = page.getByRole("navigation", { name: "待审阅的音像" }).getByRole("button").first();
  await first.getByText("存疑待核").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "键盘操作" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "键盘操作" }).waitFor({ state: "hidden" });
  const name = await page.locator(".review-file").innerText();
  await page.keyboard.press("]");
  await expect.poll(() => page.locator(".review-file").innerText()).not.toBe(name);
  // It goes on by itself: the next clip opens without another press.
  await expect.poll(at).toBeGreaterThan(0.5);
  await page.keyboard.press("Escape");
  await page.waitForURL(new RegExp(`/acts/${activity}`));

  await open();
  await first.getByText("存疑待核").waitFor();
  await expect.poll(async () => page.getByRole("status", { name: "审阅进度" }).innerText()).toMatch(/已看 (?!0\.0%)/);
  // Left as it was found.
  await page.getByRole("button", { name: "2 存疑待核" }).click();
  await first.getByText("存疑待核").waitFor({ state: "detached" });
});

it("the_wall_is_remembered_and_walked_by_arrows", async () => {
  const { page } = await Visit.as(browser, "sunli");
  await page.goto("/av");
  await page.getByText("图墙").click();
  await page.locator(".wall").waitFor();
  await page.getByText("画面须经批准后查看").first().waitFor();
  await page.goto("/av");
  await page.locator(".wall-picture").first().focus();
  await page.keyboard.press("ArrowRight");
  const second = await page.locator(".wall-picture").nth(1).getAttribute("href");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("href"))).toBe(second);
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(second ?? "none"));
});
