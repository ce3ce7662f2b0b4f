/** Checkpoints (C2SP tlog-checkpoint) and the texts that carry one: standalone proofs and requests to witnesses. */
import { countFrom, hashFromBase64, toBase64 } from "./bytes";
import { isKeyName } from "./key";
import { type Note, parseNote } from "./note";
import { MAX_PROOF_HASHES } from "./tree";

/** Three lines and a few extensions. */
const MAX_LINES = 16;
const MAX_CONSISTENCY_HASHES = 63;

/** A log's head: how many leaves, and their root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Reads the text of a checkpoint; extension lines are accepted and mean nothing here. */
export function parseCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith("\n")) return null;
  const lines = text.slice(0, -1).split("\n");
  const [origin, size, root] = [lines[0] ?? "", countFrom(lines[1] ?? ""), hashFromBase64(lines[2] ?? "")];
  if (lines.length > MAX_LINES || lines.includes("") || !isKeyName(origin) || size === null || !root) return null;
  return { origin, size, root };
}

export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${toBase64(root)}\n`;

/** Where a leaf stands, with its proof and the checkpoint (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  readonly checkpoint: string;
}

export const TLOG_PROOF = "c2sp.org/tlog-proof@v1";

function hashesFrom(lines: readonly string[], most: number): Uint8Array[] | null {
  const hashes = lines.map(hashFromBase64).filter((hash) => hash !== null);
  return hashes.length === lines.length && hashes.length <= most ? hashes : null;
}

/** The lines before the first blank one, and the note after it. */
function splitAtNote(text: string): { lines: string[]; note: string } | null {
  const at = text.indexOf("\n\n");
  return at < 0 || parseNote(text.slice(at + 2)) === null ? null : { lines: text.slice(0, at).split("\n"), note: text.slice(at + 2) };
}

export function parseTlogProof(text: string): TlogProof | null {
  const split = splitAtNote(text);
  if (!split || split.lines[0] !== TLOG_PROOF) return null;
  // A line `extra` is skipped: nobody signed it.
  const lines = split.lines.slice(split.lines[1]?.startsWith("extra ") ? 2 : 1);
  const index = countFrom(/^index ([^]*)$/.exec(lines[0] ?? "")?.[1] ?? "");
  const hashes = hashesFrom(lines.slice(1), MAX_PROOF_HASHES);
  return index === null || !hashes ? null : { index, hashes, checkpoint: split.note };
}

/** A log's request to a witness (C2SP tlog-witness): the new head, and the proof that it extends the old one. */
export interface AddCheckpoint {
  readonly old: number;
  readonly hashes: readonly Uint8Array[];
  readonly note: Note;
}

export function parseAddCheckpoint(text: string): AddCheckpoint | null {
  const split = splitAtNote(text);
  const note = parseNote(split?.note ?? "");
  const old = countFrom(/^old ([^]*)$/.exec(split?.lines[0] ?? "")?.[1] ?? "");
  const hashes = hashesFrom(split?.lines.slice(1) ?? [], MAX_CONSISTENCY_HASHES);
  return !note || old === null || !hashes ? null : { old, hashes, note };
}

/** A consistency proof: such a request, or its hashes alone, one a line. */
export function parseConsistency(text: string): readonly Uint8Array[] | null {
  const request = parseAddCheckpoint(text);
  if (request) return request.hashes;
  return hashesFrom(text.split("\n").filter((line) => line !== ""), MAX_CONSISTENCY_HASHES);
}
