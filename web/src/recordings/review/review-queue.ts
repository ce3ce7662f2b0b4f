/** A queue of clips to review: what comes next, how far it is, what may be jumped over. Pure. */
import type { ReviewItem, Stretch } from "@/api/schema";
import { covered, type Span, withSpan } from "../spans";

/** What a reviewer wishes to jump over. */
export interface Wish {
  watched: boolean;
  quiet: boolean;
  dark: boolean;
}

/** Shorter stretches are not worth a jump: it would only confuse. */
const LEAST_JUMP_MS = 2_000;
/** So much of a clip is all of it: first and last frames are never quite counted. */
const WHOLE = 0.97;

const DARK: ReadonlySet<Stretch["seen"]> = new Set<Stretch["seen"]>(["black", "covered", "dark"]);

export const spansOf = (parts: readonly { from_ms: number; to_ms: number }[]): Span[] => parts.map((part) => ({ from: part.from_ms, to: part.to_ms }));

/** As things happened; what has no time comes last, in the order it was deposited. */
export function inOrder(items: readonly ReviewItem[]): ReviewItem[] {
  const key = ({ recording }: ReviewItem) => (recording.started_at === null ? Infinity : Date.parse(recording.started_at));
  return [...items].sort((a, b) => {
    const [one, other] = [key(a), key(b)];
    return one === other ? a.recording.deposited_at.localeCompare(b.recording.deposited_at) || a.recording.recording_id.localeCompare(b.recording.recording_id) : one - other;
  });
}

/** Stretches to jump over in a clip, in order, joined. */
export function jumpsOf(stretches: readonly Stretch[], watched: readonly Span[], wish: Wish): Span[] {
  let jumps: Span[] = [];
  if (wish.watched) for (const span of watched) jumps = withSpan(jumps, span);
  for (const one of stretches) {
    if ((wish.quiet && one.seen === "silent") || (wish.dark && DARK.has(one.seen))) jumps = withSpan(jumps, { from: one.from_ms, to: one.to_ms });
  }
  return jumps.filter((span) => span.to - span.from >= LEAST_JUMP_MS);
}

/** Where to go on if `atMs` is to be jumped over; null if it is to be seen. */
export function jumpFrom(jumps: readonly Span[], atMs: number): number | null {
  return jumps.find((span) => span.from <= atMs && atMs < span.to)?.to ?? null;
}

/** Share of a clip that was watched, 0…1. */
export function shareOf(item: ReviewItem): number {
  const lasts = item.recording.duration_ms ?? 0;
  return lasts <= 0 ? 0 : Math.min(1, item.viewing.watched_ms / lasts);
}

/** A verdict was given, or all of it was seen. */
export const isDone = (item: ReviewItem): boolean => item.viewing.verdict !== null || shareOf(item) >= WHOLE;

export interface Progress {
  done: number;
  total: number;
  /** Of all playing time, in millionths. */
  watchedPpm: number;
}

export function progressOf(items: readonly ReviewItem[]): Progress {
  const lasts = items.reduce((sum, item) => sum + (item.recording.duration_ms ?? 0), 0);
  const watched = items.reduce((sum, item) => sum + Math.min(item.recording.duration_ms ?? 0, item.viewing.watched_ms), 0);
  return { done: items.filter(isDone).length, total: items.length, watchedPpm: lasts === 0 ? 0 : Math.floor((watched / lasts) * 1_000_000) };
}

/** The clip to open first: the one asked for, else the first that is not done, else the first. */
export function firstOf(items: readonly ReviewItem[], wanted: string | null): ReviewItem | null {
  return items.find((item) => item.recording.recording_id === wanted) ?? items.find((item) => !isDone(item) && item.may_view) ?? items[0] ?? null;
}

/** The clip before or after; null at the end. With `open`, those that are done or shut are passed over. */
export function besideOf(items: readonly ReviewItem[], id: string, by: 1 | -1, open: boolean): ReviewItem | null {
  let place = items.findIndex((item) => item.recording.recording_id === id);
  for (place += by; place >= 0 && place < items.length; place += by) {
    const item = items[place];
    if (item !== undefined && (!open || (!isDone(item) && item.may_view))) return item;
  }
  return null;
}

/** Watched so far with what was just played, for the bar before the server has been told. */
export function alsoWatched(item: ReviewItem, played: readonly Span[]): ReviewItem {
  let spans = spansOf(item.viewing.watched);
  for (const span of played) spans = withSpan(spans, span, 250);
  return { ...item, viewing: { ...item.viewing, watched: spans.map(({ from, to }) => ({ from_ms: from, to_ms: to })), watched_ms: covered(spans) } };
}
