import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Response } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, passwordOf, PHONE, Visit } from "./visit";

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

it("whoever_keeps_failing_sees_how_long_to_wait_and_what_to_do_instead", async () => {
  const visit = await Visit.begin(browser, PHONE);
  const { page } = visit;
  await page.goto("/login");
  // A name nobody has waits like any other, and shuts nobody out of a later story.
  await page.getByLabel("登录名").fill("nobody-here");
  const button = page.getByRole("button", { name: "登录" });
  const notice = page.getByRole("alert").filter({ hasText: "请等一会儿再试" });
  const isAnswer = (reply: Response) => reply.url().endsWith("/api/v1/session") && reply.request().method() === "POST";
  for (let status = 0; status !== 429; ) {
    await page.getByLabel("密码", { exact: true }).fill("不是这个密码");
    const [reply] = await Promise.all([page.waitForResponse(isAnswer), button.click()]);
    status = reply.status();
    await page.getByRole("alert").waitFor();
  }
  await notice.waitFor();
  expect(await notice.innerText()).toMatch(/\d 秒[\s\S]*账号没有被锁定[\s\S]*曾登录过的电脑或手机/);
  const waiting = page.getByRole("button", { name: "请稍候再试" });
  expect(await waiting.isDisabled()).toBe(true);
  // The wait is that account's alone.
  await page.getByLabel("登录名").fill("lihua");
  expect(await button.isEnabled()).toBe(true);
  await page.getByLabel("登录名").fill("nobody-here");
  await page.getByText("现在可以再试一次").waitFor({ timeout: 60_000 });
  expect(await button.isEnabled()).toBe(true);
});

it("a_second_login_is_told_to_the_first_in_words", async () => {
  const first = await Visit.as(browser, "lihua");
  const second = await Visit.as(browser, "lihua");
  await first.page.goto("/cases");
  await first.page.waitForURL("**/login?next=**");
  await first.page.getByText("您的账号已在另一处登录").waitFor();
  await second.page.goto("/cases");
  await second.page.getByRole("navigation", { name: "主菜单" }).waitFor();
});

it("a_weak_new_password_is_refused_with_its_reasons_and_nobody_is_logged_out", async () => {
  const visit = await Visit.as(browser, "lihua");
  const { page } = visit;
  await page.getByTitle("个人菜单").click();
  await page.getByText("修改密码").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("几个互不相干的词连成的一句话").waitFor();
  await dialog.getByLabel("原密码").fill(passwordOf("lihua"));
  await dialog.getByLabel("新密码", { exact: true }).fill("Lihua@2024password");
  await dialog.getByLabel("再输入一次新密码").fill("Lihua@2024password");
  await dialog.getByRole("button", { name: "保存" }).click();
  const told = await dialog.getByRole("alert").filter({ hasText: "容易被人猜到" }).innerText();
  expect(told).toContain("含有登录名");
  expect(page.url()).toContain("/desk");
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

/** Art. 8: nothing that was typed is lost to a session that only sat too long. */
it("whoever_sat_too_long_logs_in_again_and_goes_on_typing", async () => {
  const { page } = await Visit.as(browser, "lihua");
  await page.goto(`/cases?q=${encodeURIComponent("计量器具")}`);
  await page.locator("main").getByRole("link", { name: /号$/ }).first().click();
  await page.waitForURL(/\/cases\/case_/);
  const matter = new URL(page.url()).pathname;
  await page.goto(`${matter}/records/new?kind=WS14`);
  const typed = page.getByLabel(/^证明对象/);
  await typed.fill("写到一半的证明对象");
  const save = page.getByRole("button", { name: "保存草稿" });
  const again = page.getByRole("dialog", { name: "请李华重新登录" });
  const logInAs = async (login: string) => {
    await again.getByLabel("登录名").fill(login);
    await again.getByLabel("密码", { exact: true }).fill(passwordOf(login));
    await again.getByRole("button", { name: "登录" }).click();
  };

  await runOut("lihua");
  await save.click();
  await again.getByText(/超过15分钟没有操作/).waitFor();
  await page.screenshot({ path: join(process.env["LIUHEN_E2E_FOLDER"] ?? "", "login-again.png") });
  await page.keyboard.press("Escape");
  await logInAs("lihua");
  await again.waitFor({ state: "detached" });
  expect(await typed.inputValue()).toBe("写到一半的证明对象");
  await save.click();
  await page.waitForURL(/\/records\/txt_/);

  // Somebody else begins anew, and sees nothing of it on the way back either.
  await page.goto(`${matter}/records/new?kind=WS14`);
  await typed.fill("又写到一半");
  await runOut("lihua");
  await save.click();
  await logInAs("sunli");
  await page.waitForURL("**/desk");
  await page.getByText("孙丽").first().waitFor();
  await page.goBack();
  await page.getByLabel(/^证明对象/).waitFor();
  expect(await page.getByLabel(/^证明对象/).inputValue()).toBe("");
});

/** A forgotten password is replaced in front of its owner; the old one opens nothing any more. */
it("an_administrator_resets_a_forgotten_password", async () => {
  const { page } = await Visit.as(browser, "admin");
  await page.goto("/people");
  await page.getByRole("combobox", { name: "机构" }).click();
  await page.getByTitle("清河县市场监督管理局").click();
  await page.getByRole("row").filter({ hasText: "赵敏" }).getByRole("button", { name: "管理" }).click();
  await page.getByRole("button", { name: "重置密码" }).click();
  const ask = page.getByRole("dialog", { name: "重置 赵敏 的密码" });
  await ask.getByRole("button", { name: "本人忘记密码" }).click();
  await ask.getByRole("button", { name: "重置密码" }).click();
  const once = page.getByRole("dialog").filter({ hasText: "zhaomin" });
  const password = (await once.locator("code").innerText()).trim();
  expect(password).toMatch(/^[2-9A-HJ-NP-Z]{20}$/);
  await page.screenshot({ path: join(process.env["LIUHEN_E2E_FOLDER"] ?? "", "reset.png") });
  await once.getByRole("button").last().click();

  const owner = (await Visit.begin(browser)).page;
  const logIn = async (word: string) => {
    await owner.goto("/login");
    await owner.getByLabel("登录名").fill("zhaomin");
    await owner.getByLabel("密码", { exact: true }).fill(word);
    await owner.getByRole("button", { name: "登录" }).click();
  };
  await logIn(passwordOf("zhaomin"));
  await owner.getByRole("alert").waitFor();
  await logIn(password);
  await owner.waitForURL("**/desk");

  // The owner chooses anew; the printed logins hold for every story after it.
  await owner.getByTitle("个人菜单").click();
  await owner.getByText("修改密码").click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByLabel("原密码").fill(password);
  await dialog.getByLabel("新密码", { exact: true }).fill(passwordOf("zhaomin"));
  await dialog.getByLabel("再输入一次新密码").fill(passwordOf("zhaomin"));
  await dialog.getByRole("button", { name: "保存" }).click();
  await dialog.waitFor({ state: "hidden" });
  await Visit.as(browser, "zhaomin");
});

/** Puts a quarter of an hour behind the sessions of a person, in the database of the running program. */
async function runOut(login: string): Promise<void> {
  const database = join(process.env["LIUHEN_E2E_FOLDER"] ?? "", "data", "liuhen.db");
  const script = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
with db:
    db.execute("UPDATE session SET expires_at = 1 WHERE officer_id = (SELECT officer_id FROM login WHERE login_name = ?)", (sys.argv[2],))
`;
  await promisify(execFile)("python3", ["-c", script, database, login]);
}
