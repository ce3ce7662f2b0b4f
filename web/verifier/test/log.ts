/** A log and a witness of the tests: they sign, which the verifier itself cannot do. */
import { getPublicKey, hashes, sign } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, toBase64, toHex, utf8 } from "../src/core/bytes";
import { checkpointText } from "../src/core/checkpoint";
import { type Algorithm, digestOf } from "../src/core/digest";
import { bytesOf, combinedX, N, numberOf, sm2Digest } from "../src/core/sm2";
import { emptyRoot, nodeHash } from "../src/core/tree";

hashes.sha512 = sha512;

export class Signer {
  private constructor(
    readonly name: string,
    private readonly seed: Uint8Array,
    private readonly kind: 1 | 4,
  ) {}

  static log = (name: string, seed: Uint8Array): Signer => new Signer(name, seed, 1);
  static witness = (name: string, seed: Uint8Array): Signer => new Signer(name, seed, 4);

  private get keyBytes(): Uint8Array {
    return concat(Uint8Array.of(this.kind), getPublicKey(this.seed));
  }

  private get id(): Uint8Array {
    return digestOf("sha256", utf8(`${this.name}\n`), this.keyBytes).subarray(0, 4);
  }

  get vkey(): string {
    return `${this.name}+${toHex(this.id)}+${toBase64(this.keyBytes)}`;
  }

  private line(signature: Uint8Array): string {
    return `— ${this.name} ${toBase64(concat(this.id, signature))}\n`;
  }

  /** A note of the log: any text that ends its last line. */
  note(text: string): string {
    return `${text}\n${this.line(sign(utf8(text), this.seed))}`;
  }

  checkpoint(size: number, root: Uint8Array): string {
    return this.note(checkpointText({ origin: this.name, size, root }));
  }

  /** The note with the witness's line at its end. */
  cosign(note: string, seconds: number): string {
    const text = note.slice(0, note.lastIndexOf("\n\n") + 1);
    const time = new DataView(new ArrayBuffer(8));
    time.setBigUint64(0, BigInt(seconds));
    return note + this.line(concat(new Uint8Array(time.buffer), sign(utf8(`cosignature/v1\ntime ${seconds}\n${text}`), this.seed)));
  }
}

/** Signs heads of an SM3 tree as the program does, but for its choice of k. */
export class Sm2Signer {
  readonly name: string;
  private readonly secret: bigint;
  private readonly point: Uint8Array;

  constructor(origin: string, seed: Uint8Array) {
    this.name = `${origin}/sm3`;
    this.secret = numberOf(seed) % N;
    this.point = pointOf(this.secret);
  }

  private get keyBytes(): Uint8Array {
    return concat(Uint8Array.of(0xff), utf8("liuhen.org/sm2-sm3/v1\n"), this.point);
  }

  private get id(): Uint8Array {
    return digestOf("sha256", utf8(`${this.name}\n`), this.keyBytes).subarray(0, 4);
  }

  get vkey(): string {
    return `${this.name}+${toHex(this.id)}+${toBase64(this.keyBytes)}`;
  }

  checkpoint(size: number, root: Uint8Array): string {
    const text = checkpointText({ origin: this.name, size, root });
    const e = numberOf(sm2Digest(this.point, utf8(text)));
    const k = numberOf(digestOf("sha256", bytesOf(this.secret), utf8(text))) % N; // one for each text, and known to nobody who matters
    const r = (e + numberOf(pointOf(k).subarray(1, 33))) % N;
    const s = (power(1n + this.secret, N - 2n, N) * ((((k - r * this.secret) % N) + N) % N)) % N;
    return `${text}\n— ${this.name} ${toBase64(concat(this.id, bytesOf(r), bytesOf(s)))}\n`;
  }
}

const SM2_P = 2n ** 256n - 2n ** 224n - 2n ** 96n + 2n ** 64n - 1n;
const SM2_B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const GENERATOR = concat(Uint8Array.of(4), bytesOf(0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n), bytesOf(0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n));

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [rest, square] = [exponent, base % modulus]; rest > 0n; rest >>= 1n, square = (square * square) % modulus) if (rest & 1n) result = (result * square) % modulus;
  return result;
}

/** k·G. Its y is one of two roots of the curve's equation: the one whose sum with G lies where (k + 1)·G does. */
function pointOf(k: bigint): Uint8Array {
  const x = combinedX(k, 0n, GENERATOR) ?? 0n;
  const y = power(((x * x * x - 3n * x + SM2_B) % SM2_P + SM2_P) % SM2_P, (SM2_P + 1n) / 4n, SM2_P);
  const next = combinedX(k + 1n, 0n, GENERATOR);
  const points = [y, SM2_P - y].map((root) => concat(Uint8Array.of(4), bytesOf(x), bytesOf(root)));
  return points.find((point) => combinedX(1n, 1n, point) === next) ?? new Uint8Array();
}

/** Largest power of two below `n`: where RFC 6962 splits. */
function splitOf(n: number): number {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
}

export function rootOf(leaves: readonly Uint8Array[], algorithm: Algorithm = "sha256"): Uint8Array {
  const [first] = leaves;
  if (!first) return emptyRoot(algorithm);
  if (leaves.length === 1) return first;
  const split = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, split), algorithm), rootOf(leaves.slice(split), algorithm), algorithm);
}

/** PATH(m, D) of RFC 6962, from the leaf's sibling up. */
export function inclusionOf(index: number, leaves: readonly Uint8Array[], algorithm: Algorithm = "sha256"): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split ? [...inclusionOf(index, left, algorithm), rootOf(right, algorithm)] : [...inclusionOf(index - split, right, algorithm), rootOf(left, algorithm)];
}

/** PROOF(m, D) of RFC 6962. */
export function consistencyOf(old: number, leaves: readonly Uint8Array[], isWhole = true): Uint8Array[] {
  if (old === leaves.length) return isWhole ? [] : [rootOf(leaves)];
  const split = splitOf(leaves.length);
  return old <= split
    ? [...consistencyOf(old, leaves.slice(0, split), isWhole), rootOf(leaves.slice(split))]
    : [...consistencyOf(old - split, leaves.slice(split), false), rootOf(leaves.slice(0, split))];
}
