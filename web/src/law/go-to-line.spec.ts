import { expect, it } from "vitest";
import { lineSpan } from "./go-to-line";

it("a_line_is_found_by_its_number_and_the_last_stands_for_what_is_beyond", () => {
  const text = "一\n二二\n\n四";
  const line = (n: number) => text.slice(...lineSpan(text, n));
  expect([1, 2, 3, 4, 9].map(line)).toEqual(["一", "二二", "", "四", "四"]);
  expect(lineSpan("", 1)).toEqual([0, 0]);
});
