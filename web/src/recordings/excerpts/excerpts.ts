/** What can be cut where. Pure, so that it can be tested. */
import type { ExcerptKind, ExcerptView } from "@/api/schema";
import type { Loop } from "../use-player";

/** A place to cut at; of a still both ends are one moment. */
export interface Place {
  kind: ExcerptKind;
  fromMs: number;
  toMs: number;
}

/** The shortest clip, as the server has it. */
const SHORTEST_MS = 100;

/** The clip between both points, whole milliseconds inside the recording; null without both. */
export function clipOf(loop: Loop, durationMs: number): Place | null {
  if (loop.from === null || loop.to === null) return null;
  return { kind: "clip", fromMs: inside(loop.from, durationMs), toMs: inside(loop.to, durationMs) };
}

export function stillAt(atMs: number, durationMs: number): Place {
  const at = inside(atMs, durationMs);
  return { kind: "still", fromMs: at, toMs: at };
}

const inside = (ms: number, durationMs: number): number => Math.max(0, Math.min(Math.floor(durationMs), Math.round(ms)));

/** Chinese characters in a text: the server counts them the same way. */
export const hanIn = (text: string): number => [...text].filter((c) => /\p{Script=Han}/u.test(c)).length;

export type Unplaced = "unplaced" | "too_long";

/** Why nothing can be cut there; null where it can. */
export function unplaced(place: Place, durationMs: number, longestMs: number): Unplaced | null {
  const { kind, fromMs, toMs } = place;
  if (fromMs < 0 || fromMs > durationMs || toMs > durationMs) return "unplaced";
  if (kind === "still") return null;
  if (toMs - fromMs < SHORTEST_MS) return "unplaced";
  return toMs - fromMs > longestMs ? "too_long" : null;
}

export const isBeingMade = (one: ExcerptView): boolean => one.state === "waiting" || one.state === "making";
