import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, passwordOf, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

it("a_wrong_password_is_refused_in_words_and_shows_nothing", async () => {
  const visit = await Visit.begin(browser);
  const { page } = visit;
  await page.goto("/login");
  await page.getByLabel("登录名").fill("lihua");
  await page.getByLabel("密码", { exact: true }).fill("不是这个密码");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("alert").waitFor();
  expect(page.url()).toContain("/login");
  expect(await page.getByRole("navigation").count()).toBe(0);
});

it("a_link_opened_without_a_login_is_reached_after_it", async () => {
  const visit = await Visit.begin(browser);
  const { page } = visit;
  await page.goto("/law?blocking=1");
  await page.waitForURL("**/login?next=**");
  await page.getByLabel("登录名").fill("lihua");
  await page.getByLabel("密码", { exact: true }).fill(passwordOf("lihua"));
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL("**/law?blocking=1");
  await page.getByText("未满足时不能").first().waitFor();
});

it("a_login_never_leads_to_another_site", async () => {
  const visit = await Visit.as(browser, "lihua");
  const { page } = visit;
  for (const next of ["//evil.example/", "/\\evil.example", "https://evil.example/"]) {
    await page.goto(`/login?next=${encodeURIComponent(next)}`);
    await page.waitForURL("**/desk");
  }
});

it("the_administrator_meets_no_case", async () => {
  const visit = await Visit.as(browser, "admin");
  const { page } = visit;
  const menu = page.getByRole("navigation", { name: "主菜单" });
  await menu.getByText("机构人员").waitFor();
  expect(await menu.getByText("案件", { exact: true }).count()).toBe(0);
  expect(await page.getByRole("search").count()).toBe(0);
});
