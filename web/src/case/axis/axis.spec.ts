import { describe, expect, it } from "vitest";
import type { AxisItem, Lane } from "@/api/schema";
import { toWire } from "@/format/time";
import { disputedOnly, layoutLane, textPx } from "./layout";
import { buildScale, toTime, toUnit, type Mark } from "./scale";
import { ticks } from "./ticks";
import { FIT, maxZoom, pan, showSpan, timeAt, xOf, zoomAt } from "./view";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const T0 = Date.parse("2025-03-01T00:00:00+08:00");
const VISIT = T0 + 5 * DAY + 10 * HOUR;
const point = (at: number): Mark => ({ at, to: null, long: false });
const bar = (at: number, to: number): Mark => ({ at, to, long: true });
const marks = [point(T0), point(T0 + DAY), bar(VISIT, VISIT + 3 * HOUR), point(T0 + 40 * DAY)];
const scale = buildScale(marks, T0, T0 + 60 * DAY);

describe("scale", () => {
  it("a_three_hour_visit_in_sixty_days_is_readable", () => {
    const part = toUnit(scale, VISIT + 3 * HOUR) - toUnit(scale, VISIT);
    expect(part).toBeGreaterThan(0.4);
  });
  it("time_never_runs_backwards_and_ends_fit", () => {
    expect(toUnit(scale, T0)).toBe(0);
    expect(toUnit(scale, T0 + 60 * DAY)).toBeCloseTo(1, 9);
    let before = -1;
    for (let t = T0; t <= T0 + 60 * DAY; t += HOUR) {
      const u = toUnit(scale, t);
      expect(u).toBeGreaterThan(before);
      before = u;
    }
  });
  it("place_and_time_are_inverse", () => {
    for (const t of [T0, T0 + DAY, VISIT + 17_000, VISIT + 2 * HOUR, T0 + 33.3 * DAY]) expect(Math.abs(toTime(scale, toUnit(scale, t)) - t)).toBeLessThan(5);
  });
  it("equal_recordings_are_equally_long_wherever_they_are", () => {
    const s = buildScale([bar(VISIT, VISIT + HOUR), bar(VISIT + 9 * DAY, VISIT + 9 * DAY + HOUR)], T0, T0 + 60 * DAY);
    const length = (t: number) => toUnit(s, t + HOUR) - toUnit(s, t);
    expect(length(VISIT)).toBeCloseTo(length(VISIT + 9 * DAY), 9);
  });
  it("a_longer_empty_stretch_is_wider_but_less_than_in_proportion", () => {
    const s = buildScale([point(T0 + DAY), point(T0 + 11 * DAY)], T0, T0 + 11 * DAY);
    const [one, ten] = [toUnit(s, T0 + DAY), 1 - toUnit(s, T0 + DAY)];
    expect(ten).toBeGreaterThan(one);
    expect(ten).toBeLessThan(10 * one);
  });
  it("a_month_of_sealing_is_not_taken_for_footage", () => {
    const s = buildScale([{ at: T0, to: T0 + 30 * DAY, long: true }, bar(VISIT, VISIT + HOUR)], T0, T0 + 60 * DAY);
    expect(toUnit(s, VISIT + HOUR) - toUnit(s, VISIT)).toBeGreaterThan(0.3);
  });
  it("a_case_of_some_hours_is_not_compressed", () => {
    const s = buildScale([point(T0), point(T0 + HOUR)], T0, T0 + 3 * HOUR);
    expect(toUnit(s, T0 + HOUR)).toBeCloseTo(1 / 3, 9);
  });
  it("nothing_at_all_is_a_plain_line", () => {
    const s = buildScale([], T0, T0 + DAY);
    expect(toUnit(s, T0 + DAY / 2)).toBeCloseTo(0.5, 9);
  });
});

describe("view", () => {
  const most = maxZoom(scale, 1000);
  it("the_place_under_the_pointer_stays", () => {
    const t = VISIT + HOUR;
    const before = xOf(scale, FIT, 1000, t);
    const anchor = (before - 12) / 976;
    const after = xOf(scale, zoomAt(FIT, 4, anchor, most), 1000, t);
    expect(after).toBeCloseTo(before, 6);
    expect(timeAt(scale, FIT, 1000, before)).toBeCloseTo(t, -1);
  });
  it("zooms_down_to_seconds_and_never_out_of_the_case", () => {
    const deep = zoomAt(FIT, 1e9, 0.5, most);
    const second = deep.zoom * scale.trueRate * 1000 * 1000;
    expect(second).toBeGreaterThan(8);
    expect(pan(deep, -1e9).left).toBe(0);
    expect(zoomAt(deep, 1e-9, 0, most)).toEqual(FIT);
  });
  it("a_shown_span_is_inside_the_window", () => {
    const v = showSpan(scale, VISIT, VISIT + HOUR, most);
    expect(xOf(scale, v, 1000, VISIT)).toBeGreaterThanOrEqual(0);
    expect(xOf(scale, v, 1000, VISIT + HOUR)).toBeLessThanOrEqual(1000);
  });
});

describe("ticks", () => {
  it("never_overlap_and_stay_few_at_any_zoom", () => {
    for (let zoom = 1; zoom < 5e4; zoom *= 3) {
      const v = showSpan(scale, VISIT + HOUR, VISIT + HOUR + (60 * DAY) / zoom, maxZoom(scale, 1200));
      const found = ticks(scale, v, 1200).ticks;
      expect(found.length).toBeLessThan(80);
      for (const day of [true, false]) {
        const xs = found.filter((t) => t.day === day).map((t) => t.x);
        xs.forEach((x, i) => i > 0 && expect(x - (xs[i - 1] ?? 0)).toBeGreaterThanOrEqual(58));
      }
    }
  });
  it("a_compressed_stretch_is_marked_as_such", () => {
    expect(ticks(scale, FIT, 1200).breaks.length).toBeGreaterThan(0);
  });
});

describe("layout", () => {
  const item = (key: string, at: number, more: Partial<AxisItem> = {}): AxisItem => ({ key, kind: "point", at: toWire(at), to: null, title: key, detail: null, tone: "done", href: null, recording_id: null, article: null, disputed: false, ...more });
  it("no_point_is_lost_when_they_crowd", () => {
    const lane: Lane = { key: "records", title: "文书", items: Array.from({ length: 300 }, (_, i) => item(`r${i}`, T0 + i * 1000)) };
    const { placed, groups } = layoutLane(lane, scale, FIT, 1000, (i) => i.title);
    expect(placed.length + groups.reduce((n, g) => n + g.items.length, 0)).toBe(300);
  });
  it("recordings_that_overlap_get_rows_of_their_own", () => {
    const clip = (k: string, from: number, to: number) => item(k, from, { kind: "bar", to: toWire(to) });
    const lane: Lane = { key: "recordings:1", title: "", items: [clip("a", VISIT, VISIT + HOUR), clip("b", VISIT + HOUR / 2, VISIT + 2 * HOUR), clip("c", VISIT + HOUR, VISIT + 2 * HOUR)] };
    const rows = layoutLane(lane, scale, FIT, 1000, () => "").placed.map((p) => p.row);
    expect(rows).toEqual([0, 1, 0]);
  });
  it("only_disputed_keeps_the_footage_that_shows_them", () => {
    const lanes: Lane[] = [
      { key: "procedure", title: "", items: [item("询问", VISIT, { kind: "bar", to: toWire(VISIT + HOUR), disputed: true }), item("立案", T0)] },
      { key: "recordings:1", title: "", items: [item("in", VISIT + 60_000, { kind: "bar", to: toWire(VISIT + 120_000) }), item("out", VISIT + 9 * HOUR, { kind: "bar", to: toWire(VISIT + 10 * HOUR) })] },
      { key: "views", title: "", items: [item("v", VISIT)] },
    ];
    expect(disputedOnly(lanes).flatMap((l) => l.items.map((i) => i.key))).toEqual(["询问", "in"]);
  });
  it("a_chinese_character_is_a_square", () => {
    expect(textPx("立案")).toBe(24);
  });
});
