/** On-site work at phone size, and its clips from the card into the store. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { cutShort, make } from "./clips";
import { choose } from "./form";
import type { Matter } from "./records";

/** What the records of the investigation need of the visit. */
export interface Seen {
  /** Path of the activity's page. */
  href: string;
  /** File names of the clip before the break (H.264) and after it (H.265). */
  clip: string;
  after: string;
}

/** What was filmed when, by the cameras' clocks. */
interface Visit {
  arrivedMs: number;
  cutMs: number;
  resumedMs: number;
  departedMs: number;
}

/** How long the recording is broken off: clearly more than the tolerance of the rule. */
const BREAK = /0[0-9]:(0[6-9]|[1-5]\d)/;

/** The visit from its plan to its explained hole; answers what the records need of it. */
export async function lookOnSite(matter: Matter): Promise<Seen> {
  const href = await plan(await matter.people.at("lihua"), matter, matter.place);
  const seen = await goOnSite(await matter.people.at("lihua", "phone"), href);
  const clips = await film(join(process.env["LIUHEN_E2E_FOLDER"] ?? "", `clips-${matter.mark}`), seen);
  const page = await matter.people.at("lihua");
  await deposit(page, href, [clips.first, clips.second, clips.broken]);
  await explainTheHole(page, href, name(clips.second));
  return { href, clip: name(clips.first), after: name(clips.second) };
}

/** Planned at the desk; one officer alone is told no (Art. 10(一)). */
async function plan(page: Page, matter: Matter, place: string): Promise<string> {
  await page.goto(`${matter.href}?tab=recordings`);
  await page.getByRole("button", { name: "安排现场执法" }).click();
  const form = page.getByRole("dialog", { name: "新建现场执法" });
  await form.getByLabel("事项 *", { exact: true }).fill(`对${matter.title}的现场检查`);
  await choose(page, form.getByLabel(/^音像记录事项/), "现场检查");
  await form.getByText("全程录音录像", { exact: true }).first().waitFor();
  await form.getByLabel(/^地点/).fill(place);
  await form.getByRole("button", { name: "登记", exact: true }).click();
  await form.getByText("执法人员不得少于两人").waitFor();
  await choose(page, form.getByLabel(/^执法人员/), "王强");
  await page.keyboard.press("Escape");
  await form.getByRole("button", { name: "登记", exact: true }).click();
  await page.waitForURL(/\/acts\/act_/);
  return new URL(page.url()).pathname;
}

/** From arrival to return, on the phone: nothing but big keys. Arts. 17, 18, 19. */
async function goOnSite(phone: Page, href: string): Promise<Visit> {
  // A key may have a picture before its words.
  const step = (name: string) => phone.getByRole("button", { name: new RegExp(`(^| )${name}$`) });
  const isNoted = (name: string) => phone.getByRole("listitem").filter({ hasText: name }).getByText(/\d\d:\d\d 已记录/).waitFor();
  await phone.goto(href);
  await step("到达现场").click();
  await isNoted("到达现场");
  const arrivedMs = Date.now();
  await step("出示证件").click();
  await step("已出示证件").click();
  await isNoted("出示证件");
  await step("告知录像").click();
  await phone.getByText(/全程录音录像，请您知悉并予配合/).waitFor();
  await step("已告知在场人员").click();
  await isNoted("告知录像");
  await step("电量不足").click();
  const cutMs = Date.now();
  await phone.getByRole("timer").getByText(BREAK).waitFor();
  await step("恢复记录").click();
  const resumedMs = Date.now();
  await step("语音说明").click();
  await step("五项都说了").click();
  await step("记录语音说明").click();
  await isNoted("语音说明");
  for (const point of ["现场环境", "有关人员", "涉案物品", "采取措施", "送达文书"]) {
    const key = phone.getByRole("button").filter({ hasText: point });
    await key.click();
    await key.getByText("1 次").waitFor();
  }
  // Presses are kept to the second, and recording that goes on must go on for some of them.
  await phone.waitForTimeout(Math.max(0, resumedMs + 3_000 - Date.now()));
  await step("离开现场").click();
  await phone.getByRole("dialog").getByRole("button", { name: "离开现场", exact: true }).click();
  await isNoted("离开现场");
  const departedMs = Date.now();
  await step("返回单位").click();
  await isNoted("返回单位");
  return { arrivedMs, cutMs, resumedMs, departedMs };
}

/** The three files on the card: H.264 until the break, H.265 after it, and one that broke off. */
async function film(folder: string, seen: Visit): Promise<{ first: string; second: string; broken: string }> {
  const seconds = (from: number, to: number) => Math.max(2, Math.ceil((to - from) / 1000));
  const [first, second, broken] = await Promise.all([
    make(folder, "DSJ-A", { codec: "h264", fromMs: seen.arrivedMs, seconds: seconds(seen.arrivedMs, seen.cutMs), large: true }),
    make(folder, "DSJ-B", { codec: "h265", fromMs: seen.resumedMs, seconds: seconds(seen.resumedMs, seen.departedMs) }),
    make(folder, "DSJ-C", { codec: "h264", fromMs: seen.resumedMs, seconds: 2 }),
  ]);
  await cutShort(broken, 0.6);
  return { first, second, broken };
}

/** Bytes a second while the large file is caught on its way: some seconds for all of it. */
const SLOW_LINE = 6 * 1024 * 1024;

/** All files go in; the page is loaded anew in the middle, and the large one goes on where it was. */
async function deposit(page: Page, href: string, files: readonly string[]): Promise<void> {
  await page.goto(href);
  await page.getByRole("button", { name: "上传音像" }).click();
  await page.waitForURL(/\/intake\?activity=/);
  const line = await page.context().newCDPSession(page);
  const limit = (uploadThroughput: number) => line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await line.send("Network.enable");
  await limit(SLOW_LINE);
  await page.getByLabel("选择文件", { exact: true }).and(page.locator("input")).setInputFiles([...files]);
  const card = (path: string) => page.getByRole("listitem", { name: name(path), exact: true });
  const [large = ""] = files;
  await card(large).getByText(/已确认 [1-9]/).waitFor();
  await page.reload();

  await card(large).getByText("需重新选择文件").waitFor();
  await card(large).getByText(/已确认 [1-9]/).waitFor();
  await limit(-1);
  const offsets: number[] = [];
  page.on("request", (request) => {
    if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
  });
  // Whichever card asks, it finds every file its own place.
  await card(large).getByLabel("重新选择文件").and(page.locator("input")).setInputFiles([...files]);
  for (const file of files) await card(file).getByText("已入库").waitFor();
  await card(large).getByText("浏览器摘要与服务器摘要一致").waitFor();
  expect(Math.max(...offsets), "the large file went on where it was").toBeGreaterThan(0);
  await page.getByText(/个文件全部入库，摘要一致，设备可清空/).waitFor();
}

const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Arts. 15, 19: the hole is drawn, somebody explains it, and then it is no longer red. */
async function explainTheHole(page: Page, href: string, clip: string): Promise<void> {
  await page.goto(href);
  const panel = page.getByRole("region", { name: "录制完整度" });
  await panel.getByText("不完整，待说明").waitFor();
  // The clip that broke off is kept and said to be what it is.
  await page.getByRole("region", { name: "现场音像" }).getByText(/文件被截断/).waitFor();
  await panel.getByRole("button", { name: "说明中断" }).click();
  const dialog = page.getByRole("dialog", { name: "说明录制中断" });
  await dialog.getByRole("radio", { name: "电量不足" }).click();
  await choose(page, dialog.getByLabel("在哪段音像中说明"), clip);
  await dialog.getByLabel(/^说明在该段的时间/).fill("0:01");
  await dialog.getByRole("button", { name: "提交说明" }).click();
  await dialog.waitFor({ state: "hidden" });
  await panel.getByText("有中断，已说明").waitFor();
}
