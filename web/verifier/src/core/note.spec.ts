/** Notes, keys, proofs and leaves changed at random: nothing changed is ever taken for the same. */
import { expect, it } from "vitest";
import vectors from "../../../../crates/ledger/tests/vectors.json";
import { drawn } from "../../test/damage";
import { LOG, WITNESS } from "../../test/sample";
import { concat, digestFromHex, fromBase64, fromUtf8, hashFromBase64, same, toBase64, utf8 } from "./bytes";
import { parseAddCheckpoint, parseCheckpoint, parseTlogProof } from "./checkpoint";
import { accepts, type Key, parseKey } from "./key";
import { Leaf } from "./leaf";
import { cosignedBy, parseNote, signedBy } from "./note";
import { isConsistent, isIncluded, leafHash } from "./tree";

const must = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error("not read");
  return value;
};
const logKey: Key = must(parseKey(vectors.log_vkey));
const witnessKey: Key = must(parseKey(vectors.witness_vkey));
const leaves = vectors.leaves_b64.map((text) => must(fromUtf8(must(fromBase64(text)))));
const hashes = (texts: readonly string[]): Uint8Array[] => texts.map((text) => must(digestFromHex(text)));
const root = (size: number): Uint8Array => must(digestFromHex(must(vectors.roots_sha256[size])));

/** One character replaced, removed or put in. */
function spoilt(text: string, draw: (below: number) => number): string {
  const at = draw(text.length);
  const other = String.fromCharCode(32 + draw(95));
  return [text.slice(0, at) + other + text.slice(at + 1), text.slice(0, at) + text.slice(at + 1), text.slice(0, at) + other + text.slice(at), text.slice(0, at) + text.slice(at).toUpperCase()][draw(4)] ?? "";
}

it("no_changed_note_is_signed_by_log_and_witness", () => {
  const draw = drawn(7);
  const good = vectors.checkpoint_7_cosigned;
  let [refused, unsigned] = [0, 0];
  for (let i = 0; i < 1500; i++) {
    const text = spoilt(good, draw);
    if (text === good) continue;
    const note = parseNote(text);
    if (!note) refused += 1;
    else {
      const both = signedBy(note, logKey) === "right" && cosignedBy(note, witnessKey).signed === "right";
      expect([text, both]).toEqual([text, false]);
      unsigned += 1;
    }
  }
  expect(Math.min(refused, unsigned)).toBeGreaterThan(100);
});

it.each([
  ["no_line_break", (note: string) => note.slice(0, -1)],
  ["no_blank_line", (note: string) => note.replace("\n\n", "\n")],
  ["a_tab", (note: string) => note.replace("7\n", "7\t\n")],
  ["windows_line_breaks", (note: string) => note.replace(/\n/g, "\r\n")],
  ["a_hyphen_for_the_dash", (note: string) => note.replace("—", "-")],
  ["a_line_of_nobody", (note: string) => `${note}—  AAAAAAAA\n`],
  ["too_few_bytes", (note: string) => `${note}— x AAAAAA==\n`],
  ["too_many_lines", (note: string) => note + "— x AAAAAAA=\n".repeat(64)],
  ["too_many_bytes", (note: string) => "x".repeat(130 * 1024) + note],
])("a_note_with_%s_is_refused", (_, change) => {
  expect(parseNote(vectors.checkpoint_7)).not.toBeNull();
  expect(parseNote(change(vectors.checkpoint_7))).toBeNull();
});

it.each([
  ["a_zero_in_front", (text: string) => text.replace("\n7\n", "\n07\n")],
  ["a_sign", (text: string) => text.replace("\n7\n", "\n+7\n")],
  ["more_than_a_tree_may_have", (text: string) => text.replace("\n7\n", "\n9007199254740992\n")],
  ["no_root", (text: string) => text.split("\n").slice(0, 2).join("\n") + "\n"],
  ["a_short_root", (text: string) => text.replace(/.{4}=\n$/, "=\n")],
  ["stray_bits", (text: string) => text.replace(/.=\n$/, "V=\n")],
  ["an_empty_extension", (text: string) => `${text}\n`],
  ["a_plus_in_its_origin", (text: string) => `a+${text}`],
  ["too_many_extensions", (text: string) => text + "x\n".repeat(14)],
])("a_checkpoint_with_%s_is_refused", (_, change) => {
  const { text } = must(parseNote(vectors.checkpoint_7));
  expect(parseCheckpoint(text)).not.toBeNull();
  expect(parseCheckpoint(change(text))).toBeNull();
});

it("no_changed_proof_leads_to_the_root", () => {
  const [inclusion, consistency] = [hashes(vectors.inclusion_3_of_7), hashes(vectors.consistency_3_7)];
  const leaf = leafHash(must(leaves[3]));
  const included = (proof: Uint8Array[], index = 3, size = 7) => isIncluded(index, size, leaf, proof, root(7));
  const consistent = (proof: Uint8Array[], old = 3, now = 7) => isConsistent({ size: old, root: root(old) }, { size: now, root: root(now) }, proof);
  expect([included(inclusion), consistent(consistency)]).toEqual([true, true]);
  for (const [proof, holds] of [[inclusion, included], [consistency, consistent]] as const) {
    for (let i = 0; i < proof.length; i++) {
      for (let byte = 0; byte < 32; byte++) expect(holds(proof.map((hash, at) => (at === i ? hash.map((x, b) => (b === byte ? x ^ 1 : x)) : hash)))).toBe(false);
      expect(holds(proof.filter((_, at) => at !== i))).toBe(false);
      expect(holds([...proof.slice(0, i), must(proof[i]), ...proof.slice(i)])).toBe(false);
      if (i > 0) expect(holds([...proof.slice(0, i - 1), must(proof[i]), must(proof[i - 1]), ...proof.slice(i + 1)])).toBe(false);
    }
    expect(holds([])).toBe(false);
  }
  // Trees of five to eight leaves have their fourth leaf at the same place: only the signature tells them apart.
  for (let index = 0; index < 9; index++) for (let size = 0; size < 9; size++) if (index !== 3 || size < 5 || size > 8) expect([index, size, included(inclusion, index, size)]).toEqual([index, size, false]);
  for (let old = 0; old < 8; old++) for (let now = 0; now < 8; now++) if (old !== 3 || now !== 7) expect([old, now, consistent(consistency, old, now)]).toEqual([old, now, false]);
});

it("no_changed_leaf_has_the_same_hash_and_few_are_leaves_at_all", () => {
  const draw = drawn(11);
  for (const leaf of leaves) {
    for (let i = 0; i < 300; i++) {
      const text = spoilt(leaf, draw);
      if (text !== leaf) expect(same(leafHash(text), leafHash(leaf)), text).toBe(false);
    }
  }
});

it.each([
  ["{}"],
  ['{"a":1,}'],
  ['{"a":1}\n'],
  ['{ "a":1}'],
  ['{"a": 1}'],
  ['{"b":1,"a":1}'],
  ['{"a":1,"a":1}'],
  ['{"A":1}'],
  ['{"1a":1}'],
  [`{"${"a".repeat(33)}":1}`],
  ['{"a":1.0}'],
  ['{"a":1e3}'],
  ['{"a":-0}'],
  ['{"a":007}'],
  ['{"a":9007199254740992}'],
  ['{"a":-9007199254740992}'],
  ['{"a":null}'],
  ['{"a":true}'],
  ['{"a":[1]}'],
  ['{"a":""}'],
  ['{"a":"张三"}'],
  ['{"a":"x y"}'],
  ['{"a":"x\\u0041"}'],
  [`{"a":"${"x".repeat(129)}"}`],
  ['{"a":{"c":"AAAA"}}'],
  ['{"a":{"d":"7fRISPmV0MuwdmIYsf6vWAvDjqxg0ISHwlgBtUmc1Yw="}}'],
  ['{"a":{"c":"7fRISPmV0MuwdmIYsf6vWAvDjqxg0ISHwlgBtUmc1Yx="}}'],
  ['{"a":1}{"a":1}'],
  ["[1]"],
  [""],
])("%s_is_no_leaf", (text) => expect(Leaf.parse(text)).toBeNull());

it("a_leaf_has_what_the_format_page_allows", () => {
  const leaf = must(Leaf.parse('{"a":-9007199254740991,"b":"A.z_0:/-","c":{"c":"7fRISPmV0MuwdmIYsf6vWAvDjqxg0ISHwlgBtUmc1Yw="},"d":0}'));
  expect([leaf.count("a"), leaf.text("b"), leaf.count("d"), leaf.text("a"), leaf.count("x")]).toEqual([null, "A.z_0:/-", 0, null, null]);
  expect(toBase64(must(leaf.commitment("c")))).toBe("7fRISPmV0MuwdmIYsf6vWAvDjqxg0ISHwlgBtUmc1Yw=");
  expect(Leaf.parse(`{${Array.from({ length: 200 }, (_, i) => `"k${String(i).padStart(3, "0")}":"${"x".repeat(100)}"`).join(",")}}`)).toBeNull();
});

it("a_leaf_whose_sm3_is_no_digest_binds_nothing", () => {
  const leaf = (sm3: string) => must(Leaf.parse(`{"sha256":"${"0".repeat(64)}","sm3":"${sm3}"}`));
  const digests = { sha256: new Uint8Array(32), sm3: new Uint8Array(32), size: 1 };
  expect([leaf("0".repeat(64)).binds(digests), leaf("none").binds(digests)]).toEqual([true, false]);
});

it.each([
  ["another_id", vectors.log_vkey.replace("8032d1b5", "8032d1b6")],
  ["another_name", vectors.log_vkey.replace("330106/1", "330106/2")],
  ["no_name", vectors.log_vkey.replace(/^[^+]*/, "")],
  ["a_space", vectors.log_vkey.replace("330106", "33 0106")],
  ["a_kind_that_we_do_not_know", vectors.log_vkey.replace("+AZ", "+BZ")],
  ["a_byte_too_few", vectors.log_vkey.slice(0, -4)],
  ["a_line_break", `${vectors.log_vkey}\n`],
  ["two_parts", "a+b"],
])("a_key_with_%s_is_refused", (_, text) => expect(parseKey(text)).toBeNull());

/** Points of small order sign anything; a strict verifier takes none of them. */
it("no_key_and_no_signature_of_small_order_is_taken", () => {
  const identity = new Uint8Array(32);
  identity[0] = 1;
  const weak: Key = { ...logKey, bytes: identity };
  expect(accepts(weak, utf8("x"), concat(identity, new Uint8Array(32)))).toBe(false);
});

it("a_signature_cannot_be_written_a_second_way", () => {
  const note = must(parseNote(vectors.checkpoint_7));
  const [line] = note.signatures;
  const bytes = must(line).bytes;
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Array.from(bytes.subarray(32).slice().reverse(), (byte) => byte.toString(16).padStart(2, "0")).join("")}`) + order;
  const other = Uint8Array.from({ length: 32 }, (_, i) => Number((s >> BigInt(8 * i)) & 255n));
  expect(accepts(logKey, utf8(note.text), bytes)).toBe(true);
  expect(accepts(logKey, utf8(note.text), concat(bytes.subarray(0, 32), other))).toBe(false);
});

it("every_line_under_a_key_must_hold", () => {
  const note = LOG.checkpoint(7, new Uint8Array(32));
  const [key, line] = [must(parseKey(LOG.vkey)), /— .*\n/.exec(note)?.[0] ?? ""];
  const wrong = line.replace(/(.{60})./, (text) => text.slice(0, -1) + (text.endsWith("A") ? "B" : "A"));
  expect(signedBy(must(parseNote(note + line)), key)).toBe("right");
  expect(signedBy(must(parseNote(note + wrong)), key)).toBe("wrong");
  expect(signedBy(must(parseNote(note)), must(parseKey(WITNESS.vkey)))).toBe("wrong");
});

it("the_latest_of_two_cosignatures_counts", () => {
  const note = WITNESS.cosign(WITNESS.cosign(LOG.checkpoint(7, new Uint8Array(32)), 50), 40);
  expect(cosignedBy(must(parseNote(note)), must(parseKey(WITNESS.vkey)))).toEqual({ signed: "right", seconds: 50 });
});

it.each([
  ["another_first_line", (text: string) => text.replace("@v1", "@v2")],
  ["no_index", (text: string) => text.replace("index 3\n", "")],
  ["an_index_with_a_zero_in_front", (text: string) => text.replace("index 3", "index 03")],
  ["a_line_that_is_no_hash", (text: string) => text.replace("LzBI", "LzB")],
  ["no_note", (text: string) => text.slice(0, text.indexOf("\n\n") + 2)],
  ["too_many_hashes", (text: string) => text.replace("index 3\n", `index 3\n${`${vectors.commitment.sha256_b64}\n`.repeat(64)}`)],
])("a_tlog_proof_with_%s_is_refused", (_, change) => expect(parseTlogProof(change(vectors.tlog_proof_index_3))).toBeNull());

it("a_line_that_nobody_signed_is_skipped", () => {
  expect(parseTlogProof(vectors.tlog_proof_index_3.replace("index", "extra aGk=\nindex"))?.index).toBe(3);
  expect(parseAddCheckpoint(vectors.add_checkpoint_request_3_7.replace("old 3", "old three"))).toBeNull();
  expect(hashFromBase64("AAAA")).toBeNull();
});
