import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkInclusion, type Hash } from "./inclusion";
import vectors from "./inclusion-vectors.json";

const sha256: Hash = async (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const leaf = (n: number) => Buffer.from(vectors.leaves_b64[n] ?? "", "base64").toString("utf8");
const good = {
  n: 3,
  leaf: leaf(3),
  leaf_hash: vectors.leaf_hashes_sha256[3] ?? "",
  tree_size: 7,
  root: vectors.roots_sha256[7] ?? "",
  hashes: vectors.inclusion_3_of_7,
};

describe("inclusion", () => {
  it("a_true_proof_holds", async () => expect(await checkInclusion(good, sha256)).toBe("holds"));
  it("a_lone_leaf_is_its_own_root", async () =>
    expect(await checkInclusion({ n: 0, leaf: leaf(0), leaf_hash: vectors.leaf_hashes_sha256[0] ?? "", tree_size: 1, root: vectors.roots_sha256[1] ?? "", hashes: [] }, sha256)).toBe("holds"));
  it("one_changed_character_is_seen", async () => expect(await checkInclusion({ ...good, leaf: good.leaf.replace("at", "au") }, sha256)).toBe("leaf_differs"));
  it("another_root_is_seen", async () => expect(await checkInclusion({ ...good, root: vectors.roots_sha256[6] ?? "" }, sha256)).toBe("root_differs"));
  it("another_position_is_seen", async () => expect(await checkInclusion({ ...good, n: 2 }, sha256)).toBe("root_differs"));
  it("a_short_path_is_malformed", async () => expect(await checkInclusion({ ...good, hashes: good.hashes.slice(1) }, sha256)).toBe("malformed"));
  it("a_long_path_is_malformed", async () => expect(await checkInclusion({ ...good, hashes: [...good.hashes, good.root] }, sha256)).toBe("malformed"));
  it("a_position_outside_the_tree_is_malformed", async () => expect(await checkInclusion({ ...good, n: 7 }, sha256)).toBe("malformed"));
});
