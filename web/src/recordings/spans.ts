/** Half-open spans of milliseconds, as sets: what was watched, what is covered. Pure. */

export interface Span {
  from: number;
  to: number;
}

/** The union with one more span: sorted, merged; spans closer than `slackMs` grow together. */
export function withSpan(spans: readonly Span[], added: Span, slackMs = 0): Span[] {
  if (added.to <= added.from) return [...spans];
  const merged: Span[] = [];
  for (const span of [...spans, added].sort((a, b) => a.from - b.from)) {
    const last = merged[merged.length - 1];
    if (last !== undefined && span.from <= last.to + slackMs) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}

/** Parts of `whole` that no span covers. */
export function holes(spans: readonly Span[], whole: Span): Span[] {
  const found: Span[] = [];
  let at = whole.from;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.from > at && at < whole.to) found.push({ from: at, to: Math.min(span.from, whole.to) });
    at = Math.max(at, span.to);
  }
  if (at < whole.to) found.push({ from: at, to: whole.to });
  return found;
}

/** Milliseconds covered. */
export const covered = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + span.to - span.from, 0);
