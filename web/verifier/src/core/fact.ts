/** One fact, and the file that it binds, against a proof that stands alone. */
import { toBase64, toHex } from "./bytes";
import { parseTlogProof, TLOG_PROOF } from "./checkpoint";
import { type Algorithm, digestsOf } from "./digest";
import { countOf, hashesOf } from "./facts";
import { Findings, type Report } from "./findings";
import { type Json, parseObject } from "./json";
import type { LogKind } from "./key";
import { Leaf } from "./leaf";
import { QUIETLY, type Work } from "./package";
import type { Policy } from "./policy";
import { boxFacts, type TimeLine, timeLinesOf } from "./times";
import { isIncluded, leafHash } from "./tree";
import { areWitnessed, basedOn, compareHeads, demandsSm3, type Heads, NO_TRUST, type Trust, trustIn } from "./trust";
import { bytesText, FACT_LIMITS, groundsOf, instantText } from "./words";

const MAX_PROOF = 1024 * 1024;
export const FILE = "被核验文件";
export const PROOF = "证明文件";

/** What a proof file says of one tree. */
interface TreeProof {
  readonly hashes: readonly Uint8Array[] | null;
  readonly checkpoint: string;
  readonly logKey: string | null;
  /** Repeated for people to compare; a contradiction is a finding. */
  readonly leafHash: string | null;
  readonly root: string | null;
  readonly size: number | null;
  /** Words of outside clocks; null where the proof brings none. */
  readonly times: readonly TimeLine[] | null;
}

/** A proof file's content, whichever form it has. */
export interface FactProof extends TreeProof {
  readonly n: number;
  readonly leaf: string;
  /** The same in the SM3 tree; files made before that tree was signed have none. */
  readonly sm3: TreeProof | null;
}

const textOr = (value: Json | undefined): string | null | undefined => (value === undefined || value === null ? null : typeof value === "string" ? value : undefined);

/** Reads the JSON of the system's proof, or a C2SP tlog-proof with its leaf; else one sentence that says what is wrong. */
export function parseFactProof(text: string, leaf: string): FactProof | string {
  if (text.length > MAX_PROOF) return "证明文件过大。";
  if (text.startsWith(TLOG_PROOF)) return fromTlogProof(text, leaf);
  const object = parseObject(text);
  const [n, stored] = [countOf(object?.get("n")), object?.get("leaf")];
  const [own, part] = [treeProofOf(object), object?.get("sm3") ?? null];
  const sm3 = part instanceof Map ? treeProofOf(part) : null;
  if (n === null || typeof stored !== "string" || !own || (part !== null && !sm3)) return "不是证明文件，或内容不完整。";
  return { ...own, n, leaf: stored, sm3: sm3 && { ...sm3, leafHash: null, times: null } };
}

function treeProofOf(object: ReadonlyMap<string, Json> | null): TreeProof | null {
  const [checkpoint, listed] = [object?.get("checkpoint"), object?.get("hashes")];
  const [logKey, leafHash, root] = ["log_vkey", "leaf_hash", "root"].map((key) => textOr(object?.get(key)));
  const stated = object?.get("tree_size") ?? null;
  const size = stated === null ? null : countOf(stated);
  const brought = object?.get("times") ?? null;
  const times = Array.isArray(brought) ? timeLinesOf(brought) : null;
  if (brought !== null && !times) return null;
  const isRight = typeof checkpoint === "string" && Array.isArray(listed) && listed.every((one) => typeof one === "string");
  if (!isRight || logKey === undefined || leafHash === undefined || root === undefined || (stated !== null && size === null)) return null;
  return { hashes: hashesOf(listed), checkpoint, logKey, leafHash, root, size, times };
}

function fromTlogProof(text: string, leaf: string): FactProof | string {
  const proof = parseTlogProof(text);
  if (!proof) return "不是 tlog-proof，或内容不完整。";
  if (leaf === "") return "tlog-proof 里没有叶：请把这条事实的叶一并填入。";
  return { n: proof.index, leaf: leaf.replace(/\r?\n$/, ""), hashes: proof.hashes, checkpoint: proof.checkpoint, logKey: null, leafHash: null, root: null, size: null, times: null, sm3: null };
}

/** What the proof's checkpoints are worth. */
export function headsInProof(proof: FactProof, policy: Policy | null, findings: Findings): Heads {
  if (proof.logKey === null && !policy) findings.defect("member_missing", PROOF, "没有日志公钥：请提供信任策略。");
  const one = (part: TreeProof, kind: LogKind): Trust => {
    const claimed = part.logKey === null ? null : `${part.logKey.trimEnd()}\n`;
    return trustIn(part.checkpoint, claimed, policy, { kind, checkpoint: PROOF, key: PROOF }, findings);
  };
  if (!proof.sm3 && demandsSm3(proof.checkpoint, policy)) findings.defect("member_missing", PROOF, "信任策略要求 SM3 树的证明，证明文件里没有。");
  const heads = { sha256: one(proof, "log"), sm3: proof.sm3 ? one(proof.sm3, "sm3-log") : NO_TRUST };
  compareHeads(heads, PROOF, findings);
  return heads;
}

/** Between which outside clocks the fact was logged, in sentences. */
export async function timesOf({ n, times }: FactProof, leaf: Leaf | null, trust: Trust, policy: Policy | null, findings: Findings): Promise<string[]> {
  return times ? boxFacts({ place: PROOF, lines: times }, [{ n, at: leaf?.count("at") ?? null }], trust, policy, findings, async () => undefined) : [];
}

/** Without a file, the fact alone is verified, and the report says so. */
export async function verifyFact(file: Blob | null, proof: FactProof, policy: Policy | null, work: Work = QUIETLY): Promise<Report> {
  const findings = new Findings();
  const heads = headsInProof(proof, policy, findings);
  const leaf = Leaf.parse(proof.leaf);
  if (!leaf) findings.defect("form", PROOF, "证明中的叶不合格式。");
  else if (leaf.count("n") !== proof.n) findings.defect("fact_disagrees", PROOF, "证明的序号与叶不一致。");
  const details: [string, string][] = [["序号", String(proof.n)], ...leafDetails(leaf)];
  if (file) details.push(...(await checkFile(file, leaf, findings, work)));
  else findings.warn("没有提供文件：只核验了这条事实在不在日志里，没有核对任何文件。");
  checkInclusion(proof, heads, findings);
  const times = await timesOf(proof, leaf, heads.sha256, policy, findings);
  const base = { verdict: findings.verdict(areWitnessed(heads)), ...basedOn(heads) };
  const proven = [...(file ? ["这个文件就是当时存证的那一个，逐字节一致。"] : []), `第 ${proof.n} 号事实在检查点所签的日志里，写入后没有改动。`];
  const { defects, moreDefects, warnings } = findings;
  return { ...base, subject: file ? FILE : PROOF, defects, moreDefects, warnings, proven: groundsOf(base, policy, proven), unproven: FACT_LIMITS, details, evidence: null, times };
}

export function leafDetails(leaf: Leaf | null): [string, string][] {
  if (!leaf) return [];
  const at = leaf.count("at");
  const named = [["种类", "t"], ["案件", "case"], ["事实流", "stream"], ["所属机关", "org"], ["经手", "by"]] as const;
  const rows = named.map(([word, key]) => [word, leaf.text(key)] as const).filter((row): row is readonly [typeof row[0], string] => row[1] !== null);
  return [...rows.map(([word, value]): [string, string] => [word, value]), ...(at === null ? [] : [["写入时刻（服务器自称）", instantText(at)] as [string, string]])];
}

async function checkFile(file: Blob, leaf: Leaf | null, findings: Findings, work: Work): Promise<[string, string][]> {
  let done = 0;
  const digests = await digestsOf(file, work.digester, (count) => work.onProgress((done += count), 2 * file.size));
  if (leaf && leaf.sha256 === null) findings.defect("not_in_facts", PROOF, "这条事实没有记载任何文件的摘要。");
  else if (leaf && !leaf.binds(digests)) findings.defect("member_altered", FILE, "文件内容与事实记载的摘要不一致：不是当时存证的那个文件，或已被改动。");
  return [
    ["文件大小", bytesText(file.size)],
    ["SHA-256", toHex(digests.sha256)],
    ["SM3", toHex(digests.sm3)],
  ];
}

/** Whether the proofs lead from the leaf to the signed roots. */
export function checkInclusion(proof: FactProof, { sha256, sm3 }: Heads, findings: Findings): void {
  checkPath(proof, proof, "sha256", sha256, findings);
  if (proof.sm3) checkPath(proof, proof.sm3, "sm3", sm3, findings);
}

function checkPath({ n, leaf }: FactProof, part: TreeProof, algorithm: Algorithm, { checkpoint }: Trust, findings: Findings): void {
  const hash = leafHash(leaf, algorithm);
  if (!part.hashes) findings.defect("form", PROOF, "存在性证明不合格式。");
  if (!part.hashes || !checkpoint) return;
  if (!isIncluded(n, checkpoint.size, hash, part.hashes, checkpoint.root, algorithm)) findings.defect("proof_wrong", PROOF, "这条事实不在检查点所签的日志中。");
  const repeats = (stated: string | null, bytes: Uint8Array): boolean => stated === null || stated === toBase64(bytes) || stated === toHex(bytes);
  if (!repeats(part.leafHash, hash) || !repeats(part.root, checkpoint.root) || (part.size !== null && part.size !== checkpoint.size))
    findings.defect("fact_disagrees", PROOF, "证明中供人核对的哈希或日志大小与检查点不一致。");
}
