import { describe, expect, it } from "vitest";
import type { ClockPoint } from "@/api/schema";
import { checkBody, gibToBytes, NO_LOOK, offsetText, offsetTone } from "./device-text";
import { driftOf, resetsOf } from "./drift-geometry";

const reading = (at: string, offsetMs: number): ClockPoint => ({ at, device_said: at, station_said: null, offset_ms: offsetMs, station_offset_ms: null, source: "measured" });

describe("offsets", () => {
  it("says_ahead_and_behind_in_words", () => {
    expect([offsetText(42_000), offsetText(-185_000), offsetText(400)]).toEqual(["快 42 秒", "慢 3 分 5 秒", "准"]);
    expect([30_000, 31_000, -121_000].map(offsetTone)).toEqual(["green", "amber", "red"]);
  });
});

describe("a look", () => {
  it("sends_only_what_was_seen", () => {
    expect(checkBody(NO_LOOK)).toEqual({ battery_percent: null, free_bytes: null, clock: null, looks: "good", note: null });
    const seen = checkBody({ ...NO_LOOK, battery: 96, freeGib: 1.5, offsetS: -12, note: " 夹具松动 " });
    expect(seen).toEqual({ battery_percent: 96, free_bytes: 1_610_612_736, clock: { offset_s: -12 }, looks: "good", note: "夹具松动" });
    expect(gibToBytes(0)).toBe(0);
  });
});

describe("the drift curve", () => {
  it("runs_from_left_to_right_with_zero_inside", () => {
    const drift = driftOf([reading("2025-03-01T00:00:00+08:00", 0), reading("2025-03-11T00:00:00+08:00", 60_000)]);
    expect(drift?.dots.map((dot) => dot.x)).toEqual([0, 1]);
    expect(drift?.top).toBeCloseTo(66);
    expect(drift?.zero).toBeCloseTo(66 / 99);
    expect(drift?.dots[1]?.y).toBeCloseTo(6 / 99);
  });
  it("leaves_a_reset_out_and_counts_it", () => {
    const points = [reading("2025-03-01T00:00:00+08:00", -800_000_000_000), reading("2025-03-02T00:00:00+08:00", 1000)];
    expect(driftOf(points)?.dots).toHaveLength(1);
    expect(resetsOf(points)).toBe(1);
    expect(driftOf([])).toBeNull();
  });
});
