import { expect, test } from "vitest";
import { isWritten, timeMark, withLine } from "./speech-text";

test("a time mark counts hours, minutes and whole seconds", () => {
  expect(timeMark(0)).toBe("00:00:00");
  expect(timeMark(3_725_999)).toBe("01:02:05");
});

test("a line is begun in its place, once, and what was typed stays", () => {
  const first = withLine("", 65_000);
  expect(first).toBe("【00:01:05】");
  const typed = `${first}执法人员：正在录像。\n（停顿）`;
  const later = withLine(typed, 130_000);
  expect(later).toBe(`${typed}\n【00:02:10】`);
  const earlier = withLine(later, 5_000);
  expect(earlier).toBe(`【00:00:05】\n${later}`);
  expect(withLine(earlier, 65_400)).toBe(earlier);
  expect(isWritten(earlier, 130_000)).toBe(true);
  expect(isWritten(earlier, 131_000)).toBe(false);
});
