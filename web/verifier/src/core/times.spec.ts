/** Outside clocks: boxes, contradictions, and what is not the word it says to be. */
import { expect, it } from "vitest";
import { boxed, packBoxed, SPOILT, WRITTEN } from "../../test/boxed";
import { blobOf, POLICY } from "../../test/sample";
import type { Report } from "./findings";
import { TIMES } from "./layout";
import { verifyPackage } from "./package";
import { Policy } from "./policy";
import { instantText } from "./words";

const READ = Policy.parse(POLICY) as Policy;
const check = (tar: Uint8Array, policy: Policy | null = READ): Promise<Report> => verifyPackage(blobOf(tar), policy);
const at = (seconds: number): string => instantText((WRITTEN + seconds) * 1000);

it("facts_are_boxed_by_the_clocks_that_the_policy_trusts", async () => {
  const report = await check(packBoxed(boxed(-60, 60, 600)));
  expect(report).toMatchObject({ verdict: "proven", defects: [] });
  expect(report.times).toEqual([
    `事实 1 至 2 中的 2 条：不早于：没有外部时钟，不晚于 ${at(-60)}（w）。`,
    `事实 4：不早于 ${at(-60)}（w），不晚于 ${at(60)}（w）。`,
    `事实 5：不早于 ${at(-60)}（w），不晚于 ${at(600)}（w）。`,
  ]);
  expect(report.warnings.join("")).toContain("2 条事实没有被外部时钟从前后两面框定");
});

it("without_a_policy_nothing_is_boxed_and_nothing_is_wrong", async () => {
  const report = await check(packBoxed(boxed(600, 60, 600)), null);
  expect(report).toMatchObject({ verdict: "not_witnessed", defects: [] });
  expect(report.times).toHaveLength(1);
});

it("clocks_that_contradict_each_other_are_named", async () => {
  expect(await check(packBoxed(boxed(600, 60, 600)))).toMatchObject({ verdict: "invalid", defects: [{ code: "time_contradicts", file: TIMES }] });
  expect(await check(packBoxed(boxed(360, 60, 600)))).toMatchObject({ verdict: "proven" });
});

it("a_server_clock_beyond_its_box_is_named_and_spoils_nothing", async () => {
  const report = await check(packBoxed(boxed(3_600, 3_660, 3_700)));
  expect(report.verdict).toBe("proven");
  expect(report.warnings.join("")).toContain("服务器时钟不准：事实 4、5 共 2 条");
});

it.each(SPOILT)("a_word_with_%s", async (_, code, spoil) => {
  const made = boxed(-60, 60, 600);
  spoil(made);
  const { defects } = await check(packBoxed(made));
  expect(defects.map((defect) => [defect.code, defect.file])).toEqual(code === null ? [] : [[code, TIMES]]);
});

it("the_time_of_a_quorum_is_that_of_its_narrowest", () => {
  const keys = POLICY.split("\n")[1]?.split(" ")[2] ?? "";
  const of = (quorum: string, needed: string, seconds: number[]) => {
    const policy = new Policy();
    const entries = new Map<string, unknown>(seconds.map((_, i) => [`w${i}`, { kind: "witness", name: keys }]));
    entries.set("q", { needed: needed === "any" ? 1 : needed === "all" ? seconds.length : Number(needed), members: seconds.map((_, i) => `w${i}`) });
    Object.assign(policy, { entries, quorum });
    return policy.timeOf({ reached: true, wrong: [], by: seconds.map((at, i) => ({ name: `w${i}`, keyName: "", seconds: at })) });
  };
  expect(of("q", "2", [30, 10, 20])).toEqual({ notBefore: 20, notAfter: 20 });
  expect(of("q", "any", [30, 10, 20])).toEqual({ notBefore: 30, notAfter: 10 });
  expect(of("q", "all", [30, 10, 20])).toEqual({ notBefore: 10, notAfter: 30 });
  expect(of("w1", "any", [30, 10, 20])).toEqual({ notBefore: 10, notAfter: 10 });
});
