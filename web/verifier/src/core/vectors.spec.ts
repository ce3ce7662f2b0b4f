/** The golden vectors that the program's own arithmetic is held to, byte for byte. */
import { expect, it } from "vitest";
import vectors from "../../../../crates/ledger/tests/vectors.json";
import { consistencyOf, inclusionOf, rootOf, Signer } from "../../test/log";
import { digestFromHex, fromBase64, fromUtf8, toBase64, toHex, utf8 } from "./bytes";
import { checkpointText, parseAddCheckpoint, parseCheckpoint, parseTlogProof } from "./checkpoint";
import { digestOf } from "./digest";
import { parseKey } from "./key";
import { commit, Leaf } from "./leaf";
import { cosignedBy, parseNote, signedBy } from "./note";
import { Policy } from "./policy";
import { parseSlip } from "./slip";
import { isConsistent, isIncluded, leafHash } from "./tree";

const must = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error("not read");
  return value;
};
const leaves = vectors.leaves_b64.map((text) => must(fromUtf8(must(fromBase64(text)))));
const sha256Leaves = leaves.map((leaf) => leafHash(leaf));
const hashes = (texts: readonly string[]) => texts.map((text) => must(digestFromHex(text)));
const logKey = must(parseKey(vectors.log_vkey));
const witnessKey = must(parseKey(vectors.witness_vkey));

it("every_leaf_is_read_and_hashed", () => {
  expect(leaves.map((leaf) => Leaf.parse(leaf)?.count("n"))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(sha256Leaves.map(toHex)).toEqual(vectors.leaf_hashes_sha256);
});

it("the_roots_of_both_trees_are_the_same_at_every_size", () => {
  const sm3Leaves = leaves.map((leaf) => leafHash(leaf, "sm3"));
  const sizes = [...leaves.keys(), leaves.length];
  expect(sizes.map((size) => toHex(rootOf(sha256Leaves.slice(0, size))))).toEqual(vectors.roots_sha256);
  expect(sizes.map((size) => toHex(rootOf(sm3Leaves.slice(0, size), "sm3")))).toEqual(vectors.roots_sm3);
});

it("the_proofs_hold_and_are_those_that_we_would_make", () => {
  expect(inclusionOf(3, sha256Leaves).map(toHex)).toEqual(vectors.inclusion_3_of_7);
  expect(consistencyOf(3, sha256Leaves).map(toHex)).toEqual(vectors.consistency_3_7);
  const [root3, root7] = [must(digestFromHex(must(vectors.roots_sha256[3]))), must(digestFromHex(must(vectors.roots_sha256[7])))];
  expect(isIncluded(3, 7, must(sha256Leaves[3]), hashes(vectors.inclusion_3_of_7), root7)).toBe(true);
  expect(isConsistent({ size: 3, root: root3 }, { size: 7, root: root7 }, hashes(vectors.consistency_3_7))).toBe(true);
});

it("the_commitment_opens", () => {
  const { salt_hex, value_utf8, sha256_b64 } = vectors.commitment;
  expect(toBase64(commit(must(digestFromHex(salt_hex)), value_utf8))).toBe(sha256_b64);
  expect(toBase64(must(Leaf.parse(must(leaves[1]))?.commitment("party")))).toBe(sha256_b64);
});

it("the_checkpoints_are_signed_by_the_log", () => {
  for (const [text, size] of [[vectors.checkpoint_3, 3], [vectors.checkpoint_7, 7], [vectors.checkpoint_7_cosigned, 7]] as const) {
    const note = must(parseNote(text));
    const checkpoint = must(parseCheckpoint(note.text));
    expect(checkpoint.size).toBe(size);
    expect(toHex(checkpoint.root)).toBe(vectors.roots_sha256[size]);
    expect(checkpointText(checkpoint)).toBe(note.text);
    expect(signedBy(note, logKey)).toBe("right");
  }
});

it("the_cosignature_holds_and_says_when", () => {
  expect(cosignedBy(must(parseNote(vectors.checkpoint_7_cosigned)), witnessKey)).toEqual({ signed: "right", seconds: 0x69248164 });
  expect(cosignedBy(must(parseNote(vectors.checkpoint_7)), witnessKey).signed).toBe("absent");
});

it("the_keys_of_the_seeds_make_the_same_bytes", () => {
  const [log, witness] = [Signer.log(logKey.name, digestOf("sha256", utf8("log"))), Signer.witness(witnessKey.name, digestOf("sha256", utf8("witness")))];
  expect([log.vkey, witness.vkey]).toEqual([vectors.log_vkey, vectors.witness_vkey]);
  const note = log.checkpoint(7, rootOf(sha256Leaves));
  expect(note).toBe(vectors.checkpoint_7);
  expect(witness.cosign(note, 0x69248164)).toBe(vectors.checkpoint_7_cosigned);
});

it("the_request_and_the_standalone_proof_are_read", () => {
  const request = must(parseAddCheckpoint(vectors.add_checkpoint_request_3_7));
  expect([request.old, request.hashes.map(toHex)]).toEqual([3, vectors.consistency_3_7]);
  const proof = must(parseTlogProof(vectors.tlog_proof_index_3));
  expect([proof.index, proof.hashes.map(toHex), proof.checkpoint]).toEqual([3, vectors.inclusion_3_of_7, vectors.checkpoint_7_cosigned]);
});

it("a_policy_of_both_keys_is_reached", () => {
  const policy = Policy.parse(`log ${vectors.log_vkey}\nwitness sfj ${vectors.witness_vkey}\nquorum sfj\n`);
  if (typeof policy === "string") throw new Error(policy);
  expect(policy.log("efr.example/330106/1", "log")?.name).toBe(logKey.name);
  expect(policy.witnessed(must(parseNote(vectors.checkpoint_7_cosigned))).reached).toBe(true);
  expect(policy.witnessed(must(parseNote(vectors.checkpoint_7))).reached).toBe(false);
});

it("the_golden_slip_names_the_fourth_leaf", () => {
  const slip = parseSlip("LH1|efr.example/330106/1|3|0LS9i3sJKUih5YiYiRjRiWwNokVvVsHhfKRe1mqriyQ");
  expect(slip).toEqual({ origin: "efr.example/330106/1", index: 3, leafHash: leafHash(atob(vectors.leaves_b64[3] ?? "")) });
});
