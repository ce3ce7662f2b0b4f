import { describe, expect, it } from "vitest";
import { optionOf, readOption } from "./internal-option";

describe("an internal limit as the option of a choice", () => {
  it("comes back as it was written", () => {
    for (const option of ["before:3:working_days", "within:10:days", "before:2:hours"]) expect(optionOf(readOption(option))).toBe(option);
  });
  it("is none where there is none or nobody can read it", () => {
    for (const option of ["none", "", "before", "before:0:days", "after:3:days", "within:x:days"]) {
      expect(readOption(option).way).toBe("none");
      expect(optionOf(readOption(option))).toBe("none");
    }
  });
});
