import { describe, expect, it } from "vitest";
import { ApiProblem } from "@/api/client";
import type { ActivityPage, Coverage, Gap } from "@/api/schema";
import { placeOf } from "./use-place";
import { countdownText, flowSteps, isOnSite, parseTimeCode } from "./activity-flow";
import { stripParts, verdictOf } from "./coverage-geometry";
import { TapOutbox, type Tap } from "./tap-outbox";

const at = (clock: string) => `2025-03-07T${clock}:00+08:00`;

function page(over: Partial<ActivityPage["summary"]> = {}, more: Partial<ActivityPage> = {}): ActivityPage {
  return { summary: { arrived_at: null, departed_at: null, returned_at: null, ...over }, credentials_shown: null, announced: null, voice_statement: null, ...more } as ActivityPage;
}
const states = (steps: ReturnType<typeof flowSteps>) => Object.fromEntries(steps.map((step) => [step.key, step.state]));

describe("the keys of a visit", () => {
  it("begin with the arrival", () => {
    expect(states(flowSteps(page(), new Map()))).toEqual({ arrive: "next", credentials: "later", announce: "later", voice: "later", depart: "later", return: "later" });
  });
  it("offer the natural next step, and do not force it", () => {
    const steps = flowSteps(page({ arrived_at: at("10:00") }), new Map());
    expect(states(steps)).toMatchObject({ arrive: "done", credentials: "next", announce: "open", voice: "open", depart: "open", return: "later" });
    expect(isOnSite(steps)).toBe(true);
  });
  it("go on while a message waits for the line", () => {
    const steps = flowSteps(page(), new Map([["arrive", at("10:00")]]));
    expect(states(steps)).toMatchObject({ arrive: "done", credentials: "next" });
  });
  it("lead home after the departure, and still let the forgotten be told", () => {
    const steps = flowSteps(page({ arrived_at: at("10:00"), departed_at: at("11:00") }, { announced: { at: at("10:01"), told: true, note: null } }), new Map());
    expect(states(steps)).toMatchObject({ credentials: "open", announce: "done", depart: "done", return: "next" });
    expect(isOnSite(steps)).toBe(false);
  });
});

describe("clocks", () => {
  it("run down by the second", () => {
    expect(countdownText(3 * 3_600_000 + 7 * 60_000 + 9_400)).toBe("03:07:09");
    expect(countdownText(-61_000)).toBe("00:01:01");
    expect(countdownText(25 * 3_600_000)).toBe("1 天 01:00:00");
  });
  it("time codes are read as people type them", () => {
    expect([parseTimeCode("0:12"), parseTimeCode("1：02：03"), parseTimeCode("75"), parseTimeCode("75:10")]).toEqual([12_000, 3_723_000, 75_000, 4_510_000]);
    for (const text of ["", "1:60", "a:b", "1:2:3:4", "-1"]) expect(parseTimeCode(text), text).toBeNull();
  });
});

describe("coverage", () => {
  const gap = (from: string, to: string, explained: boolean): Gap => ({ from: at(from), to: at(to), lasted_ms: 0, explained, cause: null, manner: null, text: null, noted: null });
  const coverage: Coverage = {
    span: { from: at("10:00"), to: at("11:00") },
    covered: [
      { from: at("09:55"), to: at("10:15"), recording_ids: ["a"] },
      { from: at("10:30"), to: at("11:10"), recording_ids: ["b"] },
    ],
    gaps: [gap("10:15", "10:30", false)],
    ratio_ppm: 750_000,
  };
  it("is drawn in order and cut to the visit", () => {
    expect(stripParts(coverage).map(({ kind, left, width }) => [kind, left, width])).toEqual([["covered", 0, 0.25], ["gap", 0.25, 0.25], ["covered", 0.5, 0.5]]);
    expect(stripParts({ ...coverage, span: null })).toEqual([]);
  });
  it("is judged complete, explained or incomplete", () => {
    expect(verdictOf(coverage)).toBe("incomplete");
    expect(verdictOf({ ...coverage, gaps: [gap("10:15", "10:30", true)] })).toBe("explained");
    expect(verdictOf({ ...coverage, gaps: [], ratio_ppm: 1_000_000 })).toBe("complete");
    expect(verdictOf({ ...coverage, covered: [], gaps: [], ratio_ppm: 0 })).toBe("none");
    expect(verdictOf({ ...coverage, span: null })).toBe("none");
  });
});

describe("taps on a bad line", () => {
  const tap = (action: string): Omit<Tap, "key"> => ({ ownerId: "o", activityId: "act_1", action, label: action, atWire: at("10:00"), body: {} });
  const problem = (status: number) => new ApiProblem({ type: "", title: "t", status, detail: `d${status}`, code: "c", article: null, fields: [], missing: [], request_id: "", retry_after_s: null });
  const memory = () => {
    const kept = new Map<string, string>();
    return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
  };

  it("are kept in order with their keys and sent once the line is back", async () => {
    let up = false;
    const seen: string[] = [];
    const storage = memory();
    const send = async (one: Tap) => {
      if (!up) throw problem(0);
      seen.push(`${one.action}:${one.key}`);
    };
    const outbox = new TapOutbox(storage, send);
    outbox.push(tap("arrive"));
    outbox.push(tap("focus"));
    await outbox.flush();
    const keys = outbox.view().waiting.map((one) => one.key);
    expect(keys).toHaveLength(2);
    up = true;
    const reloaded = new TapOutbox(storage, send);
    await reloaded.flush();
    expect(seen).toEqual([`arrive:${keys[0]}`, `focus:${keys[1]}`]);
    expect(reloaded.view().waiting).toEqual([]);
    expect(reloaded.view().sent.map((one) => one.tap.action)).toEqual(["arrive", "focus"]);
  });

  it("that the server refuses are shown and do not hold up the rest", async () => {
    const outbox = new TapOutbox(memory(), async (one) => {
      if (one.action === "depart") throw problem(422);
    });
    outbox.push(tap("depart"));
    outbox.push(tap("focus"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await outbox.flush();
    expect(outbox.view()).toMatchObject({ waiting: [], refused: [{ why: "d422" }] });
    outbox.dismiss(outbox.view().refused[0]!.tap.key);
    expect(outbox.view().refused).toEqual([]);
  });

  it("damaged memory does not break the page", () => {
    expect(new TapOutbox({ getItem: () => "{not json", setItem: () => undefined }, async () => undefined).view().waiting).toEqual([]);
  });
});

it("a_place_is_told_with_the_arrival_only_if_it_is_fresh_and_sharp", () => {
  const seen = { atMs: 1_000, lat: 30.2741004, lon: 120.1551, metres: 20 };
  expect(placeOf(seen, 60_000)).toEqual({ lat_e6: 30_274_100, lon_e6: 120_155_100 });
  expect(placeOf(seen, 200_000)).toBeNull();
  expect(placeOf({ ...seen, metres: 2_000 }, 60_000)).toBeNull();
  expect(placeOf(null, 0)).toBeNull();
});
