/** What a time-stamping authority said of a head (docs/formats/time.md). */
import { fromBase64, utf8 } from "./bytes";
import { type Doubt, doubtOf, fingerprintOf, readCertificate } from "./certificate";
import { digestOf } from "./digest";
import type { Findings } from "./findings";
import type { Json } from "./json";
import type { Policy } from "./policy";
import { openToken, type TokenFault } from "./token";

export interface Stamp {
  /** Null if it does not read. */
  readonly token: Uint8Array | null;
  readonly certificates: readonly Uint8Array[];
}

/** What a time stamp is worth: a time by a name of the policy, or in Chinese why it says nothing or is wrong. */
export type Told = { readonly at: number; readonly accuracy: number; readonly by: string } | { readonly notCounted: string } | { readonly wrong: string };

const WRONG: Record<Exclude<TokenFault, "unread">, string> = {
  form: "不是时间戳",
  imprint: "不是对所附检查点签发的",
  digest: "内容与签名所载的摘要不符",
  certificate: "没有附上签名所指的证书",
  signature: "签名不成立",
};
const DOUBTS: Record<Doubt, string> = {
  untrusted: "签发证书不是由信任策略所写的证书签发的",
  expired: "签发证书在时间戳所载的时刻不在有效期内",
  usage: "签发证书不是专供签发时间戳的",
};

/** Exactly the two keys of the format. */
export function parseStamp(value: Json | undefined): Stamp | null {
  if (!(value instanceof Map) || value.size !== 2) return null;
  const [token, listed] = [value.get("token"), value.get("certificates")];
  if (typeof token !== "string" || !Array.isArray(listed) || !listed.every((one) => typeof one === "string")) return null;
  return { token: fromBase64(token), certificates: listed.map(fromBase64).filter((one) => one !== null) };
}

/** Checks a time stamp over the note by itself, and then whether one counts whom the policy names. */
export async function toldBy(stamp: Stamp, note: string, policy: Policy | null): Promise<Told> {
  if (!globalThis.crypto?.subtle) return { notCounted: "这个浏览器不核对 RSA 和 ECDSA 签名，请换用 Chromium 或 Firefox，或用命令行 liuhen-verify 核对" };
  const token = stamp.token ? await openToken(stamp.token, digestOf("sha256", utf8(note))) : "form";
  if (token === "unread") return { notCounted: "用了这里不读的算法，例如 SM2（GM/T 0033），请用支持它的工具另行核对" };
  if (typeof token === "string") return { wrong: WRONG[token] };
  if (!policy) return { notCounted: "没有提供信任策略" };
  const beside = stamp.certificates.map(readCertificate).filter((one) => one !== null);
  const others = [...token.others, ...beside];
  let doubt: Doubt | null = null;
  for (const trusted of [token.signer, ...others]) {
    const by = policy.authority(fingerprintOf(trusted.whole));
    if (by === undefined) continue;
    const found = await doubtOf(token.signer, trusted, others, Math.floor(token.at / 1000) * 1000);
    if (found === null) return { at: token.at, accuracy: token.accuracy, by };
    if (doubt === null || doubt === "untrusted") doubt = found;
  }
  return { notCounted: doubt === null ? "信任策略没有写明签发它的时间戳机构（# tsa 行）" : DOUBTS[doubt] };
}

/** Time stamps that say nothing, by the reason. */
export class NotCounted {
  private readonly reasons = new Map<string, number>();

  add(why: string): void {
    this.reasons.set(why, (this.reasons.get(why) ?? 0) + 1);
  }

  tell(findings: Findings): void {
    for (const [why, count] of this.reasons) findings.warn(`${count} 个可信时间戳没有计入：${why}。`);
  }
}
