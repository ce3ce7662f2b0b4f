import { describe, expect, it } from "vitest";
import type { CoverageMatrix } from "@/api/schema";
import { cellKey, cellOf, coveredPpm, missingOf, rowIdOf, shownRows, sumsOf, toneOf } from "./matrix";

const cell = (done: number, required: number, recorded: number, over = {}) => ({ applies: true, done, with_recording: recorded, required, recorded, with_gaps: 0, on_site_s: required * 100, covered_s: recorded * 90, ...over });
const matrix = {
  units: [{ unit_id: "div_1", name: "一队" }, { unit_id: "none", name: "未定承办机构" }],
  rows: [
    { row: { row_id: "row_1" }, cells: [cell(4, 4, 3), cell(1, 1, 1)] },
    { row: { row_id: "row_2" }, cells: [cell(0, 0, 0), cell(0, 0, 0)] },
    { row: null, cells: [cell(2, 0, 0), cell(0, 0, 0)] },
  ],
} as unknown as CoverageMatrix;

describe("the matrix", () => {
  it("adds up by line, by column and over all", () => {
    const sums = sumsOf(matrix);
    expect(sums.rows.map((sum) => [sum.recorded, sum.required, sum.done])).toEqual([[4, 5, 5], [0, 0, 0], [0, 0, 2]]);
    expect(sums.units.map((sum) => [sum.recorded, sum.required])).toEqual([[3, 4], [1, 1]]);
    expect([sums.all.done, missingOf(sums.all), coveredPpm(sums.all)]).toEqual([7, 1, 720_000]);
  });
  it("says with a tone what is missing", () => {
    expect(toneOf(cell(4, 4, 3, { with_gaps: 2 }))).toBe("red");
    expect(toneOf(cell(4, 4, 4, { with_gaps: 2 }))).toBe("amber");
    expect(toneOf(cell(4, 4, 4))).toBe("green");
    expect(toneOf(cell(3, 0, 0))).toBe("plain");
    expect(toneOf(cell(0, 0, 0))).toBe("none");
    expect(coveredPpm(cell(3, 0, 0))).toBeNull();
  });
  it("can leave out what nobody did", () => {
    expect(shownRows(matrix.rows, true).map(rowIdOf)).toEqual(["row_1", "none"]);
    expect(shownRows(matrix.rows, false)).toHaveLength(3);
  });
  it("writes an opened cell into the address and reads it back", () => {
    expect(cellOf(cellKey("row_1", null))).toEqual({ row_id: "row_1", unit_id: null });
    expect(cellOf(cellKey("none", "none"))).toEqual({ row_id: "none", unit_id: "none" });
    expect(cellOf(null)).toBeNull();
    expect(cellOf("row_1")).toBeNull();
  });
});
