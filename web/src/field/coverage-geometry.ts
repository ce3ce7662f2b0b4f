/** The coverage strip: spans of real time as shares of the visit. Pure. */
import type { Coverage, Gap } from "@/api/schema";

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

export interface InterruptionNote {
  cause: string;
  fromMs: number;
  toMs: number | null;
}

/** The interruption noted on site that fits a gap best: the one that overlaps it longest, a minute of slack. */
export function noteFor(gap: Gap, notes: readonly InterruptionNote[]): InterruptionNote | null {
  const [from, to] = [Date.parse(gap.from) - 60_000, Date.parse(gap.to) + 60_000];
  let best: { note: InterruptionNote; overlap: number } | null = null;
  for (const note of notes) {
    const overlap = Math.min(to, note.toMs ?? to) - Math.max(from, note.fromMs);
    if (overlap > 0 && (best === null || overlap > best.overlap)) best = { note, overlap };
  }
  return best?.note ?? null;
}
