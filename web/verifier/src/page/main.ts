/** The page; and, when the same script runs in a worker, its digests. */
import { type Report, unreadable } from "../core/findings";
import type { Work } from "../core/package";
import { Policy } from "../core/policy";
import { bytesText } from "../core/words";
import { el, replace } from "./dom";
import { TextField } from "./inputs";
import { type Mode, modes } from "./modes";
import { Pool, serve, Stopped } from "./pool";
import { meaningsView, resultView } from "./result";
import "./style.css";
import { fieldWords, verdictTitle, words } from "./zh";

/** The page may draw at least this often. */
const BREATH_MS = 30;

/** Nothing, a policy, or one sentence that says why it is none. */
function policyOf(field: TextField): Policy | string | null {
  return field.text.trim() === "" ? null : Policy.parse(field.text);
}

function describe(policy: Policy | null): string {
  if (!policy) return words.noPolicy;
  return `日志 ${policy.logs.map(({ name }) => name).join("、") || "（无）"}；见证：${policy.asked}`;
}

class Page {
  private readonly modes = modes();
  private mode: Mode = this.modes[0] as Mode;
  private readonly policy = new TextField({ ...fieldWords.policy, rows: 4 }, () => this.judgePolicy());
  private readonly fields = el("div", { class: "fields" });
  private readonly start = el("button", { type: "submit", class: "button main" }, words.start);
  private readonly stop = el("button", { type: "button", class: "button", hidden: true }, words.stop);
  private readonly said = el("p", { class: "said wrong", role: "alert" });
  private readonly bar = el("progress", { max: "1", value: "0", "aria-label": words.checking });
  private readonly count = el("p", { class: "faint", "aria-live": "off" });
  private readonly progress = el("div", { class: "progress", hidden: true }, this.bar, this.count);
  private readonly heading = el("h2", { tabindex: "-1" }, words.result);
  private readonly result = el("div", {}, meaningsView());

  constructor(
    root: Node,
    private readonly script: string,
  ) {
    const form = el("form", { onsubmit: (event) => void this.run(event) }, this.choice(), this.fields, el("p", { class: "row" }, this.start, this.stop), this.said, this.progress);
    replace(
      root,
      el("header", {}, el("h1", {}, words.title), el("p", { class: "offline" }, words.offline)),
      el("main", {}, el("section", { class: "inputs", "aria-label": words.input }, form), el("section", { class: "result", "aria-label": words.result }, this.heading, this.result)),
    );
    this.show(this.mode);
  }

  private choice(): HTMLElement {
    const option = (mode: Mode, i: number): HTMLElement =>
      el("label", {}, el("input", { type: "radio", name: "mode", value: String(i), checked: i === 0, onchange: () => this.show(mode) }), el("span", {}, mode.name));
    return el("fieldset", { class: "modes" }, el("legend", { class: "sr" }, words.what), ...this.modes.map(option));
  }

  private show(mode: Mode): void {
    this.mode = mode;
    replace(this.fields, el("p", { class: "faint" }, mode.text), ...mode.fields.map(({ element }) => element), mode.usesPolicy ? this.policy.element : null);
    replace(this.said);
    replace(this.heading, words.result);
    replace(this.result, meaningsView());
  }

  private judgePolicy(): Policy | string | null {
    const policy = policyOf(this.policy);
    if (typeof policy === "string") this.policy.say(policy, true);
    else this.policy.say(policy ? describe(policy) : "", false);
    return policy;
  }

  private async run(event: Event): Promise<void> {
    event.preventDefault();
    const { mode } = this;
    const policy = mode.usesPolicy ? this.judgePolicy() : null;
    const missing = mode.missing();
    replace(this.said, missing === null ? (typeof policy === "string" ? policy : "") : words.missing(missing));
    if (missing !== null || typeof policy === "string") {
      // It stands below the button, which may be the last thing on the screen.
      this.said.scrollIntoView({ block: "nearest" });
      return;
    }
    this.setBusy(true);
    const asked = { mode: mode.name, names: mode.names(), policy: mode.usesPolicy ? describe(policy) : "—", isUnbelieved: mode.usesPolicy && policy === null, at: new Date() };
    const report = await this.work(mode, policy);
    this.setBusy(false);
    // Whoever hears the page is taken to the heading, and it says the answer.
    replace(this.heading, words.result, el("span", { class: "sr" }, `：${report ? verdictTitle(report.verdict) : words.stopped}`));
    replace(this.result, report ? resultView(report, asked) : el("p", {}, words.stopped));
    this.heading.focus();
  }

  /** Null if the person stopped it. */
  private async work(mode: Mode, policy: Policy | null): Promise<Report | null> {
    const pool = new Pool(this.script);
    let isStopped = false;
    let drawn = performance.now();
    const work: Work = {
      digester: pool.digester,
      onProgress: (done, all) => this.tell(done, all, mode),
      pause: async () => {
        if (performance.now() - drawn < BREATH_MS) return;
        await new Promise((resolve) => setTimeout(resolve));
        drawn = performance.now();
        if (isStopped) throw new Stopped();
      },
    };
    this.stop.onclick = () => {
      isStopped = true;
      pool.stop();
    };
    try {
      return await mode.run(policy, work);
    } catch (fault) {
      return fault instanceof Stopped ? null : unreadable(mode.names().join("、"), words.unreadable(fault instanceof Error ? fault.message : String(fault)));
    } finally {
      pool.stop();
    }
  }

  private tell(done: number, all: number, { isReadOnce }: Mode): void {
    this.bar.max = Math.max(all, 1);
    this.bar.value = done;
    const text = done >= all ? words.checking : words.working(bytesText(done), bytesText(all), isReadOnce !== true);
    if (this.count.textContent !== text) replace(this.count, text);
  }

  private setBusy(isBusy: boolean): void {
    this.start.disabled = isBusy;
    this.stop.hidden = !isBusy;
    this.progress.hidden = !isBusy;
    if (isBusy) {
      replace(this.result, el("p", { class: "faint" }, words.checking));
      this.tell(0, 0, this.mode);
    }
  }
}

if (typeof document === "undefined") serve(self as unknown as Parameters<typeof serve>[0]);
else {
  const root = document.getElementById("page");
  if (root) new Page(root, document.currentScript?.textContent ?? "");
}
