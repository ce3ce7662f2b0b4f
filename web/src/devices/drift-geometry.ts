/** The drift curve: readings of a clock as points of a picture. Pure. */
import type { ClockPoint } from "@/api/schema";

export interface Dot {
  x: number;
  y: number;
  point: ClockPoint;
}

export interface Drift {
  dots: Dot[];
  /** Seconds at the top and bottom edge. */
  top: number;
  bottom: number;
  /** Where zero lies, 0 top … 1 bottom. */
  zero: number;
}

/** Beyond this a clock was reset, not drifting: it would flatten every other reading. */
const RESET_MS = 24 * 3_600_000;

/** Readings as shares 0…1 of the picture, time to the right and ahead upwards; resets are left out. */
export function driftOf(points: readonly ClockPoint[]): Drift | null {
  const shown = points.filter((one) => Math.abs(one.offset_ms) < RESET_MS);
  if (shown.length === 0) return null;
  const times = shown.map((one) => Date.parse(one.at));
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const seconds = shown.map((one) => one.offset_ms / 1000);
  // Half a minute either way is always seen, so that a good clock looks good.
  const top = Math.max(30, ...seconds) * 1.1;
  const bottom = Math.min(-30, ...seconds) * 1.1;
  const y = (value: number) => (top - value) / (top - bottom);
  const dots = shown.map((point, i) => ({ x: to > from ? ((times[i] ?? from) - from) / (to - from) : 0.5, y: y(seconds[i] ?? 0), point }));
  return { dots, top, bottom, zero: y(0) };
}

/** How many readings were resets. */
export const resetsOf = (points: readonly ClockPoint[]): number => points.filter((one) => Math.abs(one.offset_ms) >= RESET_MS).length;
