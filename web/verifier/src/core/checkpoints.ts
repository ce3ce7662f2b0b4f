/** One checkpoint, or two of the same log: witnessed by whom, one history or two. */
import { toBase64 } from "./bytes";
import { type Checkpoint, parseConsistency } from "./checkpoint";
import { Findings, type Report } from "./findings";
import type { Policy } from "./policy";
import { isConsistent, isSameHead } from "./tree";
import { areWitnessed, basedOn, kindOfHead, NO_TRUST, type Trust, trustIn } from "./trust";
import { CHECKPOINT_LIMITS, groundsOf } from "./words";

export const FIRST = "检查点";
export const SECOND = "另一个检查点";
export const CONSISTENCY = "一致性证明";

export interface CheckpointInput {
  readonly first: string;
  /** Empty where only one is looked at. */
  readonly second: string;
  /** Empty where there is none. */
  readonly consistency: string;
}

export function verifyCheckpoints({ first, second, consistency }: CheckpointInput, policy: Policy | null): Report {
  const findings = new Findings();
  if (!policy) {
    findings.defect("member_missing", "信任策略", "没有信任策略：检查点里没有公钥，不知道该由谁签名。");
    return finish(findings, null, null, "", [], null);
  }
  const one = trustOf(first, FIRST, policy, findings);
  if (second === "") return finish(findings, one, policy, "检查点", ["检查点由日志签名，签后没有改动。"], null);
  const other = trustOf(second, SECOND, policy, findings);
  if (!one.checkpoint || !other.checkpoint) return finish(findings, null, policy, "两个检查点", [], null);
  const newer = one.checkpoint.size <= other.checkpoint.size ? other : one;
  const { proven, forked } = compare(one.checkpoint, other.checkpoint, consistency, findings);
  return finish(findings, newer, policy, "两个检查点", proven, forked ? `${first}\n${second}` : null);
}

const trustOf = (text: string, place: string, policy: Policy, findings: Findings): Trust => trustIn(text, null, policy, { kind: kindOfHead(text), checkpoint: place, key: place }, findings);

function compare(a: Checkpoint, b: Checkpoint, consistency: string, findings: Findings): { proven: string[]; forked: boolean } {
  const none = { proven: [], forked: false };
  if (a.origin !== b.origin) {
    findings.defect("fact_disagrees", SECOND, "两个检查点属于不同的日志，不能比较。");
    return none;
  }
  if (isSameHead(a, b)) return { proven: ["两个检查点说的是同一段历史，大小和根哈希都相同。"], forked: false };
  if (a.size === b.size) {
    findings.defect("forked", SECOND, `同一日志为同样的 ${a.size} 条签出了两个不同的根哈希：${toBase64(a.root)} 与 ${toBase64(b.root)}。`);
    return { proven: [], forked: true };
  }
  const [old, now] = a.size < b.size ? [a, b] : [b, a];
  if (consistency.trim() === "" && old.size > 0) {
    findings.defect("proof_missing", CONSISTENCY, `没有提供从 ${old.size} 条到 ${now.size} 条的一致性证明，不能断定是不是同一段历史。`);
    return none;
  }
  const hashes = parseConsistency(consistency.replace(/\r\n/g, "\n"));
  if (!hashes) findings.defect("form", CONSISTENCY, "不是一致性证明：应为一行一个哈希，或向见证方提交的请求。");
  else if (!isConsistent(old, now, hashes, old.origin.endsWith("/sm3") ? "sm3" : "sha256")) findings.defect("proof_wrong", CONSISTENCY, "这份证明不能说明后一个检查点包含前一个的全部历史。请向日志另取证明；取不到的，保留两个检查点。");
  else return { proven: [`前 ${old.size} 条在 ${now.size} 条时原样都在：没有改动、删除或换序，只有追加。`], forked: false };
  return none;
}

function finish(findings: Findings, trust: Trust | null, policy: Policy | null, subject: string, proven: readonly string[], evidence: string | null): Report {
  const found = trust ?? NO_TRUST;
  const isSm3 = found.checkpoint?.origin.endsWith("/sm3") ?? false;
  const heads = isSm3 ? { sha256: NO_TRUST, sm3: found } : { sha256: found, sm3: NO_TRUST };
  const base = { verdict: findings.verdict(areWitnessed(heads)), ...basedOn(heads) };
  const { defects, moreDefects, warnings } = findings;
  return { ...base, subject, defects, moreDefects, warnings, proven: groundsOf(base, policy, proven), unproven: CHECKPOINT_LIMITS, details: [], evidence };
}
