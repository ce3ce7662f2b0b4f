/** The words for reports: every result has one, and an unknown one promises nothing. */
import { expect, it } from "vitest";
import { reportWords, resultOf, standing, worst, WRONG } from "./zh-reports";

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

it("a_report_that_another_one_stands_in_the_place_of_is_red_no_more", () => {
  const outcomes = [{ result: "differs" }];
  expect(standing({ superseded_by: null, outcomes })).toBe("differs");
  expect(standing({ superseded_by: 7, outcomes })).toBeNull();
});

it("every_reason_has_a_word_and_a_doubt_names_its_report", () => {
  for (const why of WRONG) expect(reportWords.wrong[why]).not.toBe("");
  expect(reportWords.doubtNote("2025-03-07", 133)).toContain("133");
  expect(reportWords.supersedeNote(0, 40)).toContain("第 39 条");
});
