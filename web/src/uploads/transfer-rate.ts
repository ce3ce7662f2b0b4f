/** Speed over the last seconds and the time a transfer will still take. */

export interface RateSample {
  atMs: number;
  bytes: number;
}

/** Window over which speed is averaged. */
export const RATE_WINDOW_MS = 10_000;

/** Adds a sample and forgets those out of the window; a falling count (restart) begins anew. */
export function withSample(samples: readonly RateSample[], sample: RateSample): readonly RateSample[] {
  const last = samples[samples.length - 1];
  if (last !== undefined && sample.bytes < last.bytes) return [sample];
  return [...samples.filter((old) => sample.atMs - old.atMs <= RATE_WINDOW_MS), sample];
}

/** Bytes per second, or null while fewer than half a second is known. */
export function bytesPerSecond(samples: readonly RateSample[]): number | null {
  const first = samples[0];
  const last = samples[samples.length - 1];
  if (first === undefined || last === undefined || last.atMs - first.atMs < 500) return null;
  return ((last.bytes - first.bytes) * 1_000) / (last.atMs - first.atMs);
}

/** Seconds until `remaining` bytes are sent, or null when the speed is unknown or zero. */
export function secondsLeft(remaining: number, rate: number | null): number | null {
  if (rate === null || rate <= 0) return null;
  return Math.ceil(remaining / rate);
}
