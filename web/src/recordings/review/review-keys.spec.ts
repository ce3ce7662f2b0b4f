import { expect, it } from "vitest";
import { commandOf } from "../player-keys";
import { reviewCommandOf } from "./review-keys";
import { reviewWords } from "./zh-review";

const press = (key: string, over = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...over });

it("one key is a verdict, a mark, a time, the table, or the way out", () => {
  expect(["1", "2", "3"].map((key) => reviewCommandOf(press(key)))).toEqual([
    { kind: "verdict", verdict: "fine" },
    { kind: "verdict", verdict: "doubtful" },
    { kind: "verdict", verdict: "faulty" },
  ]);
  expect(reviewCommandOf(press("B"))).toEqual({ kind: "mark" });
  expect(reviewCommandOf(press("？"))).toEqual({ kind: "help" });
  expect(reviewCommandOf(press("1", { ctrlKey: true }))).toBeNull();
});
it("no key of a review is one of the player's, but for leaving", () => {
  for (const key of ["1", "2", "3", "b", "t", "?"]) expect(commandOf(press(key)), key).toBeNull();
  expect(commandOf(press("]"))).toEqual({ kind: "beside", by: 1 });
});
it("the table names every key there is", () => {
  const told = reviewWords.keyTable.map(([keys]) => keys).join(" ");
  for (const key of ["1", "2", "3", "B", "M", "T", "?", "Esc", "[", "]", "K", "J", "L", ",", "."]) expect(told).toContain(key);
});
