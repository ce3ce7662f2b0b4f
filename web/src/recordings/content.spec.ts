import { expect, test } from "vitest";
import type { Stretch } from "@/api/schema";
import { contentSummary, laneOf } from "./content";

const stretch = (seen: Stretch["seen"], from_ms: number, to_ms: number): Stretch => ({ seen, from_ms, to_ms });
const probe = (kind: string) => ({ container: "mp4", tool_version: "1", truncated: false, streams: [{ kind, codec: "aac", detail: "" }] });

test("speech is counted, everything else is to be looked at", () => {
  const stretches = [stretch("silent", 0, 6_000), stretch("speech", 61_000, 64_000), stretch("black", 70_000, 75_000), stretch("speech", 80_000, 81_500)];
  const found = contentSummary({ observed: { stretches, failure: null }, probe: probe("audio") });
  expect(found?.problems.map((one) => one.seen)).toEqual(["silent", "black"]);
  expect(found?.speechMs).toBe(4_500);
  expect(found?.opening).toBeNull();
  expect(found?.hasSound).toBe(true);
});

test("words within the first minute are the opening", () => {
  const stretches = [stretch("speech", 59_500, 62_000)];
  const found = contentSummary({ observed: { stretches, failure: null }, probe: probe("video") });
  expect(found?.opening?.from_ms).toBe(59_500);
  expect(found?.hasSound).toBe(false);
});

test("nothing looked at yet and nothing to look at are no findings", () => {
  expect(contentSummary({ observed: null, probe: null })).toBeNull();
  expect(contentSummary({ observed: { stretches: [], failure: "分析超时，已原样保存。" }, probe: null })).toBeNull();
});

test("what cannot be seen shares a lane, what stands still has its own", () => {
  expect((["black", "covered", "dark", "frozen"] as const).map(laneOf)).toEqual(["dark", "dark", "dark", "frozen"]);
  expect(laneOf("speech")).toBe("speech");
});
