/** Registering a case of any process, asking what it lacks, and taking it to the archive. */
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { kindOf, type Values } from "./catalogue";
import { choose } from "./form";
import { People } from "./people";
import { type Matter, record, serve } from "./records";

const MARK = String(Date.now()).slice(-6);
/** What the screens have shown once need not be shown again by the next act of a file. */
const shown = new Set<string>();
/** One story of several people and a package. */
export const LIMIT_MS = 300_000;

/** Art. 9: the process is chosen first, and says what falls away in it. */
export async function register(browser: Browser, process: string, cause: string): Promise<Matter> {
  const people = new People(browser);
  const page = await people.at("lihua");
  const title = `${cause}${MARK}`;
  await page.goto("/cases/new");
  await choose(page, page.getByRole("combobox", { name: "办理程序" }), process);
  await choose(page, page.getByRole("combobox", { name: "来源类别" }), "检查发现");
  await page.getByLabel("内容摘要").fill(`${cause}，材料见附件。`);
  await page.getByLabel("姓名（名称）").fill("清河县启明小吃店");
  await page.getByLabel("统一社会信用代码").fill("92330199MA0QMXC28P");
  await page.getByRole("main").getByLabel("案由").fill(title);
  await choose(page, page.getByRole("combobox", { name: "承办人" }), "王强");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await page.waitForURL(/\/cases\/case_/);
  await page.getByRole("heading", { name: title }).waitFor();
  const href = new URL(page.url()).pathname;
  return { people, mark: MARK, place: "清河县安澜街道灯市路26号", href, title, partyName: "周启明", shown };
}

/** A case that the county came with, as whoever opens it finds it. */
export async function known(browser: Browser, title: string, partyName: string): Promise<Matter> {
  const people = new People(browser);
  const page = await people.at("lihua");
  await page.goto(`/cases?q=${encodeURIComponent(title)}`);
  await page.locator("main a[href^='/cases/case_']").first().click();
  await page.getByRole("heading", { name: title }).waitFor();
  return { people, mark: MARK, place: "清河县城关镇中山路102号", href: new URL(page.url()).pathname, title, partyName, shown };
}

/** A blocked step says which article holds it up, and what is missing. */
export async function cannotYet(matter: Matter, title: string, missing: string, article = /第.+条/): Promise<void> {
  const page = await matter.people.at("lihua");
  await page.goto(matter.href);
  await page.getByRole("button", { name: "更多办理" }).click();
  const blocked = page.getByRole("dialog").locator(".step-blocked").filter({ hasText: title });
  const reason = blocked.locator("li").filter({ hasText: missing }).first();
  expect(await reason.locator(".article").innerText()).toMatch(article);
  await page.keyboard.press("Escape");
}

/** The process as the page shows it: every step done or struck out with its reason. */
async function processDone(page: Page, matter: Matter): Promise<void> {
  await page.goto(`${matter.href}?tab=process`);
  await page.locator(".process-step").first().waitFor();
  expect(await page.locator(".process-open").count()).toBe(0);
  for (const struck of await page.locator(".process-struck").all()) expect(await struck.innerText()).toContain("理由：");
}

/** Written, signed and served. */
export async function served(matter: Matter, code: string, given: Values = {}): Promise<void> {
  const path = await record(matter, code, given);
  await serve(matter, path, kindOf(code).title);
}

/** Arts. 13, 20, 21. */
export async function closeAndArchive(matter: Matter): Promise<void> {
  await record(matter, "WS59", { ground: "其他" });
  const officer = await matter.people.at("lihua");
  await processDone(officer, matter);
  const page = await matter.people.at("sunli");
  await page.goto("/archive");
  await page.getByRole("link").filter({ hasText: matter.title }).click();
  await page.getByRole("button", { name: "确认卷内目录" }).click();
  const compose = page.getByRole("dialog", { name: "确认卷内目录" });
  await compose.getByRole("button", { name: "确认卷内目录" }).click();
  await compose.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "制作案卷包" }).click();
  await page.getByText("验证通过，尚未见证").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "归档", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "归档" });
  await dialog.getByLabel("档号").fill(`2026-${matter.href.slice(-6)}`);
  await dialog.getByRole("button", { name: "归档", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("本案已归档").waitFor();
}
