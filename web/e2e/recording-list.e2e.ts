import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Another one each run, so that a story may be told twice to one county. */
const TITLE = `执法中队导入清单 ${Date.now()}`;
/** A day to come: what other stories plan today falls under the list they know. */
const LATER = new Date(Date.now() + 40 * 86_400_000);
const LATER_ZH = `${LATER.getFullYear()}年${LATER.getMonth() + 1}月${LATER.getDate()}日`;

/** Nobody foresaw these titles, this order, the heading, the merged cell, the note. */
const TABLE = `执法中队音像记录安排表,,,,,
录制强度,类别,执法动作,在哪个环节,在哪录,责任中队
一、日常执法,,,,,
全程,行政处罚,现场检查,调查取证,检查现场,一中队
全程,行政处罚,"查封、扣押",调查取证,查封扣押现场,一中队
重点,行政处罚,抽样取证,调查取证,抽样现场,二中队
重点,,询问当事人,调查取证,询问室,二中队
注：本表由综合执法大队解释,,,,,
`;

/** Picks from a drop-down of a form. */
async function pick(page: Page, name: string, option: string) {
  await page.getByRole("combobox", { name, exact: true }).click();
  await page.locator(`.ant-select-dropdown:not(.ant-select-dropdown-hidden) [title="${option}"]`).click();
}

async function open(page: Page) {
  await page.goto("/recording-list");
  await page.locator(".list-version").filter({ hasText: TITLE }).click();
  await page.getByRole("heading", { name: TITLE }).waitFor();
}

/** Art. 16. */
it("a_list_is_imported_guided_from_above_and_put_in_force", async () => {
  const reviewer = (await Visit.as(browser, "liufang")).page;
  await reviewer.goto("/recording-list");
  await reviewer.getByRole("button", { name: "起草新版" }).click();
  await reviewer.getByRole("menuitem", { name: "从表格导入" }).click();
  await reviewer.setInputFiles("input[type=file]", { name: "安排表.csv", mimeType: "text/csv", buffer: Buffer.from(TABLE) });

  // Two columns are found by no title we know; until they are named, nothing can be made.
  await reviewer.getByText("还没有指定哪一列是“事项”").waitFor();
  await reviewer.getByRole("button", { name: "生成草案" }).click();
  await reviewer.getByText("请先处理上面列出的问题").waitFor();
  await pick(reviewer, "执法动作 对应", "事项");
  await pick(reviewer, "在哪录 对应", "记录场合");
  await pick(reviewer, "全程 对应", "全程音像记录");
  await pick(reviewer, "重点 对应", "根据实际情况音像记录");
  await reviewer.getByText("可以导入 4 项").waitFor();
  await reviewer.getByText("沿用上一行的“行政处罚”").waitFor();
  await reviewer.getByText("责任中队：二中队").first().waitFor();
  await reviewer.getByLabel("清单名称").fill(TITLE);
  await reviewer.getByLabel("拟施行日（可不填）").fill(LATER_ZH);
  await reviewer.keyboard.press("Enter");
  await reviewer.getByRole("button", { name: "生成草案" }).click();
  await reviewer.getByRole("heading", { name: TITLE }).waitFor();
  await reviewer.getByText("有 2 项低于上级要求").waitFor();
  await reviewer.getByRole("button", { name: "报上级指导" }).click();
  await reviewer.getByRole("dialog").getByRole("button", { name: "报上级指导" }).click();
  await reviewer.locator(".list-head").getByText("已报上级指导").waitFor();

  // From above: a word in the margin, and consent to one of the two.
  const above = (await Visit.as(browser, "hejian")).page;
  await open(above);
  const sampling = above.locator(".list-alarms li").filter({ hasText: "抽样取证" });
  await sampling.getByRole("button", { name: "同意" }).click();
  const consent = above.getByRole("dialog");
  await consent.getByLabel("意见").fill("抽样场所条件有限，同意视情况记录。");
  await consent.getByRole("button", { name: "提出意见" }).click();
  await sampling.getByText("上级已同意").waitFor();
  const seizure = above.locator("tbody[data-row]").filter({ hasText: "查封、扣押" });
  await seizure.getByRole("button", { name: "提出意见" }).click();
  await above.getByRole("dialog").getByLabel("意见").fill("请写明起点和止点。");
  await above.getByRole("dialog").getByRole("button", { name: "提出意见" }).click();
  await seizure.getByText("请写明起点和止点。").waitFor();
  expect(await above.getByRole("button", { name: "批准施行" }).count()).toBe(0);

  // The row is completed, and the comment is dealt with by that.
  await open(reviewer);
  await reviewer.getByRole("button", { name: "修改各行" }).click();
  const mine = reviewer.locator("tbody[data-row]").filter({ hasText: "查封、扣押" });
  await mine.getByRole("button", { name: "修改", exact: true }).click();
  const form = reviewer.getByRole("dialog", { name: "修改事项" });
  await form.getByLabel("起点").fill("到达现场");
  await form.getByLabel("止点").fill("离开现场");
  await form.getByRole("button", { name: /确\s*定/ }).click();
  await reviewer.getByRole("button", { name: "保存 1 处修改" }).click();
  await mine.getByText("所指的行已修改").waitFor();

  // The head approves, and has to say why service is left out.
  const head = (await Visit.as(browser, "zhouwei")).page;
  await open(head);
  await head.getByRole("button", { name: "批准施行" }).click();
  const approval = head.getByRole("dialog", { name: "批准清单施行" });
  await approval.getByRole("button", { name: "批准施行" }).click();
  await approval.getByText("请逐项写明理由").waitFor();
  await approval.getByLabel(/留置送达.*的理由/).fill("送达由法制股统一办理，另行记录。");
  await approval.getByRole("button", { name: "批准施行" }).click();
  await head.locator(".list-head").getByText("待施行").waitFor();
  await head.getByText("低于上级要求的理由").click();
  await head.getByText("送达由法制股统一办理").waitFor();

  // What is new, gone and different against the superior agency's list.
  await head.getByRole("tab", { name: "比较" }).click();
  await pickFirst(head, /上级现行清单/);
  const differences = head.getByRole("list", { name: "比较" });
  await differences.getByText("修改").first().waitFor();
  await differences.locator("li").filter({ hasText: "留置送达" }).getByText("删除").waitFor();
  await differences.locator("li").filter({ hasText: "询问当事人" }).getByText("新增").waitFor();

  // Tried on the work of the last year.
  await head.getByRole("tab", { name: "试算" }).click();
  await head.getByRole("tabpanel").getByRole("button", { name: /试\s*算/ }).click();
  await head.getByRole("tabpanel").getByText("各事项").waitFor();
});

async function pickFirst(page: Page, option: RegExp) {
  await page.getByRole("combobox", { name: "与之比较" }).click();
  await page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option").filter({ hasText: option }).first().click();
}

it("an_officer_reads_the_list_and_drafts_none", async () => {
  const { page } = await Visit.as(browser, "lihua", PHONE);
  await page.goto("/recording-list");
  await page.getByText("现行").first().waitFor();
  await page.getByRole("button", { name: "起草新版" }).focus();
  await page.getByText(/您的角色不能“起草音像记录事项清单”/).first().waitFor();
  expect(await page.getByRole("menuitem").count()).toBe(0);
  await page.getByLabel("查找事项、环节、场合、内容").fill("送达");
  await page.getByText("1 / 7 项").waitFor();
  expect(await page.getByRole("button", { name: "修改各行" }).count()).toBe(0);
});
