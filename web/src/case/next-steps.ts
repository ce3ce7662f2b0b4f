/** Which steps a case offers at its head. Pure: what is allowed and what is missing the server says. */
import type { RecordSummary, Step } from "@/api/schema";

/** More would push the case itself off a phone's screen. */
const SHOWN = 2;
/** A record of these is under way; another one of its kind helps nobody. */
const UNDER_WAY: ReadonlySet<RecordSummary["status"]> = new Set<RecordSummary["status"]>(["draft", "returned", "signing"]);

/** The next duty; while it is blocked, first what its own reasons name and may be written now, or else all of the little that this person may write. */
export function nextSteps(steps: readonly Step[], records: readonly Pick<RecordSummary, "kind" | "status">[]): Step[] {
  const primary = steps.filter((step) => step.primary);
  const allowed = primary.filter((step) => step.allowed).slice(0, SHOWN);
  if (allowed.length > 0) return allowed;
  const blocked = primary.slice(0, 1);
  const reasons = blocked.flatMap((step) => step.missing.map((one) => one.message)).join("");
  const begun = new Set(records.filter((record) => UNDER_WAY.has(record.status)).map((record) => record.kind));
  const own = steps.filter((step) => step.allowed && step.kind !== null && !begun.has(step.kind));
  const helpful = own.filter((step) => reasons.includes(titleIn(step))).slice(0, SHOWN);
  if (helpful.length > 0 || own.length > SHOWN) return [...helpful, ...blocked];
  return [...own, ...blocked];
}

/** `制作《集体讨论记录》` names `《集体讨论记录》`. */
const titleIn = (step: Step): string => /《.+》/.exec(step.title)?.[0] ?? step.title;
