/** The sample case of docs/formats/package.md, made here from nothing, byte for byte. */
import { concat, toBase64, toHex, utf8 } from "../src/core/bytes";
import { digestOf } from "../src/core/digest";
import { commit } from "../src/core/leaf";
import { leafHash } from "../src/core/tree";
import { inclusionOf, rootOf, Signer, Sm2Signer } from "./log";
import { type File, tarOf } from "./tar";

export const TOP = "case-0193-01";
export const LOG = Signer.log("efr.example/330106/1", new Uint8Array(32).fill(3));
export const SM3_LOG = new Sm2Signer("efr.example/330106/1", new Uint8Array(32).fill(5));
export const WITNESS = Signer.witness("witness.example/1", new Uint8Array(32).fill(4));
/** A policy that demands both trees. */
export const bothTrees = (policy: string): string => `log ${SM3_LOG.vkey}\n${policy}`;
export const POLICY = `log ${LOG.vkey}\nwitness w ${WITNESS.vkey}\nquorum w\n`;
const LEAVES = 7;
const PACKED_SECONDS = 1_764_000_200;

export interface Fact {
  readonly n: number;
  readonly stream: string;
  readonly version: number;
  readonly leaf: string;
  readonly salt: string | null;
  readonly body: string | null;
}

export function fact(n: number, stream: string, version: number, body: string, bound?: Uint8Array): Fact {
  const salt = new Uint8Array(32).fill(n);
  const digests = bound ? { sha256: toHex(digestOf("sha256", bound)), size: bound.length, sm3: toHex(digestOf("sm3", bound)) } : {};
  const fields: Record<string, unknown> = { at: 1_764_000_000_000, body: { c: toBase64(commit(salt, body)) }, by: "off_1", case: "case_1", n, stream, sv: version, t: "case.opened", v: 1, ...digests };
  const leaf = `{${Object.keys(fields).sort().map((key) => `"${key}":${JSON.stringify(fields[key])}`).join(",")}}`;
  return { n, stream, version, leaf, salt: toBase64(salt), body };
}

export interface Sample {
  facts: Fact[];
  proofs: { n: number; proof: string[] }[];
  checkpoint: string;
  files: File[];
  /** Absent in packages made before the SM3 tree was signed, as the format page's vector is. */
  sm3?: { proofs: { n: number; proof: string[] }[]; checkpoint: string; vkey: string };
}

/** The same with the SM3 tree's part. */
export function withSm3(made: Sample): Sample {
  const leaves = Array.from({ length: LEAVES }, (_, n) => leafHash(made.facts.find((one) => one.n === n)?.leaf ?? `another case ${n}`, "sm3"));
  const proofs = made.facts.map(({ n }) => ({ n, proof: inclusionOf(n, leaves, "sm3").map(toBase64) }));
  const checkpoint = WITNESS.cosign(SM3_LOG.checkpoint(LEAVES, rootOf(leaves, "sm3")), 1_764_000_100);
  return { ...made, sm3: { proofs, checkpoint, vkey: SM3_LOG.vkey } };
}

/** A log whose leaves at the facts' places are the facts. */
export function prove(facts: Fact[], files: File[], size = LEAVES): Sample {
  const leaves = Array.from({ length: size }, (_, n) => leafHash(facts.find((one) => one.n === n)?.leaf ?? `another case ${n}`));
  const proofs = facts.map(({ n }) => ({ n, proof: inclusionOf(n, leaves).map(toBase64) }));
  return { facts, proofs, checkpoint: WITNESS.cosign(LOG.checkpoint(size, rootOf(leaves)), 1_764_000_100), files };
}

export function sample(): Sample {
  const files = [
    { path: "main/001_WS01.pdf", bytes: utf8("%PDF-1.7 one") },
    { path: "recordings/0001.mp4", bytes: utf8("\0\0\0\x18ftyp two") },
  ];
  const [page, clip] = files;
  return prove([fact(1, "case_1", 1, '{"当事人":"张三"}'), fact(2, "case_1", 2, "{}", page?.bytes), fact(4, "rec_1", 1, "{}", clip?.bytes), fact(5, "case_1", 3, "{}")], files);
}

const lines = (items: readonly unknown[]): Uint8Array => utf8(items.map((item) => `${JSON.stringify(item)}\n`).join(""));

export function payloadOf({ facts, proofs, checkpoint, files, sm3 }: Sample): File[] {
  const ofSm3: [string, Uint8Array][] = sm3 ? [["sm3/proofs.jsonl", lines(sm3.proofs)], ["sm3/checkpoint.txt", utf8(sm3.checkpoint)], ["sm3/log.vkey", utf8(`${sm3.vkey}\n`)]] : [];
  const rest: [string, Uint8Array][] = [
    ["contents.json", utf8('{"items":[]}')],
    ["facts.jsonl", lines(facts)],
    ["proofs.jsonl", lines(proofs)],
    ["checkpoint.txt", utf8(checkpoint)],
    ["log.vkey", utf8(`${LOG.vkey}\n`)],
    ...ofSm3,
    ["report.json", utf8("{}")],
  ];
  return [...files, ...rest.map(([path, bytes]) => ({ path, bytes }))];
}

const manifest = (algorithm: "sha256" | "sm3", files: readonly File[]): Uint8Array =>
  utf8([...files].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, bytes }) => `${toHex(digestOf(algorithm, bytes))}  ${path}\n`).join(""));

/** All manifests of these files (paths below the top folder), written as a forger would who knows the format. */
export function withManifests(files: readonly File[]): File[] {
  const isTag = ({ path }: File) => !path.startsWith("data/");
  const payload = files.filter((file) => !isTag(file));
  const [sha256, sm3] = [manifest("sha256", payload), manifest("sm3", payload)];
  const tags = [...files.filter((file) => isTag(file) && !/^(tag)?manifest-/.test(file.path)), { path: "manifest-sha256.txt", bytes: sha256 }, { path: "manifest-sm3.txt", bytes: sm3 }];
  return [...tags, { path: "tagmanifest-sha256.txt", bytes: manifest("sha256", tags) }, { path: "tagmanifest-sm3.txt", bytes: manifest("sm3", tags) }, ...payload];
}

export function pack(made: Sample): Uint8Array {
  const payload = payloadOf(made).map((file) => ({ ...file, path: `data/${file.path}` }));
  const octets = payload.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const info = `Source-Organization: 某区市场监督管理局\nBagging-Date: 2025-11-25\nPayload-Oxum: ${octets}.${payload.length}\n`;
  const tags = [
    { path: "bagit.txt", bytes: utf8("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n") },
    { path: "bag-info.txt", bytes: utf8(info) },
  ];
  return tarOf(underTop(withManifests([...tags, ...payload])), PACKED_SECONDS);
}

export const underTop = (files: readonly File[], top = TOP): File[] => files.map((file) => ({ ...file, path: `${top}/${file.path}` }));
export const blobOf = (...parts: Uint8Array[]): Blob => new Blob([concat(...parts) as Uint8Array<ArrayBuffer>]);
