/** The answer, for people: the verdict first, then what is wrong, then what is proven and what is not. */
import { type Report, VERDICTS } from "../core/findings";
import { instantText } from "../core/words";
import { el, saveText } from "./dom";
import { MEANINGS, verdictTitle, words } from "./zh";

/** What was handed in, as it stands on the answer. */
export interface Asked {
  readonly mode: string;
  readonly names: readonly string[];
  readonly policy: string;
  /** Nobody said whom to trust, though that could have been said. */
  readonly isUnbelieved: boolean;
  readonly at: Date;
}

const MARKS = { proven: "✓", not_witnessed: "✓", incomplete: "?", invalid: "✗", forked: "⑂" } as const;

const list = (title: string, items: readonly string[], className: string): HTMLElement | null =>
  items.length === 0 ? null : el("section", { class: className }, el("h3", {}, title), el("ul", {}, ...items.map((item) => el("li", {}, item))));

function defects({ defects: found, moreDefects }: Report): HTMLElement | null {
  if (found.length === 0) return null;
  const byFile = new Map<string, string[]>();
  for (const { file, what } of found) byFile.set(file, [...(byFile.get(file) ?? []), what]);
  const rows = [...byFile].map(([file, whats]) => el("tr", {}, el("th", { scope: "row" }, file === "" ? words.whole : file), el("td", {}, ...whats.map((what) => el("p", {}, what)))));
  const head = el("tr", {}, el("th", { scope: "col" }, words.place), el("th", { scope: "col" }, words.fault));
  return el(
    "section",
    { class: "defects" },
    el("h3", {}, `${words.wrongDefects}（${found.length + moreDefects}）`),
    el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)),
    moreDefects > 0 ? el("p", {}, words.more(moreDefects)) : null,
  );
}

function rowsOf(report: Report, asked: Asked): (readonly [string, string])[] {
  const { head, sm3Head, witnesses } = report;
  const [log, size, root] = words.head;
  return [
    [words.inputName, asked.names.join("、") || "—"],
    ...report.details,
    ...(head ? ([[log, head.origin], [size, String(head.size)], [root, head.root]] as const) : []),
    ...(sm3Head ? ([[words.sm3Head, `${sm3Head.origin}，${sm3Head.size} 条，${sm3Head.root}`]] as const) : []),
    ...witnesses.map(({ name, keyName, seconds }) => [words.witness, `${name}（${keyName}），${instantText(seconds * 1000)}`] as const),
    [words.policyUsed, asked.policy],
    [words.madeAt, instantText(asked.at.getTime())],
    [words.code, String(VERDICTS[report.verdict].code)],
  ];
}

/** The same as a text, to be kept with the papers. */
export function reportText(report: Report, asked: Asked): string {
  const part = (title: string, items: readonly string[]): string[] => (items.length === 0 ? [] : ["", title, ...items.map((item) => `- ${item}`)]);
  return [
    `${words.title}：${asked.mode}`,
    `${words.result}：${verdictTitle(report.verdict)}`,
    ...part(words.wrongDefects, [...report.defects.map(({ file, what }) => `${file === "" ? words.whole : file}：${what}`), ...(report.moreDefects > 0 ? [words.more(report.moreDefects)] : [])]),
    ...part(words.proven, report.proven),
    ...part(words.times, report.times ?? []),
    ...part(words.unproven, report.unproven),
    ...part(words.warnings, report.warnings),
    ...part(words.details, rowsOf(report, asked).map(([name, value]) => `${name}：${value}`)),
    "",
  ].join("\n");
}

export function resultView(report: Report, asked: Asked): HTMLElement {
  const { verdict, evidence } = report;
  const meaning = verdict === "not_witnessed" && asked.isUnbelieved ? words.unbelieved : MEANINGS[verdict];
  const facts = el("dl", {}, ...rowsOf(report, asked).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
  return el(
    "div",
    { class: "answer" },
    el("div", { class: `verdict ${verdict}` }, el("span", { class: "mark", "aria-hidden": "true" }, MARKS[verdict]), el("div", {}, el("p", { class: "title" }, verdictTitle(verdict)), el("p", {}, meaning))),
    defects(report),
    list(words.proven, report.proven, "proven-list"),
    list(words.times, report.times ?? [], "times-list"),
    list(words.warnings, report.warnings, "warnings"),
    list(words.unproven, report.unproven, "unproven-list"),
    el("section", {}, el("h3", {}, words.details), facts),
    el(
      "p",
      { class: "row tools" },
      el("button", { type: "button", class: "button", onclick: () => window.print() }, words.print),
      el("button", { type: "button", class: "button", onclick: () => saveText("核验结论.txt", reportText(report, asked)) }, words.save),
      evidence === null ? null : el("button", { type: "button", class: "button", onclick: () => saveText("分叉证据.txt", evidence) }, words.saveEvidence),
    ),
  );
}

/** Before anything was asked: what the answers will mean. */
export const meaningsView = (): HTMLElement =>
  el("div", { class: "meanings" }, el("h3", {}, words.before), el("dl", {}, ...(Object.keys(VERDICTS) as (keyof typeof VERDICTS)[]).map((verdict) => el("div", { class: verdict }, el("dt", {}, verdictTitle(verdict)), el("dd", {}, MEANINGS[verdict])))));
