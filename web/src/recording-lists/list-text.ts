/** Sentences about a version. */
import type { ListStanding, ListSummary } from "@/api/schema";
import { formatDay, formatShort } from "@/format/time";
import { listWords as w } from "@/i18n/zh-lists";

/** From when to when it is in force, or since when it is a draft. */
export function datesOf(one: ListSummary): string {
  if (one.effective_from_on === null) {
    const begun = w.draftedBy(one.drafted_by, formatShort(one.drafted_at));
    return one.hoped_from_on === null ? begun : `${begun} · ${w.hoped(formatDay(one.hoped_from_on))}`;
  }
  const from = w.from(formatDay(one.effective_from_on));
  return one.succeeded_on === null ? from : `${from} · ${w.until(formatDay(one.succeeded_on))}`;
}

/** A version as a choice. */
export function labelOf(one: ListSummary): string {
  const number = one.version === null ? w.standing[one.standing] : w.version(one.version);
  return `${number} ${one.title}`;
}

/** What still asks for somebody's hand, then what is in force, then what is over. */
const RANK: readonly ListStanding[] = ["submitted", "draft", "to_come", "in_force", "ended", "withdrawn"];

/** Versions in the order in which somebody looks for them; among equals the last begun first. */
export function inOrder(lists: readonly ListSummary[]): ListSummary[] {
  return [...lists].sort((a, b) => RANK.indexOf(a.standing) - RANK.indexOf(b.standing) || b.drafted_at.localeCompare(a.drafted_at));
}
