import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Another one each run, so that a story may be told twice to one county. */
const PLACE = `个人手机相册（${Date.now()}）`;

interface Clip {
  recording_id: string;
  file_name: string;
  case_id: string | null;
}

/** A deposited recording that hangs on a case. */
async function clipOf(page: Page): Promise<Clip> {
  const reply = await page.request.get("/api/v1/recordings?limit=200");
  const { items } = (await reply.json()) as { items: Clip[] };
  const clip = items.find((one) => one.case_id !== null);
  if (clip === undefined) throw new Error("no recording of a case");
  return clip;
}

const copyIn = (page: Page) => page.locator(".custody-list li").filter({ hasText: PLACE });

async function openRemoval(page: Page) {
  await page.goto("/custody");
  await copyIn(page).getByRole("button", { name: "登记收回" }).click();
  return page.getByRole("dialog", { name: "登记收回" });
}

/** Art. 22: what somebody kept is reported by anybody, and taken back by a keeper who did not keep it. */
it("a_private_copy_is_reported_and_taken_back_by_another", async () => {
  const officer = (await Visit.as(browser, "lihua")).page;
  const clip = await clipOf(officer);
  await officer.goto("/av");
  await officer.getByRole("link", { name: "原件与自行保存" }).click();
  await officer.waitForURL("**/custody");
  await officer.getByRole("button", { name: "报告自行保存" }).click();
  const report = officer.getByRole("dialog", { name: "报告自行保存" });
  const send = report.getByRole("button", { name: "报告自行保存" });
  await send.click();
  await report.getByText("请填写：存放位置、发现经过").waitFor();
  await report.getByRole("combobox", { name: "保存人" }).click();
  await officer.locator(".ant-select-item-option").filter({ hasText: "钱进" }).click();
  await report.getByLabel("存放位置").fill(PLACE);
  await report.getByRole("button", { name: "检查设备时发现" }).click();
  await send.click();
  await copyIn(officer).getByText("待收回").waitFor();
  await copyIn(officer).getByText("检查设备时发现").waitFor();

  // An officer takes nothing back, and is told who does.
  await copyIn(officer).getByRole("button", { name: "登记收回" }).focus();
  await officer.locator(".missing-popover").getByText(/资料管理员/).first().waitFor();
  expect(await officer.getByRole("dialog", { name: "登记收回" }).count()).toBe(0);

  // Nor does whoever had it, although he keeps the devices.
  const holder = (await Visit.as(browser, "qianjin")).page;
  const own = await openRemoval(holder);
  await own.getByLabel("与哪一件入库音像相同").fill(clip.recording_id);
  await own.getByLabel("收回经过").fill("自己删除");
  await own.getByRole("button", { name: "登记收回" }).click();
  await own.getByRole("alert").first().waitFor();
  await own.getByRole("button", { name: "取消" }).click();
  await copyIn(holder).getByText("待收回").waitFor();

  const keeper = (await Visit.as(browser, "sunli", PHONE)).page;
  const removal = await openRemoval(keeper);
  const done = removal.getByRole("button", { name: "登记收回" });
  await removal.getByRole("button", { name: "当面删除，摘要与入库件相同" }).click();
  await done.click();
  await removal.getByText(/请填写：相同的入库音像/).waitFor();
  // The address of the recording's page is taken as it is.
  await removal.getByLabel("与哪一件入库音像相同").fill(new URL(`/av/${clip.recording_id}`, keeper.url()).href);
  await done.click();
  await copyIn(keeper).getByText("已收回").waitFor();
  await copyIn(keeper).getByText(/孙丽.*登记收回/).waitFor();
  expect(await keeper.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
});

/** Art. 24: an original is read again when its keeper asks, and by nobody else. */
it("an_original_is_read_again_by_its_keeper", async () => {
  const { page } = await Visit.as(browser, "sunli");
  const clip = await clipOf(page);
  await page.goto(`/av/${clip.recording_id}?tab=proof`);
  const original = page.getByRole("region", { name: "原件核对" });
  await original.getByRole("button", { name: "核对原件" }).click();
  await original.getByText("与入库时一致").waitFor();
  await original.getByText(/核对$/).first().waitFor();

  const officer = (await Visit.as(browser, "lihua")).page;
  await officer.goto(`/av/${clip.recording_id}?tab=proof`);
  const seen = officer.getByRole("region", { name: "原件核对" });
  await seen.getByText("与入库时一致").waitFor();
  await seen.getByRole("button", { name: "核对原件" }).focus();
  await officer.locator(".missing-popover").getByText(/资料管理员/).first().waitFor();
});

/** Art. 22: the word that the bytes came is kept exactly as it was signed. */
it("an_acceptance_is_saved_as_it_was_signed", async () => {
  const { page } = await Visit.as(browser, "lihua");
  const clip = await clipOf(page);
  await page.goto(`/av/${clip.recording_id}?tab=proof`);
  const panel = page.getByRole("region", { name: "签收" });
  await panel.getByText(/已签收 .*日志第 \d+ 条/).waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name: "保存接收回执" }).click()]);
  const reply = await page.request.get(`/api/v1/recordings/${clip.recording_id}`);
  const { acceptance } = (await reply.json()) as { acceptance: { note: string } };
  const saved = readFileSync(await download.path(), "utf8");
  expect(saved).toBe(acceptance.note);
  expect(saved).toMatch(new RegExp(`^liuhen-acceptance/v1\\nupload up_\\w+\\nrecording ${clip.recording_id}\\n`));
  const [proof] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name: "保存签收的日志证明" }).click()]);
  const { leaf } = JSON.parse(readFileSync(await proof.path(), "utf8")) as { leaf: string };
  expect(leaf).toContain("recording.received");
});
