/** One tree, computed anew from the bottom and compared with what is stored and signed. */
import { same, toBase64 } from "../bytes";
import type { Checkpoint } from "../checkpoint";
import type { Algorithm } from "../digest";
import type { Pause } from "../facts";
import type { Findings } from "../findings";
import { leafHash } from "../tree";
import type { Folder } from "./folder";
import { Growing, rootOf, rootOfStored } from "./growing";
import { TREES } from "./heads";
import { hashesOn, hashesPath, type Tile, tileAt, tilesOn, whole, WIDTH } from "./tiles";

const HASH = 32;

/** The tree of the stored leaf hashes, from the first on that is not that of its leaf. */
interface Other {
  readonly first: number;
  readonly tree: Growing;
  /** Roots of whole tiles that differ. */
  readonly tiles: Map<number, Uint8Array>;
}

/** The stored levels above the leaves, from level 1 on. */
interface Upper {
  readonly levels: Uint8Array[][];
  isWhole: boolean;
}

/** What a tree proved, and its root at each size that was asked for. */
export interface Found {
  readonly size: number;
  readonly proven: string;
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

const differ = (a: readonly Uint8Array[], b: readonly Uint8Array[]): number => a.findIndex((hash, i) => i < b.length && !same(hash, b[i] ?? hash));
const tileOf = (hashes: readonly Uint8Array[], index: number): readonly Uint8Array[] => hashes.slice(index * WIDTH, (index + 1) * WIDTH);

export class TreeCheck {
  readonly size: number;
  /** Neither leaves nor hashes of a tile: nothing more can be computed. */
  isBroken = false;
  private readonly name: string;
  private readonly prefix: string;
  /** Of the leaves where they are there, else of the stored leaf hashes. */
  private readonly tree: Growing;
  private readonly roots = new Map<number, Uint8Array>();
  private other: Other | null = null;
  /** The stored hashes of the last tile. */
  private last: readonly Uint8Array[] = [];
  private hasLeaves = true;
  private hasTiles = true;

  constructor(
    private readonly algorithm: Algorithm,
    private readonly head: Checkpoint | null,
    private readonly sizes: ReadonlySet<number>,
    private readonly folder: Folder,
    private readonly findings: Findings,
  ) {
    this.size = head?.size ?? 0;
    ({ name: this.name, prefix: this.prefix } = TREES[algorithm]);
    this.tree = new Growing(algorithm, true);
    this.noteRoot();
  }

  /** Takes the leaves of a tile of level 0, its stored hashes, or both. */
  async tile(index: number, leaves: readonly Uint8Array[] | null): Promise<void> {
    if (index * WIDTH >= this.size || this.isBroken) return;
    const tile = tileAt(this.size, 0, index * WIDTH);
    const stored = await this.stored(tile);
    const hashes = leaves && leaves.length >= tile.width ? leaves.slice(0, tile.width).map((leaf) => leafHash(leaf, this.algorithm)) : stored;
    if (!hashes) {
      this.findings.defect("member_missing", this.path(tile), "缺少这一片哈希。");
      this.isBroken = true;
      return;
    }
    this.hasLeaves &&= leaves !== null;
    this.hasTiles &&= stored !== null;
    this.last = stored ?? hashes;
    this.take(tile, hashes, this.last);
  }

  private take(tile: Tile, hashes: readonly Uint8Array[], stored: readonly Uint8Array[]): void {
    const first = differ(hashes, stored);
    hashes.forEach((hash, i) => {
      if (i === first) this.other ??= { first: this.tree.size, tree: this.tree.branch(), tiles: new Map() };
      this.other?.tree.push(stored[i] ?? hash);
      this.tree.push(hash);
      this.noteRoot();
    });
    if (first >= 0 && tile.width === WIDTH) this.other?.tiles.set(tile.index, rootOf(stored, this.algorithm));
  }

  private noteRoot(): void {
    if (this.sizes.has(this.tree.size)) this.roots.set(this.tree.size, this.tree.root);
  }

  private path(tile: Tile): string {
    return hashesPath(this.prefix, tile);
  }

  /** The hashes of a tile; the first of a whole one where the log grew since. */
  private async stored(tile: Tile): Promise<Uint8Array[] | null> {
    for (const found of tile.width < WIDTH ? [tile, whole(tile)] : [tile]) {
      const bytes = await this.folder.bytes(this.path(found));
      if (!bytes) continue;
      if (bytes.length !== found.width * HASH) {
        this.findings.defect("form", this.path(found), "不是这么多个哈希。");
        return null;
      }
      return Array.from({ length: tile.width }, (_, i) => bytes.slice(i * HASH, (i + 1) * HASH));
    }
    return null;
  }

  /** Compares roots, and names the first thing that differs. `leaves` is where leaves stand. */
  async conclude(leaves: string, pause: Pause): Promise<Found | null> {
    const { head } = this;
    if (!head || this.isBroken || this.tree.size !== head.size) return null;
    const upper = await this.upper(pause);
    if (!this.hasTiles) this.findings.warn(`${this.name} 树的哈希瓦片不全，由叶直接重算。`);
    const { root } = this.tree;
    if (!same(root, head.root)) {
      this.blame(head, root, leaves, upper);
      return null;
    }
    this.blameTiles(upper);
    const proven = `${this.name} 树：由全部 ${head.size} 条${this.hasLeaves ? "叶" : "叶的哈希"}重算的根哈希与检查点所签的一致。`;
    return { size: head.size, proven, roots: this.roots };
  }

  /** The leaves are those that were signed: whatever else differs was altered. */
  private blameTiles({ levels }: Upper): void {
    if (this.other) {
      const { first } = this.other;
      this.findings.defect("member_altered", this.path(tileAt(this.size, 0, first)), `其中第 ${first} 条的哈希与检查点所签的不符，已被改动。`);
    }
    levels.forEach((hashes, i) => {
      const place = differ(hashes, this.tree.level(i + 1));
      if (place >= 0) this.findings.defect("member_altered", this.path(tileAt(this.size, i + 1, place)), `其中第 ${place} 个哈希与由叶重算的不符，已被改动。`);
    });
  }

  /** The root does not come out: which of leaves, tiles and head was altered. */
  private blame(head: Checkpoint, root: Uint8Array, leaves: string, upper: Upper): void {
    const { other } = this;
    if (other && same(other.tree.root, head.root)) {
      this.findings.defect("member_altered", leaves, `第 ${other.first} 条与检查点所签的不符，已被改动。`);
    } else if (this.edgeIs(head, upper)) {
      // The hashes at the right edge are those that were signed: down from there.
      const tile = this.disagreement(upper, true);
      if (tile) {
        const span = WIDTH ** (tile.level + 1);
        const first = tile.index * span;
        this.findings.defect("member_altered", this.path(tile), `与上一层的哈希不符，已被改动：第 ${first} 条到第 ${Math.min(first + span, head.size) - 1} 条不能证明。`);
      }
      if (other) this.findings.defect("member_altered", leaves, `第 ${other.first} 条与哈希瓦片不符。`);
    } else {
      this.findings.defect("proof_wrong", `${this.prefix}checkpoint`, `重算的根哈希是 ${toBase64(root)}，与检查点所签的 ${toBase64(head.root)} 不符。`);
      if (other) this.findings.defect("member_altered", leaves, `第 ${other.first} 条起，叶与哈希瓦片彼此不符。`);
      const tile = this.disagreement(upper, false);
      if (tile) this.findings.defect("member_altered", this.path(tile), "与上一层的哈希彼此不符。");
    }
  }

  /** Whether the stored hashes at the right edge, each as high as it stands, make the signed root. */
  private edgeIs(head: Checkpoint, { levels, isWhole }: Upper): boolean {
    if (!isWhole) return false;
    const begin = Math.floor((head.size - 1) / WIDTH) * WIDTH;
    const root = rootOfStored(head.size, this.algorithm, (level, first, count) => (level === 0 ? this.last.slice(first - begin, first - begin + count) : (levels[level - 1] ?? []).slice(first, first + count)));
    return root !== null && same(root, head.root);
  }

  /** The first whole tile whose root is not what the level above says, from the top or from the bottom. */
  private disagreement({ levels }: Upper, fromTop: boolean): Tile | null {
    const order = levels.map((_, level) => level);
    for (const level of fromTop ? order.reverse() : order) {
      const index = (levels[level] ?? []).findIndex((hash, i) => {
        const root = level === 0 ? (this.other?.tiles.get(i) ?? this.tree.level(1)[i]) : this.storedRoot(levels[level - 1] ?? [], i);
        return root ? !same(root, hash) : false;
      });
      if (index >= 0) return { level, index, width: WIDTH };
    }
    return null;
  }

  private storedRoot(hashes: readonly Uint8Array[], index: number): Uint8Array | null {
    const tile = tileOf(hashes, index);
    return tile.length === WIDTH ? rootOf(tile, this.algorithm) : null;
  }

  /** The stored hashes above the leaves. */
  private async upper(pause: Pause): Promise<Upper> {
    const upper: Upper = { levels: [], isWhole: true };
    for (let level = 1; hashesOn(level, this.size) > 0; level++) {
      const hashes: Uint8Array[] = [];
      for (const tile of tilesOn(level, this.size)) {
        const stored = await this.stored(tile);
        if (!stored) {
          upper.isWhole = false;
          if (!this.hasLeaves) this.findings.defect("member_missing", this.path(tile), "缺少这一片哈希。");
          break;
        }
        hashes.push(...stored);
        await pause();
      }
      upper.levels.push(hashes);
    }
    return upper;
  }
}
