/** Where two stretches of time lie beside each other, in percent of both together. */

export interface Bar {
  left: number;
  width: number;
}

/** Null where a time is missing or does not read. A moment keeps a width that can be seen. */
export function barsOf(
  clip: { from: string | null; to: string | null },
  work: { from: string | null; to: string | null },
): { clip: Bar; work: Bar } | null {
  // Work that nobody noted the end of goes on at least as long as the recording.
  const open = clip.to !== null && work.from !== null && Date.parse(clip.to) > Date.parse(work.from) ? clip.to : work.from;
  const ends = [clip.from, clip.to, work.from, work.to ?? open].map((at) => (at === null ? NaN : Date.parse(at)));
  if (ends.some(Number.isNaN)) return null;
  const [clipFrom = 0, clipTo = 0, workFrom = 0, workTo = 0] = ends;
  const from = Math.min(clipFrom, workFrom);
  const whole = Math.max(clipTo, workTo) - from;
  if (whole <= 0) return null;
  const bar = (a: number, b: number): Bar => {
    const width = Math.max(1.5, ((b - a) / whole) * 100);
    return { left: Math.min(100 - width, ((a - from) / whole) * 100), width };
  };
  return { clip: bar(clipFrom, clipTo), work: bar(workFrom, workTo) };
}
