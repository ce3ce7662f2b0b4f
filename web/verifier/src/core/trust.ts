/** What a checkpoint is worth: signed by which log, cosigned by whom, as the verifier's own policy says. */
import { toBase64 } from "./bytes";
import { type Checkpoint, parseCheckpoint } from "./checkpoint";
import type { Findings, Head, Witness } from "./findings";
import { isSameKey, type Key, parseKey } from "./key";
import { type Note, parseNote, signedBy } from "./note";
import type { Policy, Witnessed } from "./policy";

export interface Trust {
  /** The head, if its signature holds. */
  readonly checkpoint: Checkpoint | null;
  /** The policy's quorum is reached. */
  readonly witnessed: boolean;
  readonly witnesses: readonly Witness[];
  /** The key that signed it. */
  readonly key: Key | null;
  /** Who of the policy cosigned it. */
  readonly cosigned: Witnessed | null;
}
export const NO_TRUST: Trust = { checkpoint: null, witnessed: false, witnesses: [], key: null, cosigned: null };

/** Names that findings use for the two texts. */
export interface Places {
  readonly checkpoint: string;
  readonly key: string;
}

export const headOf = ({ checkpoint }: Trust): Head | null => checkpoint && { origin: checkpoint.origin, size: checkpoint.size, root: toBase64(checkpoint.root) };

/** `claimed` is the key that the input itself brings, with its line break: used, and said so, only where no policy was brought. */
export function trustIn(text: string, claimed: string | null, policy: Policy | null, places: Places, findings: Findings): Trust {
  const claimedKey = claimed === null ? null : readClaimed(claimed, places, findings);
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (!note || !checkpoint) {
    findings.defect("form", places.checkpoint, "不是检查点。");
    return NO_TRUST;
  }
  const key = chooseKey(checkpoint, claimedKey, policy, places, findings);
  if (!key) return NO_TRUST;
  const wrong = why(note, checkpoint, key);
  if (wrong) {
    findings.defect("signature", policy ? places.checkpoint : findings.blame(places.checkpoint, places.key), wrong);
    return NO_TRUST;
  }
  return { ...countWitnesses(note, checkpoint, policy, places, findings), key };
}

function readClaimed(text: string, places: Places, findings: Findings): Key | null {
  const read = text.endsWith("\n") ? parseKey(text.slice(0, -1)) : null;
  const key = read?.kind === "sm3-log" ? null : read; // the proofs of a package are of the SHA-256 tree
  if (!key) findings.defect("form", places.key, "不是日志公钥。");
  return key;
}

function chooseKey(checkpoint: Checkpoint, claimed: Key | null, policy: Policy | null, places: Places, findings: Findings): Key | null {
  if (!policy) {
    findings.warn("没有提供信任策略：只能用材料自带的公钥，不予采信，因此只能说明材料前后一致，不能说明出自哪个机关。");
    return claimed;
  }
  const key = policy.log(checkpoint.origin);
  if (!key) {
    findings.defect("log_not_trusted", places.checkpoint, "信任策略中没有这个日志。");
    return null;
  }
  if (claimed && !isSameKey(claimed, key)) findings.warn("材料自称的日志公钥与信任策略不同，以信任策略为准。");
  return key;
}

function why(note: Note, checkpoint: Checkpoint, key: Key): string | null {
  if (checkpoint.origin !== key.name) return "检查点与日志公钥不属于同一个日志。";
  const signed = signedBy(note, key);
  if (signed === "absent") return "检查点上没有日志的签名。";
  return signed === "wrong" ? "检查点上的日志签名不正确。" : null;
}

function countWitnesses(note: Note, checkpoint: Checkpoint, policy: Policy | null, places: Places, findings: Findings): Trust {
  if (!policy) return { ...NO_TRUST, checkpoint };
  const cosigned = policy.witnessed(note);
  const { by, wrong, reached } = cosigned;
  for (const name of wrong) findings.defect("signature", places.checkpoint, `见证方 ${name} 名下的签名不正确。`);
  if (!policy.needsWitnesses) findings.warn("信任策略不要求见证方签名。");
  if (policy.isBareKey) findings.warn("只提供了日志公钥，没有见证方：签名属于该日志，但没有第三方见证。");
  return { ...NO_TRUST, checkpoint, witnessed: reached, witnesses: by, cosigned };
}
