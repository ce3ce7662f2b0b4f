/**
 * Working days left, for display only. Due dates come from the server; this counts the days
 * between now and such a date by the server's calendar and says so when it has none.
 */
import type { CalendarYear } from "@/api/schema";
import { dayOf, instantMs } from "./time";

const DAY_MS = 86_400_000;

/** Days off and make-up days of some years, by civil day. */
export interface DaysOff {
  years: ReadonlySet<number>;
  kinds: ReadonlyMap<string, "off" | "work">;
}

export function daysOff(calendars: readonly (CalendarYear | undefined)[]): DaysOff {
  const known = calendars.filter((c): c is CalendarYear => c?.known === true);
  return {
    years: new Set(known.map((c) => c.year)),
    kinds: new Map(known.flatMap((c) => c.days.map((d) => [d.on, isWork(d.kind) ? "work" : "off"] as const))),
  };
}
const isWork = (kind: string) => /work|make|上班|补班|调休/.test(kind);

export function isWorkingDay(on: string, calendar: DaysOff): boolean {
  const said = calendar.kinds.get(on);
  if (said) return said === "work";
  const weekday = new Date(`${on}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/**
 * Working days after the day of `now` up to and with the day of `due`; 0 on the same day, negative
 * when over. Null if the calendar does not know a year in between, or the span is over two years.
 */
export function workingDaysLeft(now: number, due: string, calendar: DaysOff): number | null {
  const end = instantMs(due);
  if (Number.isNaN(end)) return null;
  const forward = end >= now;
  // `due_at` is the first instant that is too late: midnight belongs to the day before.
  const [a, b] = [dayOf(now), dayOf(end - 1)];
  const [first, last] = forward ? [a, b] : [b, a];
  let count = 0;
  const start = Date.parse(`${first}T00:00:00Z`);
  const days = (Date.parse(`${last}T00:00:00Z`) - start) / DAY_MS;
  if (days > 740) return null;
  for (let i = 1; i <= days; i++) {
    const on = new Date(start + i * DAY_MS).toISOString().slice(0, 10);
    if (!calendar.years.has(Number(on.slice(0, 4)))) return null;
    if (isWorkingDay(on, calendar)) count++;
  }
  return forward ? count : -count;
}
