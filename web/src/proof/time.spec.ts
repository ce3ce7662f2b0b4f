/** What the page of a case says of outside clocks. */
import { expect, it } from "vitest";
import { boxedFacts, timeWords } from "./zh-time";

const bound = (at: string) => ({ at, by: "city" });
const box = (first: number, last: number, facts: number, before: string | null, after: string | null) => ({ first, last, facts, not_before: before === null ? null : bound(before), not_after: after === null ? null : bound(after) });

it("only_facts_with_both_sides_are_boxed", () => {
  const [open, half, whole] = [box(1, 2, 2, null, null), box(3, 5, 3, null, "2025-03-07T10:00:00+08:00"), box(6, 9, 4, "2025-03-07T10:00:00+08:00", "2025-03-07T11:00:00+08:00")];
  expect(boxedFacts([open, half, whole])).toEqual({ boxed: 4, all: 9 });
  expect(boxedFacts([])).toEqual({ boxed: 0, all: 0 });
});

it("a_side_without_a_clock_says_so", () => {
  const told = timeWords.one(box(3, 3, 1, null, "2025-03-07T10:00:00+08:00"));
  expect(told).toMatch(/^第 3 条：不早于：没有外部时钟，不晚于 .*10:00.*（city）$/);
  expect(timeWords.one(box(3, 9, 4, null, null))).toContain("第 3 至 9 条中的 4 条");
});

it("a_clock_that_ran_wrong_is_told_with_its_direction", () => {
  const one = { n: 7, at: "2025-03-07T10:00:00+08:00" };
  expect(timeWords.clockOne({ ...one, is_early: true })).toContain("早于外部时钟");
  expect(timeWords.clockOne({ ...one, is_early: false })).toContain("晚于外部时钟");
});

it("a_time_stamp_tells_how_far_its_clock_may_be_off_if_the_authority_says", () => {
  expect(timeWords.stamped("时刻", "CN=tsa", 120, 1500)).toBe("CN=tsa 于 时刻 对前 120 条签发，误差不超过 1.5 秒");
  expect(timeWords.stamped("时刻", "CN=tsa", 120, 0)).toBe("CN=tsa 于 时刻 对前 120 条签发");
});

it("a_failure_tells_when_it_last_worked", () => {
  expect(timeWords.stampTried("tsa.example", "九时", "十时", "昨日")).toContain("最近一次取得是 昨日");
  expect(timeWords.stampTried("tsa.example", "九时", "十时", null)).toContain("从未取得过");
});
