/** Digests of files that are read in pieces and never held whole. */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat } from "./bytes";
import { Sm3 } from "./sm3";

export type Algorithm = "sha256" | "sm3";
export const ALGORITHMS: readonly Algorithm[] = ["sha256", "sm3"];

/** Both digests and the length of a file's bytes. */
export interface Digests {
  readonly sha256: Uint8Array;
  readonly sm3: Uint8Array;
  readonly size: number;
}

/** How digests are computed: here, or by workers. `onBytes` is told how many more bytes were read. */
export type Digester = (blob: Blob, algorithm: Algorithm, onBytes: (count: number) => void) => Promise<Uint8Array>;

/** Read at a time: large enough for speed, small enough for a phone. */
export const PIECE = 1024 * 1024;

export const digestOf = (algorithm: Algorithm, ...parts: Uint8Array[]): Uint8Array => {
  const bytes = parts.length === 1 && parts[0] ? parts[0] : concat(...parts);
  return algorithm === "sha256" ? sha256(bytes) : new Sm3().update(bytes).digest();
};

export async function* pieces(blob: Blob, size = PIECE): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < blob.size; at += size) yield new Uint8Array(await blob.slice(at, at + size).arrayBuffer());
}

/** Computes a digest in this very thread. */
export const digestHere: Digester = async (blob, algorithm, onBytes) => {
  const hash = algorithm === "sha256" ? sha256.create() : new Sm3();
  for await (const piece of pieces(blob)) {
    hash.update(piece);
    onBytes(piece.length);
  }
  return hash.digest();
};

export async function digestsOf(blob: Blob, digester: Digester, onBytes: (count: number) => void): Promise<Digests> {
  const [bySha256, bySm3] = await Promise.all(ALGORITHMS.map((algorithm) => digester(blob, algorithm, onBytes)));
  return { sha256: bySha256 ?? new Uint8Array(), sm3: bySm3 ?? new Uint8Array(), size: blob.size };
}
