import { describe, expect, it } from "vitest";
import { commandOf, frameMs, nextRate, RATES } from "./player-keys";
import { besides, clipStrip, exactLength, following, msOf, panned, ticks, timeCode, xOf, zoomed } from "./ruler-geometry";
import { covered, holes, withSpan, type Span } from "./spans";

const HOUR = 3_600_000;
const press = (key: string, over = {}) => commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...over });

describe("spans", () => {
  it("watched parts grow together and are counted once", () => {
    let spans: Span[] = [];
    for (const [from, to] of [[10, 20], [30, 40], [19, 31], [50, 50], [60, 70]] as const) spans = withSpan(spans, { from, to });
    expect(spans).toEqual([{ from: 10, to: 40 }, { from: 60, to: 70 }]);
    expect(covered(spans)).toBe(40);
  });
  it("holes are what nothing covers, overlaps or not", () => {
    expect(holes([{ from: 5, to: 10 }, { from: 2, to: 6 }, { from: 20, to: 90 }], { from: 0, to: 30 })).toEqual([{ from: 0, to: 2 }, { from: 10, to: 20 }]);
    expect(holes([], { from: 0, to: 3 })).toEqual([{ from: 0, to: 3 }]);
  });
});

describe("the ruler", () => {
  const view = { from: 0, to: HOUR };
  it("goes to pixels and back", () => {
    expect(xOf(HOUR / 2, view, 800)).toBe(400);
    expect(msOf(400, view, 800)).toBe(HOUR / 2);
  });
  it("zooms around the moment under the pointer and never leaves the recording", () => {
    const close = zoomed(view, 0.1, HOUR / 4, HOUR);
    expect(xOf(HOUR / 4, close, 800)).toBeCloseTo(200);
    expect(zoomed(view, 50, 0, HOUR)).toEqual(view);
    expect(zoomed(view, 1e-9, 0, HOUR)).toEqual({ from: 0, to: 2_000 });
    expect(panned(close, -100, HOUR).from).toBe(0);
    expect(panned(close, 100, HOUR).to).toBe(HOUR);
  });
  it("turns the page when the playhead leaves the view", () => {
    const close = { from: 0, to: 60_000 };
    expect(following(close, 30_000, HOUR)).toBe(close);
    expect(following(close, 61_000, HOUR)).toEqual({ from: 55_000, to: 115_000 });
  });
  it("puts ticks at round times of day, wide enough apart", () => {
    const start = Date.parse("2025-03-07T10:05:20+08:00");
    const found = ticks(view, 800, start);
    expect(found[0]?.label).toBe("10:10");
    expect(found.map((tick) => tick.x).every((x, i, all) => i === 0 || x - (all[i - 1] ?? 0) >= 84)).toBe(true);
    expect(ticks({ from: 0, to: 20_000 }, 800, start)[0]?.label).toBe("10:05:20");
  });
  it("uses playing time when nobody knows when it began", () => {
    expect(ticks(view, 800, null).map((tick) => tick.label).slice(0, 3)).toEqual(["0:00", "10:00", "20:00"]);
    expect(ticks(view, 0, null)).toEqual([]);
  });
  it("writes exact moments", () => {
    expect(exactLength(843_290)).toBe("14:03.2");
    expect(timeCode(3_843_290)).toBe("1:04:03");
  });
});

describe("the clips of an activity", () => {
  const clip = (id: string, at: string | null, minutes: number) => ({ recording_id: id, file_name: `${id}.mp4`, started_at: at && `2025-03-07T${at}:00+08:00`, duration_ms: minutes * 60_000 });
  it("show the gap between two clips, also when a third camera overlaps", () => {
    const strip = clipStrip(clip("b", "10:30", 10), [clip("a", "10:00", 20), clip("c", "10:05", 20), clip("x", null, 5)], null);
    expect(strip?.clips.map((one) => one.id)).toEqual(["a", "c", "b"]);
    expect(strip?.gaps.map((gap) => (gap.to - gap.from) / 60_000)).toEqual([5]);
  });
  it("show the time on site before the first clip", () => {
    const arrived = Date.parse("2025-03-07T09:55:00+08:00");
    expect(clipStrip(clip("a", "10:00", 20), [], { from: arrived, to: arrived + 60_000 })?.gaps).toHaveLength(1);
  });
  it("say what comes before and after a clip, and what neither shows", () => {
    const strip = clipStrip(clip("b", "10:30", 10), [clip("a", "10:00", 20), clip("c", "10:35", 20)], null);
    if (strip === null) throw new Error("a strip");
    const { before, after } = besides(strip, "b");
    expect([before?.clip.id, (before?.gapMs ?? 0) / 60_000]).toEqual(["a", 10]);
    expect([after?.clip.id, (after?.gapMs ?? 0) / 60_000]).toEqual(["c", -5]);
    expect(besides(strip, "a").before).toBeNull();
    expect(besides(strip, "c").after).toBeNull();
    expect(besides(strip, "x")).toEqual({ before: null, after: null });
  });
  it("cannot place a clip without a time", () => {
    expect(clipStrip(clip("a", null, 20), [clip("b", "10:00", 1)], null)).toBeNull();
  });
});

describe("keys", () => {
  it("do what the key table says", () => {
    expect(press("K")).toEqual({ kind: "toggle" });
    expect(press("ArrowLeft")).toEqual({ kind: "seek", byMs: -5_000 });
    expect(press(".")).toEqual({ kind: "frame", by: 1 });
    expect(press("m")).toEqual({ kind: "mark" });
    expect(press("x")).toBeNull();
  });
  it("leave the browser's own shortcuts alone", () => {
    expect(press("l", { ctrlKey: true })).toBeNull();
  });
  it("change the speed between a quarter and four times", () => {
    expect(nextRate(1, 1)).toBe(1.25);
    expect(nextRate(4, 1)).toBe(4);
    expect(nextRate(0.25, -1)).toBe(0.25);
    expect(RATES[0]).toBe(0.25);
  });
  it("a frame lasts as long as the probe says", () => {
    expect(frameMs(["1920x1080 30 fps"])).toBeCloseTo(33.33);
    expect(frameMs(["aac 2 ch"])).toBe(40);
  });
});
