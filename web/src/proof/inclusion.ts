/** Checks an RFC 6962 inclusion proof here in the browser, so that the server is not believed but checked. */
import type { Proof } from "@/api/schema";

export type Hash = (bytes: Uint8Array) => Promise<Uint8Array>;
export type Verdict = "holds" | "leaf_differs" | "root_differs" | "malformed";

const LEAF = 0;
const NODE = 1;

/** Hex or base64 text as bytes; null if it is neither or not 32 bytes. */
export function digestBytes(text: string): Uint8Array | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Uint8Array.from(text.match(/../g) ?? [], (x) => parseInt(x, 16));
  try {
    const raw = atob(text);
    return raw.length === 32 ? Uint8Array.from(raw, (c) => c.charCodeAt(0)) : null;
  } catch {
    return null;
  }
}

const join = (prefix: number, ...parts: Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(1 + parts.reduce((n, p) => n + p.length, 0));
  all[0] = prefix;
  let at = 1;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((x, i) => x === b[i]);

/** Leaf bytes → leaf hash → up the path → root; every step recomputed. */
export async function checkInclusion(proof: Pick<Proof, "n" | "leaf" | "leaf_hash" | "tree_size" | "root" | "hashes">, hash: Hash): Promise<Verdict> {
  const [claimed, root] = [digestBytes(proof.leaf_hash), digestBytes(proof.root)];
  const path = proof.hashes.map(digestBytes);
  if (!claimed || !root || path.includes(null) || proof.n < 0 || proof.n >= proof.tree_size) return "malformed";
  let node = await hash(join(LEAF, new TextEncoder().encode(proof.leaf)));
  if (!same(node, claimed)) return "leaf_differs";
  // RFC 9162 §2.1.3.2
  let [index, last] = [proof.n, proof.tree_size - 1];
  for (const sibling of path as Uint8Array[]) {
    if (last === 0) return "malformed";
    if (index % 2 === 1 || index === last) {
      node = await hash(join(NODE, sibling, node));
      while (index % 2 === 0 && index !== 0) {
        index = Math.floor(index / 2);
        last = Math.floor(last / 2);
      }
    } else node = await hash(join(NODE, node, sibling));
    index = Math.floor(index / 2);
    last = Math.floor(last / 2);
  }
  if (last !== 0) return "malformed";
  return same(node, root) ? "holds" : "root_differs";
}
