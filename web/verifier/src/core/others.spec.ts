/** The three smaller questions: one fact, one receipt, one or two checkpoints. */
import { expect, it } from "vitest";
import vectors from "../../../../crates/ledger/tests/vectors.json";
import { consistencyOf, inclusionOf, rootOf, Signer } from "../../test/log";
import { blobOf, LOG, POLICY, sample, WITNESS } from "../../test/sample";
import { fromBase64, toBase64, toHex, utf8 } from "./bytes";
import { checkpointText } from "./checkpoint";
import { verifyCheckpoints } from "./checkpoints";
import { digestOf } from "./digest";
import { parseFactProof, verifyFact } from "./fact";
import type { Report } from "./findings";
import { Policy } from "./policy";
import { verifyReceipt } from "./receipt";
import { leafHash } from "./tree";

function read(text: string): Policy {
  const policy = Policy.parse(text);
  if (typeof policy === "string") throw new Error(policy);
  return policy;
}
const found = ({ verdict, defects }: Report): [string, string[]] => [verdict, defects.map(({ code, file }) => `${code} ${file}`)];
const policy = read(POLICY);
const made = sample();
const [, bound] = made.facts;
const document = utf8("%PDF-1.7 one");
const JSON_PROOF = { n: 2, leaf: bound?.leaf ?? "", hashes: made.proofs[1]?.proof ?? [], checkpoint: made.checkpoint, log_vkey: LOG.vkey, issued: { at: 1.5 } };

async function fact(change: object = {}, bytes: Uint8Array | null = document, trust: Policy | null = policy): Promise<Report> {
  const proof = parseFactProof(JSON.stringify({ ...JSON_PROOF, ...change }), "");
  if (typeof proof === "string") throw new Error(proof);
  return verifyFact(bytes && blobOf(bytes), proof, trust);
}

it("the_very_file_is_proven_and_every_changed_byte_is_noticed", async () => {
  const report = await fact();
  expect(found(report)).toEqual(["proven", []]);
  expect(report.proven[0]).toContain("逐字节一致");
  for (let i = 0; i < document.length; i++) expect(found(await fact({}, document.map((byte, at) => (at === i ? byte ^ 1 : byte))))).toEqual(["invalid", ["member_altered 被核验文件"]]);
});

it("without_a_file_the_fact_alone_is_proven_and_it_says_so", async () => {
  const report = await fact({}, null);
  expect(report.verdict).toBe("proven");
  expect(report.proven.join("")).not.toContain("逐字节一致");
  expect(report.warnings.join("")).toContain("没有核对任何文件");
});

it("the_key_of_a_proof_is_not_believed", async () => {
  const report = await fact({}, document, null);
  expect([report.verdict, report.proven.join("").includes("未经证明")]).toEqual(["not_witnessed", true]);
  expect(found(await fact({ log_vkey: undefined }, document, null))).toEqual(["incomplete", ["member_missing 证明文件"]]);
});

it.each<[string, object, string]>([
  ["another_index", { n: 3 }, "fact_disagrees 证明文件"],
  ["another_leaf", { leaf: made.facts[0]?.leaf }, "fact_disagrees 证明文件"],
  ["a_leaf_that_binds_nothing", { n: 1, leaf: made.facts[0]?.leaf, hashes: made.proofs[0]?.proof }, "not_in_facts 证明文件"],
  ["a_hash_too_few", { hashes: JSON_PROOF.hashes.slice(1) }, "proof_wrong 证明文件"],
  ["a_hash_that_is_none", { hashes: ["x"] }, "form 证明文件"],
  ["no_leaf", { leaf: "x" }, "form 证明文件"],
  ["a_checkpoint_that_is_none", { checkpoint: "x" }, "form 证明文件"],
  ["another_root_beside_it", { root: toBase64(new Uint8Array(32)) }, "fact_disagrees 证明文件"],
  ["another_size_beside_it", { tree_size: 8 }, "fact_disagrees 证明文件"],
  ["another_leaf_hash_beside_it", { leaf_hash: "x" }, "fact_disagrees 证明文件"],
])("a_proof_with_%s_is_found", async (_, change, wanted) => expect(found(await fact(change))[1]).toContain(wanted));

it.each([["x"], ["[]"], ["{}"], [JSON.stringify({ ...JSON_PROOF, n: 1.5 })], [JSON.stringify({ ...JSON_PROOF, hashes: [1] })], [JSON.stringify({ ...JSON_PROOF, tree_size: "7" })], [`{"n":2,${JSON.stringify(JSON_PROOF).slice(1)}`], ["c2sp.org/tlog-proof@v1\nindex 3\n"]])("%s_is_no_proof_file", (text) =>
  expect(parseFactProof(text, "{}")).toEqual(expect.any(String)));

it("a_tlog_proof_needs_its_leaf_and_proves_it", async () => {
  const trust = read(`log ${vectors.log_vkey}\nwitness sfj ${vectors.witness_vkey}\nquorum sfj\n`);
  const leaf = new TextDecoder().decode(fromBase64(vectors.leaves_b64[3] ?? "") ?? new Uint8Array());
  expect(parseFactProof(vectors.tlog_proof_index_3, "")).toContain("叶");
  for (const [bytes, text, verdict] of [["abc", leaf, "proven"], ["abd", leaf, "invalid"], ["abc", leaf.replace("41", "42"), "invalid"], ["abc", `${leaf}\n`, "proven"]] as const) {
    const proof = parseFactProof(vectors.tlog_proof_index_3, text);
    if (typeof proof === "string") throw new Error(proof);
    expect((await verifyFact(blobOf(utf8(bytes)), proof, trust)).verdict).toBe(verdict);
  }
});

const STATION = Signer.log(`${LOG.name}/station`, new Uint8Array(32).fill(12));
const CLIP = utf8("clip");
const RECEIPT = `liuhen-receipt/v1\nstation station_1\nupload up_1\nrecording rec_1\nsha256 ${toHex(digestOf("sha256", CLIP))}\nsm3 ${toHex(digestOf("sm3", CLIP))}\nsize 4\ndeposited 1741309200000\nleaf 42\n`;
const ACCEPTANCE = `liuhen-acceptance/v1\nupload up_1\nrecording rec_1\nsha256 ${toHex(digestOf("sha256", CLIP))}\nsize 4\nreceived 1741309200000\nleaf 42\n`;

it("a_receipt_and_an_acceptance_hold_and_say_what_was_promised", async () => {
  for (const [text, word] of [[RECEIPT, "入库回执"], [ACCEPTANCE, "接收回执"]] as const) {
    for (const note of [STATION.note(text), toBase64(utf8(STATION.note(text)))]) {
      const report = await verifyReceipt(note, `${STATION.vkey}\n`, blobOf(CLIP));
      expect([found(report), report.subject]).toEqual([["not_witnessed", []], word]);
      expect(report.proven.join("")).toContain("2025年3月7日 09:00:00");
    }
  }
  expect((await verifyReceipt(STATION.note(ACCEPTANCE), STATION.vkey, null)).proven.join("")).toContain("不能据此清空设备");
});

it.each<[string, string, string, Uint8Array, string]>([
  ["another_file", STATION.note(RECEIPT), STATION.vkey, utf8("clap"), "member_altered 被核验文件"],
  ["another_size", STATION.note(RECEIPT.replace("size 4", "size 5")), STATION.vkey, CLIP, "member_altered 被核验文件"],
  ["another_sm3", STATION.note(RECEIPT.replace(/sm3 ./, (text) => (text.endsWith("0") ? "sm3 1" : "sm3 0"))), STATION.vkey, CLIP, "member_altered 被核验文件"],
  ["another_word", STATION.note(RECEIPT).replace("rec_1", "rec_2"), STATION.vkey, CLIP, "signature 回执"],
  ["the_logs_key", STATION.note(RECEIPT), LOG.vkey, CLIP, "signature 回执"],
  ["a_line_more", STATION.note(`${RECEIPT}more 1\n`), STATION.vkey, CLIP, "form 回执"],
  ["a_line_less", STATION.note(RECEIPT.replace("upload up_1\n", "")), STATION.vkey, CLIP, "form 回执"],
  ["lines_in_another_order", STATION.note(RECEIPT.replace("upload up_1\nrecording rec_1", "recording rec_1\nupload up_1")), STATION.vkey, CLIP, "form 回执"],
  ["another_first_line", STATION.note(RECEIPT.replace("/v1", "/v2")), STATION.vkey, CLIP, "form 回执"],
  ["an_acceptance_called_a_receipt", STATION.note(ACCEPTANCE.replace("acceptance", "receipt")), STATION.vkey, CLIP, "form 回执"],
  ["a_checkpoint", made.checkpoint, LOG.vkey, CLIP, "form 回执"],
  ["no_key", STATION.note(RECEIPT), "", CLIP, "member_missing 回执公钥"],
  ["a_key_that_is_none", STATION.note(RECEIPT), "x", CLIP, "unreadable 回执公钥"],
  ["a_witness_key", STATION.note(RECEIPT), WITNESS.vkey, CLIP, "unreadable 回执公钥"],
])("a_receipt_with_%s_is_found", async (_, note, key, file, wanted) => {
  const report = await verifyReceipt(note, key, blobOf(file));
  expect(found(report)[1]).toContain(wanted);
  expect(report.proven).toEqual([]);
});

const hashes = Array.from({ length: 9 }, (_, i) => leafHash(String(i)));
const headOf = (size: number, leaves = hashes): string => WITNESS.cosign(LOG.checkpoint(size, rootOf(leaves.slice(0, size))), 100);
const proof = (old: number, size: number): string => consistencyOf(old, hashes.slice(0, size)).map((hash) => `${toBase64(hash)}\n`).join("");
const compare = (first: string, second = "", consistency = "", trust: Policy | null = policy): Report => verifyCheckpoints({ first, second, consistency }, trust);

it("one_checkpoint_is_as_good_as_its_witnesses", () => {
  expect(found(compare(headOf(5)))).toEqual(["proven", []]);
  expect(found(compare(LOG.checkpoint(5, rootOf(hashes.slice(0, 5)))))).toEqual(["not_witnessed", []]);
  expect(found(compare(headOf(5), "", "", null))).toEqual(["incomplete", ["member_missing 信任策略"]]);
  expect(found(compare("x"))).toEqual(["invalid", ["form 检查点"]]);
});

it("every_two_sizes_of_one_history_are_consistent_in_either_order", () => {
  for (let old = 1; old <= 9; old++)
    for (let size = old; size <= 9; size++) {
      expect([old, size, found(compare(headOf(old), headOf(size), proof(old, size)))]).toEqual([old, size, ["proven", []]]);
      expect(found(compare(headOf(size), headOf(old), proof(old, size)))).toEqual(["proven", []]);
    }
  const request = `old 3\n${proof(3, 7)}\n${headOf(7)}`;
  expect(found(compare(headOf(3), headOf(7), request))).toEqual(["proven", []]);
});

it("two_histories_are_a_fork_and_the_evidence_is_kept", () => {
  const other = [...hashes.slice(0, 3), leafHash("another"), ...hashes.slice(4)];
  const report = compare(headOf(7), headOf(7, other));
  expect(found(report)).toEqual(["forked", ["forked 另一个检查点"]]);
  expect(report.evidence).toBe(`${headOf(7)}\n${headOf(7, other)}`);
  expect(report.proven).toEqual([]);
});

it("what_is_not_shown_is_not_said", () => {
  expect(found(compare(headOf(3), headOf(7)))).toEqual(["incomplete", ["proof_missing 一致性证明"]]);
  expect(found(compare(headOf(3), headOf(7), proof(4, 7)))).toEqual(["invalid", ["proof_wrong 一致性证明"]]);
  expect(found(compare(headOf(3), headOf(7), "x"))).toEqual(["invalid", ["form 一致性证明"]]);
  const stranger = Signer.log("efr.example/330106/2", new Uint8Array(32).fill(9));
  const both = read(`${POLICY}log ${stranger.vkey}\n`);
  expect(found(compare(headOf(3), stranger.note(checkpointText({ origin: stranger.name, size: 3, root: new Uint8Array(32) })), "", both))).toEqual(["invalid", ["fact_disagrees 另一个检查点"]]);
  // Another's signature makes no fork.
  const forged = headOf(3).replace(/\n3\n./, (text) => text.slice(0, -1) + (text.endsWith("A") ? "B" : "A"));
  expect(found(compare(headOf(3), forged))).toEqual(["invalid", ["signature 另一个检查点"]]);
  expect(inclusionOf(0, hashes.slice(0, 1))).toEqual([]);
});
