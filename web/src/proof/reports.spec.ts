/** The words for reports: every result has one, and an unknown one promises nothing. */
import { expect, it } from "vitest";
import { reportWords, resultOf, worst } from "./zh-reports";

it.each(["equal", "waiting", "differs", "unreadable", "gap"] as const)("%s has a word and is kept", (result) => {
  expect(resultOf({ result })).toBe(result);
  expect(reportWords.results[result]).not.toBe("");
});

it("a_result_of_a_later_server_is_not_called_equal", () => {
  for (const result of ["approved", "", "toString"]) expect(resultOf({ result })).toBe("waiting");
});

it("the_worst_that_any_auditor_found_counts", () => {
  expect(worst([])).toBeNull();
  expect(worst([{ result: "equal" }, { result: "differs" }])).toBe("differs");
  expect(worst([{ result: "equal" }, { result: "waiting" }])).toBe("waiting");
  expect(worst([{ result: "equal" }, { result: "equal" }])).toBe("equal");
});

it("a_difference_names_figure_and_leaf", () => {
  const told = reportWords.difference("归档", 98, 71, 133);
  for (const part of ["归档", "98", "71", "133"]) expect(told).toContain(part);
});
