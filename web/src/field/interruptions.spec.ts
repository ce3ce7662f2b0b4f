import { describe, expect, it } from "vitest";
import type { ActivityPage, Interruption } from "@/api/schema";
import { asGap, howItWentOn, notedState } from "./coverage-geometry";
import { lastedText, notedOnSite, runningOf } from "./interruptions";
import type { Tap } from "./tap-outbox";

const at = (clock: string) => `2025-03-07T${clock}:00+08:00`;
const known = (from: string, to: string | null, over: Partial<Interruption> = {}): Interruption => ({
  cause: "battery",
  from: at(from),
  to: to === null ? null : at(to),
  note: null,
  stated: false,
  proposed_manner: "written",
  explained: false,
  in_gap: false,
  by: "李华",
  ...over,
});
const tap = (action: string, clock: string, body: Record<string, unknown> = {}): Tap => ({
  key: `${action}${clock}`,
  ownerId: "o",
  activityId: "act_1",
  action,
  label: action,
  atWire: at(clock),
  body,
});
const NONE: ReadonlySet<string> = new Set();

describe("interruptions noted on site", () => {
  it("last from the press on the cause to the press on resume, also while the line is down", () => {
    const stop = tap("interrupt", "10:05", { cause: "other", note: "镜头进水" });
    const [running] = notedOnSite([], [stop], new Set([stop.key]));
    expect(running).toMatchObject({ cause: "other", note: "镜头进水", toMs: null, waits: true });
    expect(runningOf([running!])).toBe(running);
    const go = tap("resume", "10:19", { stated: true });
    const noted = notedOnSite([], [stop, tap("focus", "10:06", { point: 1 }), go], new Set([go.key]));
    expect(noted).toMatchObject([{ toMs: Date.parse(at("10:19")), stated: true, waits: true }]);
    expect(runningOf(noted)).toBeNull();
  });
  it("end what the server knows", () => {
    const noted = notedOnSite([known("10:05", null)], [tap("resume", "10:07", { stated: false })], NONE);
    expect(noted).toMatchObject([{ toMs: Date.parse(at("10:07")), stated: false, waits: false }]);
  });
  it("are not told twice once the page shows them", () => {
    const taps = [tap("interrupt", "10:05", { cause: "battery" }), tap("resume", "10:07", { stated: true })];
    const shown = [known("10:05", "10:07", { stated: true })];
    expect(notedOnSite(shown, taps, NONE)).toHaveLength(1);
    expect(notedOnSite([...shown, known("10:20", null)], [taps[0]!], NONE)).toHaveLength(2);
  });
  it("a resume without an interruption changes nothing", () => {
    expect(notedOnSite([], [tap("resume", "10:07", { stated: true })], NONE)).toEqual([]);
  });
  it("run on a clock of minutes and seconds", () => {
    expect([lastedText(0), lastedText(252_400), lastedText(3_723_000), lastedText(-5)]).toEqual(["00:00", "04:12", "1:02:03", "00:00"]);
  });
});

describe("what a noted interruption still wants", () => {
  const page = (continuous: boolean, departed: string | null = "11:00") =>
    ({ summary: { continuous, departed_at: departed === null ? null : at(departed) } }) as ActivityPage;

  it("is told by its gap, by its recordings or by itself", () => {
    expect(notedState(page(true), known("10:05", "10:07", { in_gap: true }))).toBe("with_gap");
    expect(notedState(page(true), known("10:05", "10:07"))).toBe("recorded");
    expect(notedState(page(false), known("10:05", "10:07"))).toBe("open");
    expect(notedState(page(false), known("10:05", "10:07", { explained: true }))).toBe("explained");
  });
  it("is explained up to the departure where recording never went on", () => {
    expect(asGap(page(false), known("10:05", null))).toMatchObject({ from: at("10:05"), to: at("11:00"), lasted_ms: 55 * 60_000 });
    expect(asGap(page(false, null), known("10:05", null))).toBeNull();
  });
  it("says how it went on", () => {
    const said = [known("10:05", "10:07", { stated: true }), known("10:05", "10:07"), known("10:05", null)].map(howItWentOn);
    expect(said).toEqual(["恢复时已语音说明", "恢复时没有语音说明", "离开时仍未恢复"]);
  });
});
