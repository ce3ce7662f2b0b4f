/** What a machine saw and heard in a recording, put together for people. Pure. */
import type { RecordingPage, Stretch } from "@/api/schema";

/** A minute from the start: where the notice and the voice statement belong (Art. 18). */
export const OPENING_MS = 60_000;

export type Lane = "speech" | "silent" | "dark" | "frozen";

/** The lane of the time ruler a stretch is drawn in. */
export function laneOf(seen: Stretch["seen"]): Lane {
  return seen === "black" || seen === "covered" ? "dark" : seen;
}

export interface ContentSummary {
  /** Stretches somebody should look at: everything but speech, in playing order. */
  problems: Stretch[];
  speech: Stretch[];
  speechMs: number;
  /** The first words within the first minute. */
  opening: Stretch | null;
  hasSound: boolean;
}

/** Null while nothing was looked at yet or nothing could be. */
export function contentSummary(page: Pick<RecordingPage, "observed" | "probe">): ContentSummary | null {
  const { observed, probe } = page;
  if (observed === null || observed.failure !== null) return null;
  const speech = observed.stretches.filter((one) => one.seen === "speech");
  return {
    problems: observed.stretches.filter((one) => one.seen !== "speech"),
    speech,
    speechMs: speech.reduce((sum, one) => sum + one.to_ms - one.from_ms, 0),
    opening: speech.find((one) => one.from_ms < OPENING_MS) ?? null,
    hasSound: (probe?.streams ?? []).some((stream) => stream.kind === "audio"),
  };
}
