/** The sample case in a log with a beacon at index 3: what outside clocks say of its facts. */
import { toBase64, toHex, utf8 } from "../src/core/bytes";
import { digestOf } from "../src/core/digest";
import { leafHash } from "../src/core/tree";
import { consistencyOf, inclusionOf, rootOf, Signer } from "./log";
import { type Fact, LOG, pack, sample, type Sample, WITNESS } from "./sample";

export interface TimeLine {
  note: string;
  consistency: string[];
  n: number | null;
  leaf: string | null;
  proof: string[] | null;
  stamp?: { token: string; certificates: string[] };
}
export interface Boxed {
  readonly made: Sample;
  readonly lines: TimeLine[];
  readonly leaves: readonly Uint8Array[];
  readonly facts: readonly Fact[];
}

/** When the facts of the sample say that they were written, in seconds. */
export const WRITTEN = 1_764_000_000;
const SIZE = 7;

/** What an authority says of a note: the token, and certificates beside it. */
export type Stamping = (note: string) => { readonly token: Uint8Array; readonly certificates: readonly Uint8Array[] };

/** The leaf of a fact that binds what an outside clock said. */
export function beaconLeaf(n: number, said: Uint8Array): string {
  const at = WRITTEN * 1000;
  const fields: Record<string, unknown> = { at, n, sha256: toHex(digestOf("sha256", said)), size: said.length, sm3: toHex(digestOf("sm3", said)), stream: "beacon", sv: 1, t: "beacon.cosigned" };
  return `{${Object.keys(fields).map((key) => `"${key}":${JSON.stringify(fields[key])}`).join(",")}}`;
}

/** Seconds from when the facts say they were written: the beacon's cosignature, that of the first head over it, the package's. With `stamping` an authority speaks in the beacon's place. */
export function boxed(before: number, after: number, last: number, stamping?: Stamping): Boxed {
  const { facts, files } = sample();
  const leaves = Array.from({ length: SIZE }, (_, n) => leafHash(facts.find((fact) => fact.n === n)?.leaf ?? `another case ${n}`));
  const head = (size: number, seconds: number): string => WITNESS.cosign(LOG.checkpoint(size, rootOf(leaves.slice(0, size))), WRITTEN + seconds);
  const quoted = head(3, before);
  const stamped = stamping?.(quoted);
  const leaf = beaconLeaf(3, stamped?.token ?? utf8(quoted));
  leaves[3] = leafHash(leaf);
  const prove = (n: number): string[] => inclusionOf(n, leaves).map(toBase64);
  const consistent = (size: number): string[] => consistencyOf(size, leaves).map(toBase64);
  const lines = [
    { note: quoted, consistency: consistent(3), n: 3, leaf, proof: prove(3), ...(stamped ? { stamp: { token: toBase64(stamped.token), certificates: stamped.certificates.map(toBase64) } } : {}) },
    { note: head(5, after), consistency: consistent(5), n: null, leaf: null, proof: null },
  ];
  const made = { facts, proofs: facts.map(({ n }) => ({ n, proof: prove(n) })), checkpoint: head(SIZE, last), files };
  return { made, lines, leaves, facts };
}

export const packBoxed = ({ made, lines }: Pick<Boxed, "made" | "lines">, rest = ""): Uint8Array =>
  pack({ ...made, files: [...made.files, { path: "times.jsonl", bytes: utf8(lines.map((line) => `${JSON.stringify(line)}\n`).join("") + rest) }] });

const OTHER = Signer.log(LOG.name, new Uint8Array(32).fill(8));

/** What may be wrong with words of outside clocks: each with the code that names it, or none. */
export const SPOILT: readonly (readonly [string, string | null, (made: Boxed) => void])[] = [
  ["nothing", null, () => undefined],
  ["keys in another order", null, ({ lines }) => change(lines, 0, ({ proof, leaf, n, consistency, note }) => ({ proof, leaf, n, consistency, note }))],
  ["another leaf", "proof_wrong", ({ lines }) => change(lines, 0, (line) => ({ ...line, leaf: line.leaf?.replace('"at":1', '"at":2') ?? null }))],
  ["another index", "proof_wrong", ({ lines }) => change(lines, 0, (line) => ({ ...line, n: 4 }))],
  ["half a beacon", "form", ({ lines }) => change(lines, 0, (line) => ({ ...line, n: null }))],
  ["a leaf that binds something else", "fact_disagrees", ({ lines, facts, leaves }) => change(lines, 0, (line) => ({ ...line, n: 4, leaf: facts.find(({ n }) => n === 4)?.leaf ?? "", proof: inclusionOf(4, leaves).map(toBase64) }))],
  ["a beacon of another head", "fact_disagrees", ({ lines }) => change(lines, 1, (line) => ({ ...line, n: lines[0]?.n ?? 0, leaf: lines[0]?.leaf ?? "", proof: lines[0]?.proof ?? [] }))],
  ["a cosignature put under it", "fact_disagrees", ({ lines }) => change(lines, 0, (line) => ({ ...line, note: WITNESS.cosign(line.note, WRITTEN + 9) }))],
  ["a proof cut short", "proof_wrong", ({ lines }) => change(lines, 1, (line) => ({ ...line, consistency: line.consistency.slice(1) }))],
  ["a hash that is none", "proof_wrong", ({ lines }) => change(lines, 1, (line) => ({ ...line, consistency: ["x", ...line.consistency.slice(1)] }))],
  ["a hash that is no text", "form", ({ lines }) => change(lines, 1, (line) => ({ ...line, consistency: [1 as unknown as string] }))],
  ["a head of another tree", "proof_wrong", ({ lines }) => change(lines, 1, (line) => ({ ...line, note: WITNESS.cosign(LOG.checkpoint(5, new Uint8Array(32).fill(7)), WRITTEN) }))],
  ["a head beyond the package's", "proof_wrong", ({ lines, leaves }) => change(lines, 1, (line) => ({ ...line, note: WITNESS.cosign(LOG.checkpoint(9, rootOf(leaves)), WRITTEN) }))],
  ["a stranger's log", "signature", ({ lines, leaves }) => change(lines, 1, (line) => ({ ...line, note: OTHER.checkpoint(5, rootOf(leaves.slice(0, 5))) }))],
  ["a note that is none", "signature", ({ lines }) => change(lines, 1, (line) => ({ ...line, note: "x" }))],
  ["a key more", "form", ({ lines }) => change(lines, 1, (line) => ({ ...line, x: 1 }))],
];

function change(lines: TimeLine[], at: number, to: (line: TimeLine) => TimeLine): void {
  const line = lines[at];
  if (line) lines[at] = to(line);
}
