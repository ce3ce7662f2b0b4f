import { expect, it } from "vitest";
import type { CaseTrial, LawSimulation, RuleTrial } from "@/api/schema";
import { casesOf, goesOn, joined, MAX_CASES, MAX_LOOKED } from "./simulation";

const rule = (id: string, cases: number, overdue: number): RuleTrial => ({
  rule: id,
  title: "归档",
  article: "本办法第21条",
  cases,
  newly_overdue: overdue,
  newly_late: 0,
  newly_open: 0,
  no_longer_open: 0,
  due_moved: cases,
});
const one = (n: number, rules: string[]): CaseTrial => ({
  case_id: `case_${n}`,
  label: `案${n}`,
  is_open: true,
  findings: rules.map((id) => ({ rule: id, title: "归档", moved: ["due_moved"], was_due: null, due: null })),
});
const stretch = (looked: number, rules: RuleTrial[], cases: CaseTrial[], next: string | null): LawSimulation => ({
  judged_at: "2025-03-07T10:00:00+08:00",
  looked,
  changed: cases.length,
  open_overdue: 1,
  rules,
  cases,
  next_cursor: next,
});

it("stretches_add_up_by_rule", () => {
  const first = joined(null, stretch(250, [rule("R-1", 3, 0), rule("R-2", 1, 1)], [one(1, ["R-1"])], "x"));
  const sum = joined(first, stretch(10, [rule("R-1", 2, 2)], [one(2, ["R-1", "R-2"])], null));
  expect([sum.looked, sum.changed, sum.openOverdue, sum.cut]).toEqual([260, 2, 2, false]);
  expect(sum.rules.map((r) => [r.rule, r.cases, r.newly_overdue, r.due_moved])).toEqual([
    ["R-1", 5, 2, 5],
    ["R-2", 1, 1, 1],
  ]);
  expect(casesOf(sum.cases, "R-2").map((c) => [c.case_id, c.findings.length])).toEqual([["case_2", 1]]);
  expect(casesOf(sum.cases, null)).toHaveLength(2);
});

it("a_simulation_ends_at_its_bound_and_says_so", () => {
  const many = Array.from({ length: MAX_CASES + 5 }, (_, n) => one(n, ["R-1"]));
  const last = stretch(MAX_LOOKED, [], many, "more");
  const sum = joined(null, last);
  expect([sum.cut, goesOn(last, sum), sum.cases.length]).toEqual([true, false, MAX_CASES]);
  const short = stretch(250, [], [], "more");
  expect(goesOn(short, joined(null, short))).toBe(true);
  const end = stretch(250, [], [], null);
  expect([goesOn(end, joined(null, end)), joined(null, end).cut]).toEqual([false, false]);
});
