/** A whole log as it was mirrored or exported (docs/formats/log-folder.md): both trees computed anew, and facts and rows where they are there. */
import type { Algorithm } from "../digest";
import { Findings, type Report } from "../findings";
import { QUIETLY, type Work } from "../package";
import type { Policy } from "../policy";
import { areWitnessed, basedOn } from "../trust";
import { bytesText, groundsOf, JOURNAL_LIMITS, LOG_LIMITS } from "../words";
import { Bundles, LEAVES } from "./bundles";
import { type Files, Folder } from "./folder";
import { type Kept, newestHeads, SignedRoots } from "./heads";
import { FACTS, Journal } from "./journal";
import { ROWS } from "./rows";
import { type Tile, tilesOn, WIDTH } from "./tiles";
import { TreeCheck } from "./tree";

export interface LogInput {
  readonly files: Files;
  /** Heads that whoever verifies kept from earlier. */
  readonly kept: readonly Kept[];
}

/** Where leaves come from, tile by tile. */
interface Leaves {
  readonly count: number;
  /** No more will come. */
  readonly isSpent: boolean;
  next(tile: Tile): Promise<readonly Uint8Array[] | null>;
}

/** Files that are read; a folder may hold others. */
const READ = /^(?:sm3\/)?(?:checkpoint|checkpoints\.jsonl|log\.vkey|tile\/.*)$|^(?:facts|rows)\.jsonl$/;
const BUNDLE = new RegExp(`^${LEAVES}/`);

/** Whether there is a journal with bodies beside the tree; then leaves are taken from it. */
const isJournal = (files: Files): boolean => files.has(FACTS) || files.has(ROWS);

export async function verifyLog({ files, kept }: LogInput, policy: Policy | null, work: Work = QUIETLY): Promise<Report> {
  const findings = new Findings();
  const ofJournal = isJournal(files);
  const all = [...files].reduce((sum, [path, { size }]) => (READ.test(path) && !(ofJournal && BUNDLE.test(path)) ? sum + size : sum), 0);
  const folder = new Folder(files, findings, (done) => work.onProgress(done, all));
  const heads = await newestHeads(folder, policy, findings);
  const signed = new SignedRoots(policy, findings);
  await signed.read(folder, kept, work.pause);
  const treeOf = (algorithm: Algorithm): TreeCheck => new TreeCheck(algorithm, heads[algorithm].checkpoint, signed.sizes(algorithm), folder, findings);
  const trees = { sha256: treeOf("sha256"), sm3: treeOf("sm3") };
  const size = Math.max(trees.sha256.size, trees.sm3.size);
  const source = ofJournal ? await Journal.open(size, folder, findings, work.pause) : new Bundles(folder, findings);
  await grow(trees, size, source, work);
  const proven: string[] = [];
  const more = source instanceof Journal ? await source.finish() : [];
  if (source instanceof Bundles) source.finish();
  for (const algorithm of ["sha256", "sm3"] as const) {
    const found = await trees[algorithm].conclude(ofJournal ? FACTS : LEAVES, work.pause);
    if (found) proven.push(found.proven, ...signed.compare(algorithm, found.size, found.roots));
  }
  signed.warnOfWitnessed(heads);
  const base = { verdict: findings.verdict(areWitnessed(heads)), ...basedOn(heads) };
  const { defects, moreDefects, warnings } = findings;
  const { read } = folder;
  return {
    ...base,
    subject: "",
    defects,
    moreDefects,
    warnings,
    proven: groundsOf(base, policy, [...proven, ...more]),
    unproven: ofJournal ? JOURNAL_LIMITS : LOG_LIMITS,
    details: [
      ["核对方式", ofJournal ? "全库：事实、正文、两棵树和投影" : "日志：叶、哈希和检查点"],
      ["读过的文件", `${read.files} 个，${bytesText(read.bytes)}`],
      [ofJournal ? "事实" : "叶", `${source.count} 条`],
    ],
    evidence: signed.evidence(heads.notes),
  };
}

/** Takes tile after tile, until nothing is left that could be read. */
async function grow(trees: Readonly<Record<Algorithm, TreeCheck>>, size: number, source: Leaves, { pause }: Work): Promise<void> {
  const all = Object.values(trees);
  for (const tile of tilesOn(0, size)) {
    const leaves = await source.next(tile);
    for (const tree of all) await tree.tile(tile.index, leaves);
    await pause();
    if (source.isSpent && all.every((tree) => tree.isBroken || tree.size <= (tile.index + 1) * WIDTH)) return;
  }
}
