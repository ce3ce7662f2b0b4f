import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Takes one step of a violation's page: opens its dialog, fills it, and waits until it is gone. */
async function step(page: Page, name: string, fill: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>): Promise<void> {
  await page.getByRole("button", { name, exact: true }).first().click();
  const dialog = page.getByRole("dialog", { name });
  await fill(dialog);
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

const must = (label: string) => new RegExp(`^${label}`);

/** Arts. 26, 27: from an open duty, through defence, order and rectification, to the look again. */
it("a_supervisor_raises_an_open_duty_and_sees_it_set_right", async () => {
  const supervisor = (await Visit.as(browser, "hejian")).page;
  await supervisor.goto(`/cases?q=${encodeURIComponent("老陈水产")}`);
  await supervisor.locator("main a[href^='/cases/case_']").first().click();
  await supervisor.getByRole("tab", { name: /完备性/ }).click();
  await supervisor.getByText("未完成", { exact: true }).click();
  const duty = supervisor.getByRole("row").filter({ has: supervisor.getByRole("button", { name: "提为问题" }) });
  // Another one each run, so that a story may be told twice to one county.
  await duty.nth(Date.now() % (await duty.count())).getByRole("button", { name: "提为问题" }).click();
  const ask = supervisor.getByRole("dialog", { name: "把这一项提为问题" });
  await ask.getByRole("button", { name: "提为问题" }).click();
  await supervisor.waitForURL(/\/violations\/viol_/);
  const path = new URL(supervisor.url()).pathname;
  await supervisor.getByText("待核实").first().waitFor();

  // Whoever handles the case answers, and has no key to judge; neither has the head of the agency it
  // is about, since it came from above.
  const officer = (await Visit.as(browser, "lihua")).page;
  const head = (await Visit.as(browser, "zhouwei")).page;
  for (const own of [officer, head]) {
    await own.goto(path);
    await own.getByRole("button", { name: "提出申辩" }).waitFor();
    expect(await own.getByRole("button", { name: /核实属实|认定误报/ }).count()).toBe(0);
  }
  await step(officer, "提出申辩", async (dialog) => dialog.getByLabel(must("申辩意见")).fill("承办人正在补正。"));

  await supervisor.reload();
  await supervisor.getByText("承办人正在补正。").first().waitFor();
  await step(supervisor, "核实属实", async (dialog) => dialog.getByLabel(must("核实情况")).fill("查看案卷，情况属实。"));
  await step(supervisor, "责令改正", async (dialog) => {
    await dialog.getByLabel(must("改正要求")).fill("补齐记录并书面报告。");
    await dialog.getByLabel(must("改正期限")).fill("2099年12月31日");
    await dialog.getByLabel(must("改正期限")).press("Enter");
  });
  await supervisor.getByText("责令改正中").first().waitFor();

  await head.goto("/desk");
  await head.getByRole("heading", { name: "问题与整改" }).waitFor();
  await head.goto(path);
  await step(head, "报告改正", async (dialog) => dialog.getByLabel(must("改正情况")).fill("已补齐并报告。"));

  await supervisor.reload();
  await step(supervisor, "复核", async (dialog) => dialog.getByLabel(must("复核意见")).fill("已经补齐。"));
  await supervisor.getByText("复核通过").first().waitFor();
});

/** An officer in charge gives the reason, the head of the division signs it. */
it("a_duty_is_set_aside_only_with_the_heads_signature", async () => {
  const officer = (await Visit.as(browser, "lihua")).page;
  await officer.goto(`/cases?q=${encodeURIComponent("老陈水产")}`);
  await officer.locator("main a[href^='/cases/case_']").first().click();
  await officer.getByRole("tab", { name: /完备性/ }).click();
  await officer.getByText("未完成", { exact: true }).click();
  const reason = `本案不涉及（${Date.now()}）`;
  const open = officer.getByRole("row").filter({ has: officer.locator("button:not(.blocked)", { hasText: "标为不适用" }) });
  await open.first().getByRole("button", { name: "标为不适用" }).click();
  const dialog = officer.getByRole("dialog", { name: "写明不适用的理由" });
  await dialog.getByRole("textbox").fill(reason);
  await dialog.getByRole("button", { name: "标为不适用" }).click();
  const row = officer.getByRole("row").filter({ hasText: reason });
  await row.getByText(/待负责人签字/).waitFor();
  expect(await row.getByRole("button", { name: "签字认定不适用" }).count()).toBe(0);

  const head = (await Visit.as(browser, "chenjun")).page;
  await head.goto("/approvals");
  await head.locator(".inbox-item").filter({ hasText: "不适用认定" }).last().click();
  await head.getByText(reason).first().waitFor();
  await head.getByRole("button", { name: "签字认定不适用" }).click();
  await head.getByText(reason).first().waitFor({ state: "detached" });

  await officer.reload();
  await officer.getByText("含不适用", { exact: true }).click();
  await officer.getByRole("row").filter({ hasText: reason }).getByText("不适用", { exact: true }).waitFor();
});
