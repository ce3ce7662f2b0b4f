import { describe, expect, it } from "vitest";
import { formatArticle, formatBytes, formatFen, formatPpm } from "./text";
import { dayOf, formatClock, formatDay, formatInstant, formatLength, formatShort, formatSpan, toWire } from "./time";
import { daysOff, isWorkingDay, workingDaysLeft } from "./working-days";

const MIN = 60_000;
const HOUR = 60 * MIN;

describe("times", () => {
  it("are_shown_in_beijing_time_whatever_the_zone_of_the_text", () => {
    expect(formatInstant("2025-03-07T10:05:00+08:00")).toBe("2025年3月7日 10:05");
    expect(formatInstant("2025-03-06T18:05:00Z")).toBe("2025年3月7日 02:05");
  });
  it("a_civil_day_stays_that_day", () => expect(formatDay("2025-03-07")).toBe("2025年3月7日"));
  it("midnight_belongs_to_the_new_day", () => expect(dayOf("2025-03-08T00:00:00+08:00")).toBe("2025-03-08"));
  it("the_year_is_said_only_when_it_is_another", () => {
    expect(formatShort("2025-03-07T10:05:00+08:00", "2025-12-01T00:00:00+08:00")).toBe("3月7日 10:05");
    expect(formatShort("2024-12-31T10:05:00+08:00", "2025-12-01T00:00:00+08:00")).toBe("2024年12月31日 10:05");
  });
  it("go_to_the_server_with_their_zone", () => expect(toWire(Date.parse("2025-03-07T02:05:09Z"))).toBe("2025-03-07T10:05:09+08:00"));
  it("seconds_where_they_matter", () => expect(formatClock("2025-03-07T10:05:09+08:00", true)).toBe("10:05:09"));
  it("what_is_no_time_is_shown_as_it_is", () => expect(formatInstant("昨天")).toBe("昨天"));
});

describe("lengths", () => {
  it.each([
    [9_000, "9 秒"],
    [100_000, "1 分 40 秒"],
    [14 * MIN, "14 分"],
    [3 * HOUR + 12 * MIN, "3 小时 12 分"],
    [26 * HOUR, "1 天 2 小时"],
    [60 * 24 * HOUR, "60 天"],
  ])("%d ms", (ms, text) => expect(formatSpan(ms)).toBe(text));
  it("of_a_clip", () => {
    expect(formatLength(843_000)).toBe("14:03");
    expect(formatLength(3_723_000)).toBe("1:02:03");
  });
});

describe("working days", () => {
  const calendar = daysOff([
    {
      year: 2025,
      known: true,
      notice: null,
      days: [
        { on: "2025-09-28", kind: "make_up", name: "国庆节" },
        ...["01", "02", "03", "06", "07", "08"].map((d) => ({ on: `2025-10-${d}`, kind: "off" as const, name: "国庆节" })),
        { on: "2025-10-11", kind: "make_up", name: "国庆节" },
      ],
    },
  ]);
  const at = (text: string) => Date.parse(`${text}+08:00`);
  it("a_make_up_sunday_is_one", () => expect(isWorkingDay("2025-09-28", calendar)).toBe(true));
  it("a_holiday_wednesday_is_none", () => expect(isWorkingDay("2025-10-01", calendar)).toBe(false));
  it("seven_over_the_national_day", () =>
    // Registered on 26 September; the last day is 13 October, midnight after it is too late.
    expect(workingDaysLeft(at("2025-09-26T15:00:00"), "2025-10-14T00:00:00+08:00", calendar)).toBe(7));
  it("nought_on_the_last_day", () => expect(workingDaysLeft(at("2025-10-13T09:00:00"), "2025-10-14T00:00:00+08:00", calendar)).toBe(0));
  it("negative_when_over", () => expect(workingDaysLeft(at("2025-10-15T09:00:00"), "2025-10-14T00:00:00+08:00", calendar)).toBe(-2));
  it("never_guesses_a_year_it_does_not_know", () => expect(workingDaysLeft(at("2025-12-30T09:00:00"), "2026-01-09T00:00:00+08:00", calendar)).toBeNull());
});

describe("text", () => {
  it("sizes_as_the_file_manager_shows_them", () => {
    expect(formatBytes(1023)).toBe("1023 B");
    expect(formatBytes(4.2 * 1024 ** 3)).toBe("4.2 GB");
  });
  it("an_incomplete_share_is_never_a_hundred_percent", () => {
    expect(formatPpm(999_999)).toBe("99.9%");
    expect(formatPpm(1_000_000)).toBe("100%");
  });
  it("articles_as_a_lawyer_writes_them", () => {
    expect(formatArticle("11(三)")).toBe("本办法第11条第(三)项");
    expect(formatArticle("22.2")).toBe("本办法第22条第2款");
    expect(formatArticle("行政处罚法 59(五)")).toBe("行政处罚法第59条第(五)项");
    expect(formatArticle("行政处罚法第60条")).toBe("行政处罚法第60条");
  });
  it("money_in_fen", () => expect(formatFen(123_450)).toBe("1,234.50 元"));
});
