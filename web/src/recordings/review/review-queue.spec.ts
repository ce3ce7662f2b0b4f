import { describe, expect, it } from "vitest";
import type { ReviewItem } from "@/api/schema";
import { alsoWatched, besideOf, firstOf, inOrder, isDone, jumpFrom, jumpsOf, progressOf, shareOf } from "./review-queue";

const item = (id: string, over: { at?: string | null; watched?: number; verdict?: "fine" | null; may?: boolean } = {}) =>
  ({
    recording: { recording_id: id, started_at: over.at === undefined ? "2025-03-07T10:00:00+08:00" : over.at, deposited_at: "2025-03-07T18:00:00+08:00", duration_ms: 100_000 },
    may_view: over.may ?? true,
    stretches: [],
    marks: 0,
    viewing: { watched: over.watched ? [{ from_ms: 0, to_ms: over.watched }] : [], watched_ms: over.watched ?? 0, verdict: over.verdict ?? null, note: null },
  }) as unknown as ReviewItem;

describe("the queue", () => {
  const items = [item("c", { at: null }), item("b", { at: "2025-03-07T11:00:00+08:00", watched: 40_000 }), item("a", { verdict: "fine" }), item("d", { at: "2025-03-07T12:00:00+08:00", may: false })];
  const queue = inOrder(items);

  it("is in the order in which things happened", () => {
    expect(queue.map((one) => one.recording.recording_id)).toEqual(["a", "b", "d", "c"]);
  });
  it("begins where one left off, or where one is sent", () => {
    expect(firstOf(queue, null)?.recording.recording_id).toBe("b");
    expect(firstOf(queue, "c")?.recording.recording_id).toBe("c");
    expect(firstOf([item("z", { verdict: "fine" })], "gone")?.recording.recording_id).toBe("z");
    expect(firstOf([], null)).toBeNull();
  });
  it("passes over what is done or shut when it plays on by itself, and nothing by hand", () => {
    expect(besideOf(queue, "b", 1, true)?.recording.recording_id).toBe("c");
    expect(besideOf(queue, "b", 1, false)?.recording.recording_id).toBe("d");
    expect(besideOf(queue, "a", -1, false)).toBeNull();
    expect(besideOf(queue, "c", 1, true)).toBeNull();
  });
  it("counts verdicts and watched time", () => {
    expect(progressOf(queue)).toEqual({ done: 1, total: 4, watchedPpm: 100_000 });
    expect(progressOf([])).toEqual({ done: 0, total: 0, watchedPpm: 0 });
    expect(isDone(item("x", { watched: 98_000 }))).toBe(true);
    expect(isDone(item("x", { watched: 90_000 }))).toBe(false);
    expect(shareOf(item("x", { watched: 999_000 }))).toBe(1);
  });
  it("shows at once what was just played", () => {
    const more = alsoWatched(item("x", { watched: 10_000 }), [{ from: 9_000, to: 15_000 }, { from: 40_000, to: 41_000 }]);
    expect(more.viewing.watched_ms).toBe(16_000);
  });
});

describe("jumping over", () => {
  const stretches = [
    { seen: "silent" as const, from_ms: 10_000, to_ms: 20_000 },
    { seen: "black" as const, from_ms: 18_000, to_ms: 30_000 },
    { seen: "frozen" as const, from_ms: 50_000, to_ms: 60_000 },
    { seen: "silent" as const, from_ms: 70_000, to_ms: 71_000 },
  ];
  const nothing = { watched: false, quiet: false, dark: false };
  it("is done only on wish, in one jump where stretches meet, and not for a moment", () => {
    expect(jumpsOf(stretches, [], nothing)).toEqual([]);
    expect(jumpsOf(stretches, [], { ...nothing, quiet: true })).toEqual([{ from: 10_000, to: 20_000 }]);
    expect(jumpsOf(stretches, [], { ...nothing, quiet: true, dark: true })).toEqual([{ from: 10_000, to: 30_000 }]);
    expect(jumpsOf(stretches, [{ from: 0, to: 12_000 }], { watched: true, quiet: true, dark: false })).toEqual([{ from: 0, to: 20_000 }]);
  });
  it("goes to the end of the stretch", () => {
    const jumps = [{ from: 10_000, to: 30_000 }];
    expect(jumpFrom(jumps, 10_000)).toBe(30_000);
    expect(jumpFrom(jumps, 30_000)).toBeNull();
  });
});
