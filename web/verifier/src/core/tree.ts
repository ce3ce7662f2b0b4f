/** The tree of RFC 6962 and its proofs (RFC 9162 §2.1.3.2 and §2.1.4.2), by hash arithmetic alone. */
import { concat, same, utf8 } from "./bytes";
import { type Algorithm, digestOf } from "./digest";

/** One hash for each level of a tree that 64 bits can count. */
export const MAX_PROOF_HASHES = 64;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (leaf: string | Uint8Array, algorithm: Algorithm = "sha256"): Uint8Array => digestOf(algorithm, LEAF, typeof leaf === "string" ? utf8(leaf) : leaf);
export const nodeHash = (left: Uint8Array, right: Uint8Array, algorithm: Algorithm = "sha256"): Uint8Array => digestOf(algorithm, NODE, concat(left, right));
export const emptyRoot = (algorithm: Algorithm = "sha256"): Uint8Array => digestOf(algorithm, new Uint8Array());

const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;

/** Where a proof climbs: the node on its level, and the last node of that level. Sizes go beyond 32 bits, so no shifts. */
class Path {
  constructor(
    private node: number,
    private last: number,
  ) {}

  get isAtTop(): boolean {
    return this.last === 0;
  }

  up(): void {
    this.node = half(this.node);
    this.last = half(this.last);
  }

  /** Takes the next hash of the proof; tells whether it stands left of the climbing node. */
  climb(): boolean {
    const isLeft = isOdd(this.node) || this.node === this.last;
    // The last node of a level may have no sibling there and is passed up unchanged.
    if (isLeft) while (!isOdd(this.node) && this.node !== 0) this.up();
    this.up();
    return isLeft;
  }
}

/** The root that the tree has if the proof is right; null if it has the wrong length for this place. */
export function rootFromInclusion(index: number, size: number, leaf: Uint8Array, proof: readonly Uint8Array[], algorithm: Algorithm = "sha256"): Uint8Array | null {
  if (index >= size) return null;
  const path = new Path(index, size - 1);
  let root = leaf;
  for (const sibling of proof) {
    if (path.isAtTop) return null;
    root = path.climb() ? nodeHash(sibling, root, algorithm) : nodeHash(root, sibling, algorithm);
  }
  return path.isAtTop ? root : null;
}

/** Whether a leaf stands at `index` in the tree of `size` leaves with that root. */
export function isIncluded(index: number, size: number, leaf: Uint8Array, proof: readonly Uint8Array[], root: Uint8Array, algorithm: Algorithm = "sha256"): boolean {
  const found = rootFromInclusion(index, size, leaf, proof, algorithm);
  return found !== null && same(found, root);
}

interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

export const isSameHead = (a: Head, b: Head): boolean => a.size === b.size && same(a.root, b.root);

const isPowerOfTwo = (n: number): boolean => {
  let rest = n;
  while (rest > 1 && !isOdd(rest)) rest = half(rest);
  return rest === 1;
};

/** Whether the newer tree begins with all leaves of the older one. */
export function isConsistent(old: Head, now: Head, proof: readonly Uint8Array[], algorithm: Algorithm = "sha256"): boolean {
  if (old.size > now.size) return false;
  if (old.size === now.size) return proof.length === 0 && same(old.root, now.root);
  if (old.size === 0) return proof.length === 0 && same(old.root, emptyRoot(algorithm));
  const path = new Path(old.size - 1, now.size - 1);
  for (let node = old.size - 1; isOdd(node); node = half(node)) path.up();
  // A complete old tree is itself a node of the new one; its root is not repeated in the proof.
  const hashes = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  const [start, ...rest] = hashes;
  if (!start || proof.length === 0) return false;
  let [fromOld, fromNew] = [start, start];
  for (const sibling of rest) {
    if (path.isAtTop) return false;
    if (path.climb()) {
      fromOld = nodeHash(sibling, fromOld, algorithm);
      fromNew = nodeHash(sibling, fromNew, algorithm);
    } else fromNew = nodeHash(fromNew, sibling, algorithm);
  }
  return path.isAtTop && same(fromOld, old.root) && same(fromNew, now.root);
}
