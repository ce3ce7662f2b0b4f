import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Counted from the list of on-site work, one by one. */
async function countedByHand(page: Page): Promise<{ required: number; recorded: number }> {
  const reply = await page.request.get("/api/v1/activities?limit=200");
  const { items } = (await reply.json()) as { items: { departed_at: string | null; continuous: boolean; recordings: number; planned_at: string }[] };
  const since = Date.now() - 364 * 86_400_000;
  const required = items.filter((one) => one.departed_at !== null && one.continuous && Date.parse(one.planned_at) > since);
  return { required: required.length, recorded: required.filter((one) => one.recordings > 0).length };
}

/** Arts. 15, 16: from the number to the work behind it, and on to the clip. */
it("a_head_goes_from_the_matrix_to_the_clip_in_two_presses", async () => {
  const { page } = await Visit.as(browser, "zhouwei");
  await page.getByRole("link", { name: "应录尽录" }).click();
  await page.getByRole("button", { name: "近一年" }).click();
  await page.waitForURL(/from=/);
  const { required, recorded } = await countedByHand(page);
  expect(required).toBeGreaterThan(2);
  const total = page.locator(".coverage-table tfoot td").last();
  await total.getByText(`${recorded} / ${required}`).waitFor();
  // What must be recorded comes first.
  const modes = await page.locator(".coverage-table tbody th .chip").allInnerTexts();
  expect([...modes].sort((a, b) => modes.indexOf(a) - modes.indexOf(b))).toEqual(modes);

  await total.getByRole("button", { name: /应录/ }).click();
  const work = page.locator(".covered-work li");
  await expect.poll(() => work.count()).toBe(required);
  await work.getByRole("link").first().click();
  await page.waitForURL(/\/acts\/act_/);
  await page.goBack();
  await work.first().waitFor();
});

it("from_above_agencies_stand_side_by_side", async () => {
  const { page } = await Visit.as(browser, "hejian");
  await page.goto("/coverage");
  await page.getByRole("columnheader", { name: "清河县市场监督管理局" }).waitFor();
  await page.getByRole("combobox", { name: "单位" }).click();
  await page.locator(".ant-select-item-option").filter({ hasText: "清河县市场监督管理局" }).click();
  await page.waitForURL(/agency_id=/);
  await page.getByRole("columnheader", { name: "综合执法大队" }).waitFor();
  const table = await page.request.get("/api/v1/coverage/table");
  expect(table.headers()["content-type"]).toContain("text/csv");
  expect(await table.text()).toContain("清河县市场监督管理局");
});

it("an_officer_has_no_matrix", async () => {
  const { page } = await Visit.as(browser, "lihua");
  expect(await page.getByRole("link", { name: "应录尽录" }).count()).toBe(0);
  await page.goto("/coverage");
  await page.getByText(/查看应录尽录/).first().waitFor();
  expect(await page.locator(".coverage-table").count()).toBe(0);
});

it("on_a_phone_the_matrix_is_cards", async () => {
  const { page } = await Visit.as(browser, "zhouwei", PHONE);
  await page.goto("/coverage?worked=true");
  await page.locator(".cards li").first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide).toBe(false);
  await page.locator(".coverage-cell button").first().click();
  await page.locator(".covered-work li").first().waitFor();
});

/** Art. 22: where files come from is asked before they go. */
it("an_upload_asks_for_its_device", async () => {
  const { page } = await Visit.as(browser, "wangqiang");
  await page.goto("/intake");
  const device = page.getByRole("combobox", { name: "来源设备" });
  await device.waitFor();
  // The one he holds is meant until he says otherwise.
  await page.locator(".upload-origin").getByText("ZFY-002", { exact: false }).first().waitFor();
  await page.getByLabel("说明", { exact: true }).fill("第二机位");
  await page.getByText("王强（本人）").waitFor();
});
