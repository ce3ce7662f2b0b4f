/** The sentences of an answer: what is proven, by whom it was seen, and what this does not prove. */
import type { Head, Verdict, Witness } from "./findings";
import type { Policy } from "./policy";

export const PACKAGE_LIMITS: readonly string[] = [
  "不证明包里是最新的事实：最后一条之后再写入的，缺少了也看不出来。",
  "不证明目录和四性检测报告出自机关，除非有事实记载了它们的摘要。",
  "不证明文书所说的内容属实，也不证明没有拍下、没有写入的事情。",
];
export const FACT_LIMITS: readonly string[] = [
  "不证明文件所反映的内容属实，只证明它与当时存证的一致。",
  "不证明存证之前的事：入库前是否已被改动，要看设备和采集过程。",
];
export const PLEDGE_LIMITS: readonly string[] = [
  "回执是签发方的书面承诺，没有第三方见证。",
  "不证明该事实至今仍在日志里：要用这个序号的存在性证明另行核验；日志里没有它，这份回执就是对方违反承诺的证据。",
];
export const SLIP_LIMITS: readonly string[] = ["不证明现场做了什么、音像里有什么：查验单只固定这一条记载，不含内容。", "不证明有过录音录像：有几段、是否改动，要在查验页面上看，或依法申请查看。"];
export const CHECKPOINT_LIMITS: readonly string[] = ["不证明检查点里有哪些事实：要用案卷包或存在性证明核验。", "不证明在您没有看到的地方没有另一种历史：见证方越独立，越不可能。"];
export const LOG_LIMITS: readonly string[] = ["不证明叶所指的正文写了什么：叶里没有姓名和文字，要用案卷包、存在性证明或全库导出核验。", "不证明检查点之后写入的，也不证明没有写入的事情没有发生。", "不证明在您没有看到的地方没有另一种历史：您自己留存的检查点越多、见证方越独立，越不可能。"];
export const JOURNAL_LIMITS: readonly string[] = [
  "不证明事实所说的内容属实，也不证明没有写入的事情没有发生。",
  "不证明检查点之后写入的。",
  "不证明 rows.jsonl 就是界面所读的：它由被查的一方导出；有疑问的，用自己的数据库工具与库中各表对照，名称相同。",
];

const BEIJING_MS = 8 * 60 * 60 * 1000;

/** Beijing time to the second, whatever the machine is set to. */
export function instantText(ms: number): string {
  const at = new Date(ms + BEIJING_MS);
  if (Number.isNaN(at.getTime())) return "时刻无法表示";
  const two = (n: number) => String(n).padStart(2, "0");
  return `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}（北京时间）`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  const units = ["KB", "MB", "GB", "TB"];
  const step = Math.min(Math.floor(Math.log2(bytes) / 10), units.length);
  return `${(bytes / 1024 ** step).toFixed(1)} ${units[step - 1] ?? ""}（${bytes} 字节）`;
}

/** What the trust brought by the verifier adds to the proof itself. */
export function groundsOf({ verdict, head, witnesses }: { verdict: Verdict; head: Head | null; witnesses: readonly Witness[] }, policy: Policy | null, proven: readonly string[]): string[] {
  if ((verdict !== "proven" && verdict !== "not_witnessed") || !head) return [];
  const seen = witnesses.map(({ name, keyName, seconds }) => `见证方 ${name}（${keyName}）于${instantText(seconds * 1000)}见过这个日志的前 ${head.size} 条并签名。`);
  if (!policy) return [...proven, "以上只是材料自身前后一致：没有可信的公钥，出自哪个机关未经证明。"];
  const log = `日志 ${head.origin} 以您带来的公钥签了前 ${head.size} 条。`;
  const quorum = verdict === "proven" ? (policy.needsWitnesses ? `见证已达到策略的要求（${policy.asked}）。` : "您的策略不要求见证。") : `见证没有达到策略的要求（${policy.asked}），目前只有日志一方作保。`;
  return [...proven, log, ...seen, quorum];
}
