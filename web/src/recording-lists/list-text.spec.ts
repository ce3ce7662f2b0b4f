import { describe, expect, it } from "vitest";
import type { ListStanding, ListSummary } from "@/api/schema";
import { datesOf, inOrder, labelOf } from "./list-text";

const version = (over: Partial<ListSummary>): ListSummary => ({
  list_id: "list_1",
  agency_id: "agency_1",
  agency_name: "清河县市场监督管理局",
  title: "2025年清单",
  source: "本局起草",
  standing: "draft",
  version: null,
  effective_from_on: null,
  succeeded_on: null,
  hoped_from_on: null,
  drafted_by: "刘芳",
  drafted_at: "2025-03-07T10:00:00+08:00",
  rows: 3,
  continuous_rows: 2,
  open_comments: 0,
  ...over,
});

describe("a version in words", () => {
  it("tells of a draft by whom and when, and the day that is hoped for", () => {
    expect(datesOf(version({}))).toContain("刘芳");
    expect(datesOf(version({ hoped_from_on: "2025-04-01" }))).toContain("拟2025年4月1日起施行");
    expect(labelOf(version({}))).toBe("起草中 2025年清单");
  });
  it("tells of one in force from when and until when", () => {
    const approved = version({ standing: "ended", version: 2, effective_from_on: "2025-04-01", succeeded_on: "2025-06-01" });
    expect(datesOf(approved)).toBe("2025年4月1日起施行 · 至2025年6月1日被新版替代");
    expect(labelOf(approved)).toBe("第2版 2025年清单");
  });
  it("stands where somebody looks for it", () => {
    const of = (standing: ListStanding, month: string) => version({ standing, drafted_at: `2025-${month}-07T10:00:00+08:00`, list_id: `${standing}${month}` });
    const lists = [of("withdrawn", "09"), of("in_force", "01"), of("draft", "02"), of("submitted", "03"), of("draft", "05"), of("ended", "04")];
    expect(inOrder(lists).map((one) => one.list_id)).toEqual(["submitted03", "draft05", "draft02", "in_force01", "ended04", "withdrawn09"]);
  });
});
