import { describe, expect, it } from "vitest";
import type { ScenarioResult, ScenarioView } from "@/api/schema";
import { matching, portions, tally } from "./scenario-filter";

const scenario = (path: string, name: string, rules: string[], articles: string[]): ScenarioView => ({
  path,
  name,
  story: null,
  sphere: "case",
  rules,
  articles,
  text: "",
});
const ITEMS = [
  scenario("scenarios/a.toml", "国庆后归档", ["QGC-21-01"], ["本办法第21条"]),
  scenario("scenarios/b.toml", "先检查后立案", ["QGC-09-01", "QGC-21-01"], ["本办法第9条", "本办法第21条"]),
];
const result = (path: string, passed: boolean): ScenarioResult => ({ path, name: path, passed, differences: [], defects: [] });

describe("matching", () => {
  it("finds_by_name_rule_or_article_and_wants_every_word", () => {
    const found = (q: string, rule: string | null = null) => matching(ITEMS, q, rule, false, {}).map((item) => item.path);
    expect(found("")).toHaveLength(2);
    expect(found("归档")).toEqual(["scenarios/a.toml"]);
    expect(found("第21条 立案")).toEqual(["scenarios/b.toml"]);
    expect(found("", "QGC-09-01")).toEqual(["scenarios/b.toml"]);
    expect(found("没有这个")).toEqual([]);
  });

  it("shows_only_those_that_failed", () => {
    const results = { "scenarios/a.toml": result("scenarios/a.toml", false), "scenarios/b.toml": result("scenarios/b.toml", true) };
    expect(matching(ITEMS, "", null, true, results).map((item) => item.path)).toEqual(["scenarios/a.toml"]);
    expect(matching(ITEMS, "", null, true, {})).toEqual([]);
    expect(tally(results)).toEqual({ passed: 1, failed: 1 });
  });
});

it("portions_hold_everything_once", () => {
  expect(portions([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(portions([])).toEqual([]);
});
