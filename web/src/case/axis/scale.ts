/**
 * Time on a line whose length is not wasted on emptiness.
 *
 * Stretches with footage or work on site ("true") share one linear scale, so that lengths there can
 * be compared by eye. All other time ("packed") is compressed: the longer it is, the more. Nothing
 * is reordered and no time is left out; packed stretches are drawn with a break mark.
 */

/** A stretch of time and its place on the unit line. */
export interface Segment {
  from: number;
  to: number;
  u0: number;
  u1: number;
  kind: "true" | "packed";
}

export interface Scale {
  from: number;
  to: number;
  segments: readonly Segment[];
  /** Units (0…1) of one millisecond in true stretches; 0 if there are none. */
  trueRate: number;
}

export interface Mark {
  at: number;
  to: number | null;
  /** Whether its length shall be shown true. */
  long: boolean;
}

const MIN = 60_000;
const HOUR = 60 * MIN;
/** True stretches closer than this are one. */
const JOIN_MS = 45 * MIN;
/** Bars longer than this are background (a sealing of 30 days), not work on site. */
const MAX_TRUE_MS = 24 * HOUR;
/** Part of the line for true stretches, at most. */
const TRUE_SHARE = 0.58;

interface Span {
  from: number;
  to: number;
}

export function buildScale(marks: readonly Mark[], from: number, to: number): Scale {
  const ends = marks.flatMap((m) => [m.at, m.to ?? m.at]).filter(Number.isFinite);
  const start = Math.min(from, ...ends);
  const end = Math.max(to, ...ends, start + MIN);
  const found = trueSpans(marks, start, end);
  // A case of some hours has nothing to compress.
  const spans = found.length === 0 && end - start <= MAX_TRUE_MS ? [{ from: start, to: end }] : found;
  const busyMs = spans.reduce((sum, s) => sum + s.to - s.from, 0);
  const pieces = packedPieces(marks, spans, start, end);
  const weight = pieces.reduce((sum, p) => sum + packedWeight(p), 0);
  const share = busyMs === 0 ? 0 : weight === 0 ? 1 : TRUE_SHARE;
  const trueRate = busyMs === 0 ? 0 : share / busyMs;
  const packedRate = weight === 0 ? 0 : (1 - share) / weight;
  let u = 0;
  const segments = [...spans.map((s) => ({ ...s, kind: "true" as const })), ...pieces.map((s) => ({ ...s, kind: "packed" as const }))]
    .sort((a, b) => a.from - b.from)
    .map((s): Segment => {
      const length = s.kind === "true" ? (s.to - s.from) * trueRate : packedWeight(s) * packedRate;
      const u0 = u;
      u += length;
      return { ...s, u0, u1: u };
    });
  // Rounding may leave the last end a hair off 1.
  const last = segments[segments.length - 1];
  if (last) last.u1 = 1;
  return { from: start, to: end, segments, trueRate };
}

/** Grows slowly, so that five days are wider than one, but not five times. */
const packedWeight = ({ from, to }: Span): number => 0.25 + Math.log1p((to - from) / (4 * HOUR));

function trueSpans(marks: readonly Mark[], start: number, end: number): Span[] {
  const bars = marks
    .filter((m): m is Mark & { to: number } => m.long && m.to !== null && m.to > m.at && m.to - m.at <= MAX_TRUE_MS)
    .map((m) => ({ from: m.at, to: m.to }))
    .sort((a, b) => a.from - b.from);
  const joined: Span[] = [];
  for (const bar of bars) {
    const last = joined[joined.length - 1];
    if (last && bar.from - last.to <= JOIN_MS) last.to = Math.max(last.to, bar.to);
    else joined.push({ ...bar });
  }
  return joined.map((s) => {
    const margin = Math.max(2 * MIN, (s.to - s.from) * 0.04);
    return { from: Math.max(start, s.from - margin), to: Math.min(end, s.to + margin) };
  });
}

/** Time outside the true stretches, cut at each mark, so that no two marks fall on one place. */
function packedPieces(marks: readonly Mark[], spans: readonly Span[], start: number, end: number): Span[] {
  const points = [...new Set(marks.flatMap((m) => [m.at, ...(m.to === null ? [] : [m.to])]))].sort((a, b) => a - b);
  const gaps: Span[] = [];
  let at = start;
  for (const span of spans) {
    if (span.from > at) gaps.push({ from: at, to: span.from });
    at = Math.max(at, span.to);
  }
  if (at < end) gaps.push({ from: at, to: end });
  return gaps.flatMap((gap) => {
    const cuts = [gap.from, ...points.filter((p) => p > gap.from && p < gap.to), gap.to];
    return cuts.slice(1).map((to, i) => ({ from: cuts[i] ?? gap.from, to }));
  });
}

function segmentAt(scale: Scale, key: "from" | "u0", value: number): Segment | undefined {
  const { segments } = scale;
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((segments[mid]?.[key] ?? 0) <= value) low = mid;
    else high = mid - 1;
  }
  return segments[low];
}

/** Place of an instant on the unit line. */
export function toUnit(scale: Scale, t: number): number {
  const s = segmentAt(scale, "from", t);
  if (!s) return 0;
  const part = s.to === s.from ? 0 : (t - s.from) / (s.to - s.from);
  return s.u0 + Math.min(1, Math.max(0, part)) * (s.u1 - s.u0);
}

/** Instant at a place of the unit line. */
export function toTime(scale: Scale, u: number): number {
  const s = segmentAt(scale, "u0", u);
  if (!s) return scale.from;
  const part = s.u1 === s.u0 ? 0 : (u - s.u0) / (s.u1 - s.u0);
  return s.from + Math.min(1, Math.max(0, part)) * (s.to - s.from);
}
