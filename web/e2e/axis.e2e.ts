import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

async function openCaseOf(page: Page, party: string) {
  await page.goto(`/cases?q=${encodeURIComponent(party)}`);
  await page.getByRole("link", { name: /号$|未立案/ }).first().click();
  await page.waitForURL(/\/cases\/case_/);
}

/** Arts. 15, 19: what was to be recorded and was not is drawn and said. */
it("a_hole_in_the_footage_is_seen_and_leads_to_its_explanation", async () => {
  const visit = await Visit.as(browser, "lihua");
  const { page } = visit;
  await openCaseOf(page, "老陈水产");
  const hole = page.locator(".axis-hole").first();
  await hole.waitFor();
  await hole.hover();
  const card = page.getByRole("tooltip").filter({ hasText: "没有录像" });
  await card.getByText(/本办法第19条/).waitFor();
  await hole.click();
  await page.waitForURL(/\/acts\//);
});

it("the_axis_is_worked_by_keyboard_down_to_seconds", async () => {
  const visit = await Visit.as(browser, "lihua");
  const { page } = visit;
  await openCaseOf(page, "老陈水产");
  const frame = page.getByRole("application", { name: /全过程轴/ });
  await frame.focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press("+");
  await page.locator(".axis-clock").filter({ hasText: /^\d\d:\d\d:\d\d$/ }).first().waitFor();
  await page.keyboard.press("0");
  await page.keyboard.press("]");
  await page.locator(".axis-chosen").waitFor();
});

it("on_a_phone_the_same_facts_are_a_list", async () => {
  const visit = await Visit.as(browser, "lihua", PHONE);
  const { page } = visit;
  await page.goto(`/cases?q=${encodeURIComponent("老陈水产")}`);
  await page.locator(".card-link").first().click();
  await page.locator(".axis-list").waitFor();
  await page.locator(".axis-list").getByText("没有录像").first().waitFor();
  expect(await page.locator(".axis-svg").count()).toBe(0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wide).toBe(false);
});

it("an_entry_of_the_trail_is_proven_in_the_browser_itself", async () => {
  const visit = await Visit.as(browser, "lihua");
  const { page } = visit;
  await openCaseOf(page, "老陈水产");
  await page.getByRole("tab", { name: "日志" }).click();
  await page.getByRole("button", { name: "证明此条未被改" }).first().click();
  await page.getByText("本机验算通过").waitFor();
});
