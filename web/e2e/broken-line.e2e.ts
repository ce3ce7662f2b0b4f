/** A broken line: each screen says what happened and what to do, and goes on once the line is back. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

it("a_screen_without_a_line_says_so_and_comes_back", async () => {
  const { page, context } = await Visit.as(browser, "liufang");
  await page.goto("/law?tab=matrix");
  await page.getByText("每条规则都有满足和不满足的情景").waitFor({ timeout: 60_000 });
  await context.setOffline(true);
  await page.getByRole("tab", { name: "情景" }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("连不上服务器").waitFor();

  // What needs no line can still be done, and what does not is told.
  await page.getByRole("tab", { name: "试行草案" }).click();
  await page.getByText("选择文件、新建文件不受影响").waitFor();
  expect(await page.getByRole("button", { name: "新建文件" }).isEnabled()).toBe(true);

  await context.setOffline(false);
  await page.getByRole("tab", { name: "情景" }).click();
  const retry = page.getByRole("button", { name: "重试" });
  await retry.or(page.getByRole("button", { name: "全部运行" })).first().waitFor();
  if (await retry.isVisible()) await retry.click();
  await page.getByRole("button", { name: "全部运行" }).waitFor();
});

/** A refusal is not offered again: it would be the same. */
it("what_may_not_be_read_is_refused_without_a_retry", async () => {
  const { page } = await Visit.as(browser, "liufang");
  await page.goto("/violations/viol_01JNP300000000000000000009");
  await page.getByRole("alert").getByText("没有找到").first().waitFor();
  expect(await page.getByRole("button", { name: "重试" }).count()).toBe(0);
});
