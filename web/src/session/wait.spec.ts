import { expect, it } from "vitest";
import { ApiProblem, asProblem } from "@/api/client";
import { shellWords } from "@/i18n/zh-shell";
import { secondsLeft, waitOf } from "./wait";

const problem = (retry_after_s: number | null) =>
  asProblem(new ApiProblem({ type: "", title: "", status: 429, detail: "", code: "session.too_many_tries", article: null, missing: [], fields: [], request_id: "", retry_after_s }));

it("a_wait_counts_down_in_whole_seconds_and_then_is_over", () => {
  const wait = waitOf(problem(40), "lihua", 1_000);
  expect([1_000, 1_001, 40_999, 41_000, 99_000].map((now) => secondsLeft(wait, now))).toEqual([40, 40, 1, 0, 0]);
  expect(secondsLeft(wait, -9e9)).toBe(900);
});

it("an_answer_without_a_wait_is_none", () => {
  expect(waitOf(problem(null), "lihua", 0)).toBeNull();
  expect(secondsLeft(null, 0)).toBe(0);
});

it("the_time_left_is_said_in_minutes_and_seconds", () => {
  expect([9, 60, 640].map(shellWords.timeLeft)).toEqual(["9 秒", "1 分 00 秒", "10 分 40 秒"]);
});
