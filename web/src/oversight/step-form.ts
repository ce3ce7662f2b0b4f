/** What each step of a violation asks for, and what is sent. Which steps there are is the server's word. */
import { oversightWords } from "@/i18n/zh-oversight";

const f = oversightWords.form;

export type StepAction = "defend" | "verify" | "dismiss" | "order" | "rectify" | "recheck" | "refer";

export interface StepField {
  name: string;
  label: string;
  kind: "text" | "line" | "day" | "flag" | "choice";
  /** The flag or choice that stands there at first. */
  first?: boolean;
  max?: number;
  /** Labels of yes and no, for a choice. */
  words?: readonly [string, string];
}

export const STEP_FIELDS: Record<StepAction, readonly StepField[]> = {
  defend: [{ name: "text", label: f.defend.text, kind: "text", max: 1000 }],
  verify: [
    { name: "grounds", label: f.verify.grounds, kind: "text", max: 1000 },
    { name: "serious", label: f.verify.serious, kind: "flag", first: false },
  ],
  dismiss: [{ name: "reason", label: f.dismiss.reason, kind: "text", max: 500 }],
  order: [
    { name: "demand", label: f.order.demand, kind: "text", max: 1000 },
    { name: "due_on", label: f.order.due, kind: "day" },
    { name: "criticised", label: f.order.criticised, kind: "flag", first: true },
  ],
  rectify: [{ name: "report", label: f.rectify.report, kind: "text", max: 1000 }],
  recheck: [
    { name: "passed", label: "", kind: "choice", first: true, words: [f.recheck.passed, f.recheck.failed] },
    { name: "opinion", label: f.recheck.opinion, kind: "text", max: 1000 },
  ],
  refer: [
    { name: "receiver", label: f.refer.receiver, kind: "line", max: 100 },
    { name: "grounds", label: f.refer.grounds, kind: "text", max: 1000 },
  ],
};

export const isStepAction = (action: string): action is StepAction => action in STEP_FIELDS;

type Values = Record<string, string | boolean | undefined>;

/** What is still blank, by label. */
export function missingOf(action: StepAction, values: Values): string[] {
  const blank = (field: StepField) => {
    const value = values[field.name];
    return field.kind === "flag" || field.kind === "choice" ? false : typeof value !== "string" || value.trim() === "";
  };
  return STEP_FIELDS[action].filter(blank).map((field) => field.label);
}

/** The body of the request: trimmed words, and a yes or no for every flag. */
export function bodyOf(action: StepAction, values: Values): Record<string, string | boolean> {
  return Object.fromEntries(
    STEP_FIELDS[action].map((field) => {
      const value = values[field.name];
      return [field.name, field.kind === "flag" || field.kind === "choice" ? (typeof value === "boolean" ? value : (field.first ?? false)) : String(value ?? "").trim()];
    }),
  );
}
