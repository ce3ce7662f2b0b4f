/** Between which outside clocks a leaf was logged (docs/formats/time.md). */

/** Clocks further apart than this contradict each other. */
export const TOLERANCE_MS = 300_000;

/** What an outside clock said of a head. Times in milliseconds. */
export interface Word {
  readonly size: number;
  /** Index of the leaf that binds the word, if one does. */
  readonly fact: number | null;
  /** What binds the word was logged no earlier. */
  readonly notBefore: number;
  /** What the head holds was logged no later. */
  readonly notAfter: number;
  readonly by: string;
}

export interface Bound {
  readonly at: number;
  readonly by: string;
}

export interface TimeBox {
  readonly notBefore: Bound | null;
  readonly notAfter: Bound | null;
}

/** The latest word bound by a leaf below this index, and which leaf that is. */
function latestBelow(words: readonly Word[], index: number): { fact: number; bound: Bound } | null {
  let best: { fact: number; bound: Bound } | null = null;
  for (const { fact, notBefore, by } of words) if (fact !== null && fact < index && (!best || notBefore > best.bound.at)) best = { fact, bound: { at: notBefore, by } };
  return best;
}

/** The words by which leaves are boxed, in two rows so that many leaves are boxed quickly. */
export class OutsideTime {
  private readonly bound: readonly { readonly at: number; readonly latest: Bound }[];
  private readonly heads: readonly { readonly at: number; readonly earliest: Bound }[];

  constructor(private readonly words: readonly Word[]) {
    const beacons: { at: number; latest: Bound }[] = [];
    for (const { fact, notBefore, by } of [...words].sort((a, b) => (a.fact ?? 0) - (b.fact ?? 0))) {
      if (fact === null) continue;
      const last = beacons[beacons.length - 1]?.latest;
      beacons.push({ at: fact, latest: last && last.at >= notBefore ? last : { at: notBefore, by } });
    }
    const heads: { at: number; earliest: Bound }[] = [];
    for (const { size, notAfter, by } of [...words].sort((a, b) => b.size - a.size)) {
      const last = heads[heads.length - 1]?.earliest;
      heads.push({ at: size, earliest: last && last.at <= notAfter ? last : { at: notAfter, by } });
    }
    this.bound = beacons;
    this.heads = heads;
  }

  boxOf(n: number): TimeBox {
    // Both rows lead to the narrowest from one end on, so the last that fits is the answer.
    return { notBefore: lastWhere(this.bound, ({ at }) => at < n)?.latest ?? null, notAfter: lastWhere(this.heads, ({ at }) => at > n)?.earliest ?? null };
  }

  /** Heads that were seen earlier, by their clocks, than a leaf which they hold could be written. */
  get contradictions(): { beacon: number; said: Bound; size: number; cover: Bound }[] {
    return [...this.words]
      .sort((a, b) => a.size - b.size)
      .flatMap(({ size, notAfter, by }) => {
        const latest = latestBelow(this.words, size);
        return latest && latest.bound.at > notAfter + TOLERANCE_MS ? [{ beacon: latest.fact, said: latest.bound, size, cover: { at: notAfter, by } }] : [];
      });
  }
}

/** The last of those at the beginning for which it holds. */
function lastWhere<T>(row: readonly T[], holds: (one: T) => boolean): T | undefined {
  let [low, high] = [0, row.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const one = row[middle];
    if (one !== undefined && holds(one)) low = middle + 1;
    else high = middle;
  }
  return row[low - 1];
}

/** Whether an instant lies outside of the box by more than clocks may be out of step. */
export const isOutside = ({ notBefore, notAfter }: TimeBox, at: number): boolean => (notBefore !== null && at < notBefore.at - TOLERANCE_MS) || (notAfter !== null && at > notAfter.at + TOLERANCE_MS);
