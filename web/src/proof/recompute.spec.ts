/** How far a run is, and its words. */
import { expect, it } from "vitest";
import { percent, recomputeWords as w } from "./zh-recompute";

it("a_run_that_has_not_begun_is_at_nothing_and_none_is_over_whole", () => {
  expect(percent(0, 0)).toBe(0);
  expect(percent(1, 3)).toBe(33);
  expect(percent(5, 3)).toBe(100);
});

it("a_run_that_took_no_time_has_a_speed", () => {
  expect(w.perSecond(40, 0)).toBe("每秒 40000 条");
  expect(w.perSecond(1000, 500)).toBe("每秒 2000 条");
  expect(w.seconds(999)).toBe("999 毫秒");
  expect(w.seconds(61_200)).toBe("61.2 秒");
});
