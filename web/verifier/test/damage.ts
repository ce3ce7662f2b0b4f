/** Every damage that two verifiers are asked about: the same on each run, so that a difference can be looked at. */
import { concat, fromUtf8, utf8 } from "../src/core/bytes";
import { type Fact, LOG, SM3_LOG, withManifests, WITNESS } from "./sample";
import { type File, filesOf, sumUp, tarOf } from "./tar";

export interface Damaged {
  readonly name: string;
  readonly tar: Uint8Array;
}

/** Numbers that look drawn and are not (mulberry32). */
export function drawn(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const flip = (bytes: Uint8Array, at: number, mask: number): Uint8Array => {
  const flipped = bytes.slice();
  flipped[at] = (flipped[at] ?? 0) ^ mask;
  return flipped;
};
const text = (bytes: Uint8Array): string => fromUtf8(bytes) ?? "";

/** A package taken apart, so that it can be put together wrongly. */
export class Package {
  readonly top: string;
  readonly files: readonly File[];

  constructor(readonly tar: Uint8Array) {
    const members = filesOf(tar);
    this.top = members[0]?.path.split("/")[0] ?? "";
    this.files = members.map(({ path, bytes }) => ({ path: path.slice(this.top.length + 1), bytes }));
  }

  get paths(): string[] {
    return this.files.map(({ path }) => path);
  }

  bytes(path: string): Uint8Array {
    return this.files.find((file) => file.path === path)?.bytes ?? new Uint8Array();
  }

  /** As it is, whatever the manifests say. */
  of(files: readonly File[]): Uint8Array {
    return tarOf(files.map((file) => ({ ...file, path: `${this.top}/${file.path}` })));
  }

  with(path: string, change: (bytes: Uint8Array) => Uint8Array): File[] {
    return this.files.map((file) => (file.path === path ? { ...file, bytes: change(file.bytes) } : file));
  }

  withText(path: string, change: (text: string) => string): File[] {
    return this.with(path, (bytes) => utf8(change(text(bytes))));
  }

  /** As a forger would who knows the format: sizes and all four manifests fit. */
  forged(files: readonly File[]): Uint8Array {
    const payload = files.filter(({ path }) => path.startsWith("data/"));
    const oxum = `Payload-Oxum: ${payload.reduce((sum, { bytes }) => sum + bytes.length, 0)}.${payload.length}`;
    const stated = files.map((file) => (file.path === "bag-info.txt" ? { ...file, bytes: utf8(text(file.bytes).replace(/Payload-Oxum: .*/, oxum)) } : file));
    return this.of(withManifests(stated));
  }

  /** The same package with a witness's signature on its checkpoint, or on that of the SM3 tree. */
  cosigned(path = "data/checkpoint.txt"): Package {
    return new Package(this.forged(this.withText(path, (note) => WITNESS.cosign(note, 1_764_000_100))));
  }
}

function* bytesFlipped(pack: Package, draw: (below: number) => number): Generator<Damaged> {
  for (const { path, bytes, at } of filesOf(pack.tar)) {
    const where = draw(bytes.length);
    yield { name: `one bit of ${path} at ${where}`, tar: flip(pack.tar, at + 512 + where, 1 << draw(8)) };
  }
  const members = filesOf(pack.tar);
  for (const field of [0, 30, 99, 100, 108, 124, 130, 134, 136, 148, 150, 156, 257, 263, 345]) {
    const at = members[draw(members.length)]?.at ?? 0;
    const mask = 1 << draw(7);
    const flipped = flip(pack.tar, at + field, mask);
    yield { name: `header field ${field} at ${at}`, tar: flipped };
    sumUp(flipped.subarray(at, at + 512));
    yield { name: `header field ${field} at ${at}, summed up again`, tar: flipped };
  }
}

function* cut(pack: Package, draw: (below: number) => number): Generator<Damaged> {
  for (let i = 0; i < 20; i++) {
    const length = draw(pack.tar.length);
    yield { name: `cut at ${length}`, tar: pack.tar.slice(0, length) };
  }
  const last = filesOf(pack.tar);
  for (const { at, path } of [...last.slice(0, 4), ...last.slice(-3)]) yield { name: `cut before ${path}`, tar: pack.tar.slice(0, at) };
  yield { name: "cut after the last file", tar: pack.tar.slice(0, -1024) };
  yield { name: "cut in the end mark", tar: pack.tar.slice(0, -700) };
  yield { name: "a second package behind the end", tar: concat(pack.tar, pack.tar) };
  yield { name: "zeros behind the end", tar: concat(pack.tar, new Uint8Array(9000)) };
  yield { name: "one byte behind the end", tar: concat(pack.tar, utf8("x")) };
  yield { name: "nothing at all", tar: new Uint8Array() };
}

function* filesMoved(pack: Package, draw: (below: number) => number): Generator<Damaged> {
  for (const path of pack.paths) yield { name: `without ${path}`, tar: pack.of(pack.files.filter((file) => file.path !== path)) };
  for (let i = 0; i < 12; i++) {
    const [a, b] = [draw(pack.files.length), draw(pack.files.length)];
    const [one, other] = [pack.files[a], pack.files[b]];
    if (!one || !other || a === b) continue;
    const swapped = pack.files.map((file) => (file === one ? { ...one, bytes: other.bytes } : file === other ? { ...other, bytes: one.bytes } : file));
    yield { name: `${one.path} and ${other.path} swapped`, tar: pack.of(swapped) };
    yield { name: `${one.path} twice`, tar: pack.of([...pack.files, one]) };
    yield { name: `${one.path} renamed`, tar: pack.of(pack.files.map((file) => (file === one ? { ...file, path: `${file.path}.old` } : file))) };
  }
  for (const path of ["data/main/999_WS99.pdf", "data/other/note.txt", "note.txt", "data/annex/x.pdf", ".hidden", "data/../x", "fetch.txt", "data/键.pdf", "DATA/FACTS.JSONL", "data/Facts.jsonl"]) {
    const added = [...pack.files, { path, bytes: utf8("x") }];
    yield { name: `${path} added`, tar: pack.of(added) };
    yield { name: `${path} added, manifests rewritten`, tar: pack.forged(added) };
  }
  for (const kind of ["1", "2", "5", "7", "x", "L", "S"]) yield { name: `a member of kind ${kind}`, tar: pack.of([...pack.files, { path: "data/main/link", bytes: new Uint8Array(), kind }]) };
}

const LINES = (change: (lines: string[]) => string[]) => (whole: string) => change(whole.split("\n").slice(0, -1)).map((line) => `${line}\n`).join("");

function* manifestsChanged(pack: Package): Generator<Damaged> {
  const changes: [string, (whole: string) => string][] = [
    ["a digit changed", (whole) => whole.replace(/^./, (c) => (c === "0" ? "1" : "0"))],
    ["a line left out", LINES((lines) => lines.slice(1))],
    ["a line more", LINES((lines) => [...lines, `${"0".repeat(64)}  zzz/9.pdf`])],
    ["two lines swapped", LINES(([a, b, ...rest]) => [b ?? "", a ?? "", ...rest])],
    ["a line twice", LINES(([a, ...rest]) => [a ?? "", a ?? "", ...rest])],
    ["capitals", (whole) => whole.replace(/^[0-9a-f]{64}/, (digits) => digits.toUpperCase())],
    ["other line breaks", (whole) => whole.replace(/\n/g, "\r\n")],
    ["no last line break", (whole) => whole.slice(0, -1)],
    ["one space", (whole) => whole.replace("  ", " ")],
    ["nothing", () => ""],
    ["a name changed", (whole) => whole.replace("WS", "ws")],
  ];
  for (const path of ["manifest-sha256.txt", "manifest-sm3.txt", "tagmanifest-sha256.txt", "tagmanifest-sm3.txt"]) {
    for (const [name, change] of changes) yield { name: `${path}: ${name}`, tar: pack.of(pack.withText(path, change)) };
  }
  // A document and one of its two manifests forged, with and without the tag manifests.
  const document = pack.paths.find((path) => path.startsWith("data/main/")) ?? "";
  const whole = new Package(pack.forged(pack.with(document, (bytes) => flip(bytes, 9, 1))));
  for (const sets of [["manifest-sha256.txt"], ["manifest-sm3.txt"], ["manifest-sha256.txt", "tagmanifest-sha256.txt"], ["manifest-sm3.txt", "tagmanifest-sm3.txt"], ["manifest-sha256.txt", "manifest-sm3.txt"], ["manifest-sha256.txt", "tagmanifest-sha256.txt", "tagmanifest-sm3.txt"]]) {
    const files = pack.files.map((file) => (file.path === document || sets.includes(file.path) ? { ...file, bytes: whole.bytes(file.path) } : file));
    yield { name: `${document} forged with ${sets.join(", ")}`, tar: pack.of(files) };
  }
}

/** Every change both as it is and under rewritten manifests. */
function* contentsChanged(pack: Package, changes: Iterable<readonly [string, string, (whole: string) => string]>): Generator<Damaged> {
  for (const [path, name, change] of changes) {
    const files = pack.withText(path, change);
    yield { name: `${path}: ${name}`, tar: pack.of(files) };
    yield { name: `${path}: ${name}, manifests rewritten`, tar: pack.forged(files) };
  }
}

const FACT = (at: number, change: (fact: Fact) => unknown) => LINES((lines) => lines.map((line, i) => (i === at ? JSON.stringify(change(JSON.parse(line) as Fact)) : line)));
type ProofLine = { n: number; proof: string[] };
const PROOF = (at: number, change: (line: ProofLine) => unknown) => LINES((lines) => lines.map((line, i) => (i === at ? JSON.stringify(change(JSON.parse(line) as ProofLine)) : line)));

const CONTENTS_CHANGED: readonly (readonly [string, string, (whole: string) => string])[] = [
  ["data/facts.jsonl", "a body changed", FACT(2, (fact) => ({ ...fact, body: `${fact.body} ` }))],
  ["data/facts.jsonl", "a salt changed", FACT(2, (fact) => ({ ...fact, salt: (fact.salt ?? "").replace(/^./, (c) => (c === "A" ? "B" : "A")) }))],
  ["data/facts.jsonl", "a body destroyed", FACT(2, (fact) => ({ ...fact, salt: null, body: null }))],
  ["data/facts.jsonl", "half an opening", FACT(2, (fact) => ({ ...fact, body: null }))],
  ["data/facts.jsonl", "a leaf changed", FACT(3, (fact) => ({ ...fact, leaf: fact.leaf.replace(/"at":1/, '"at":2') }))],
  ["data/facts.jsonl", "a leaf spaced", FACT(3, (fact) => ({ ...fact, leaf: fact.leaf.replace(":", ": ") }))],
  ["data/facts.jsonl", "a leaf with a key more", FACT(3, (fact) => ({ ...fact, leaf: fact.leaf.replace("{", '{"a":1,') }))],
  ["data/facts.jsonl", "another stream beside the leaf", FACT(3, (fact) => ({ ...fact, stream: "case_other" }))],
  ["data/facts.jsonl", "another index beside the leaf", FACT(3, (fact) => ({ ...fact, n: fact.n + 1 }))],
  ["data/facts.jsonl", "another version beside the leaf", FACT(3, (fact) => ({ ...fact, version: 9 }))],
  ["data/facts.jsonl", "a key more", FACT(3, (fact) => ({ ...fact, x: 1 }))],
  ["data/facts.jsonl", "keys in another order", FACT(3, ({ n, ...rest }) => ({ ...rest, n }))],
  ["data/facts.jsonl", "keys left out", FACT(3, ({ salt: _salt, body: _body, ...rest }) => rest)],
  ["data/facts.jsonl", "a list", FACT(3, ({ n, stream, version, leaf, salt, body }) => [n, stream, version, leaf, salt, body])],
  ["data/facts.jsonl", "two lines swapped", LINES(([a, b, ...rest]) => [b ?? "", a ?? "", ...rest])],
  ["data/facts.jsonl", "lines in another order", LINES((lines) => lines.reverse())],
  ["data/facts.jsonl", "a line left out", LINES((lines) => lines.slice(1))],
  ["data/facts.jsonl", "the last line left out", LINES((lines) => lines.slice(0, -1))],
  ["data/facts.jsonl", "a line twice", LINES((lines) => [lines[0] ?? "", ...lines])],
  ["data/facts.jsonl", "a line that is empty", LINES((lines) => ["", ...lines])],
  ["data/facts.jsonl", "a line that is no JSON", LINES((lines) => [...lines, "{"])],
  ["data/facts.jsonl", "a fraction", (whole) => whole.replace(/"n":(\d+)/, '"n":$1.0')],
  ["data/facts.jsonl", "a key twice", (whole) => whole.replace(/"n":(\d+)/, '"n":$1,"n":$1')],
  ["data/facts.jsonl", "no last line break", (whole) => whole.slice(0, -1)],
  ["data/facts.jsonl", "a mark at the beginning", (whole) => `\ufeff${whole}`],
  ["data/facts.jsonl", "nothing", () => ""],
  ["data/proofs.jsonl", "a hash cut off", PROOF(4, ({ n, proof }) => ({ n, proof: proof.slice(0, -1) }))],
  ["data/proofs.jsonl", "a hash more", PROOF(4, ({ n, proof }) => ({ n, proof: [...proof, proof[0]] }))],
  ["data/proofs.jsonl", "two hashes swapped", PROOF(4, ({ n, proof: [a, b, ...rest] }) => ({ n, proof: [b, a, ...rest] }))],
  ["data/proofs.jsonl", "a hash changed", PROOF(4, ({ n, proof: [a, ...rest] }) => ({ n, proof: [(a ?? "").replace(/^./, (c) => (c === "A" ? "B" : "A")), ...rest] }))],
  ["data/proofs.jsonl", "a hash with stray bits", PROOF(4, ({ n, proof: [a, ...rest] }) => ({ n, proof: [(a ?? "").replace(/.=$/, "B="), ...rest] }))],
  ["data/proofs.jsonl", "far too many hashes", PROOF(4, ({ n, proof }) => ({ n, proof: Array.from({ length: 65 }, () => proof[0]) }))],
  ["data/proofs.jsonl", "a proof for another index", PROOF(4, ({ n, proof }) => ({ n: n + 100_000, proof }))],
  ["data/proofs.jsonl", "a list", PROOF(4, ({ n, proof }) => [n, proof])],
  ["data/proofs.jsonl", "a line left out", LINES((lines) => lines.slice(1))],
  ["data/proofs.jsonl", "a line twice", LINES((lines) => [lines[0] ?? "", ...lines])],
  ["data/proofs.jsonl", "lines in another order", LINES((lines) => lines.reverse())],
  ["data/proofs.jsonl", "nothing", () => ""],
  ["data/checkpoint.txt", "another size", (note) => note.replace(/\n\d+\n/, "\n3\n")],
  ["data/checkpoint.txt", "a size with a zero in front", (note) => note.replace(/\n(\d+)\n/, "\n0$1\n")],
  ["data/checkpoint.txt", "another root", (note) => note.replace(/\n(\d+)\n./, (head) => head.replace(/.$/, (c) => (c === "A" ? "B" : "A")))],
  ["data/checkpoint.txt", "another origin", (note) => note.replace(/^./, "x")],
  ["data/checkpoint.txt", "a signature changed", (note) => note.replace(/(— [^ ]+ .{12})./, (head) => head.replace(/.$/, (c) => (c === "A" ? "B" : "A")))],
  ["data/checkpoint.txt", "no signature", (note) => note.replace(/— .*\n/g, "")],
  ["data/checkpoint.txt", "a stranger's line", (note) => `${note}— stranger.example/1 AAAAAAAA\n`],
  ["data/checkpoint.txt", "the line of the log twice", (note) => note + (/— .*\n/.exec(note)?.[0] ?? "")],
  ["data/checkpoint.txt", "other line breaks", (note) => note.replace(/\n/g, "\r\n")],
  ["data/checkpoint.txt", "an extension that nobody signed", (note) => note.replace("\n\n", "\nmore\n\n")],
  ["data/checkpoint.txt", "nothing", () => ""],
  ["data/log.vkey", "another key", () => `${LOG.vkey}\n`],
  ["data/log.vkey", "another id", (key) => key.replace(/\+./, "+x")],
  ["data/log.vkey", "no line break", (key) => key.trimEnd()],
  ["data/log.vkey", "nothing", () => ""],
  ["data/sm3/proofs.jsonl", "a hash cut off", PROOF(4, ({ n, proof }) => ({ n, proof: proof.slice(0, -1) }))],
  ["data/sm3/proofs.jsonl", "two hashes swapped", PROOF(4, ({ n, proof: [a, b, ...rest] }) => ({ n, proof: [b, a, ...rest] }))],
  ["data/sm3/proofs.jsonl", "a hash changed", PROOF(4, ({ n, proof: [a, ...rest] }) => ({ n, proof: [(a ?? "").replace(/^./, (c) => (c === "A" ? "B" : "A")), ...rest] }))],
  ["data/sm3/proofs.jsonl", "far too many hashes", PROOF(4, ({ n, proof }) => ({ n, proof: Array.from({ length: 65 }, () => proof[0]) }))],
  ["data/sm3/proofs.jsonl", "a proof for another index", PROOF(4, ({ n, proof }) => ({ n: n + 100_000, proof }))],
  ["data/sm3/proofs.jsonl", "a list", PROOF(4, ({ n, proof }) => [n, proof])],
  ["data/sm3/proofs.jsonl", "a line left out", LINES((lines) => lines.slice(1))],
  ["data/sm3/proofs.jsonl", "a line twice", LINES((lines) => [lines[0] ?? "", ...lines])],
  ["data/sm3/proofs.jsonl", "nothing", () => ""],
  ["data/sm3/checkpoint.txt", "another size", (note) => note.replace(/\n\d+\n/, "\n3\n")],
  ["data/sm3/checkpoint.txt", "another root", (note) => note.replace(/\n(\d+)\n./, (head) => head.replace(/.$/, (c) => (c === "A" ? "B" : "A")))],
  ["data/sm3/checkpoint.txt", "another origin", (note) => note.replace(/^./, "x")],
  ["data/sm3/checkpoint.txt", "the name of the other tree", (note) => note.replace(/\/sm3\n/, "\n")],
  ["data/sm3/checkpoint.txt", "a signature changed", (note) => note.replace(/(— [^ ]+ .{12})./, (head) => head.replace(/.$/, (c) => (c === "A" ? "B" : "A")))],
  ["data/sm3/checkpoint.txt", "the end of a signature changed", (note) => note.replace(/.(.{5})\n$/, (end) => (end.startsWith("A") ? "B" : "A") + end.slice(1))],
  ["data/sm3/checkpoint.txt", "a signature cut short", (note) => note.replace(/.{4}\n$/, "\n")],
  ["data/sm3/checkpoint.txt", "no signature", (note) => note.replace(/— .*\n/g, "")],
  ["data/sm3/checkpoint.txt", "the line of the log twice", (note) => note + (/— .*\n/.exec(note)?.[0] ?? "")],
  ["data/sm3/checkpoint.txt", "nothing", () => ""],
  ["data/sm3/log.vkey", "the key of the other tree", () => `${LOG.vkey}\n`],
  ["data/sm3/log.vkey", "a point that is none", (key) => key.replace(/.{5}\n$/, "AAA==\n")],
  ["data/sm3/log.vkey", "another key", () => `${SM3_LOG.vkey}\n`],
  ["data/sm3/log.vkey", "nothing", () => ""],
  ["data/contents.json", "a word changed", (whole) => `${whole} `],
  ["data/report.json", "a word changed", (whole) => `${whole} `],
  ["bagit.txt", "another version", (whole) => whole.replace("1.0", "0.97")],
  ["bag-info.txt", "a line more", (whole) => `${whole}Contact-Name: x\n`],
];

export function* damagesOf(pack: Package, seed: number): Generator<Damaged> {
  const draw = drawn(seed);
  yield { name: "as it is", tar: pack.tar };
  yield { name: "taken apart and put together", tar: pack.of(pack.files) };
  yield { name: "files in another order", tar: pack.of([...pack.files].reverse()) };
  yield* bytesFlipped(pack, draw);
  yield* cut(pack, draw);
  yield* filesMoved(pack, draw);
  yield* manifestsChanged(pack);
  yield* contentsChanged(pack, CONTENTS_CHANGED);
}
