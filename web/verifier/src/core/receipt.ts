/** Receipts and acceptances: the server's signed word about bytes it took (docs/formats/station-receipt.md). */
import { countFrom, digestFromHex, fromBase64, fromUtf8, same } from "./bytes";
import { digestsOf } from "./digest";
import { Findings, type Report } from "./findings";
import { FILE } from "./fact";
import { parseKey } from "./key";
import { parseNote, signedBy } from "./note";
import { QUIETLY, type Work } from "./package";
import { bytesText, instantText, PLEDGE_LIMITS } from "./words";

export const RECEIPT = "回执";

type Field = "station" | "upload" | "recording" | "sha256" | "sm3" | "size" | "deposited" | "received" | "leaf";
const KINDS: ReadonlyMap<string, { readonly title: string; readonly fields: readonly Field[] }> = new Map([
  ["liuhen-receipt/v1", { title: "入库回执", fields: ["station", "upload", "recording", "sha256", "sm3", "size", "deposited", "leaf"] as const }],
  ["liuhen-acceptance/v1", { title: "接收回执", fields: ["upload", "recording", "sha256", "size", "received", "leaf"] as const }],
]);
const WORDS: Record<Field, string> = { station: "采集站", upload: "上传", recording: "音像", sha256: "SHA-256", sm3: "SM3", size: "大小", deposited: "入库时刻", received: "收齐时刻", leaf: "日志序号" };

interface Pledge {
  readonly title: string;
  readonly values: ReadonlyMap<Field, string>;
}

function isValue(field: Field, text: string): boolean {
  if (field === "sha256" || field === "sm3") return digestFromHex(text) !== null;
  if (field === "station" || field === "upload" || field === "recording") return /^[A-Za-z0-9._:/-]{1,128}$/.test(text);
  return countFrom(text) !== null;
}

/** The signed text: a first line that says what it is, then exactly its fields in their order. */
function parsePledge(text: string): Pledge | null {
  const [header, ...lines] = text.slice(0, -1).split("\n");
  const kind = KINDS.get(header ?? "");
  if (!kind || lines.length !== kind.fields.length) return null;
  const values = new Map<Field, string>();
  for (const [i, field] of kind.fields.entries()) {
    const value = lines[i]?.startsWith(`${field} `) ? (lines[i]?.slice(field.length + 1) ?? "") : "";
    if (!isValue(field, value)) return null;
    values.set(field, value);
  }
  return { title: kind.title, values };
}

/** The note itself, or the base64 of it as a header carries it. */
const noteText = (text: string): string => {
  const decoded = fromBase64(text.trim());
  return decoded ? (fromUtf8(decoded) ?? "") : text;
};

/** Checks a receipt against the key that the verifier brings, and against the file where there is one. */
export async function verifyReceipt(text: string, keyText: string, file: Blob | null, work: Work = QUIETLY): Promise<Report> {
  const findings = new Findings();
  const note = parseNote(noteText(text));
  const pledge = note && parsePledge(note.text);
  const key = parseKey(keyText.trim());
  if (!pledge) findings.defect("form", RECEIPT, "不是入库回执，也不是接收回执。");
  if (keyText.trim() === "") findings.defect("member_missing", "回执公钥", "没有提供回执公钥：请向签发机关另行取得，整行填入。");
  else if (key?.kind !== "log") findings.defect("unreadable", "回执公钥", "公钥无法识别，或与其标识不符，请整行填入。");
  else if (note && pledge) {
    const signed = note.signatures.length === 1 ? signedBy(note, key) : "wrong";
    if (signed === "absent") findings.defect("signature", RECEIPT, "回执不是这把公钥签发的。");
    if (signed === "wrong") findings.defect("signature", RECEIPT, "回执上的签名不正确。");
  }
  if (file && pledge) await checkFile(file, pledge, findings, work);
  if (!file) findings.warn("没有提供文件：没有核对任何文件。");
  const verdict = findings.verdict(false);
  const { defects, moreDefects, warnings } = findings;
  const proven = verdict === "not_witnessed" && pledge && key ? provenBy(pledge, key.name, file !== null) : [];
  return { verdict, subject: pledge?.title ?? RECEIPT, defects, moreDefects, warnings, head: null, sm3Head: null, witnesses: [], proven, unproven: PLEDGE_LIMITS, details: pledge ? detailsOf(pledge) : [], evidence: null };
}

function provenBy({ title, values }: Pledge, name: string, withFile: boolean): string[] {
  const at = instantText(Number(values.get("deposited") ?? values.get("received")));
  const what = values.has("deposited") ? "已落盘、读回并算出两种摘要，事实已写入日志" : "字节已全部落盘，事实已写入日志；尚未读回，不能据此清空设备";
  const file = withFile ? ["这个文件与回执所载的摘要和大小逐一相符。"] : [];
  return [`${title}由 ${name} 的密钥签发，签发后没有改动。`, `签发方承诺：${at}，${what}（第 ${values.get("leaf")} 号）。`, ...file];
}

const detailsOf = ({ values }: Pledge): [string, string][] =>
  [...values].map(([field, value]) => [WORDS[field], field === "size" ? bytesText(Number(value)) : field === "deposited" || field === "received" ? instantText(Number(value)) : value]);

async function checkFile(file: Blob, { values }: Pledge, findings: Findings, work: Work): Promise<void> {
  let done = 0;
  const digests = await digestsOf(file, work.digester, (count) => work.onProgress((done += count), 2 * file.size));
  const holds = (field: "sha256" | "sm3"): boolean => {
    const stated = digestFromHex(values.get(field) ?? "");
    return !values.has(field) || (stated !== null && same(stated, digests[field]));
  };
  if (!holds("sha256") || !holds("sm3") || values.get("size") !== String(file.size)) findings.defect("member_altered", FILE, "文件与回执所载的摘要或大小不符：不是回执所说的那个文件，或已被改动。");
}
