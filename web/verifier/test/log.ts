/** A log and a witness of the tests: they sign, which the verifier itself cannot do. */
import { getPublicKey, hashes, sign } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { concat, toBase64, toHex, utf8 } from "../src/core/bytes";
import { checkpointText } from "../src/core/checkpoint";
import { type Algorithm, digestOf } from "../src/core/digest";
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
export function inclusionOf(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  return index < split ? [...inclusionOf(index, leaves.slice(0, split)), rootOf(leaves.slice(split))] : [...inclusionOf(index - split, leaves.slice(split)), rootOf(leaves.slice(0, split))];
}

/** PROOF(m, D) of RFC 6962. */
export function consistencyOf(old: number, leaves: readonly Uint8Array[], isWhole = true): Uint8Array[] {
  if (old === leaves.length) return isWhole ? [] : [rootOf(leaves)];
  const split = splitOf(leaves.length);
  return old <= split
    ? [...consistencyOf(old, leaves.slice(0, split), isWhole), rootOf(leaves.slice(split))]
    : [...consistencyOf(old - split, leaves.slice(split), false), rootOf(leaves.slice(0, split))];
}
