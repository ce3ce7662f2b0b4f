/** The sample package whole, and damaged in every way the format page speaks of. */
import { expect, it } from "vitest";
import { Signer, Sm2Signer } from "../../test/log";
import { blobOf, bothTrees, type Fact, LOG, pack, payloadOf, POLICY, prove, type Sample, sample, SM3_LOG, TOP, underTop, WITNESS, withManifests, withSm3 } from "../../test/sample";
import { type File, filesOf, headerOf, sumUp, tarOf } from "../../test/tar";
import { concat, toHex, utf8 } from "./bytes";
import { digestOf } from "./digest";
import type { DefectCode, Report, Verdict } from "./findings";
import { verifyPackage } from "./package";
import { Policy } from "./policy";

function policyOf(text: string): Policy {
  const policy = Policy.parse(text);
  if (typeof policy === "string") throw new Error(policy);
  return policy;
}
const POLICY_READ = policyOf(POLICY);
const check = (tar: Uint8Array, policy: Policy | null = POLICY_READ): Promise<Report> => verifyPackage(blobOf(tar), policy);
const blamed = ({ defects }: Report): string[] => [...new Set(defects.map(({ file }) => file))];
const has = ({ defects }: Report, code: DefectCode, file: string): boolean => defects.some((defect) => defect.code === code && defect.file === file);
/** Files below the top folder, of the sample or of any tar. */
const files = (tar = pack(sample())): File[] => filesOf(tar).map(({ path, bytes }) => ({ path: path.slice(TOP.length + 1), bytes }));
const tar = (members: readonly File[]): Uint8Array => tarOf(underTop(members));
const replace = (path: string, change: (bytes: Uint8Array) => Uint8Array): File[] => files().map((file) => (file.path === path ? { ...file, bytes: change(file.bytes) } : file));
const spoil = (change: (made: Sample) => void): Uint8Array => {
  const made = sample();
  change(made);
  return pack(made);
};
/** A case whose log vouches for facts that are wrong in themselves. */
const vouched = (change: (facts: Fact[]) => void): Uint8Array => {
  const { facts, files: documents } = sample();
  change(facts);
  return pack(prove(facts, documents));
};
const first = <T>(items: readonly T[]): T => {
  const [item] = items;
  if (item === undefined) throw new Error("nothing there");
  return item;
};

it("the_sample_has_the_bytes_of_the_format_page_and_is_proven", async () => {
  const made = pack(sample());
  expect(made.length).toBe(18432);
  expect(toHex(digestOf("sha256", made))).toBe("9f0d1ed90917f99f4f718b6bcac67a5ddadf166e548347a98e9feb4e2b4811f1");
  expect(toHex(digestOf("sm3", made))).toBe("1ff998c33f4ec280bb47e93214fb0d03173077da9770a92335c8fe0a35bfc996");
  const report = await check(made);
  expect(report).toMatchObject({ verdict: "proven", subject: TOP, defects: [], head: { size: 7 }, witnesses: [{ name: "w", seconds: 1_764_000_100 }] });
  expect(report.proven.join("")).toContain("见证方 w（witness.example/1）于2025年11月25日 00:01:40（北京时间）见过这个日志的前 7 条");
});

it("the_unpacked_folder_is_proven_as_the_tar_is", async () => {
  const folder = (members: readonly File[]) => members.map(({ path, bytes }) => ({ path: `${TOP}/${path}`, blob: blobOf(bytes) }));
  expect((await verifyPackage(folder(files()), POLICY_READ)).verdict).toBe("proven");
  const littered = await verifyPackage(folder([...files(), { path: ".DS_Store", bytes: utf8("x") }]), POLICY_READ);
  expect(littered).toMatchObject({ verdict: "invalid", defects: [{ file: `${TOP}/.DS_Store`, code: "member_path" }] });
});

it("nobody_is_believed_without_a_policy_and_it_says_so", async () => {
  const report = await check(pack(sample()), null);
  expect(report).toMatchObject({ verdict: "not_witnessed", witnesses: [] });
  expect(report.warnings.join("")).toContain("不予采信");
  expect(report.proven.join("")).toContain("出自哪个机关未经证明");
});

const noteOf = (made: Sample): NonNullable<Sample["sm3"]> => {
  if (!made.sm3) throw new Error("no SM3 part");
  return made.sm3;
};
const withBoth = (change: (made: Sample) => void = () => undefined): Uint8Array => {
  const made = withSm3(sample());
  change(made);
  return pack(made);
};
const BOTH = policyOf(bothTrees(POLICY));
const SM3_ALONE = policyOf(POLICY.replace(/^log .*/, `log ${SM3_LOG.vkey}`));

it("a_policy_may_demand_either_tree_or_both", async () => {
  for (const policy of [POLICY_READ, BOTH, SM3_ALONE]) {
    const report = await check(withBoth(), policy);
    expect(report).toMatchObject({ verdict: "proven", defects: [], head: { size: 7 }, sm3Head: { size: 7, origin: "efr.example/330106/1/sm3" } });
  }
  expect(await check(withBoth(), null)).toMatchObject({ verdict: "not_witnessed", defects: [] });
  expect((await check(withBoth())).warnings.join("")).toContain("没有列出 SM3 树的公钥");
  expect((await check(withBoth(), SM3_ALONE)).warnings.join("")).toContain("没有列出 SHA-256 树的公钥");
  const missing = await check(pack(sample()), BOTH);
  expect([missing.verdict, missing.defects.map(({ code }) => code)]).toEqual(["incomplete", ["member_missing", "member_missing", "member_missing"]]);
});

it("a_quorum_in_one_tree_is_not_one_in_the_other", async () => {
  const unseen = withBoth((made) => void (noteOf(made).checkpoint = noteOf(made).checkpoint.replace(/— witness.*\n/, "")));
  expect([(await check(unseen)).verdict, (await check(unseen, BOTH)).verdict, (await check(unseen, SM3_ALONE)).verdict]).toEqual(["proven", "not_witnessed", "not_witnessed"]);
  expect((await check(unseen, BOTH)).warnings.join("")).toContain("SM3 树的检查点尚未取得");
});

it.each<[string, (made: Sample) => void, DefectCode, string]>([
  ["a_proof_cut_short", (made) => void noteOf(made).proofs[1]?.proof.pop(), "proof_wrong", "data/facts.jsonl"],
  ["a_proof_left_out", (made) => void noteOf(made).proofs.pop(), "proof_missing", "data/sm3/proofs.jsonl"],
  ["the_proofs_of_the_other_tree", (made) => void (noteOf(made).proofs = made.proofs), "proof_wrong", "data/facts.jsonl"],
  ["the_checkpoint_of_the_other_tree", (made) => void (noteOf(made).checkpoint = made.checkpoint), "signature", "data/sm3/checkpoint.txt"],
  ["another_root", (made) => void (noteOf(made).checkpoint = SM3_LOG.checkpoint(7, new Uint8Array(32))), "proof_wrong", "data/facts.jsonl"],
  ["a_stranger_under_its_name", (made) => void (noteOf(made).checkpoint = new Sm2Signer("efr.example/330106/1", new Uint8Array(32).fill(6)).checkpoint(7, new Uint8Array(32))), "signature", "data/sm3/checkpoint.txt"],
  ["another_log", (made) => {
    const other = new Sm2Signer("efr.example/330106/2", new Uint8Array(32).fill(6));
    Object.assign(noteOf(made), { checkpoint: other.checkpoint(7, new Uint8Array(32)), vkey: other.vkey });
  }, "fact_disagrees", "data/sm3/checkpoint.txt"],
  ["the_key_of_the_other_tree", (made) => void (noteOf(made).vkey = LOG.vkey), "form", "data/sm3/log.vkey"],
])("in_the_sm3_part_%s_is_named", async (_, change, code, file) => {
  const report = await check(withBoth(change), null);
  expect(has(report, code, file), JSON.stringify(report.defects)).toBe(true);
});

it("half_an_sm3_part_is_incomplete", async () => {
  for (const path of ["data/sm3/proofs.jsonl", "data/sm3/checkpoint.txt", "data/sm3/log.vkey"]) {
    const left = withManifests(files(withBoth()).filter((file) => file.path !== path));
    const report = await check(tar(left), null);
    expect(has(report, "member_missing", path)).toBe(true);
  }
});

const STRANGER = Signer.log(LOG.name, new Uint8Array(32).fill(9));
const OTHER_LOG = Signer.log("efr.example/330106/2", new Uint8Array(32).fill(9));
const OTHER_WITNESS = Signer.witness("witness.example/2", new Uint8Array(32).fill(8));

it.each<[string, string, Verdict, DefectCode[]]>([
  ["of_the_log_alone", `log ${LOG.vkey}\nquorum none\n`, "proven", []],
  ["that_is_a_bare_key", LOG.vkey, "not_witnessed", []],
  ["that_asks_for_another_witness_too", `log ${LOG.vkey}\nwitness w ${WITNESS.vkey}\nwitness x ${OTHER_WITNESS.vkey}\ngroup g all w x\nquorum g\n`, "not_witnessed", []],
  ["of_another_key_of_the_same_name", `log ${STRANGER.vkey}\nquorum none\n`, "invalid", ["signature"]],
  ["of_another_log", `log ${OTHER_LOG.vkey}\nquorum none\n`, "invalid", ["log_not_trusted"]],
])("a_policy_%s", async (_, text, verdict, codes) => {
  const report = await check(pack(sample()), policyOf(text));
  expect([report.verdict, report.defects.map(({ code }) => code)]).toEqual([verdict, codes]);
});

it("each_flipped_byte_of_each_file_is_named", async () => {
  const made = pack(sample());
  for (const { path, bytes, at } of filesOf(made)) {
    for (let i = 0; i < bytes.length; i += 23) {
      const flipped = made.slice();
      flipped[at + 512 + i] = (flipped[at + 512 + i] ?? 0) ^ 1;
      const report = await check(flipped);
      expect([path, i, report.verdict]).toEqual([path, i, "invalid"]);
      expect(blamed(report), `${path} at ${i}`).toContain(path.slice(TOP.length + 1));
    }
  }
}, 60_000);

it("a_flipped_byte_between_the_files_never_passes_with_other_contents", async () => {
  const made = pack(sample());
  for (const { at } of filesOf(made)) {
    for (const i of [0, 1, 20, 60, 124, 130, 135, 148, 156, 257, 345]) {
      const flipped = made.slice();
      flipped[at + i] = (flipped[at + i] ?? 0) ^ 1;
      expect((await check(flipped)).verdict, `${at} + ${i}`).not.toBe("proven");
      sumUp(flipped.subarray(at, at + 512));
      const report = await check(flipped);
      if (report.verdict === "proven") expect(report.details).toEqual((await check(made)).details);
    }
  }
}, 60_000);

it("a_package_cut_anywhere_is_incomplete", async () => {
  const made = pack(sample());
  for (let length = 0; length < made.length - 1024; length += 97) expect([length, (await check(made.slice(0, length))).verdict]).toEqual([length, "incomplete"]);
});

it("each_dropped_added_doubled_or_renamed_file_is_named", async () => {
  for (const { path } of files()) {
    const dropped = await check(tar(files().filter((file) => file.path !== path)));
    expect([path, blamed(dropped).includes(path)]).toEqual([path, true]);
    const renamed = await check(tar(files().map((file) => (file.path === path ? { ...file, path: `${path}x` } : file))));
    expect(blamed(renamed), path).toEqual(expect.arrayContaining([path, `${path}x`]));
    const doubled = await check(tar([...files(), { ...first(files().filter((file) => file.path === path)), path: path.toUpperCase().replace("DATA", "data") }]));
    expect(doubled.verdict, path).toBe("invalid");
  }
  const added = await check(tar([...files(), { path: "data/main/999.pdf", bytes: utf8("x") }]));
  expect(has(added, "member_unlisted", "data/main/999.pdf")).toBe(true);
});

it("a_document_swapped_or_planted_under_rewritten_manifests_is_not_in_the_facts", async () => {
  const path = "data/main/001_WS01.pdf";
  const swapped = await check(tar(withManifests(replace(path, () => utf8("%PDF-1.7 two")))));
  expect(swapped.defects).toMatchObject([{ file: path, code: "not_in_facts" }]);
  const planted = await check(tar(withManifests([...files(), { path: "data/annex/9.pdf", bytes: utf8("x") }])));
  expect(has(planted, "not_in_facts", "data/annex/9.pdf")).toBe(true);
});

it("one_manifest_forged_to_match_a_forged_file_does_not_help", async () => {
  const path = "data/main/001_WS01.pdf";
  const forged = withManifests(replace(path, () => utf8("%PDF-1.7 two")));
  for (const name of ["manifest-sha256.txt", "manifest-sm3.txt"]) {
    const members = replace(path, () => utf8("%PDF-1.7 two")).map((file) => (file.path === name ? first(forged.filter((one) => one.path === name)) : file));
    expect(blamed(await check(tar(members)))).toEqual([path, name].sort());
  }
});

it.each<[string, DefectCode, string, (made: Sample) => void]>([
  ["changed_body", "body_altered", "data/facts.jsonl", ({ facts }) => void (facts[0] = { ...first(facts), body: "{}" })],
  ["half_opening", "body_altered", "data/facts.jsonl", ({ facts }) => void (facts[0] = { ...first(facts), salt: null })],
  ["changed_leaf", "proof_wrong", "data/facts.jsonl", ({ facts }) => void (facts[0] = { ...first(facts), leaf: first(facts).leaf.replace("off_1", "off_2") })],
  ["leaf_that_no_writer_wrote", "form", "data/facts.jsonl", ({ facts }) => void (facts[0] = { ...first(facts), leaf: first(facts).leaf.replace(":", ": ") })],
  ["stream_beside_the_leaf", "fact_disagrees", "data/facts.jsonl", ({ facts }) => void (facts[0] = { ...first(facts), stream: "case_2" })],
  ["facts_out_of_order", "fact_order", "data/facts.jsonl", ({ facts }) => void facts.reverse()],
  ["fact_left_out", "stream_gap", "data/facts.jsonl", ({ facts, proofs }) => void (facts.splice(1, 1), proofs.splice(1, 1))],
  ["proof_left_out", "proof_missing", "data/proofs.jsonl", ({ proofs }) => void proofs.pop()],
  ["proof_of_nothing", "proof_wrong", "data/proofs.jsonl", ({ proofs }) => void proofs.push({ n: 6, proof: [] })],
  ["proof_cut_short", "proof_wrong", "data/facts.jsonl", ({ proofs }) => void first(proofs).proof.pop()],
  ["proof_too_long", "form", "data/proofs.jsonl", ({ proofs }) => void first(proofs).proof.push(...Array<string>(64).fill(first(first(proofs).proof)))],
  ["checkpoint_of_another_tree", "proof_wrong", "data/facts.jsonl", (made) => void (made.checkpoint = WITNESS.cosign(LOG.checkpoint(7, new Uint8Array(32)), 5))],
  ["forged_cosignature", "signature", "data/checkpoint.txt", (made) => void (made.checkpoint = made.checkpoint.replace(/(witness.example\/1 .{20})./, "$1A"))],
  ["checkpoint_without_its_log", "signature", "data/checkpoint.txt", (made) => void (made.checkpoint = made.checkpoint.replace(/— efr.*\n/, ""))],
  ["package_without_facts", "proof_missing", "data/facts.jsonl", (made) => void ((made.facts = []), (made.proofs = []), (made.files = []))],
])("a_%s_is_found", async (_, code, file, change) => {
  const report = await check(spoil(change));
  expect(report.defects.map((defect) => [defect.code, defect.file])).toContainEqual([code, file]);
});

it("a_stream_must_begin_at_its_beginning_even_if_the_log_vouches_for_it", async () => {
  const report = await check(vouched((facts) => void facts.shift()));
  expect(has(report, "stream_gap", "data/facts.jsonl")).toBe(true);
});

it("a_body_lawfully_destroyed_leaves_the_fact_proven", async () => {
  const report = await check(spoil(({ facts }) => void (facts[0] = { ...first(facts), salt: null, body: null })));
  expect(report.verdict).toBe("proven");
  expect(report.warnings.join("")).toContain("1 条事实不含正文");
});

it.each<[string, string]>([
  ["a_key_left_out", '{"n":1,"stream":"case_1","version":1,"leaf":"{}","salt":null}'],
  ["a_key_too_many", '{"n":1,"stream":"case_1","version":1,"leaf":"{}","salt":null,"body":null,"x":1}'],
  ["a_key_twice", '{"n":1,"n":1,"stream":"case_1","version":1,"leaf":"{}","salt":null,"body":null}'],
  ["a_fraction", '{"n":1.0,"stream":"case_1","version":1,"leaf":"{}","salt":null,"body":null}'],
  ["a_list", '[1,"case_1",1,"{}",null,null]'],
  ["half_a_character", '{"n":1,"stream":"\\ud800","version":1,"leaf":"{}","salt":null,"body":null}'],
  ["nothing", ""],
])("a_line_with_%s_is_no_fact", async (_, line) => {
  const members = withManifests(replace("data/facts.jsonl", (bytes) => concat(bytes, utf8(`${line}\n`))));
  const report = await check(tar(members));
  expect(report.defects.map((defect) => defect.what)).toContain("第 5 行不是一条事实。");
});

it("names_that_could_leave_the_folder_and_members_that_are_no_files_are_refused", async () => {
  for (const path of [`${TOP}/../x`, `/${TOP}/x`, "x", "other/x", `${TOP}/a//b`, `${TOP}/.hidden`, `${TOP}/键`, `${TOP}/a\\b`, `${TOP}/${"a".repeat(65)}`]) {
    const report = await check(concat(tarOf([{ path, bytes: utf8("x") }]).subarray(0, 1024), pack(sample())));
    expect(report.defects.some((defect) => defect.code === "member_path"), path).toBe(true);
  }
  for (const kind of ["1", "2", "3", "4", "6", "7", "x", "g", "L", "K", "S", "V"]) {
    const report = await check(concat(pack(sample()).slice(0, -1024), tarOf([{ path: `${TOP}/x`, bytes: new Uint8Array(), kind }])));
    expect([kind, has(report, "member_kind", "x")]).toEqual([kind, true]);
  }
  const folders = await check(concat(headerOf({ path: `${TOP}/data/`, bytes: new Uint8Array(), kind: "5" }, 0), pack(sample())));
  expect(folders.verdict).toBe("proven");
});

it("nothing_may_hide_behind_the_end", async () => {
  const made = pack(sample());
  expect((await check(concat(made, made))).defects).toMatchObject([{ file: "", code: "tar_form" }]);
  expect((await check(concat(made, new Uint8Array(8192)))).verdict).toBe("proven");
  expect((await check(concat(made, new Uint8Array(1024 * 1024 + 1)))).verdict).toBe("invalid");
});

it("what_is_no_package_is_not_proven", async () => {
  expect((await check(new Uint8Array())).verdict).toBe("incomplete");
  expect((await check(utf8("PK\x03\x04".repeat(400)))).verdict).toBe("invalid");
});

it("a_list_of_files_to_fetch_and_a_wrong_payload_size_are_refused", async () => {
  expect(has(await check(tar(withManifests([...files(), { path: "fetch.txt", bytes: utf8("") }]))), "form", "fetch.txt")).toBe(true);
  const resized = withManifests(replace("bag-info.txt", (bytes) => utf8(new TextDecoder().decode(bytes).replace("Oxum: ", "Oxum: 1"))));
  expect((await check(tar(resized))).defects).toMatchObject([{ file: "bag-info.txt", code: "form" }]);
});

it("a_ruined_package_does_not_ruin_the_report", async () => {
  const many = Array.from({ length: 1500 }, (_, i) => ({ path: `data/main/${i}.pdf`, bytes: utf8(String(i)) }));
  const report = await check(tar([...files(), ...many]));
  expect([report.defects.length, report.moreDefects > 400]).toEqual([1000, true]);
});

it("payload_files_in_any_order_are_proven", async () => {
  expect((await check(tar(files().reverse()))).verdict).toBe("proven");
  expect(payloadOf(sample())).toHaveLength(8);
});
