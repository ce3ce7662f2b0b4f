import { expect, it } from "vitest";
import { lateLacks, lateOnWire, NOT_LATE } from "./LateNote";
import { carriedWording } from "./wording";

const WORDING = [
  { id: "received", field: null, values: [] },
  { id: "remedies", field: "result", values: ["不予受理"] },
];

it("shows wording of some values only for them", () => {
  const ids = (result: string | undefined) => carriedWording(WORDING, result === undefined ? {} : { result }).map((block) => block.id);
  expect(ids("不予受理")).toEqual(["received", "remedies"]);
  expect(ids("受理")).toEqual(["received"]);
  expect(ids(undefined)).toEqual(["received"]);
});

it("sends when and why only of a late record", () => {
  expect(lateOnWire(NOT_LATE)).toEqual({});
  expect(lateLacks(NOT_LATE)).toBe(false);
  const late = { on: true, at: "2025-03-07T10:00:00+08:00", reason: " 停电 " };
  expect(lateOnWire(late)).toEqual({ happened_at: late.at, late_reason: "停电" });
  expect(lateLacks({ ...late, reason: " " })).toBe(true);
  expect(lateLacks({ ...late, at: null })).toBe(true);
});
