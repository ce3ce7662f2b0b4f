import { expect, it } from "vitest";
import { firstSentence } from "./first-sentence";

it("a_short_text_stays_whole_and_a_long_one_is_parted_at_its_first_full_stop", () => {
  expect(firstSentence("签名不正确。请报告。")).toEqual({ head: "签名不正确。请报告。", rest: "" });
  const long = `未启动：日志已签署。${"请换回最新的数据库".repeat(8)}。`;
  const { head, rest } = firstSentence(long);
  expect(head).toBe("未启动：日志已签署。");
  expect(head + rest).toBe(long);
  const one = "没有句号".repeat(30);
  expect(firstSentence(one)).toEqual({ head: one, rest: "" });
});
