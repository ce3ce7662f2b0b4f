/** A tar written and taken apart by the tests, with or without the care of a decent writer. */
import { concat, utf8 } from "../src/core/bytes";

export interface File {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The kind in the header; a plain file if not given. */
  readonly kind?: string;
}

const RECORD = 512;

/** Sums a header up, e.g. after it was changed. */
export function sumUp(header: Uint8Array): void {
  header.fill(0x20, 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.set(utf8(`${sum.toString(8).padStart(7, "0")}\0`), 148);
}

export function headerOf({ path, bytes, kind }: File, seconds: number): Uint8Array {
  const header = new Uint8Array(RECORD);
  const put = (text: string, at: number): void => header.set(utf8(text), at);
  const octal = (n: number, length: number): string => `${n.toString(8).padStart(length - 1, "0")}\0`;
  header.set(utf8(path).subarray(0, 100), 0);
  put(octal(0o644, 8), 100);
  put(octal(bytes.length, 12), 124);
  put(octal(seconds, 12), 136);
  put(kind ?? "\0", 156);
  put("ustar\x0000", 257);
  sumUp(header);
  return header;
}

export function tarOf(files: readonly File[], seconds = 0): Uint8Array {
  const parts = files.flatMap((file) => [headerOf(file, seconds), file.bytes, new Uint8Array((RECORD - (file.bytes.length % RECORD)) % RECORD)]);
  return concat(...parts, new Uint8Array(2 * RECORD));
}

export interface Place extends File {
  /** Where its header begins. */
  readonly at: number;
}

const field = (header: Uint8Array, from: number, to: number): string => new TextDecoder().decode(header.subarray(from, to)).replace(/\0[^]*$/, "");

/** The members of a sound tar. */
export function filesOf(tar: Uint8Array): Place[] {
  const files: Place[] = [];
  for (let at = 0; at + RECORD <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + RECORD);
    const size = parseInt(field(header, 124, 136), 8);
    files.push({ at, path: field(header, 0, 100), bytes: tar.slice(at + RECORD, at + RECORD + size) });
    at += RECORD + Math.ceil(size / RECORD) * RECORD;
  }
  return files;
}
