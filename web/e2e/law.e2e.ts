import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Style, 8: the law officer reads, runs and rewrites the scenarios of Art. 21. */
it("a_law_officer_runs_scenarios_and_rewrites_one", async () => {
  const { page } = await Visit.as(browser, "liufang");
  await page.goto("/law");
  await page.getByRole("tab", { name: "情景" }).click();
  await page.getByRole("button", { name: "全部运行" }).click();
  await page.getByText(/^\d+ 个全部通过$/).waitFor({ timeout: 120_000 });

  await page.getByRole("searchbox", { name: "搜索名称、规则、条文" }).fill("QGC-21-01");
  const list = page.getByRole("region", { name: "情景", exact: true });
  await list.getByRole("button", { name: /通过/ }).first().click();
  await page.getByRole("button", { name: "改写副本" }).click();
  const text = page.getByRole("textbox", { name: "情景文本" });
  await text.fill('name = "国庆前终结"\n[[due]]\nrule = "QGC-21-01"\nfrom = 2025-09-19\ndue_on = 2025-10-22\n');
  await page.getByRole("button", { name: "运行副本" }).click();
  const told = page.getByRole("alert", { name: "运行结果" });
  await told.getByText("2025-10-23").waitFor();
  expect(await told.innerText()).toContain("应为 2025-10-22");

  await text.fill('name = "国庆前终结"\n[[due]]\nrule = "QGC-21-99"\nfrom = 2025-09-19\ndue_on = 2025-10-22\n');
  await text.press("Control+Enter");
  await told.getByText("没有规则“QGC-21-99”").waitFor();
  expect(await told.innerText()).toContain("第3行");
});

/** Art. 21: what a shorter archive clock would do to the cases that are there. */
it("a_draft_of_fifteen_working_days_is_compared_and_tried", async () => {
  const { page } = await Visit.as(browser, "liufang");
  await page.goto("/law?tab=draft");
  await page.getByRole("combobox", { name: "以现行文件为底稿" }).fill("keeping");
  await page.getByTitle(/^packs\/qgc-28\/keeping\.toml/).click();
  const text = page.getByRole("textbox", { name: /^文件内容/ });
  await text.waitFor();
  const running = await text.inputValue();

  // A slip is told with its line, and the running law goes on.
  await text.fill(running.replace('n = 20, unit = "working_days"', 'n = 15, unit = "workdays"'));
  await page.getByRole("button", { name: "检查并比较" }).click();
  await page.getByText("没有“workdays”这种单位").waitFor();
  await page.getByRole("button", { name: /^转到packs\/qgc-28\/keeping\.toml 第56行/ }).click();
  const selected = () => text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
  await expect.poll(selected).toContain('unit = "workdays"');

  await text.fill(running.replace("n = 20", "n = 15"));
  await text.press("Control+Enter");
  const diff = page.getByRole("region", { name: "与现行规则比较" });
  const row = diff.getByRole("row", { name: /^期限/ });
  await row.waitFor();
  expect(await row.innerText()).toMatch(/20个工作日\s+15个工作日/);

  await page.getByRole("button", { name: "开始模拟" }).click();
  const tried = page.getByRole("region", { name: "用既往案件模拟" });
  await tried.getByText("按草案，").waitFor({ timeout: 120_000 });
  await tried.getByRole("button", { name: /^QGC-21-01/ }).waitFor();
  expect(await tried.getByRole("link").count()).toBeGreaterThan(0);

  // One day is over for a case whose act has ended: the sentence on top counts it.
  await text.fill(running.replace("n = 20", "n = 1"));
  await text.press("Control+Enter");
  await diff.getByRole("row", { name: /1个工作日$/ }).waitFor();
  await page.getByRole("button", { name: "开始模拟" }).click();
  await tried.getByText(/[1-9]\d* 宗未归档案件将新超期/).waitFor({ timeout: 60_000 });

  // The draft outlives a look at another tab.
  await page.getByRole("tab", { name: "对照表" }).click();
  await page.getByText("每条规则都有满足和不满足的情景").waitFor({ timeout: 60_000 });
  await page.getByRole("tab", { name: "试行草案" }).click();
  expect(await page.getByRole("textbox", { name: /^文件内容/ }).inputValue()).toContain("n = 1,");
});

/** Whoever reads no cases reads the law, and tries no draft on cases. */
it("an_administrator_may_compare_but_not_simulate", async () => {
  const { page } = await Visit.as(browser, "admin");
  await page.goto("/law?tab=draft");
  await page.getByRole("combobox", { name: "以现行文件为底稿" }).fill("keeping");
  await page.getByTitle(/^packs\/qgc-28\/keeping\.toml/).click();
  await page.getByRole("textbox", { name: /^文件内容/ }).waitFor();
  await page.getByRole("button", { name: "检查并比较" }).click();
  await page.getByText("规则与现行完全相同。").waitFor();
  await page.getByRole("button", { name: "开始模拟" }).click();
  await page.getByRole("region", { name: "用既往案件模拟" }).getByRole("alert").waitFor();
});
