/** The coverage strip: spans of real time as shares of the visit. Pure. */
import type { ActivityPage, Coverage, Gap, Interruption } from "@/api/schema";
import { words } from "./zh-field";

export interface StripPart {
  kind: "covered" | "gap";
  /** Left edge and width as shares 0…1 of the visit. */
  left: number;
  width: number;
  from: string;
  to: string;
  gap: Gap | null;
}

/** Covered parts and gaps in order of time, cut to the visit; empty while the visit has no length. */
export function stripParts(coverage: Coverage): StripPart[] {
  if (coverage.span === null) return [];
  const start = Date.parse(coverage.span.from);
  const length = Date.parse(coverage.span.to) - start;
  if (!(length > 0)) return [];
  const part = (kind: StripPart["kind"], from: string, to: string, gap: Gap | null): StripPart[] => {
    const left = Math.max(0, (Date.parse(from) - start) / length);
    const right = Math.min(1, (Date.parse(to) - start) / length);
    return right > left ? [{ kind, left, width: right - left, from, to, gap }] : [];
  };
  return [
    ...coverage.covered.flatMap((one) => part("covered", one.from, one.to, null)),
    ...coverage.gaps.flatMap((gap) => part("gap", gap.from, gap.to, gap)),
  ].sort((a, b) => a.left - b.left);
}

export type Verdict = "none" | "complete" | "explained" | "incomplete";

/** 完整 / 有中断已说明 / 不完整待说明; `none` while there is nothing to judge. */
export function verdictOf(coverage: Coverage): Verdict {
  if (coverage.span === null) return "none";
  if (coverage.gaps.some((gap) => !gap.explained)) return "incomplete";
  if (coverage.gaps.length > 0) return "explained";
  return coverage.ratio_ppm >= 1_000_000 ? "complete" : "none";
}

/** In words: told by voice when recording went on, silent, or never gone on. */
export function howItWentOn(noted: Interruption): string {
  if (noted.to === null) return words.cut.neverResumed;
  return noted.stated ? words.cut.stated : words.cut.unstated;
}

/** What a noted interruption still wants, where no gap of the recordings stands for it. */
export type NotedState = "explained" | "with_gap" | "recorded" | "open";

export function notedState(page: ActivityPage, noted: Interruption): NotedState {
  if (noted.in_gap) return "with_gap";
  if (noted.explained) return "explained";
  return page.summary.continuous ? "recorded" : "open";
}

/** The stretch to explain for an interruption that no gap stands for; null before departure. */
export function asGap(page: ActivityPage, noted: Interruption): Gap | null {
  const to = noted.to ?? page.summary.departed_at;
  if (to === null) return null;
  return { from: noted.from, to, lasted_ms: Date.parse(to) - Date.parse(noted.from), explained: false, cause: null, manner: null, text: null, noted };
}
