/** The one clock several pictures follow: real time, running at some speed, held, moved. Pure. */
import type { Span } from "../spans";

/** A picture further off than this is put right. */
export const DRIFT_MS = 100;
/** Longest wait for a picture that does not come; then the others go on. */
export const LONGEST_HOLD_MS = 5_000;

export interface StepClock {
  /** Real time at `atMs` of the browser's own clock. */
  wallMs: number;
  atMs: number;
  rate: number;
  running: boolean;
}

export const stopped = (wallMs: number): StepClock => ({ wallMs, atMs: 0, rate: 1, running: false });

/** Real time now. */
export function wallAt(clock: StepClock, nowMs: number): number {
  return clock.running ? clock.wallMs + (nowMs - clock.atMs) * clock.rate : clock.wallMs;
}

/** The same clock with now as its beginning: nothing jumps when speed or direction changes. */
const anchored = (clock: StepClock, nowMs: number): StepClock => ({ ...clock, wallMs: wallAt(clock, nowMs), atMs: nowMs });

export const run = (clock: StepClock, nowMs: number): StepClock => ({ ...anchored(clock, nowMs), running: true });
export const halt = (clock: StepClock, nowMs: number): StepClock => ({ ...anchored(clock, nowMs), running: false });
export const atRate = (clock: StepClock, rate: number, nowMs: number): StepClock => ({ ...anchored(clock, nowMs), rate });

/** Moved to a moment inside `whole`. */
export function moved(clock: StepClock, toMs: number, whole: Span, nowMs: number): StepClock {
  return { ...clock, wallMs: Math.max(whole.from, Math.min(whole.to, toMs)), atMs: nowMs };
}

/** Not a moment passed since `sinceMs`: a picture was not ready. */
export function held(clock: StepClock, sinceMs: number, nowMs: number): StepClock {
  return clock.running ? { ...clock, wallMs: wallAt(clock, sinceMs), atMs: nowMs } : clock;
}

/** How far a picture is ahead of the clock; behind, if negative. */
export const driftOf = (playedMs: number, clipFromMs: number, wallMs: number): number => playedMs - (wallMs - clipFromMs);

/** Where a picture must be put, or null if it is near enough. A still one must be exact. */
export function correction(playedMs: number, clip: Span, wallMs: number, running: boolean): number | null {
  const target = Math.max(0, Math.min(clip.to - clip.from, wallMs - clip.from));
  return Math.abs(playedMs - target) > (running ? DRIFT_MS : 20) ? target : null;
}
