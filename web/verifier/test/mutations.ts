/** Sound packages drawn at random, and one change drawn for each that nobody may overlook. */
import { fromUtf8, utf8 } from "../src/core/bytes";
import { type Damaged, Package } from "./damage";
import { type Fact, fact, LOG, pack, prove } from "./sample";
import type { File } from "./tar";

type Draw = (below: number) => number;

const bytesOf = (draw: Draw, most: number): Uint8Array => Uint8Array.from({ length: 1 + draw(most) }, () => draw(256));
const FOLDERS = ["main", "annex", "front", "back", "recordings"];

/** A case of a log: some streams of some facts, between leaves of other cases, and some files bound. */
export function drawnPackage(draw: Draw): Package {
  const files: File[] = Array.from({ length: 1 + draw(5) }, (_, i) => ({ path: `${FOLDERS[draw(FOLDERS.length)] ?? ""}/${i}_${draw(1000)}.bin`, bytes: bytesOf(draw, 3000) }));
  const facts: Fact[] = [];
  const versions = new Map<string, number>();
  let n = draw(3);
  const put = (bound?: Uint8Array): void => {
    const stream = `case_${draw(3)}`;
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const made = fact(n, stream, version, `{"说明":"${"事实".repeat(draw(40))}"}`, bound);
    // Some bodies were lawfully destroyed; their leaves stay.
    facts.push(draw(9) === 0 ? { ...made, salt: null, body: null } : made);
    n += 1 + draw(4);
  };
  for (const { bytes } of files) put(bytes);
  for (let i = draw(8); i > 0; i--) put();
  return new Package(pack(prove(facts, files, n + draw(60))));
}

function changed(bytes: Uint8Array, draw: Draw): Uint8Array {
  const at = draw(bytes.length);
  const other = bytes.slice();
  switch (draw(5)) {
    case 0:
      other[at] = (other[at] ?? 0) ^ (1 << draw(8));
      return other;
    case 1:
      other[at] = ((other[at] ?? 0) + 1 + draw(255)) % 256;
      return other;
    case 2:
      return bytes.slice(0, at);
    case 3:
      return Uint8Array.from([...bytes.subarray(0, at), draw(256), ...bytes.subarray(at)]);
    default:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
  }
}

/** What the log vouches for: a forger may write all manifests anew and is found out all the same. */
const isVouchedFor = (path: string): boolean => FOLDERS.some((folder) => path.startsWith(`data/${folder}/`)) || ["data/facts.jsonl", "data/proofs.jsonl", "data/checkpoint.txt"].includes(path);

const without = (lines: string, at: number): string => lines.split("\n").filter((_, i) => i !== at).join("\n");

/** One change; never none. */
export function mutationOf(pack: Package, draw: Draw): Damaged {
  const some = <T>(of: readonly T[]): T => of[draw(of.length)] as T;
  const { path, bytes } = some(pack.files.filter(({ bytes }) => bytes.length > 0));
  const other = some(pack.files.filter((file) => file.path !== path));
  switch (draw(8)) {
    case 0:
    case 1:
    case 2:
      return { name: `${path} changed`, tar: pack.of(pack.with(path, () => changed(bytes, draw))) };
    case 3: {
      const vouched = some(pack.files.filter((file) => isVouchedFor(file.path)));
      return { name: `${vouched.path} changed, manifests written anew`, tar: pack.forged(pack.with(vouched.path, () => changed(vouched.bytes, draw))) };
    }
    case 4: {
      const of = some(["data/facts.jsonl", "data/proofs.jsonl"]);
      const at = draw((fromUtf8(pack.bytes(of)) ?? "").split("\n").length - 1);
      return { name: `line ${at} of ${of} left out, manifests written anew`, tar: pack.forged(pack.withText(of, (lines) => without(lines, at))) };
    }
    case 5:
      return { name: `${path} left out`, tar: pack.of(pack.files.filter((file) => file.path !== path)) };
    case 6: {
      const swapped = pack.files.map((file) => (file.path === path ? { path: other.path, bytes } : file.path === other.path ? { path, bytes: other.bytes } : file));
      return { name: `${path} and ${other.path} under each other's names`, tar: pack.of(swapped) };
    }
    default:
      return { name: `signed as ${LOG.vkey.slice(0, 4)}… by another key`, tar: pack.forged(pack.withText("data/checkpoint.txt", (note) => note.replace(/(— [^ ]+ [^\n]{9})([^\n]{4})/, (_, head: string, sign: string) => head + utf8(sign).reduce((all, byte) => all + (byte === 65 ? "B" : "A"), "")))) };
  }
}
