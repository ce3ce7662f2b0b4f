/** A tree that grows leaf by leaf: its right edge, from which its root comes, and the hashes that tiles hold. */
import type { Algorithm } from "../digest";
import { emptyRoot, nodeHash } from "../tree";
import { WIDTH } from "./tiles";

/** A whole subtree at the right edge, of 2^height leaves. */
interface Peak {
  readonly height: number;
  readonly hash: Uint8Array;
}
/** 256 = 2^8. */
const TILE_HEIGHT = 8;

export class Growing {
  size = 0;
  private peaks: Peak[] = [];
  /** Hashes of each level above the leaves, from level 1 on. */
  private readonly above: Uint8Array[][] = [];

  constructor(
    private readonly algorithm: Algorithm,
    private readonly keepsLevels: boolean,
  ) {}

  push(leaf: Uint8Array): void {
    let [hash, height] = [leaf, 0];
    for (let left = this.peaks[this.peaks.length - 1]; left?.height === height; left = this.peaks[this.peaks.length - 1]) {
      this.peaks.pop();
      hash = nodeHash(left.hash, hash, this.algorithm);
      height += 1;
      if (this.keepsLevels && height % TILE_HEIGHT === 0) (this.above[height / TILE_HEIGHT - 1] ??= []).push(hash);
    }
    this.peaks.push({ height, hash });
    this.size += 1;
  }

  get root(): Uint8Array {
    let root: Uint8Array | null = null;
    for (const { hash } of [...this.peaks].reverse()) root = root ? nodeHash(hash, root, this.algorithm) : hash;
    return root ?? emptyRoot(this.algorithm);
  }

  /** The hashes of a level above the leaves. */
  level(level: number): readonly Uint8Array[] {
    return this.above[level - 1] ?? [];
  }

  /** Another that goes on from here; it keeps no levels. */
  branch(): Growing {
    const other = new Growing(this.algorithm, false);
    [other.size, other.peaks] = [this.size, [...this.peaks]];
    return other;
  }
}

export function rootOf(hashes: readonly Uint8Array[], algorithm: Algorithm): Uint8Array {
  const tree = new Growing(algorithm, false);
  for (const hash of hashes) tree.push(hash);
  return tree.root;
}

/** The root of a tree of which only stored hashes are known; null if one that it is made of is not there. */
export function rootOfStored(size: number, algorithm: Algorithm, stored: (level: number, first: number, count: number) => readonly Uint8Array[]): Uint8Array | null {
  const peaks: Uint8Array[] = [];
  let [from, height] = [0, 53];
  for (; height >= 0; height -= 1) {
    const leaves = 2 ** height;
    if (Math.floor(size / leaves) % 2 === 0) continue;
    const level = Math.floor(height / TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const hashes = stored(level, from / WIDTH ** level, count);
    if (hashes.length !== count) return null;
    peaks.push(rootOf(hashes, algorithm));
    from += leaves;
  }
  return peaks.reduceRight<Uint8Array | null>((right, left) => (right ? nodeHash(left, right, algorithm) : left), null) ?? emptyRoot(algorithm);
}
