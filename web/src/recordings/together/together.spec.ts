import { describe, expect, it } from "vitest";
import { bestStart, camerasOf, chosenOf, clipAt, gapsOf, wholeOf, type Placed } from "./cameras";
import { atRate, correction, driftOf, halt, held, moved, run, stopped, wallAt } from "./step-clock";

const at = (clock: string) => Date.parse(`2025-03-07T${clock}+08:00`);
const clip = (id: string, from: string | null, seconds: number, over: Partial<Placed> = {}): Placed => ({
  recording_id: id,
  file_name: `${id}.mp4`,
  deposited_by: "李华",
  device_id: null,
  started_at: from && `2025-03-07T${from}+08:00`,
  duration_ms: seconds * 1000,
  state: "ready",
  preview: true,
  ...over,
});

describe("cameras of a visit", () => {
  const other = { deposited_by: "王强" };
  const cameras = camerasOf([clip("b", "09:31:05", 60), clip("a", "09:30:05", 60), clip("x", "09:30:20", 90, other), clip("n", null, 9), clip("q", "09:30:00", 9, { state: "quarantined" })]);

  it("are the clips of one person one after the other, and another person's beside them", () => {
    expect(cameras.map((one) => [one.label, one.clips.map((own) => own.id)])).toEqual([["李华", ["a", "b"]], ["王强", ["x"]]]);
  });
  it("are told apart by device, and by time where one person wore two", () => {
    const two = camerasOf([clip("a", "09:30:00", 60), clip("b", "09:30:10", 60), clip("c", "09:31:05", 9, { device_id: "dev_1" }), clip("d", "09:40:00", 9, { device_id: "dev_1", deposited_by: "王强" })]);
    expect(two.map((one) => one.clips.map((own) => own.id))).toEqual([["a"], ["b"], ["c", "d"]]);
    expect(two.map((one) => one.label)).toEqual(["李华", "李华（2）", "李华（3）"]);
  });
  it("know which clip runs, and where there is none", () => {
    const [first, second] = cameras;
    if (!first || !second) throw new Error("two cameras");
    expect(clipAt(first, at("09:31:05"))?.id).toBe("b");
    expect(clipAt(second, at("09:30:19"))).toBeNull();
    expect(clipAt(second, at("09:31:50"))).toBeNull();
    const whole = wholeOf(cameras);
    expect(whole).toEqual({ from: at("09:30:05"), to: at("09:32:05") });
    expect(gapsOf(second, whole ?? { from: 0, to: 0 })).toEqual([{ from: at("09:30:05"), to: at("09:30:20") }, { from: at("09:31:50"), to: at("09:32:05") }]);
  });
  it("begin where most of them run", () => {
    expect(bestStart(cameras)).toBe(at("09:30:20"));
    expect(bestStart([])).toBeNull();
    expect(wholeOf([])).toBeNull();
  });
  it("are chosen by a clip of theirs, at most four", () => {
    expect(chosenOf(cameras, ["b"]).map((one) => one.key)).toEqual(["a"]);
    expect(chosenOf(cameras, []).length).toBe(2);
    const many = camerasOf(["a", "b", "c", "d", "e"].map((id) => clip(id, "09:30:00", 60, { deposited_by: id })));
    expect(chosenOf(many, []).length).toBe(4);
  });
});

describe("the clock they follow", () => {
  const whole = { from: 1_000, to: 61_000 };
  it("runs at its speed, and changing it moves nothing", () => {
    const clock = run(stopped(1_000), 500);
    expect(wallAt(clock, 2_500)).toBe(3_000);
    const fast = atRate(clock, 2, 2_500);
    expect(wallAt(fast, 2_500)).toBe(3_000);
    expect(wallAt(fast, 3_500)).toBe(5_000);
    const still = halt(fast, 3_500);
    expect(wallAt(still, 99_999)).toBe(5_000);
  });
  it("stays inside", () => {
    expect(wallAt(moved(stopped(1_000), 99_000, whole, 7), 7)).toBe(61_000);
    expect(wallAt(moved(run(stopped(9_000), 0), -5, whole, 50), 60)).toBe(1_010);
  });
  it("does not pass while a picture is not ready", () => {
    const clock = held(run(stopped(1_000), 0), 400, 3_400);
    expect(wallAt(clock, 3_400)).toBe(1_400);
    expect(held(stopped(1_000), 0, 9_000)).toEqual(stopped(1_000));
  });
  it("puts a picture right only when it is more than a tenth of a second off", () => {
    const own = { from: 11_000, to: 41_000 };
    expect(driftOf(4_090, 11_000, 15_000)).toBe(90);
    expect(correction(4_090, own, 15_000, true)).toBeNull();
    expect(correction(4_110, own, 15_000, true)).toBe(4_000);
    expect(correction(3_890, own, 15_000, true)).toBe(4_000);
    expect(correction(4_050, own, 15_000, false)).toBe(4_000);
    expect(correction(99_000, own, 99_000, true)).toBe(30_000);
  });
});
