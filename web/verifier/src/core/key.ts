/** Public keys of logs and witnesses (C2SP signed-note) and their signatures: Ed25519, or SM2 for the SM3 tree. */
import { hashes, Point } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, fromBase64, same, toHex, utf8 } from "./bytes";
import { digestOf } from "./digest";
import { acceptsSm2, isSm2Point } from "./sm2";

hashes.sha512 = sha512;

/** Of the SHA-256 tree and of the SM3 tree. */
export type LogKind = "log" | "sm3-log";
export type KeyKind = LogKind | "witness";
const KINDS: ReadonlyMap<number, KeyKind> = new Map([
  [1, "log"],
  [4, "witness"],
]);
/** Type 255 and this name: the SM2 key of a log's SM3 tree (docs/formats/sm2-note.md). */
const SM2 = concat(Uint8Array.of(0xff), utf8("liuhen.org/sm2-sm3/v1\n"));
const MAX_NAME_BYTES = 200;

export interface Key {
  readonly name: string;
  readonly kind: KeyKind;
  /** The four bytes before each of its signatures. */
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
  /** The line it was read from. */
  readonly text: string;
}

/** 1 to 200 bytes without space, control character or plus. */
export const isKeyName = (text: string): boolean => text !== "" && utf8(text).length <= MAX_NAME_BYTES && !/[\p{White_Space}\p{Cc}+]/u.test(text);

/** The curve's order: a signature's second half is below it, or it could be written twice. */
const ORDER = Point.CURVE().n;

function pointFrom(bytes: Uint8Array): Point | null {
  try {
    return Point.fromBytes(bytes);
  } catch {
    return null;
  }
}

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(Uint8Array.from(bytes).reverse())}`);

/** Kind and public key of what a key line holds. */
function keyIn(bytes: Uint8Array): { kind: KeyKind; key: Uint8Array } | null {
  if (same(bytes.subarray(0, SM2.length), SM2)) {
    const key = bytes.subarray(SM2.length);
    return isSm2Point(key) ? { kind: "sm3-log", key } : null;
  }
  const [kind, key] = [KINDS.get(bytes[0] ?? 0), bytes.subarray(1)];
  return kind && key.length === 32 && pointFrom(key) ? { kind, key } : null;
}

/** Reads `name+id+base64(kind ‖ key)`. Only the first two plus signs separate: base64 has its own. */
export function parseKey(text: string): Key | null {
  const [, name, id, encoded] = /^([^+]*)\+([^+]*)\+([^]*)$/.exec(text) ?? [];
  if (name === undefined || id === undefined || encoded === undefined || !isKeyName(name)) return null;
  const bytes = fromBase64(encoded);
  const read = bytes && keyIn(bytes);
  if (!bytes || !read) return null;
  const computed = digestOf("sha256", utf8(`${name}\n`), bytes).subarray(0, 4);
  return toHex(computed) === id ? { name, kind: read.kind, id: computed, bytes: read.key, text } : null;
}

export const isSameKey = (a: Key, b: Key): boolean => a.kind === b.kind && a.name === b.name && same(a.bytes, b.bytes);

/**
 * Whether the key signed the message. Ed25519 strictly: no point of small order, no second way to write a
 * signature, and the equation without cofactor, so that all strict verifiers say the same.
 */
export function accepts(key: Key, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.kind === "sm3-log") return acceptsSm2(key.bytes, message, signature);
  if (signature.length !== 64) return false;
  const [r, s] = [signature.subarray(0, 32), littleEndian(signature.subarray(32))];
  const [a, claimed] = [pointFrom(key.bytes), pointFrom(r)];
  if (!a || !claimed || a.isSmallOrder() || claimed.isSmallOrder() || s >= ORDER) return false;
  const k = littleEndian(sha512(concat(r, key.bytes, message))) % ORDER;
  const found = Point.BASE.multiply(s, false).subtract(a.multiply(k, false));
  return same(found.toBytes(), r);
}
