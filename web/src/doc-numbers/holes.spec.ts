import { describe, expect, it } from "vitest";
import { holesText, yearsOf } from "./holes";

describe("a series of document numbers", () => {
  it("says that nothing is missing", () => {
    expect(holesText([])).toBe("连续无缺号");
  });
  it("names every hole", () => {
    expect(holesText([{ first: 3, last: 3 }, { first: 7, last: 9 }])).toBe("缺号：3、7至9");
  });
  it("has each year once, the last first", () => {
    expect(yearsOf([{ year: 2025 }, { year: 2026 }, { year: 2025 }])).toEqual([2026, 2025]);
    expect(yearsOf([])).toEqual([]);
  });
});
