/** Signed notes: a text, a blank line and signature lines (C2SP signed-note). */
import { fromBase64, same, utf8 } from "./bytes";
import { accepts, isKeyName, type Key } from "./key";

const MAX_BYTES = 128 * 1024;
const MAX_SIGNATURES = 64;

export interface NoteSignature {
  readonly name: string;
  readonly id: Uint8Array;
  /** What follows the key's id. */
  readonly bytes: Uint8Array;
}

export interface Note {
  /** What was signed, with its final line break. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

function parseSignature(line: string): NoteSignature | null {
  const [, name, encoded] = /^— ([^ ]*) ([^]*)$/.exec(line) ?? [];
  const bytes = fromBase64(encoded ?? "");
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length < 5) return null;
  return { name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
}

/** Reads a note; the last blank line separates. Nothing is verified by reading. */
export function parseNote(note: string): Note | null {
  if (utf8(note).length > MAX_BYTES || /[\x00-\x09\x0b-\x1f]/.test(note) || !note.endsWith("\n")) return null;
  const at = note.lastIndexOf("\n\n");
  if (at < 0) return null;
  const lines = note.slice(at + 2, -1).split("\n");
  const signatures = lines.slice(0, MAX_SIGNATURES + 1).map(parseSignature);
  const read = signatures.filter((signature) => signature !== null);
  if (read.length !== signatures.length || read.length > MAX_SIGNATURES) return null;
  return { text: note.slice(0, at + 1), signatures: read };
}

export type Signed = "right" | "wrong" | "absent";

const linesOf = (note: Note, key: Key) => note.signatures.filter((line) => line.name === key.name && same(line.id, key.id));

/** Whether a log's key signed the note. Every line under its name and id must hold. */
export function signedBy(note: Note, key: Key): Signed {
  if (key.kind === "witness") return "wrong";
  const lines = linesOf(note, key);
  if (lines.length === 0) return "absent";
  return lines.every((line) => accepts(key, utf8(note.text), line.bytes)) ? "right" : "wrong";
}

export interface Cosigned {
  readonly signed: Signed;
  /** When the witness saw it last, by its own clock, in seconds since 1970. */
  readonly seconds: number;
}

const TIME_BYTES = 8;

/** Whether a witness cosigned the note (C2SP tlog-cosignature), and when it says to have seen it. */
export function cosignedBy(note: Note, key: Key): Cosigned {
  const lines = linesOf(note, key);
  if (lines.length === 0) return { signed: "absent", seconds: 0 };
  let seconds = 0;
  for (const { bytes } of lines) {
    if (bytes.length !== TIME_BYTES + 64) return { signed: "wrong", seconds: 0 };
    const view = new DataView(bytes.buffer, bytes.byteOffset, TIME_BYTES);
    const time = (BigInt(view.getUint32(0)) << 32n) | BigInt(view.getUint32(4));
    const message = `cosignature/v1\ntime ${time}\n${note.text}`;
    if (!accepts(key, utf8(message), bytes.subarray(TIME_BYTES))) return { signed: "wrong", seconds: 0 };
    seconds = Math.max(seconds, Number(time));
  }
  return { signed: "right", seconds };
}
