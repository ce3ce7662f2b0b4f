import { expect, it } from "vitest";
import type { LawMatrix, MatrixRule } from "@/api/schema";
import { isProven, type MatrixFilter, rowsOf } from "./matrix-filter";

const rule = (id: string, shows: ("kept" | "broken" | "computed")[], passed = true): MatrixRule => ({
  rule: id,
  title: "成卷归档",
  severity: "S2",
  verified: "checked",
  scenarios: shows.map((how, at) => ({ path: `scenarios/${id}-${at}.toml`, name: `情景${id}`, shows: [how], passed })),
});
const MATRIX: LawMatrix = {
  scenarios: 2,
  failed: 0,
  holes: [],
  packs: [
    {
      pack: "qgc-28@1",
      title: "记录办法",
      clauses: [
        { article: "本办法第1条", title: "目的", no_rule: "没有义务", rules: [] },
        { article: "本办法第21条", title: "归档", no_rule: null, rules: [rule("R-1", ["kept", "broken"]), rule("R-2", ["kept"])] },
      ],
    },
    { pack: "cf-2021@1", title: "处罚法", clauses: [{ article: "处罚法第60条", title: "期限", no_rule: null, rules: [rule("R-3", ["computed"])] }] },
  ],
};
const ALL: MatrixFilter = { q: "", pack: null, onlyUnruled: false, onlyUnproven: false };
const articles = (filter: Partial<MatrixFilter>) => rowsOf(MATRIX, { ...ALL, ...filter }).map((row) => row.clause.article);

it("a_rule_is_proven_by_keeping_and_breaking_or_by_computing", () => {
  expect(isProven(rule("a", ["kept", "broken"]))).toBe(true);
  expect(isProven(rule("a", ["kept"]))).toBe(false);
  expect(isProven(rule("a", ["computed"]))).toBe(true);
  expect(isProven(rule("a", ["kept", "broken"], false))).toBe(false);
});

it("clauses_are_found_by_words_pack_and_what_they_lack", () => {
  expect(articles({})).toHaveLength(3);
  expect(articles({ q: "R-3" })).toEqual(["处罚法第60条"]);
  expect(articles({ q: "归档 情景R-1" })).toEqual(["本办法第21条"]);
  expect(articles({ pack: "cf-2021@1" })).toEqual(["处罚法第60条"]);
  expect(articles({ onlyUnruled: true })).toEqual(["本办法第1条"]);
  expect(articles({ onlyUnproven: true })).toEqual(["本办法第21条"]);
});
