import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Arts. 9(一), 10(一). */
it("an_officer_registers_a_case_and_is_told_what_comes_next", async () => {
  const visit = await Visit.as(browser, "lihua");
  const { page } = visit;
  await page.getByRole("link", { name: "登记新案件" }).click();
  await page.getByRole("combobox", { name: "来源类别" }).click();
  await page.getByTitle("举报").click();
  await page.getByLabel("内容摘要").fill("群众反映该店销售的散装糕点没有标示生产日期。");
  await page.getByLabel("姓名（名称）").fill("清河县福源副食店");
  await page.getByRole("main").getByLabel("案由").fill("涉嫌经营标签不合格食品案");

  // One officer is not enough, and the form says so.
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.getByText("请选择不少于两名承办人").waitFor();
  expect(page.url()).toContain("/cases/new");

  await page.getByRole("combobox", { name: "承办人" }).click();
  await page.getByTitle(/^王强/).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.waitForURL(/\/cases\/case_/);
  await page.getByRole("heading", { name: "涉嫌经营标签不合格食品案" }).waitFor();
  await page.getByText("未立案").first().waitFor();

  // What may not be done yet is there, with its reason and article.
  await page.getByRole("button", { name: "更多办理" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("尚不能办理的事项").waitFor();
  expect(await drawer.locator(".step-blocked .article").first().innerText()).toMatch(/第.+条/);
  await page.keyboard.press("Escape");

  // It is found by its party, from anywhere.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("福源副食");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/cases\?q=/);
  await page.getByRole("cell", { name: "清河县福源副食店" }).first().waitFor();
});

it("a_custodian_is_offered_no_registration", async () => {
  const visit = await Visit.as(browser, "sunli");
  const { page } = visit;
  await page.goto("/cases");
  await page.getByRole("heading", { name: "案件" }).waitFor();
  expect(await page.getByRole("link", { name: "登记新案件" }).count()).toBe(0);
});
