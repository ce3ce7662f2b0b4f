/** Everybody of the story at a window of their own, logged in when first needed. */
import type { Browser, Page } from "playwright-core";
import { PHONE, Visit, WIDE } from "../visit";

export type Login = "lihua" | "wangqiang" | "chenjun" | "liufang" | "zhouwei" | "linhai" | "sunli";
type Where = "desk" | "phone";

export class People {
  readonly #windows = new Map<string, Visit>();
  readonly #loggedIn = new Map<Login, Where>();

  constructor(private readonly browser: Browser) {}

  /** A login elsewhere ends this one, so whoever comes back from the phone logs in again. */
  async at(login: Login, where: Where = "desk"): Promise<Page> {
    const key = `${login}:${where}`;
    const window = this.#windows.get(key) ?? (await Visit.begin(this.browser, where === "phone" ? PHONE : WIDE));
    this.#windows.set(key, window);
    if (this.#loggedIn.get(login) !== where) await window.logIn(login);
    this.#loggedIn.set(login, where);
    return window.page;
  }
}
