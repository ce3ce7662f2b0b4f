import { describe, expect, it } from "vitest";
import type { SheetView } from "@/api/schema";
import { asked, chooseHeader, chooseSheet, firstChoices, mapColumn, samplesOf, titlesOf } from "./table-import";

const sheet = (over: Partial<SheetView> = {}): SheetView => ({
  name: "清单",
  lines: [["一览表"], ["事项", "方式", "科室"], ["检查", "全程", " 一科 "], ["抽样", "全程", "一科", "多出的"], ["送达", "", "二科"]],
  header_line: 2,
  mapping: ["item", "mode", "remarks", "remarks"],
  unmapped: ["科室"],
  unknown_modes: [],
  problems: [],
  ...over,
});
const notes = sheet({ name: "说明", header_line: null, mapping: [] });

describe("a table file", () => {
  it("is taken up at the first sheet that has titles", () => {
    expect(firstChoices([notes, sheet()])).toEqual({ sheet: 1, headerLine: 2, mapping: ["item", "mode", "remarks", "remarks"], modes: {} });
    expect(firstChoices([notes]).headerLine).toBeNull();
    expect(firstChoices([]).sheet).toBe(0);
  });
  it("shows the first different values of a column, whatever its title", () => {
    expect(titlesOf(sheet(), 2)).toEqual(["事项", "方式", "科室", ""]);
    expect(samplesOf(sheet(), 2, 1)).toEqual(["全程"]);
    expect(samplesOf(sheet(), 2, 2)).toEqual(["一科", "二科"]);
    expect(samplesOf(sheet(), 2, 0, 2)).toEqual(["检查", "抽样"]);
    expect(samplesOf(sheet(), 2, 9)).toEqual([]);
  });
});

describe("choices", () => {
  it("give a column of ours to one column only", () => {
    expect(mapColumn(["item", "mode", "remarks"], 2, "mode")).toEqual(["item", "remarks", "mode"]);
    expect(mapColumn(["item", "remarks", "remarks"], 0, "remarks")).toEqual(["remarks", "remarks", "remarks"]);
  });
  it("begin anew with another sheet or another line of titles", () => {
    const chosen = { ...firstChoices([sheet()]), modes: { 全程: "continuous" as const } };
    expect(chooseHeader(chosen, 3)).toEqual({ sheet: 0, headerLine: 3, mapping: [], modes: {} });
    expect(chooseSheet([sheet(), notes], 1)).toEqual({ sheet: 1, headerLine: null, mapping: [], modes: {} });
  });
  it("are asked about with the lines below the titles, counted as the file counts", () => {
    const question = asked([sheet()], { ...firstChoices([sheet()]), modes: { "": "optional" } });
    expect(question?.table.first_line).toBe(3);
    expect(question?.table.rows).toHaveLength(3);
    expect(question?.mode_words).toEqual([{ word: "", mode: "optional" }]);
    expect(asked([notes], firstChoices([notes]))).toBeNull();
  });
});
