/** Whole logs: every kind of damage is named, and what is signed twice convicts. */
import { describe, expect, it } from "vitest";
import { factsOf, headAt, lines, Mirror, rootAt, typed } from "../../../test/folder";
import { Signer } from "../../../test/log";
import { type Fact, fact, LOG, SM3_LOG, WITNESS } from "../../../test/sample";
import { concat, utf8 } from "../bytes";
import type { DefectCode, Report } from "../findings";
import { QUIETLY } from "../package";
import { Policy } from "../policy";
import { keptNotes } from "./heads";
import { verifyLog } from "./log";

/** Whole tiles and parts, on two levels. */
const COUNT = 700;
const FACTS = factsOf(COUNT);
const POLICY_TEXT = `log ${LOG.vkey}\nlog ${SM3_LOG.vkey}\nquorum none\n`;

function policyOf(text: string): Policy {
  const policy = Policy.parse(text);
  if (typeof policy === "string") throw new Error(policy);
  return policy;
}
const POLICY = policyOf(POLICY_TEXT);
/** With bodies, as `liuhen export journal` writes it. */
const JOURNAL = Mirror.of(FACTS);
/** With leaves, as `liuhen export log --leaves` does. */
const LOG_FOLDER = JOURNAL.without("facts.jsonl");
/** Hashes alone. */
const BARE = LOG_FOLDER.without("tile/entries");

const check = (mirror: Mirror, policy: Policy | null = POLICY, kept: { name: string; note: string }[] = []): Promise<Report> => verifyLog({ files: mirror.blobs, kept }, policy);
const named = ({ defects }: Report): string[] => [...new Set(defects.map(({ code, file }) => `${code} ${file}`))].sort();
const says = ({ defects }: Report, text: string): boolean => defects.some(({ what }) => what.includes(text));

describe("what is sound", () => {
  it("a_sound_log_is_proven_with_bodies_with_leaves_without_them_and_without_hashes", async () => {
    for (const [mirror, read] of [
      [JOURNAL, COUNT],
      [LOG_FOLDER, COUNT],
      [BARE, 0],
      [LOG_FOLDER.without("tile/0", "tile/1", "sm3/tile"), COUNT],
      [new Mirror(new Map([...JOURNAL.files].filter(([path]) => !path.includes("tile/")))), COUNT],
    ] as const) {
      const report = await check(mirror);
      expect(report).toMatchObject({ verdict: "proven", defects: [], head: { size: COUNT }, sm3Head: { size: COUNT } });
      expect(report.details[2]?.[1]).toBe(`${read} 条`);
      expect(report.proven.join("")).toContain("SM3 树：由全部 700 条");
      expect(report.proven.join("")).toContain("SHA-256 树：先后签出的 2 个检查点都是它的开头");
    }
    expect(await check(LOG_FOLDER, null)).toMatchObject({ verdict: "not_witnessed", defects: [] });
  });

  it.each([1, 255, 256, 257, 300, 511, 512, 513])("a_log_of_%i_facts_is_proven", async (size) => {
    for (const mirror of [Mirror.of(FACTS.slice(0, size), 1), Mirror.of(FACTS.slice(0, size), 1).without("facts.jsonl", "tile/entries")]) expect(await check(mirror)).toMatchObject({ verdict: "proven", defects: [] });
  });

  it("an_empty_log_is_proven", async () => {
    expect(await check(Mirror.of([], 0))).toMatchObject({ verdict: "proven", defects: [], head: { size: 0 } });
  });

  it("a_whole_tile_serves_where_the_log_has_grown_since", async () => {
    const part = "tile/0/002.p/188";
    const grown = BARE.without(part).with("tile/0/002", concat(BARE.bytes(part), new Uint8Array((256 - 188) * 32).fill(7)));
    expect(await check(grown)).toMatchObject({ verdict: "proven", defects: [] });
  });

  it("a_body_that_was_lawfully_destroyed_is_told_and_accuses_nobody", async () => {
    const report = await check(Mirror.of(FACTS.map((one) => (one.n === 5 ? { ...one, salt: null, body: null } : one))));
    expect(report).toMatchObject({ verdict: "proven", defects: [] });
    expect(report.warnings.join("")).toContain("1 条事实不含正文");
  });

  it("the_quorum_is_that_of_the_newest_head_in_each_tree_that_is_named", async () => {
    const policy = policyOf(POLICY_TEXT.replace("quorum none", `witness w ${WITNESS.vkey}\nquorum w`));
    const signed = (mirror: Mirror, path: string): Mirror => mirror.with(path, WITNESS.cosign(mirror.text(path), 1_764_000_100));
    expect((await check(BARE, policy)).verdict).toBe("not_witnessed");
    const one = await check(signed(BARE, "checkpoint"), policy);
    expect(one.verdict).toBe("not_witnessed");
    expect(one.warnings.join("")).toContain("SM3 树的检查点尚未");
    expect((await check(signed(signed(BARE, "checkpoint"), "sm3/checkpoint"), policy)).verdict).toBe("proven");
    const earlier = BARE.with("checkpoints.jsonl", lines([{ size: 300, note: WITNESS.cosign(headAt(FACTS, 300), 1_764_000_000) }]));
    expect((await check(earlier, policy)).warnings.join("")).toContain("前 300 条已由所要求的见证方签名");
  });
});

describe("hashes and leaves", () => {
  it.each(["tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2", "sm3/tile/0/000", "sm3/tile/1/000.p/2"])("an_altered_hash_in_%s_is_named", async (path) => {
    for (const mirror of [JOURNAL, LOG_FOLDER]) {
      const report = await check(mirror.flipped(path, 40));
      expect([report.verdict, ...named(report)]).toEqual(["invalid", `member_altered ${path}`]);
    }
    // A part of the last tile has nothing above it: only the root contradicts it.
    const report = await check(BARE.flipped(path, 40));
    expect(report.verdict).toBe("invalid");
    expect(named(report)).toContain(path.endsWith(".p/188") ? "proof_wrong checkpoint" : `member_altered ${path}`);
  });

  it("an_altered_leaf_is_named_by_its_number", async () => {
    const path = "tile/entries/001";
    const report = await check(LOG_FOLDER.flipped(path, LOG_FOLDER.text(path).indexOf('"at":1764') + 8));
    expect(report.verdict).toBe("invalid");
    expect(named(report)).toEqual(["member_altered tile/entries"]);
    expect(says(report, "第 256 条与检查点")).toBe(true);
  });

  it("a_bundle_that_is_none_is_named_and_the_hashes_serve", async () => {
    for (const bytes of [utf8("\0\x09x"), LOG_FOLDER.bytes("tile/entries/001").slice(0, -1)]) expect(named(await check(LOG_FOLDER.with("tile/entries/001", bytes)))).toEqual(["form tile/entries/001"]);
    // What is longer than any may be is not read, and so not there.
    expect(named(await check(LOG_FOLDER.with("tile/entries/001", new Uint8Array(256 * 65_537 + 1))))).toEqual(["form tile/entries/001", "member_missing tile/entries/001"]);
    expect(named(await check(LOG_FOLDER.without("tile/entries/001")))).toEqual(["member_missing tile/entries/001"]);
  });

  it("leaves_that_say_another_number_or_leave_a_version_out_are_named", async () => {
    const wrong = FACTS.map((one) => (one.n === 8 ? { ...one, leaf: one.leaf.replace('"n":8', '"n":9') } : one.n === 9 ? { ...one, leaf: one.leaf.replace('"sv":2', '"sv":3') } : one));
    const report = await check(Mirror.of(wrong).without("facts.jsonl"));
    expect(named(report)).toEqual(["fact_disagrees tile/entries/000", "stream_gap tile/entries/000"]);
  });

  it("a_missing_part_is_incomplete", async () => {
    for (const path of ["tile/0/001", "tile/1", "sm3/tile/0/002", "checkpoint", "sm3/"]) expect([path, (await check(BARE.without(path))).verdict]).toEqual([path, "incomplete"]);
    expect((await check(LOG_FOLDER.without("sm3/"), policyOf(`log ${LOG.vkey}\nquorum none\n`))).verdict).toBe("proven");
    expect((await check(new Mirror(new Map()))).verdict).toBe("incomplete");
  });

  it("trees_over_different_leaves_are_found", async () => {
    const other = Mirror.of(FACTS.map((one) => (one.n === 3 ? fact(3, "case_3", 1, "for SM3 eyes") : one)));
    const mixed = new Mirror(new Map([...LOG_FOLDER.files, ...[...other.files].filter(([path]) => path.startsWith("sm3/"))]));
    const report = await check(mixed);
    expect(report.verdict).toBe("invalid");
    expect(says(report, "第 3 条与检查点")).toBe(true);
  });
});

describe("heads", () => {
  const forged = FACTS.map((one) => (one.n === 100 ? fact(100, "case_2", 15, "forged") : one));
  const kept = (name: string, note: string) => [{ name, note }];

  it("a_forger_who_recomputes_everything_cannot_sign_it", async () => {
    let mirror = Mirror.of(forged);
    for (const path of ["checkpoint", "sm3/checkpoint", "checkpoints.jsonl", "sm3/checkpoints.jsonl"]) mirror = mirror.with(path, JOURNAL.bytes(path));
    for (const one of [mirror, mirror.without("facts.jsonl"), mirror.without("facts.jsonl", "tile/entries")]) expect(named(await check(one))).toEqual(["proof_wrong checkpoint", "proof_wrong sm3/checkpoint"]);
  });

  it("a_second_history_convicts_the_log_by_a_kept_head_and_the_evidence_can_be_saved", async () => {
    const mirror = Mirror.of(forged).without("facts.jsonl");
    expect((await check(mirror)).verdict).toBe("proven");
    // Before the forgery both are one.
    expect((await check(mirror, POLICY, kept("旧.txt", headAt(FACTS, 90)))).verdict).toBe("proven");
    const report = await check(mirror, POLICY, kept("旧.txt", headAt(FACTS, 101)));
    expect([report.verdict, ...named(report)]).toEqual(["forked", "forked 旧.txt"]);
    expect(report.evidence).toBe(`${headAt(FACTS, 101)}\n${headAt(forged, COUNT)}`);
    const ofSm3 = await check(mirror, POLICY, kept("国密.txt", headAt(FACTS, 101, "sm3")));
    expect([ofSm3.verdict, ofSm3.evidence?.startsWith(headAt(FACTS, 101, "sm3"))]).toEqual(["forked", true]);
    // What nobody of the policy signed convicts nobody.
    const stranger = Signer.log(LOG.name, new Uint8Array(32).fill(9)).checkpoint(101, new Uint8Array(32));
    expect(await check(mirror, POLICY, kept("别人的.txt", stranger))).toMatchObject({ verdict: "invalid", evidence: null });
    expect(await check(mirror, null, kept("旧.txt", headAt(FACTS, 101)))).toMatchObject({ verdict: "invalid", evidence: null });
  });

  it("a_head_in_the_folder_that_the_tree_contradicts_convicts_too", async () => {
    for (const [path, algorithm] of [
      ["checkpoints.jsonl", "sha256"],
      ["sm3/checkpoints.jsonl", "sm3"],
    ] as const) {
      const report = await check(Mirror.of(forged).with(path, lines([{ size: 101, note: headAt(FACTS, 101, algorithm) }])));
      expect([report.verdict, ...named(report)]).toEqual(["forked", `forked ${path}`]);
    }
  });

  it("a_log_shorter_than_a_kept_head_is_incomplete", async () => {
    const report = await check(BARE, POLICY, kept("新.txt", LOG.checkpoint(COUNT + 1, new Uint8Array(32))));
    expect([report.verdict, ...named(report)]).toEqual(["incomplete", "proof_missing 新.txt"]);
  });

  it("a_line_that_is_none_or_states_another_size_is_named", async () => {
    const note = headAt(FACTS, 300);
    for (const [line, code] of [
      ["{}", "form"],
      ["", "form"],
      [JSON.stringify({ size: 301, note }), "fact_disagrees"],
      [JSON.stringify({ size: 300, note, more: 1 }), "form"],
      [JSON.stringify({ size: 300, note: note.replace("\n300\n", "\n301\n") }), "signature"],
      [JSON.stringify({ size: 300, note: "x" }), "form"],
      ["x".repeat(5 * 1024 * 1024), "form"],
    ] as const satisfies readonly (readonly [string, DefectCode])[]) expect(named(await check(BARE.with("checkpoints.jsonl", `${line}\n`)))).toEqual([`${code} checkpoints.jsonl`]);
  });

  it("pasted_notes_are_told_apart", () => {
    const notes = [headAt(FACTS, 3), WITNESS.cosign(headAt(FACTS, 4), 9), headAt(FACTS, 5, "sm3")];
    for (const text of [notes.join(""), notes.join("\n"), `\n\n${notes.join("\n\n\n")}\n\n`, notes.join("").trimEnd()]) expect(keptNotes(text)).toEqual(notes);
    expect(keptNotes(" \n".trim())).toEqual([]);
    expect(keptNotes("x")).toEqual(["x\n"]);
  });
});

describe("facts and rows", () => {
  const altered = (change: (lines: string[]) => readonly string[]) => check(JOURNAL.lines("facts.jsonl", change));

  it("every_change_of_a_fact_is_named", async () => {
    const at = (n: number, change: (fact: Fact) => unknown) => (all: string[]) => all.map((line, i) => (i === n ? JSON.stringify(change(JSON.parse(line) as Fact)) : line));
    for (const [change, verdict, code] of [
      [at(9, (one) => ({ ...one, body: '{"t":"case.opened","n":8}' })), "invalid", "body_altered"],
      [at(9, (one) => ({ ...one, salt: null })), "invalid", "body_altered"],
      [at(9, (one) => ({ ...one, stream: "case_9" })), "invalid", "fact_disagrees"],
      [at(9, (one) => ({ ...one, leaf: one.leaf.replace('"at":1', '"at":2') })), "invalid", "member_altered"],
      [at(9, (one) => ({ ...one, leaf: `${one.leaf} ` })), "invalid", "form"],
      [at(9, (one) => ({ ...one, more: 1 })), "invalid", "form"],
      [at(9, (one) => ({ ...one, n: 2 ** 60 })), "invalid", "fact_order"],
      [(all: string[]) => all.filter((_, i) => i !== 20), "invalid", "fact_order"],
      [([a = "", b = "", ...rest]: string[]) => [b, a, ...rest], "invalid", "fact_order"],
      [(all: string[]) => all.slice(0, 600), "incomplete", "proof_missing"],
      [() => [], "incomplete", "proof_missing"],
      [([, ...rest]: string[]) => ["x".repeat(5 * 1024 * 1024), ...rest], "invalid", "form"],
    ] as const) {
      const report = await altered(change);
      expect(report.verdict).toBe(verdict);
      expect(named(report)).toContain(`${code} facts.jsonl`);
      expect(named(report).every((one) => one.endsWith(" facts.jsonl"))).toBe(true);
    }
    expect(named(await check(JOURNAL.with("facts.jsonl", JOURNAL.bytes("facts.jsonl").slice(0, -1))))).toEqual(["form facts.jsonl"]);
    expect((await check(Mirror.of(FACTS.slice(0, 600)).with("facts.jsonl", lines(FACTS)))).warnings.join("")).toContain("检查点之后还有事实");
  });

  const body = { t: "case.registered", case: "case_1", agency: "agency_1", division: null, act: "penalty", procedure: "ordinary", title: "涉嫌销售不合格产品案", source: { kind: "complaint" }, party: { name: "张三" } };
  const clip = { t: "recording.deposited", recording: "rec_1", agency: "agency_1", digests: { sha256: "aa", sm3: "bb", size_bytes: 3000 }, file_name: "DSJ_0001.mp4" };
  const plan = { t: "activity.planned", activity: "act_1", agency: "agency_1", title: "检查", planned_at: -5, is_continuous: true };
  const at = 1_764_000_000_000;
  const ROWS = [
    { facts: 3 },
    { table: "case_row", row: { case_id: "case_1", agency_id: "agency_1", division_id: null, title: "涉嫌销售不合格产品案", party_label: "张三", act_kind: "penalty", procedure: "ordinary", source_kind: "complaint", created_at: at, status: "registered" } },
    { table: "recording_row", row: { recording_id: "rec_1", agency_id: "agency_1", file_name: "DSJ_0001.mp4", size_bytes: 3000, sha256: "aa", sm3: "bb", deposited_at: at } },
    { table: "activity_row", row: { activity_id: "act_1", agency_id: "agency_1", title: "检查", planned_at: -5, continuous: 1 } },
    { table: "duty_row", row: { key: "x" } },
  ];
  const county = (spoil: (facts: Fact[]) => Fact[] = (all) => all): Mirror => {
    const told = [typed(fact(0, "case_1", 1, JSON.stringify(body)), "case.registered"), typed(fact(1, "rec_1", 1, JSON.stringify(clip)), "recording.deposited"), typed(fact(2, "act_1", 1, JSON.stringify(plan)), "activity.planned")];
    return Mirror.of(spoil([...told, ...Array.from({ length: 9 }, (_, i) => fact(3 + i, `txt_${i}`, 1, "{}"))]), 5).with("rows.jsonl", lines(ROWS));
  };

  it("rows_are_compared_with_what_facts_say", async () => {
    const report = await check(county());
    expect(report).toMatchObject({ verdict: "proven", defects: [] });
    expect(report.proven.join("")).toContain("3 行投影、8 张表");
    expect(report.warnings.join("")).toContain("duty_row 的 1 行");
    for (const [from, to, what] of [
      ['"张三"', '"李四"', "case_1 的 party_label"],
      ["3000", "2999", "rec_1 的 size_bytes"],
      ["3000", "3000.0", "rec_1 的 size_bytes"],
      ['"continuous":1', '"continuous":true', "act_1 的 continuous"],
      ['"division_id":null', '"division_id":""', "case_1 的 division_id"],
      ['"rec_1"', '"rec_2"', "recording_row 应有 rec_1"],
      ['"rec_1"', '"rec_2"', "rec_2 没有事实依据"],
      ['{"facts":3}', '{"facts":1}', "recording_row 的 rec_1 没有事实依据"],
      ['{"facts":3}', '{"facts":13}', "投影依据 13 条事实，只读到 12 条"],
      ['{"facts":3}', '{"fact":3}', "第一行没有写明"],
      ['{"table":"duty_row"', '{"table":"duty_row","x":1', "第 5 行不是一行投影"],
    ] as const) {
      const rows = county().text("rows.jsonl");
      expect(rows).toContain(from);
      const spoilt = await check(county().with("rows.jsonl", rows.replace(from, to)));
      expect([what, says(spoilt, what), named(spoilt).every((one) => one.endsWith(" rows.jsonl"))]).toEqual([what, true, true]);
    }
    expect(says(await check(county().lines("rows.jsonl", (all) => [...all, all[1] ?? ""])), "不止一行")).toBe(true);
    expect(says(await check(county().lines("rows.jsonl", (all) => all.slice(0, 2))), "recording_row 应有 rec_1 一行而没有")).toBe(true);
  });

  it("columns_of_a_body_that_was_destroyed_are_not_compared", async () => {
    const destroyed = county((all) => all.map((one) => (one.n === 0 ? { ...one, salt: null, body: null } : one)));
    const other = destroyed.text("rows.jsonl");
    expect((await check(destroyed.with("rows.jsonl", other.replace('"张三"', '"李四"')))).verdict).toBe("proven");
    expect(says(await check(destroyed.with("rows.jsonl", other.replace(`"created_at":${at}`, '"created_at":1'))), "case_1 的 created_at")).toBe(true);
  });

  it("rows_without_their_facts_are_not_passed_over", async () => {
    const report = await check(county().without("facts.jsonl"));
    expect([report.verdict, ...named(report)]).toEqual(["incomplete", "member_missing facts.jsonl", "proof_missing rows.jsonl"]);
  });
});

describe("what is none of this", () => {
  it("garbage_in_any_file_is_told_and_nothing_breaks", async () => {
    const small = Mirror.of(FACTS.slice(0, 260), 5);
    for (const path of ["checkpoint", "sm3/checkpoint", "checkpoints.jsonl", "facts.jsonl", "rows.jsonl", "tile/0/000", "tile/1/000.p/1", "log.vkey", "sm3/log.vkey"])
      for (const bytes of ["x", "\0", "[]\n", "\n", "{}\n", "{", "\ufeff{}", "9".repeat(400), Uint8Array.of(0xff, 0xfe, 0x0a), new Uint8Array(200_000).fill(0x5b)]) {
        const report = await check(small.with(path, bytes));
        expect([path, bytes, report.verdict]).toEqual([path, bytes, "invalid"]);
        expect(report.defects.some(({ file }) => file === path)).toBe(true);
      }
  }, 60_000);

  it("a_log_that_claims_to_be_endless_ends", async () => {
    const head = (signer: typeof LOG | typeof SM3_LOG): string => signer.checkpoint(Number.MAX_SAFE_INTEGER, rootAt(FACTS, 1, "sha256"));
    for (const mirror of [JOURNAL, LOG_FOLDER, BARE]) expect((await check(mirror.with("checkpoint", head(LOG)).with("sm3/checkpoint", head(SM3_LOG)))).verdict).toBe("incomplete");
  });

  it("a_file_that_cannot_be_read_is_named", async () => {
    const fail = (): never => {
      throw new DOMException("gone", "NotReadableError");
    };
    for (const path of ["checkpoint", "tile/0/000", "facts.jsonl", "checkpoints.jsonl", "rows.jsonl"]) {
      const files = JOURNAL.with("rows.jsonl", '{"facts":0}\n').blobs;
      const blob = new Blob(["x"]);
      Object.assign(blob, { arrayBuffer: fail, slice: () => blob });
      files.set(path, blob);
      expect(named(await verifyLog({ files, kept: [] }, POLICY))).toContain(`unreadable ${path}`);
    }
  });

  it("how_far_it_came_is_told_and_it_can_be_stopped", async () => {
    const told: [number, number][] = [];
    await verifyLog({ files: JOURNAL.with("notes.txt", "not read").blobs, kept: [] }, POLICY, { ...QUIETLY, onProgress: (done, all) => told.push([done, all]) });
    const [done, all] = told[told.length - 1] ?? [];
    expect(done).toBe(all);
    expect(told.length).toBeGreaterThan(5);
    const stopped = new Error("stopped");
    await expect(verifyLog({ files: JOURNAL.blobs, kept: [] }, POLICY, { ...QUIETLY, pause: () => Promise.reject(stopped) })).rejects.toBe(stopped);
  });
});
