/** The words for witnesses: every state has one, and an unknown one promises nothing. */
import { expect, it } from "vitest";
import { stateOf, witnessWords } from "./zh-witnesses";

it.each(["online", "waiting", "refused", "away"] as const)("%s has a word and is kept", (state) => {
  expect(stateOf({ state })).toBe(state);
  expect(witnessWords.states[state]).not.toBe("");
});

it("a_state_of_a_later_server_is_not_called_online", () => {
  for (const state of ["frozen", "", "toString"]) expect(stateOf({ state })).toBe("waiting");
});

it("what_is_not_covered_is_counted", () => {
  expect(witnessWords.covered(8, 10)).toContain("2 条待见证");
  expect(witnessWords.covered(10, 10)).not.toContain("待见证");
});
