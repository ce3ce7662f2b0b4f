/** Interruptions noted on site: what the server knows, and the taps it has not answered yet. Pure. */
import type { Interruption } from "@/api/schema";
import type { Tap } from "./tap-outbox";

export interface NotedOnSite {
  cause: string;
  fromMs: number;
  /** When recording went on; null while it has not. */
  toMs: number | null;
  note: string | null;
  /** The cause was told by voice when recording went on. */
  stated: boolean;
  /** Some of it has not got through yet. */
  waits: boolean;
}

/** In order of time. A tap that the page already shows is not told twice. */
export function notedOnSite(known: readonly Interruption[], taps: readonly Tap[], waiting: ReadonlySet<string>): NotedOnSite[] {
  const noted = known.map((one): NotedOnSite => ({
    cause: one.cause,
    fromMs: Date.parse(one.from),
    toMs: one.to === null ? null : Date.parse(one.to),
    note: one.note,
    stated: one.stated,
    waits: false,
  }));
  for (const tap of taps) {
    const at = Date.parse(tap.atWire);
    const waits = waiting.has(tap.key);
    const last = noted.at(-1);
    if (tap.action === "interrupt" && !noted.some((one) => one.fromMs === at)) {
      noted.push({ cause: String(tap.body["cause"]), fromMs: at, toMs: null, note: textOf(tap.body["note"]), stated: false, waits });
    } else if (tap.action === "resume" && last?.toMs === null && at >= last.fromMs) {
      noted[noted.length - 1] = { ...last, toMs: at, stated: tap.body["stated"] === true, waits: last.waits || waits };
    }
  }
  return noted;
}

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The interruption that lasts. */
export const runningOf = (noted: readonly NotedOnSite[]): NotedOnSite | null => noted.find((one) => one.toMs === null) ?? null;

/** `04:12`, with hours in front when there are some: how long it has lasted. */
export function lastedText(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const h = Math.floor(s / 3600);
  return `${h > 0 ? `${h}:` : ""}${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
}
