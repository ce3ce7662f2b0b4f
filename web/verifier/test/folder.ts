/** A log folder (docs/formats/log-folder.md) that the tests write, and spoil. */
import { concat, utf8 } from "../src/core/bytes";
import type { Algorithm } from "../src/core/digest";
import { leafHash } from "../src/core/tree";
import { rootOf } from "./log";
import { blobOf, type Fact, fact, LOG, SM3_LOG } from "./sample";

const WIDTH = 256;

export const lines = (items: readonly unknown[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join("");

/** The fact with another kind in its leaf. */
export const typed = (made: Fact, kind: string): Fact => ({ ...made, leaf: made.leaf.replace('"t":"case.opened"', `"t":"${kind}"`) });

/** Facts of seven streams, in turn. */
export const factsOf = (count: number): Fact[] => Array.from({ length: count }, (_, n) => fact(n, `case_${n % 7}`, Math.floor(n / 7) + 1, JSON.stringify({ t: "case.opened", n })));

/** Of the first `size` facts. */
export const rootAt = (facts: readonly Fact[], size: number, algorithm: Algorithm): Uint8Array => rootOf(facts.slice(0, size).map(({ leaf }) => leafHash(leaf, algorithm)), algorithm);
export const headAt = (facts: readonly Fact[], size: number, algorithm: Algorithm = "sha256"): string => (algorithm === "sm3" ? SM3_LOG : LOG).checkpoint(size, rootAt(facts, size, algorithm));

/** Files by path. */
export class Mirror {
  constructor(readonly files: ReadonlyMap<string, Uint8Array>) {}

  static of(facts: readonly Fact[], early = 300): Mirror {
    const mirror = new Mirror(new Map([...hashesOf(facts, "sha256", ""), ...hashesOf(facts, "sm3", "sm3/"), ...leavesOf(facts)]));
    const kept = [early, facts.length].map((size) => ({ size, note: headAt(facts, size) }));
    return mirror
      .with("facts.jsonl", lines(facts))
      .with("checkpoints.jsonl", lines(kept))
      .with("checkpoint", headAt(facts, facts.length))
      .with("log.vkey", `${LOG.vkey}\n`)
      .with("sm3/checkpoints.jsonl", lines([{ size: early, note: headAt(facts, early, "sm3") }]))
      .with("sm3/checkpoint", headAt(facts, facts.length, "sm3"))
      .with("sm3/log.vkey", `${SM3_LOG.vkey}\n`);
  }

  with(path: string, bytes: Uint8Array | string): Mirror {
    return new Mirror(new Map(this.files).set(path, typeof bytes === "string" ? utf8(bytes) : bytes));
  }

  without(...paths: readonly string[]): Mirror {
    return new Mirror(new Map([...this.files].filter(([path]) => !paths.some((gone) => path.startsWith(gone)))));
  }

  bytes(path: string): Uint8Array {
    const bytes = this.files.get(path);
    if (!bytes) throw new Error(`no ${path}`);
    return bytes;
  }

  text(path: string): string {
    return new TextDecoder().decode(this.bytes(path));
  }

  flipped(path: string, at: number, mask = 1): Mirror {
    return this.with(path, this.bytes(path).map((byte, i) => (i === at ? byte ^ mask : byte)));
  }

  /** Of one of its texts, the lines in another way. */
  lines(path: string, change: (lines: string[]) => readonly string[]): Mirror {
    return this.with(path, change(this.text(path).split("\n").slice(0, -1)).map((line) => `${line}\n`).join(""));
  }

  get blobs(): Map<string, Blob> {
    return new Map([...this.files].map(([path, bytes]) => [path, blobOf(bytes)]));
  }
}

function pathOf(index: number, width: number): string {
  const place = String(index).padStart(3, "0");
  return width < WIDTH ? `${place}.p/${width}` : place;
}

function hashesOf(facts: readonly Fact[], algorithm: Algorithm, prefix: string): [string, Uint8Array][] {
  const files: [string, Uint8Array][] = [];
  let hashes = facts.map(({ leaf }) => leafHash(leaf, algorithm));
  for (let level = 0; hashes.length > 0; level++) {
    const above: Uint8Array[] = [];
    for (let index = 0; index * WIDTH < hashes.length; index++) {
      const tile = hashes.slice(index * WIDTH, (index + 1) * WIDTH);
      files.push([`${prefix}tile/${level}/${pathOf(index, tile.length)}`, concat(...tile)]);
      if (tile.length === WIDTH) above.push(rootOf(tile, algorithm));
    }
    hashes = above;
  }
  return files;
}

function leavesOf(facts: readonly Fact[]): [string, Uint8Array][] {
  const files: [string, Uint8Array][] = [];
  for (let index = 0; index * WIDTH < facts.length; index++) {
    const bundle = facts.slice(index * WIDTH, (index + 1) * WIDTH).map(({ leaf }) => utf8(leaf));
    files.push([`tile/entries/${pathOf(index, bundle.length)}`, concat(...bundle.flatMap((leaf) => [Uint8Array.of(leaf.length >> 8, leaf.length & 255), leaf]))]);
  }
  return files;
}
