/** Art. 11(三): before a reviewer writes the opinion, the system says what does not fit together. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit, WIDE } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const TITLE = "涉嫌经营超过保质期的食品案";
/** Kind, and words of the sentence below it. */
const TOLD = [
  ["同时在两处", "李华、王强同时出现在《现场检查（勘验）笔录》"],
  ["同时在两处", "又出现在案件“扣押涉嫌不合格移动式转换器”的现场工作"],
  ["立案之前", "早于立案"],
  ["时间矛盾", "所记的事项却发生在其后"],
  ["金额不一致", "数额不一致"],
  ["尚未生效", "《抽样取证凭证》仍没有签完"],
  ["要素缺失", "还缺少必备要素：提取地点、原始存储介质"],
  ["证据没有记录", "本案没有入库的音像记录"],
  ["证据没有记录", "本案没有《先行登记保存证据通知书》"],
  ["没有裁量档次", "裁量档次却写为“不涉及裁量”"],
  ["倒签嫌疑", "才在系统中起草"],
] as const;

async function openCase(page: Page): Promise<string> {
  await page.goto(`/cases?q=${encodeURIComponent(TITLE)}`);
  await page.locator("main a[href^='/cases/case_']").first().click();
  await page.getByRole("heading", { name: TITLE }).waitFor();
  return new URL(page.url()).pathname;
}

it.each([
  ["wide", WIDE],
  ["phone", PHONE],
])("a_reviewer_sees_what_does_not_fit_%s", async (_, size) => {
  const { page } = await Visit.as(browser, "liufang", size);
  const home = await openCase(page);
  await page.goto(`${home}?tab=completeness`);
  const panel = page.getByRole("region", { name: "审前提示" });
  await panel.getByText(`${TOLD.length} 处请核对`).waitFor();
  // Shut, so that the sheet below is in sight; the kinds are told all the same.
  expect(await panel.getByText("数额不一致").isVisible()).toBe(false);
  await panel.getByText("同时在两处 2").waitFor();
  await panel.locator("summary").click();
  for (const [kind, words] of TOLD) {
    const group = panel.locator(".hint-group").filter({ has: page.getByRole("heading", { name: kind, exact: true }) });
    const hint = group.getByRole("listitem").filter({ hasText: words });
    expect(await hint.innerText()).toMatch(/第\d+条/);
  }
});

it("what_is_looked_up_beside_an_opinion_leaves_the_opinion_alone", async () => {
  const { page, context } = await Visit.as(browser, "liufang");
  await openCase(page);
  await page.getByRole("button", { name: "制作《法制审核意见书》" }).first().click();
  await page.waitForURL(/\/records\/new\?kind=WS35/);
  const opinion = page.locator(".schema-form").getByLabel(/^审核意见/);
  await opinion.fill("时间和金额请承办机构核对。");
  const panel = page.getByRole("region", { name: "审前提示" });
  const other = panel.getByRole("listitem").filter({ hasText: "扣押涉嫌不合格移动式转换器" });
  const [window] = await Promise.all([context.waitForEvent("page"), other.getByRole("link", { name: "另案的现场工作" }).click()]);
  await window.getByRole("heading", { name: /现场检查/ }).first().waitFor();
  expect(await opinion.inputValue()).toBe("时间和金额请承办机构核对。");
});

/** Whoever may not read a case learns nothing of its flaws. */
it("an_officer_of_other_cases_sees_no_hints", async () => {
  const reviewer = await Visit.as(browser, "liufang");
  const home = await openCase(reviewer.page);
  const { page } = await Visit.as(browser, "zhaomin");
  const answer = await page.request.get(`/api/v1${home}/hints`);
  expect([403, 404]).toContain(answer.status());
  await page.goto(`${home}?tab=completeness`);
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("region", { name: "审前提示" }).count()).toBe(0);
});
