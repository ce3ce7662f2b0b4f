import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findings } from "./axe";
import { openBrowser, PHONE, Visit } from "./visit";

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const ATTACKS = 20;

async function factsIn(page: Page): Promise<number> {
  const reply = await page.request.get("/api/v1/log/head");
  return ((await reply.json()) as { size: number }).size;
}

/** Arts. 24, 26: a head presses the button and sees that each attack set off an alarm; the real store was not touched. */
it("a_head_sees_each_attack_accounted_for", async () => {
  const { page } = await Visit.as(browser, "zhouwei");
  await page.goto("/proof");
  // A county that was just made is still being read for the first time, and the end of that is a fact.
  await page.getByText(/第 \d+ 轮已完成/).waitFor();
  await page.getByRole("link", { name: "红队演练" }).click();
  await page.waitForURL("**/proof/red-team");
  await page.getByRole("button", { name: /演练/ }).waitFor();
  const before = await factsIn(page);
  await page.getByRole("button", { name: /演练/ }).click();
  const running = page.getByRole("region", { name: "演练进行中" });
  await running.getByText(/第 \d+ \/ 22 步：/).waitFor();
  expect(await findings(page)).toEqual([]);
  await running.waitFor({ state: "detached", timeout: 240_000 });

  await page.getByText("20 种攻击，20 种已发现").waitFor();
  await page.getByText(/^对照：\d+ 项报警都没有响$/).waitFor();
  const rows = page.getByRole("region", { name: "逐项结果" }).getByRole("row");
  expect(await rows.count()).toBe(ATTACKS + 1);
  for (let at = 1; at <= ATTACKS; at++) {
    const row = rows.nth(at);
    expect(await row.getByText("已发现").count(), `row ${at}`).toBe(1);
    expect(await row.getByRole("listitem").count(), `alarms of row ${at}`).toBeGreaterThan(0);
  }
  await rows.filter({ hasText: "放回旧的数据库备份" }).getByText(/^未启动：日志已签署到第\d+条/).waitFor();
  await page.getByRole("region", { name: "本系统单独查不出的" }).getByText(/从未记录的事/).waitFor();
  await page.getByText("程序版本").waitFor();
  expect(await findings(page)).toEqual([]);
  // Nobody else did anything here: what the sample went through is in none of our facts.
  expect(await factsIn(page)).toBe(before);
}, 300_000);

/** On a phone each attack is a card; whoever may only look is told who may start. */
it("a_custodian_reads_it_on_a_phone_and_cannot_start_it", async () => {
  const { page } = await Visit.as(browser, "sunli", PHONE);
  await page.goto("/proof/red-team");
  const button = page.getByRole("button", { name: /演练/ });
  await button.waitFor();
  expect(await button.getAttribute("aria-disabled")).toBe("true");
  const cards = page.getByRole("region", { name: "逐项结果" }).locator(".red-cards > li");
  expect(await cards.count()).toBe(ATTACKS);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  expect(await findings(page)).toEqual([]);
  const refused = await page.request.post("/api/v1/proof/red-team", { headers: { "x-requested-with": "liuhen" }, data: {} });
  expect(refused.status()).toBe(403);
}, 60_000);

/** An officer does not see the proof centre, nor this. */
it("an_officer_is_told_that_it_is_not_theirs", async () => {
  const { page } = await Visit.as(browser, "lihua");
  const answer = await page.request.get("/api/v1/proof/red-team");
  expect(answer.status()).toBe(403);
  await page.goto("/proof/red-team");
  await page.getByRole("alert").first().waitFor();
  expect(await page.getByRole("button", { name: /演练/ }).count()).toBe(0);
}, 60_000);
