/** Leaves in bundles (C2SP tlog-tiles `tile/entries`): each with its length in two bytes before it. */
import { fromUtf8 } from "../bytes";
import { FactChecks } from "../facts";
import { type Findings, MAX_DEFECTS } from "../findings";
import { Leaf } from "../leaf";
import type { Folder } from "./folder";
import { leavesPath, type Tile, whole, WIDTH } from "./tiles";

/** Where the leaves stand, together. */
export const LEAVES = "tile/entries";

/** The leaves of a folder, if it has any. */
export class Bundles {
  count = 0;
  private missing = 0;
  /** Some are missing: what follows in a stream cannot be told from a gap. */
  private isBroken = false;
  private readonly areThere: boolean;
  private readonly checks: FactChecks;

  constructor(
    private readonly folder: Folder,
    private readonly findings: Findings,
  ) {
    // Whoever mirrors hashes alone has no bundle at all.
    this.areThere = Array.from({ length: WIDTH }, (_, i) => leavesPath({ level: 0, index: 0, width: i + 1 })).some((path) => folder.has(path));
    this.checks = new FactChecks(findings, LEAVES);
  }

  /** Nothing is there to be read, or so much is missing that no more of it would be listed. */
  get isSpent(): boolean {
    return !this.areThere || this.missing > MAX_DEFECTS;
  }

  /** The leaves of a tile; null if there are no leaves, or not these. */
  async next(tile: Tile): Promise<readonly Uint8Array[] | null> {
    if (!this.areThere) return null;
    for (const found of tile.width < WIDTH ? [tile, whole(tile)] : [tile]) {
      const path = leavesPath(found);
      const bytes = await this.folder.bytes(path);
      if (!bytes) continue;
      const leaves = split(bytes);
      if (!leaves || leaves.length < tile.width) {
        this.findings.defect("form", path, "不是这么多条叶。");
        this.isBroken = true;
        return null;
      }
      const ours = leaves.slice(0, tile.width);
      ours.forEach((line, i) => this.leaf(tile.index * WIDTH + i, line, path));
      return ours;
    }
    this.findings.defect("member_missing", leavesPath(tile), "缺少这一组叶。");
    this.missing += 1;
    this.isBroken = true;
    return null;
  }

  private leaf(n: number, line: Uint8Array, path: string): void {
    this.count += 1;
    const leaf = Leaf.parse(fromUtf8(line) ?? "");
    if (!leaf) {
      this.findings.defect("form", path, `第 ${n} 条叶不合格式。`);
      return;
    }
    if (leaf.count("n") !== n) this.findings.defect("fact_disagrees", path, `第 ${n} 条叶写的是另一个序号。`);
    if (!this.isBroken) this.checks.stream(leaf, path);
  }

  /** What can be said when all are read. */
  finish(): void {
    if (!this.areThere) this.findings.warn("文件夹里没有叶，只核对了哈希：不能说明每条叶写了什么。");
  }
}

function split(bytes: Uint8Array): Uint8Array[] | null {
  const leaves: Uint8Array[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    if (end > bytes.length) return null;
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
    if (bytes.length - at === 1) return null;
  }
  return bytes.length === 1 ? null : leaves;
}
