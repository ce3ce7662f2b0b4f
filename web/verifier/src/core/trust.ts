/** What a checkpoint is worth: signed by which log, cosigned by whom, as the verifier's own policy says. */
import { toBase64 } from "./bytes";
import { type Checkpoint, parseCheckpoint } from "./checkpoint";
import type { Findings, Head, Report, Witness } from "./findings";
import { isSameKey, type Key, type LogKind, parseKey } from "./key";
import { type Note, parseNote, signedBy } from "./note";
import type { Policy, Witnessed } from "./policy";

export interface Trust {
  /** The head, if its signature holds. */
  readonly checkpoint: Checkpoint | null;
  /** The policy names this tree's key: then it must hold. */
  readonly demanded: boolean;
  /** The policy's quorum is reached. */
  readonly witnessed: boolean;
  readonly witnesses: readonly Witness[];
  /** The key that signed it. */
  readonly key: Key | null;
  /** Who of the policy cosigned it. */
  readonly cosigned: Witnessed | null;
}
export const NO_TRUST: Trust = { checkpoint: null, demanded: false, witnessed: false, witnesses: [], key: null, cosigned: null };

/** Which tree a head is of, and the names that findings use for the two texts. */
export interface Places {
  readonly kind: LogKind;
  readonly checkpoint: string;
  readonly key: string;
}

/** What the heads of both trees are worth. */
export interface Heads {
  readonly sha256: Trust;
  readonly sm3: Trust;
}

export const headOf = ({ checkpoint }: Trust): Head | null => checkpoint && { origin: checkpoint.origin, size: checkpoint.size, root: toBase64(checkpoint.root) };

/** What a report says of the heads: the SM3 tree's alone where the policy names only that. */
export function basedOn({ sha256, sm3 }: Heads): Pick<Report, "head" | "sm3Head" | "witnesses"> {
  const { witnesses } = sm3.demanded && !sha256.demanded ? sm3 : sha256;
  return { head: headOf(sha256), sm3Head: headOf(sm3), witnesses };
}

/** Whether the policy names a tree, and every tree that it names is witnessed. */
export const areWitnessed = ({ sha256, sm3 }: Heads): boolean => (sha256.demanded || sm3.demanded) && [sha256, sm3].every((trust) => !trust.demanded || trust.witnessed);

const SUFFIX = "/sm3";
const isOfSm3 = (origin: string): boolean => origin.endsWith(SUFFIX) && origin !== SUFFIX;

/** A head is of the tree that its name says. */
export function kindOfHead(text: string): LogKind {
  const note = parseNote(text);
  return isOfSm3((note && parseCheckpoint(note.text))?.origin ?? "") ? "sm3-log" : "log";
}

/** The name and kind of the key of the other tree of the same log. */
function otherTree(origin: string, kind: LogKind): [string, LogKind] | null {
  if (kind === "log") return [origin + SUFFIX, "sm3-log"];
  return isOfSm3(origin) ? [origin.slice(0, -SUFFIX.length), "log"] : null;
}

/** Whether the policy names the key of a log's SM3 tree. */
export function demandsSm3(text: string | null, policy: Policy | null): boolean {
  const note = text === null ? null : parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  return checkpoint !== null && policy?.log(checkpoint.origin + SUFFIX, "sm3-log") !== undefined;
}

/** The two must be of one log; a quorum that one tree alone has is told. */
export function compareHeads({ sha256, sm3 }: Heads, place: string, findings: Findings): void {
  if (sha256.demanded && sm3.demanded && sha256.witnessed !== sm3.witnessed) findings.warn(`${sha256.witnessed ? "SM3" : "SHA-256"} 树的检查点尚未取得所要求的见证签名。`);
  if (sha256.checkpoint && sm3.checkpoint && sm3.checkpoint.origin !== sha256.checkpoint.origin + SUFFIX)
    findings.defect("fact_disagrees", findings.blame(place), "SM3 树的检查点属于另一个日志。");
}

/** `claimed` is the key that the input itself brings, with its line break: used, and said so, only where the policy says nothing of this tree. */
export function trustIn(text: string, claimed: string | null, policy: Policy | null, places: Places, findings: Findings): Trust {
  const claimedKey = claimed === null ? null : readClaimed(claimed, places, findings);
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) {
    findings.defect("form", places.checkpoint, "不是检查点。");
    return NO_TRUST;
  }
  const { key, demanded } = chooseKey(checkpoint, claimedKey, policy, places, findings);
  if (!key) return NO_TRUST;
  const wrong = why(note, checkpoint, key);
  if (wrong) {
    findings.defect("signature", demanded ? places.checkpoint : findings.blame(places.checkpoint, places.key), wrong);
    return { ...NO_TRUST, demanded };
  }
  return policy && demanded ? { ...countWitnesses(note, checkpoint, policy, places, findings), key } : { ...NO_TRUST, checkpoint, key };
}

function readClaimed(text: string, places: Places, findings: Findings): Key | null {
  const read = text.endsWith("\n") ? parseKey(text.slice(0, -1)) : null;
  const key = (read?.kind === "sm3-log") === (places.kind === "sm3-log") ? read : null; // each tree has a key of its own
  if (!key) findings.defect("form", places.key, "不是日志公钥。");
  return key;
}

function chooseKey(checkpoint: Checkpoint, claimed: Key | null, policy: Policy | null, places: Places, findings: Findings): { key: Key | null; demanded: boolean } {
  if (!policy) {
    findings.warn("没有提供信任策略：只能用材料自带的公钥，不予采信，因此只能说明材料前后一致，不能说明出自哪个机关。");
    return { key: claimed, demanded: false };
  }
  const key = policy.log(checkpoint.origin, places.kind);
  if (key) {
    if (claimed && !isSameKey(claimed, key)) findings.warn("材料自称的日志公钥与信任策略不同，以信任策略为准。");
    return { key, demanded: true };
  }
  const other = otherTree(checkpoint.origin, places.kind);
  if (other && policy.log(...other)) {
    findings.warn(`信任策略没有列出 ${places.kind === "sm3-log" ? "SM3" : "SHA-256"} 树的公钥：这棵树只核对了前后一致。`);
    return { key: claimed, demanded: false };
  }
  findings.defect("log_not_trusted", findings.blame(places.checkpoint), "信任策略中没有这个日志。");
  return { key: null, demanded: false };
}

function why(note: Note, checkpoint: Checkpoint, key: Key): string | null {
  if (checkpoint.origin !== key.name) return "检查点与日志公钥不属于同一个日志。";
  const signed = signedBy(note, key);
  if (signed === "absent") return "检查点上没有日志的签名。";
  return signed === "wrong" ? "检查点上的日志签名不正确。" : null;
}

function countWitnesses(note: Note, checkpoint: Checkpoint, policy: Policy, places: Places, findings: Findings): Trust {
  const cosigned = policy.witnessed(note);
  const { by, wrong, reached } = cosigned;
  for (const name of wrong) findings.defect("signature", places.checkpoint, `见证方 ${name} 名下的签名不正确。`);
  if (!policy.needsWitnesses) findings.warn("信任策略不要求见证方签名。");
  if (policy.isBareKey) findings.warn("只提供了日志公钥，没有见证方：签名属于该日志，但没有第三方见证。");
  return { ...NO_TRUST, checkpoint, demanded: true, witnessed: reached, witnesses: by, cosigned };
}
