/**
 * One person at one window of a real browser, for stories of several people.
 *
 * `LIUHEN_URL` is the server (`liuhen demo`), `LIUHEN_CHROMIUM` the browser, and
 * `LIUHEN_E2E_FOLDER` holds `data/logins.txt` and takes the last picture of each window.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

const need = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};
export const WIDE = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

/** The one harmless report of the strict CSP: a component measures the scroll bar with a style. */
const HARMLESS = /Applying inline style violates/;

let visits = 0;

/** Ends by itself with its story, and fails it if the page itself broke. */
export class Visit {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly faults: string[],
  ) {}

  static async begin(browser: Browser, size = WIDE): Promise<Visit> {
    const context = await browser.newContext({ baseURL: need("LIUHEN_URL"), viewport: size, locale: "zh-CN", timezoneId: "Asia/Shanghai", reducedMotion: "reduce" });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => {
      // A refused request is part of a story; a script error is not.
      if (message.type() === "error" && !HARMLESS.test(message.text()) && !/Failed to load resource/.test(message.text())) faults.push(message.text());
    });
    const visit = new Visit(context, page, faults);
    const number = ++visits;
    onTestFinished(({ task }) => visit.end(`${task.name}-${number}`));
    return visit;
  }

  /** A window of a person who logged in through the form. */
  static async as(browser: Browser, login: string, size = WIDE): Promise<Visit> {
    const visit = await Visit.begin(browser, size);
    await visit.logIn(login);
    return visit;
  }

  async logIn(login: string): Promise<void> {
    await this.page.goto("/login");
    await this.page.getByLabel("登录名").fill(login);
    await this.page.getByLabel("密码", { exact: true }).fill(passwordOf(login));
    await this.page.getByRole("button", { name: "登录" }).click();
    await this.page.waitForURL("**/desk");
  }

  private async end(name: string): Promise<void> {
    await this.page.screenshot({ path: join(need("LIUHEN_E2E_FOLDER"), `${name}.png`) }).catch(() => undefined);
    await this.context.close();
    if (this.faults.length > 0) throw new Error(this.faults.join("\n"));
  }
}

export function passwordOf(login: string): string {
  const table = readFileSync(join(need("LIUHEN_E2E_FOLDER"), "data", "logins.txt"), "utf8");
  const row = table.split("\n").find((line) => line.startsWith(`${login}\t`));
  const password = row?.split("\t")[1];
  if (!password) throw new Error(`no login ${login}`);
  return password;
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: need("LIUHEN_CHROMIUM"),
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}
