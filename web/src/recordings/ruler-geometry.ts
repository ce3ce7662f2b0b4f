/** Geometry of the time ruler: milliseconds to pixels and back, zoom, ticks with the real time of day. Pure. */
import { formatClock, formatLength } from "@/format/time";
import { holes, type Span } from "./spans";

/** The narrowest view: two seconds. */
const LEAST_VIEW_MS = 2_000;
const STEPS_MS = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000];

export interface Tick {
  atMs: number;
  x: number;
  label: string;
}

export const xOf = (ms: number, view: Span, width: number): number => ((ms - view.from) / (view.to - view.from)) * width;

export function msOf(x: number, view: Span, width: number): number {
  return width <= 0 ? view.from : view.from + (x / width) * (view.to - view.from);
}

/** A moment kept inside the recording. */
export const clampMs = (ms: number, durationMs: number): number => Math.max(0, Math.min(durationMs, ms));

/** Zooms by `factor` (< 1: closer) so that `anchorMs` stays where it is; never beyond the recording. */
export function zoomed(view: Span, factor: number, anchorMs: number, durationMs: number): Span {
  const now = view.to - view.from;
  const length = Math.max(Math.min(LEAST_VIEW_MS, durationMs), Math.min(durationMs, now * factor));
  const share = now === 0 ? 0.5 : (anchorMs - view.from) / now;
  return within(anchorMs - share * length, length, durationMs);
}

/** Moves the view by a share of its length. */
export function panned(view: Span, share: number, durationMs: number): Span {
  const length = view.to - view.from;
  return within(view.from + share * length, length, durationMs);
}

/** A view that shows `ms`: unchanged if it does already, else the next page. */
export function following(view: Span, ms: number, durationMs: number): Span {
  if (ms >= view.from && ms <= view.to) return view;
  const length = view.to - view.from;
  return within(ms - length * 0.1, length, durationMs);
}

function within(from: number, length: number, durationMs: number): Span {
  const start = Math.max(0, Math.min(durationMs - length, from));
  return { from: start, to: start + length };
}

/**
 * Ticks at round times of day when the start is known, else at round playing times;
 * at least `leastPx` apart.
 */
export function ticks(view: Span, width: number, startedAtMs: number | null, leastPx = 84): Tick[] {
  if (width <= 0 || view.to <= view.from) return [];
  const perPx = (view.to - view.from) / width;
  const step = STEPS_MS.find((one) => one / perPx >= leastPx) ?? 7_200_000;
  const origin = startedAtMs ?? 0;
  const found: Tick[] = [];
  for (let at = Math.ceil((origin + view.from) / step) * step; at <= origin + view.to; at += step) {
    const ms = at - origin;
    found.push({ atMs: ms, x: xOf(ms, view, width), label: startedAtMs === null ? formatLength(ms) : formatClock(at, step < 60_000) });
  }
  return found;
}

/** `0:14:03.2`: the playing time to a tenth, for marks and exact steps. */
export function exactLength(ms: number): string {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  return `${formatLength(Math.floor(tenths / 10) * 1000)}.${tenths % 10}`;
}

/** `0:14:03` as the evidence note writes a time code. */
export function timeCode(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}

export interface Clip {
  id: string;
  label: string;
  from: number;
  to: number;
}
export interface ClipStrip {
  whole: Span;
  clips: Clip[];
  /** Time inside the activity that no clip covers. */
  gaps: Span[];
}

export interface Beside {
  clip: Clip;
  /** Time that neither shows; negative where both run. */
  gapMs: number;
}

/** The clips before and after one, by when they begin. */
export function besides(strip: ClipStrip, ownId: string): { before: Beside | null; after: Beside | null } {
  const place = strip.clips.findIndex((clip) => clip.id === ownId);
  const [own, before, after] = [strip.clips[place], strip.clips[place - 1], strip.clips[place + 1]];
  if (own === undefined) return { before: null, after: null };
  return {
    before: before === undefined ? null : { clip: before, gapMs: own.from - before.to },
    after: after === undefined ? null : { clip: after, gapMs: after.from - own.to },
  };
}

interface Timed {
  recording_id: string;
  file_name: string;
  started_at: string | null;
  duration_ms: number | null;
}

/** All clips of an activity on one strip of real time, and the gaps between them. Null if this clip has no time. */
export function clipStrip(own: Timed, neighbours: readonly Timed[], span: Span | null): ClipStrip | null {
  const clips = [own, ...neighbours.filter((one) => one.recording_id !== own.recording_id)].flatMap((one): Clip[] => {
    if (one.started_at === null || one.duration_ms === null) return [];
    const from = Date.parse(one.started_at);
    return Number.isNaN(from) ? [] : [{ id: one.recording_id, label: one.file_name, from, to: from + one.duration_ms }];
  });
  if (!clips.some((clip) => clip.id === own.recording_id)) return null;
  const from = Math.min(...clips.map((clip) => clip.from), span?.from ?? Infinity);
  const to = Math.max(...clips.map((clip) => clip.to), span?.to ?? -Infinity);
  const whole = { from, to };
  clips.sort((a, b) => a.from - b.from || a.id.localeCompare(b.id));
  return { whole, clips, gaps: holes(clips, whole) };
}
