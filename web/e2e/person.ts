/**
 * A person at a browser, in front of the running sample county.
 *
 * `LIUHEN_URL` is its address, `LIUHEN_E2E_FOLDER` holds `data/logins.txt` and takes screenshots,
 * `LIUHEN_CHROMIUM` is the browser.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type Browser, type BrowserContext, type Page, chromium } from "playwright-core";

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

export const url = needed("LIUHEN_URL");
export const folder = needed("LIUHEN_E2E_FOLDER");

export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

function password(login: string): string {
  const lines = readFileSync(join(folder, "data", "logins.txt"), "utf8").trim().split("\n").slice(1);
  const found = lines.map((line) => line.split("\t")).find(([name]) => name === login);
  if (!found?.[1]) throw new Error(`no login ${login}`);
  return found[1];
}

let browser: Browser | undefined;

export async function open(): Promise<void> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];
  browser = await chromium.launch({ executablePath: needed("LIUHEN_CHROMIUM"), args: [...args, ...quiet] });
}

export async function close(): Promise<void> {
  await browser?.close();
}

/** A window of a size; errors on the page are collected. */
export class Person {
  readonly errors: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  static async logIn(login: string, viewport = DESK): Promise<Person> {
    if (!browser) throw new Error("open the browser first");
    const context = await browser.newContext({ viewport, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
    const person = new Person(await context.newPage(), context);
    await person.page.goto(`${url}/login`);
    await person.page.getByLabel("登录名").fill(login);
    await person.page.getByLabel("密码", { exact: true }).fill(password(login));
    await person.page.getByRole("button", { name: /登\s*录/ }).click();
    await person.page.waitForURL(/\/desk/);
    return person;
  }

  async goto(path: string): Promise<void> {
    await this.page.goto(url + path);
    await this.page.waitForLoadState("networkidle");
  }

  /** Asks the server as the page would. */
  async ask<T>(path: string): Promise<T> {
    const answer = await this.page.request.get(`${url}/api/v1${path}`);
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async shot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}
