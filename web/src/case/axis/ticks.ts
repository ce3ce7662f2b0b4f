/** Ticks and break marks of the line at the top of the axis. */
import { formatClock } from "@/format/time";
import type { Scale, Segment } from "./scale";
import { xOf, type View } from "./view";

export interface Tick {
  x: number;
  /** `10:05` or `10月26日` */
  label: string;
  /** Ticks of days are drawn stronger than those of minutes. */
  day: boolean;
  /** Wins over others where there is no room for both. */
  first?: boolean;
}
/** A compressed stretch: its middle, and how much time it holds. */
export interface Break {
  x: number;
  days: number;
}

const S = 1000;
const MIN = 60 * S;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const ZONE = 8 * HOUR;
const CLOCK_STEPS = [S, 5 * S, 10 * S, 30 * S, MIN, 2 * MIN, 5 * MIN, 10 * MIN, 15 * MIN, 30 * MIN, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR];
const DAY_STEPS = [DAY, 2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY, 90 * DAY];
const CLOCK_PX = 58;
const DAY_PX = 68;
const BREAK_PX = 34;
const BREAK_MS = 1.5 * DAY;

/** Length of civil day text of an instant in +08:00: `10月26日`. */
export function dayLabel(t: number): string {
  const d = new Date(t + ZONE);
  return `${d.getUTCMonth() + 1}月${d.getUTCDate()}日`;
}

export function ticks(scale: Scale, view: View, width: number): { ticks: Tick[]; breaks: Break[] } {
  const days: Tick[] = [];
  const clocks: Tick[] = [];
  const breaks: Break[] = [];
  for (const s of scale.segments) {
    const [x0, x1] = [xOf(scale, view, width, s.from), xOf(scale, view, width, s.to)];
    if (x1 < 0 || x0 > width || x1 <= x0) continue;
    const perMs = (x1 - x0) / (s.to - s.from);
    if (s.kind === "true") {
      days.push({ x: Math.max(4, x0), label: dayLabel(Math.max(s.from, s.from - x0 / perMs)), day: true, first: true });
      clocks.push(...regular(s, x0, perMs, width, CLOCK_STEPS, CLOCK_PX, false));
      days.push(...regular(s, x0, perMs, width, [DAY], 0, true));
    } else {
      const regularDays = regular(s, x0, perMs, width, DAY_STEPS, DAY_PX, true);
      days.push(...regularDays);
      if (perMs * HOUR * 6 >= CLOCK_PX) clocks.push(...regular(s, x0, perMs, width, CLOCK_STEPS, CLOCK_PX, false));
      if (s.to - s.from >= BREAK_MS && x1 - x0 >= BREAK_PX && regularDays.length <= 1)
        breaks.push({ x: (x0 + x1) / 2, days: Math.round((s.to - s.from) / DAY) });
    }
  }
  return { ticks: [...thin(days, DAY_PX), ...thin(clocks, CLOCK_PX)], breaks };
}

function regular(s: Segment, x0: number, perMs: number, width: number, steps: readonly number[], least: number, day: boolean): Tick[] {
  const step = steps.find((one) => one * perMs >= least);
  if (step === undefined) return [];
  // Only the part on the screen: at seconds a day would have 86,400 ticks.
  const from = Math.max(s.from, s.from - x0 / perMs);
  const to = Math.min(s.to, s.from + (width - x0) / perMs);
  const found: Tick[] = [];
  for (let t = Math.ceil((from + ZONE) / step) * step - ZONE; t <= to; t += step)
    found.push({ x: x0 + (t - s.from) * perMs, label: day ? dayLabel(t) : formatClock(t, step < MIN), day });
  return found;
}

/** Leaves out what would overlap. */
function thin(list: Tick[], least: number): Tick[] {
  const kept: Tick[] = [];
  for (const tick of list.sort((a, b) => Number(b.first ?? false) - Number(a.first ?? false) || a.x - b.x))
    if (kept.every((other) => Math.abs(tick.x - other.x) >= least)) kept.push(tick);
  return kept.sort((a, b) => a.x - b.x);
}
