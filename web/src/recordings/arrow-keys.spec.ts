import { expect, it } from "vitest";
import { nextPlace } from "./use-arrow-keys";

it("arrows move in lines and stop at the ends", () => {
  expect(nextPlace("ArrowRight", 0, 7, 3)).toBe(1);
  expect(nextPlace("ArrowDown", 1, 7, 3)).toBe(4);
  expect(nextPlace("ArrowDown", 5, 7, 3)).toBe(5);
  expect(nextPlace("ArrowUp", 1, 7, 3)).toBe(1);
  expect(nextPlace("End", 0, 7, 3)).toBe(6);
  expect(nextPlace("Home", 6, 7, 3)).toBe(0);
  expect(nextPlace("Enter", 2, 7, 3)).toBe(2);
});
