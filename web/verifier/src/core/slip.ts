/** A party's slip: that the leaf it names is in the log (docs/formats/slip.md). */
import { countFrom, fromBase64, same } from "./bytes";
import { checkInclusion, type FactProof, headsInProof, leafDetails, PROOF, timesOf } from "./fact";
import { Findings, type Report } from "./findings";
import { isKeyName } from "./key";
import { Leaf } from "./leaf";
import type { Policy } from "./policy";
import { leafHash } from "./tree";
import { areWitnessed, basedOn } from "./trust";
import { groundsOf, SLIP_LIMITS } from "./words";

export const SLIP = "查验单";
const MAX_SLIP = 512;
const HASH_CHARS = 43;

export interface Slip {
  readonly origin: string;
  readonly index: number;
  readonly leafHash: Uint8Array;
}

/** Reads the line, or says what is wrong with it. */
export function parseSlip(text: string): Slip | string {
  const line = text.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, "");
  const parts = line.split("|");
  const [mark, origin, number, hash] = parts;
  if (new TextEncoder().encode(line).length > MAX_SLIP || parts.length !== 4 || mark === undefined || origin === undefined || number === undefined || hash === undefined) return "不是查验单：应为用竖线隔开的四段。";
  if (mark !== "LH1") return "不是查验单：应以 LH1 开头。";
  if (!isKeyName(origin)) return "日志名称不合格式。";
  const index = countFrom(number);
  if (index === null) return "序号不合格式。";
  const isPlain = hash.length === HASH_CHARS && /^[A-Za-z0-9_-]+$/.test(hash);
  const bytes = isPlain ? fromBase64(`${hash.replaceAll("-", "+").replaceAll("_", "/")}=`) : null;
  return bytes === null ? "叶的哈希不合格式：应为 43 个字符。" : { origin, index, leafHash: bytes };
}

/** Checks a slip against the proof of the leaf that it names. */
export async function verifySlip(text: string, proof: FactProof, policy: Policy | null): Promise<Report> {
  const findings = new Findings();
  const slip = parseSlip(text);
  if (typeof slip === "string") findings.defect("form", SLIP, slip);
  const heads = headsInProof(proof, policy, findings);
  const leaf = Leaf.parse(proof.leaf);
  if (typeof slip !== "string") checkLeaf(slip, proof, leaf, findings);
  checkInclusion(proof, heads, findings);
  if (typeof slip !== "string" && heads.sha256.checkpoint && heads.sha256.checkpoint.origin !== slip.origin) findings.defect("fact_disagrees", PROOF, "证明出自另一个日志，不是查验单所写的那一个。");
  const times = await timesOf(proof, leaf, heads.sha256, policy, findings);
  const base = { verdict: findings.verdict(areWitnessed(heads)), ...basedOn(heads) };
  const { defects, moreDefects, warnings } = findings;
  const proven = [`查验单所指的第 ${proof.n} 条事实在日志中，与发给当事人时是同一条。`];
  return { ...base, subject: SLIP, defects, moreDefects, warnings, proven: groundsOf(base, policy, proven), unproven: SLIP_LIMITS, details: [["序号", String(proof.n)], ...leafDetails(leaf)], evidence: null, times };
}

function checkLeaf(slip: Slip, proof: FactProof, leaf: Leaf | null, findings: Findings): void {
  if (proof.n !== slip.index) findings.defect("fact_disagrees", PROOF, "不是查验单所指那一条事实的证明。");
  else if (!same(leafHash(proof.leaf), slip.leafHash)) findings.defect("fact_disagrees", SLIP, "日志这一条与查验单不一致：查验单抄错了，或者记载被改动过。");
  else if (!leaf) findings.defect("form", PROOF, "证明中的叶不合格式。");
  else if (leaf.count("n") !== proof.n) findings.defect("fact_disagrees", PROOF, "证明的序号与叶不一致。");
}
