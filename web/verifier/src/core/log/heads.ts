/** Signed heads: the newest of each tree, those the log kept, and those somebody else kept of it. */
import { fromUtf8, same, toBase64 } from "../bytes";
import type { Algorithm } from "../digest";
import type { Pause } from "../facts";
import type { Findings } from "../findings";
import { parseObject } from "../json";
import type { LogKind } from "../key";
import { u64Of } from "../numbers";
import type { Policy } from "../policy";
import { compareHeads, demandsSm3, type Heads, kindOfHead, NO_TRUST, type Places, type Trust, trustIn } from "../trust";
import type { Folder } from "./folder";

const NEWEST: Places = { kind: "log", checkpoint: "checkpoint", key: "log.vkey" };
const NEWEST_SM3: Places = { kind: "sm3-log", checkpoint: "sm3/checkpoint", key: "sm3/log.vkey" };
const KEPT = "checkpoints.jsonl";

/** The word for a tree, and the folder that its files lie in. */
export const TREES: Readonly<Record<Algorithm, { readonly name: string; readonly prefix: string }>> = { sha256: { name: "SHA-256", prefix: "" }, sm3: { name: "SM3", prefix: "sm3/" } };
const treeOf = (kind: LogKind): Algorithm => (kind === "sm3-log" ? "sm3" : "sha256");

/** A head that whoever verifies kept from earlier. */
export interface Kept {
  readonly name: string;
  readonly note: string;
}

/** Notes one after the other: a line after signatures that is none begins the next. Blank lines between them mean nothing. */
export function keptNotes(text: string): string[] {
  const notes: string[][] = [];
  let note: string[] = [];
  let isSigned = false;
  for (const line of text.split("\n")) {
    const isSignature = line.startsWith("— ");
    if (isSigned && !isSignature) note = [];
    isSigned = isSignature;
    if (note.length === 0 && line === "") continue;
    if (note.length === 0) notes.push(note);
    note.push(line);
  }
  return notes.map((lines) => `${lines.join("\n").replace(/\n+$/, "")}\n`);
}

/** The newest heads. A folder without one of the SHA-256 tree is not complete. */
export async function newestHeads(folder: Folder, policy: Policy | null, findings: Findings): Promise<Heads & { readonly notes: Readonly<Record<Algorithm, string>> }> {
  const one = async (note: string, places: Places): Promise<Trust> => {
    const claimed = await folder.text(places.key);
    if (claimed === null && !policy) findings.defect("member_missing", places.key, "没有日志公钥：请提供信任策略。");
    return trustIn(note, claimed, policy, places, findings);
  };
  const [note, sm3Note] = [await folder.text(NEWEST.checkpoint), await folder.text(NEWEST_SM3.checkpoint)];
  if (note === null) findings.defect("member_missing", NEWEST.checkpoint, "缺少检查点。");
  const sha256 = note === null ? NO_TRUST : await one(note, NEWEST);
  if (sm3Note === null && demandsSm3(note, policy)) findings.defect("member_missing", NEWEST_SM3.checkpoint, "信任策略要求 SM3 树，文件夹里没有它的检查点。");
  else if (sm3Note === null) findings.warn("没有 SM3 树的检查点，只核对了 SHA-256 树。");
  const heads = { sha256, sm3: sm3Note === null ? NO_TRUST : await one(sm3Note, NEWEST_SM3) };
  compareHeads(heads, NEWEST_SM3.checkpoint, findings);
  return { ...heads, notes: { sha256: note ?? "", sm3: sm3Note ?? "" } };
}

/** A root that the log signed for a size. */
interface Signed {
  readonly place: string;
  readonly root: Uint8Array;
  readonly note: string;
}

/** Every root that was signed, by tree and size. */
export class SignedRoots {
  private readonly signed: Readonly<Record<Algorithm, Map<number, Signed[]>>> = { sha256: new Map(), sm3: new Map() };
  /** The largest size that the policy's quorum cosigned. */
  private witnessed: number | null = null;
  /** The first head of each tree that the tree of today contradicts. */
  private readonly forked: Partial<Record<Algorithm, string>> = {};

  constructor(
    private readonly policy: Policy | null,
    private readonly findings: Findings,
  ) {}

  async read(folder: Folder, kept: readonly Kept[], pause: Pause): Promise<void> {
    for (const newest of [NEWEST, NEWEST_SM3]) await this.readLines({ ...newest, checkpoint: `${TREES[treeOf(newest.kind)].prefix}${KEPT}` }, folder, pause);
    for (const { name, note } of kept) {
      const newest = kindOfHead(note) === "sm3-log" ? NEWEST_SM3 : NEWEST;
      this.take({ ...newest, checkpoint: name }, note, await folder.text(newest.key));
      await pause();
    }
  }

  private async readLines(places: Places, folder: Folder, pause: Pause): Promise<void> {
    const lines = folder.lines(places.checkpoint);
    if (!lines) return;
    const claimed = await folder.text(places.key);
    for (let number = 1, line = await lines.next(); line; number += 1, line = await lines.next()) {
      await pause();
      const object = parseObject(fromUtf8(line.bytes ?? new Uint8Array()) ?? "");
      const [size, note] = [u64Of(object?.get("size")), object?.get("note")];
      if (object?.size !== 2 || size === null || typeof note !== "string") {
        this.findings.defect("form", places.checkpoint, `第 ${number} 行不是检查点。`);
        continue;
      }
      const head = this.take(places, note, claimed);
      if (head.checkpoint && head.checkpoint.size !== size) this.findings.defect("fact_disagrees", places.checkpoint, `第 ${number} 行的条数与检查点不一致。`);
    }
  }

  private take(places: Places, note: string, claimed: string | null): Trust {
    const head = trustIn(note, claimed, this.policy, places, this.findings);
    if (!head.checkpoint) return head;
    const { size, root } = head.checkpoint;
    const of = this.signed[treeOf(places.kind)];
    of.set(size, [...(of.get(size) ?? []), { place: places.checkpoint, root, note }]);
    if (head.witnessed && places.kind === "log") this.witnessed = Math.max(this.witnessed ?? 0, size);
    return head;
  }

  /** The sizes at which roots are to be remembered. */
  sizes(tree: Algorithm): ReadonlySet<number> {
    return new Set(this.signed[tree].keys());
  }

  /** Compares what was signed with what the tree was at each size; what that proves. */
  compare(tree: Algorithm, size: number, roots: ReadonlyMap<number, Uint8Array>): string[] {
    let agreed = 0;
    for (const [at, all] of [...this.signed[tree]].sort(([a], [b]) => a - b))
      for (const { place, root, note } of all) {
        const found = roots.get(at);
        if (found && same(found, root)) agreed += 1;
        else if (found) {
          // Keys come from a policy, so what contradicts convicts.
          if (this.policy) this.forked[tree] ??= note;
          this.findings.defect(this.policy ? "forked" : "proof_wrong", place, `日志曾为前 ${at} 条签出根哈希 ${toBase64(root)}，现在的前 ${at} 条却是 ${toBase64(found)}：历史被改过。`);
        } else if (at > size) this.findings.defect("proof_missing", place, `日志曾签到第 ${at} 条，这里只有 ${size} 条：其后的部分缺失，或日志被退回。`);
      }
    return agreed > 0 ? [`${TREES[tree].name} 树：先后签出的 ${agreed} 个检查点都是它的开头，只有追加，没有改动、删除或换序。`] : [];
  }

  /** Both signed notes of a history that is two. */
  evidence(newest: Readonly<Record<Algorithm, string>>): string | null {
    const { sha256, sm3 } = this.forked;
    if (sha256 !== undefined) return `${sha256}\n${newest.sha256}`;
    return sm3 === undefined ? null : `${sm3}\n${newest.sm3}`;
  }

  /** Says how far the witnesses came where they have not seen the newest head yet. */
  warnOfWitnessed({ sha256 }: Heads): void {
    if (this.witnessed !== null && !sha256.witnessed) this.findings.warn(`前 ${this.witnessed} 条已由所要求的见证方签名，其后的还没有。`);
  }
}
