import { expect, it } from "vitest";
import type { HintView } from "@/api/schema";
import { groupsOf, labelsOf } from "./hint-groups";

const hint = (kind: HintView["kind"], sentence: string): HintView => ({ kind, title: kind, article: "本办法第5条", sentence, places: [] });

it("contradictions_come_first_and_each_kind_once", () => {
  const groups = groupsOf([hint("elements_missing", "一"), hint("two_places", "二"), hint("evidence_unrecorded", "三"), hint("two_places", "四")]);
  expect(groups.map(([kind, group]) => [kind, group.length])).toEqual([
    ["two_places", 2],
    ["elements_missing", 1],
    ["evidence_unrecorded", 1],
  ]);
});

it("two_places_of_one_name_are_told_apart", () => {
  const places = ["《询问笔录》", "《询问笔录》", "现场检查"].map((label, index) => ({ label, href: `/${index}` }));
  expect(labelsOf(places).map(([, label]) => label)).toEqual(["《询问笔录》（1）", "《询问笔录》（2）", "现场检查"]);
});
