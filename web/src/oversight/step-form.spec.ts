import { describe, expect, it } from "vitest";
import { bodyOf, isStepAction, missingOf, STEP_FIELDS } from "./step-form";

describe("step-form", () => {
  it("names_what_is_blank_and_never_a_flag", () => {
    expect(missingOf("order", {})).toEqual(["改正要求", "改正期限"]);
    expect(missingOf("order", { demand: " ", due_on: "2026-12-01" })).toEqual(["改正要求"]);
    expect(missingOf("verify", { grounds: "属实" })).toEqual([]);
  });

  it("sends_trimmed_words_and_a_yes_or_no_for_every_flag", () => {
    expect(bodyOf("order", { demand: " 补齐 ", due_on: "2026-12-01" })).toEqual({ demand: "补齐", due_on: "2026-12-01", criticised: true });
    expect(bodyOf("verify", { grounds: "属实" })).toEqual({ grounds: "属实", serious: false });
    expect(bodyOf("recheck", { opinion: "未改", passed: false })).toEqual({ passed: false, opinion: "未改" });
  });

  it("knows_the_steps_of_the_server_and_no_others", () => {
    expect(Object.keys(STEP_FIELDS).every(isStepAction)).toBe(true);
    expect(isStepAction("archive")).toBe(false);
  });
});
