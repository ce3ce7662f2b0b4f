/** What may be done to a log folder, drawn by a seed: the same on each run, so that a difference can be looked at. */
import type { Kept } from "../src/core/log/heads";
import { drawn } from "./damage";
import { Mirror } from "./folder";

export interface DamagedFolder {
  readonly name: string;
  readonly mirror: Mirror;
  readonly kept: readonly Kept[];
}
type Draw = (below: number) => number;
/** One change, named; of the lines of kept heads, what is handed in beside the folder. */
type Damage = (mirror: Mirror, draw: Draw) => { readonly name: string; readonly mirror: Mirror; readonly kept?: readonly Kept[] };

const pick = <T>(items: readonly T[], draw: Draw): T => {
  const item = items[draw(items.length)];
  if (item === undefined) throw new Error("nothing to draw from");
  return item;
};
const pathsOf = (mirror: Mirror, which: RegExp): string[] => [...mirror.files.keys()].filter((path) => which.test(path)).sort();

const flip =
  (which: RegExp): Damage =>
  (mirror, draw) => {
    const path = pick(pathsOf(mirror, which), draw);
    const at = draw(mirror.bytes(path).length);
    return { name: `one bit of ${path} at ${at}`, mirror: mirror.flipped(path, at, 1 << draw(8)) };
  };

const cut =
  (which: RegExp): Damage =>
  (mirror, draw) => {
    const path = pick(pathsOf(mirror, which), draw);
    const to = draw(mirror.bytes(path).length);
    return { name: `${path} cut to ${to}`, mirror: mirror.with(path, mirror.bytes(path).slice(0, to)) };
  };

const leaveOut =
  (which: RegExp): Damage =>
  (mirror, draw) => {
    const path = pick(pathsOf(mirror, which), draw);
    return { name: `no ${path}`, mirror: new Mirror(new Map([...mirror.files].filter(([other]) => other !== path))) };
  };

/** Changes some lines of a text; `at` is drawn among those that `which` takes. */
const ofLines =
  (path: string, what: string, change: (lines: string[], at: number, draw: Draw) => readonly string[], which: RegExp = /^/): Damage =>
  (mirror, draw) => {
    const lines = mirror.text(path).split("\n").slice(0, -1);
    const at = pick(lines.flatMap((line, i) => (which.test(line) ? [i] : [])), draw);
    return { name: `${path}: ${what} at line ${at + 1}`, mirror: mirror.with(path, change(lines, at, draw).map((line) => `${line}\n`).join("")) };
  };
const swap = (path: string): Damage =>
  ofLines(path, "swapped with another", (lines, at, draw) => {
    const other = draw(lines.length);
    return lines.map((line, i) => (i === at ? lines[other] ?? "" : i === other ? lines[at] ?? "" : line));
  });
const drop = (path: string): Damage => ofLines(path, "left out", (lines, at) => lines.filter((_, i) => i !== at));
const twice = (path: string): Damage => ofLines(path, "twice", (lines, at) => lines.flatMap((line, i) => (i === at ? [line, line] : [line])));
const replaced = (path: string, what: string, which: RegExp, to: (found: string) => string): Damage =>
  ofLines(path, what, (lines, at) => lines.map((line, i) => (i === at ? line.replace(which, (found) => to(found)) : line)), which);

/** The last character of what was found, made another. */
const other = (found: string): string => found.replace(/(.)(?=\W*$)/, (c) => (c === "1" ? "2" : "1"));

/** A kept head of this log, as it was signed or changed. */
const kept =
  (what: string, change: (note: string, draw: Draw) => string): Damage =>
  (mirror, draw) => {
    const path = pick(["checkpoints.jsonl", "sm3/checkpoints.jsonl"], draw);
    const { note } = JSON.parse(pick(mirror.text(path).split("\n").slice(0, -1), draw)) as { note: string };
    return { name: `a kept head ${what}`, mirror, kept: [{ name: "kept.txt", note: change(note, draw) }] };
  };

const TILE = /(?:^|\/)tile\/\d/;
const HEAD = /^(?:sm3\/)?checkpoint$/;

const OF_ALL: readonly Damage[] = [
  flip(TILE),
  flip(TILE),
  flip(/tile\/1\//),
  flip(/tile\/0\/.*\.p/),
  cut(TILE),
  leaveOut(TILE),
  leaveOut(/tile\/1\//),
  (mirror, draw) => {
    const [a, b] = [pick(pathsOf(mirror, TILE), draw), pick(pathsOf(mirror, TILE), draw)];
    return { name: `${a} and ${b} under each other's names`, mirror: mirror.with(a, mirror.bytes(b)).with(b, mirror.bytes(a)) };
  },
  flip(HEAD),
  cut(HEAD),
  leaveOut(HEAD),
  flip(/log\.vkey$/),
  leaveOut(/log\.vkey$/),
  flip(/checkpoints\.jsonl$/),
  cut(/checkpoints\.jsonl$/),
  leaveOut(/checkpoints\.jsonl$/),
  swap("checkpoints.jsonl"),
  replaced("sm3/checkpoints.jsonl", "another size", /"size":\d+/, other),
  kept("as it was signed", (note) => note),
  kept("with one character changed", (note, draw) => {
    const at = draw(note.length);
    return note.slice(0, at) + String.fromCharCode(note.charCodeAt(at) ^ 1) + note.slice(at + 1);
  }),
  kept("that is none", () => "x\n"),
];

const OF_LEAVES: readonly Damage[] = [flip(/tile\/entries/), flip(/tile\/entries/), flip(/tile\/entries/), cut(/tile\/entries/), leaveOut(/tile\/entries/), (mirror) => ({ name: "no leaves", mirror: mirror.without("tile/entries") }), (mirror) => ({ name: "no hashes", mirror: mirror.without("tile/0", "tile/1", "sm3/tile") })];

const ROW = /^\{"table":"(?:access|activity|agency|case|device|record|recording|violation)_row"/;
const OF_JOURNAL: readonly Damage[] = [
  flip(/^facts\.jsonl$/),
  flip(/^facts\.jsonl$/),
  flip(/^rows\.jsonl$/),
  flip(/^rows\.jsonl$/),
  cut(/^facts\.jsonl$/),
  cut(/^rows\.jsonl$/),
  leaveOut(/^(?:facts|rows)\.jsonl$/),
  swap("facts.jsonl"),
  swap("rows.jsonl"),
  drop("facts.jsonl"),
  drop("rows.jsonl"),
  twice("facts.jsonl"),
  twice("rows.jsonl"),
  replaced("facts.jsonl", "another body", /"body":"\{.*?\\"[^"\\]+\\":\\"[^"\\]+/, other),
  replaced("facts.jsonl", "no body", /"salt":"[^"]*","body":".*"/, () => '"salt":null,"body":null'),
  replaced("facts.jsonl", "another leaf", /\\"at\\":\d+/, other),
  replaced("facts.jsonl", "another version", /"version":\d+/, other),
  replaced("rows.jsonl", "another column", /"(?:title|name|file_name|reason|kind|sha256|agency_id|rule|region)":"[^"]+"/, other),
  replaced("rows.jsonl", "another number", /"[a-z_]+(?:_at|_bytes|pages)":\d+/, other),
  replaced("rows.jsonl", "a column that is not there", /"(?:title|name|file_name|reason)":"[^"]+",?/, () => ""),
  replaced("rows.jsonl", "another table", ROW, (found) => found.replace("_row", "_rov")),
  replaced("rows.jsonl", "of more facts", /^\{"facts":\d+/, (found) => `${found}0`),
  replaced("rows.jsonl", "of fewer facts", /^\{"facts":\d+/, (found) => found.slice(0, -1)),
];

/** So many damages, each kind in turn. */
export function* folderDamages(mirror: Mirror, seed: number, count: number): Generator<DamagedFolder> {
  const draw = drawn(seed);
  const kinds = [...OF_ALL, ...(mirror.files.has("facts.jsonl") ? OF_JOURNAL : OF_LEAVES)];
  yield { name: "as it is", mirror, kept: [] };
  for (let i = 0; i < count; i++) {
    const damage = kinds[i % kinds.length];
    if (damage) yield { kept: [], ...damage(mirror, draw) };
  }
}
