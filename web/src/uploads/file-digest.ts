/** Hashes a file piece by piece: memory stays constant whatever the file's size. */
import { createSHA256 } from "hash-wasm";
import { PlainSha256 } from "./sha256-plain";

/** Bytes read at a time; two such pieces are in memory at most. */
const PIECE_BYTES = 8 * 1024 * 1024;
/** The head that recognises a file again after a reload. */
export const HEAD_BYTES = 1024 * 1024;

interface Hasher {
  update(bytes: Uint8Array): unknown;
  digest(): string;
}

async function newHasher(): Promise<Hasher> {
  try {
    const hasher = await createSHA256();
    hasher.init();
    return { update: (bytes) => hasher.update(bytes), digest: () => hasher.digest("hex") };
  } catch {
    return new PlainSha256();
  }
}

/** SHA-256 of the whole blob as hex. Reads the next piece while the present one is hashed. */
export async function digestWhole(blob: Blob, onProgress: (bytes: number) => void): Promise<string> {
  const hasher = await newHasher();
  let at = 0;
  let next = readPiece(blob, 0);
  while (at < blob.size) {
    const piece = await next;
    at += piece.length;
    next = at < blob.size ? readPiece(blob, at) : Promise.resolve(new Uint8Array());
    hasher.update(piece);
    onProgress(at);
  }
  await next;
  return hasher.digest();
}

/** SHA-256 of the first mebibyte as hex. */
export async function digestHead(blob: Blob): Promise<string> {
  const hasher = await newHasher();
  hasher.update(new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer()));
  return hasher.digest();
}

async function readPiece(blob: Blob, at: number): Promise<Uint8Array> {
  return new Uint8Array(await blob.slice(at, at + PIECE_BYTES).arrayBuffer());
}
