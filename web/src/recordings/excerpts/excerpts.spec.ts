import { expect, it } from "vitest";
import { clipOf, hanIn, stillAt, unplaced } from "./excerpts";

it("a_clip_needs_both_points_and_stays_inside", () => {
  expect(clipOf({ from: 1000, to: null }, 8000)).toBeNull();
  expect(clipOf({ from: null, to: 1000 }, 8000)).toBeNull();
  expect(clipOf({ from: 999.6, to: 8000.4 }, 8000)).toEqual({ kind: "clip", fromMs: 1000, toMs: 8000 });
  expect(stillAt(8000.2, 8000)).toEqual({ kind: "still", fromMs: 8000, toMs: 8000 });
});

it("what_cannot_be_cut_is_said_before_it_is_sent", () => {
  const clip = (fromMs: number, toMs: number) => ({ kind: "clip", fromMs, toMs }) as const;
  expect(unplaced(clip(0, 100), 8000, 5000)).toBeNull();
  expect(unplaced(clip(0, 99), 8000, 5000)).toBe("unplaced");
  expect(unplaced(clip(5000, 1000), 8000, 5000)).toBe("unplaced");
  expect(unplaced(clip(-1, 1000), 8000, 5000)).toBe("unplaced");
  expect(unplaced(clip(1000, 8001), 8000, 5000)).toBe("unplaced");
  expect(unplaced(clip(0, 5001), 8000, 5000)).toBe("too_long");
  expect(unplaced({ kind: "still", fromMs: 8000, toMs: 8000 }, 8000, 5000)).toBeNull();
});

it("only_chinese_characters_count_as_a_reason", () => {
  expect(hanIn("……… evidence 12345")).toBe(0);
  expect(hanIn("货架第2层")).toBe(4);
});
