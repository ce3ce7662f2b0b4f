import { describe, expect, it } from "vitest";
import type { FileEntry, Volume } from "@/api/schema";
import { arranged, moved } from "./catalogue-order";

const entry = (key: string, volume: Volume, order: number): FileEntry => ({ key, volume, order, title: key, doc_no: null, responsible: null, made_on: null, page_from: null, page_to: null, pages: null, record_id: null, recording_id: null, sha256: "" });
const entries = [entry("c", "annex", 1), entry("b", "main", 2), entry("a", "main", 1), entry("v", "recordings", 1), entry("f", "front", 1)];
const keys = (list: FileEntry[]) => list.map((e) => e.key).join("");

describe("catalogue order", () => {
  it("volumes_follow_each_other_and_records_their_order", () => expect(keys(arranged(entries, null))).toBe("fabcv"));
  it("a_hand_made_order_moves_inside_its_volume_only", () => expect(keys(arranged(entries, ["v", "b", "a", "c", "f"]))).toBe("fbacv"));
  it("a_record_that_came_later_goes_last_of_its_volume", () => expect(keys(arranged([...entries, entry("n", "main", 3)], ["b", "a"]))).toBe("fbancv"));
  it("moving_puts_it_at_the_place_of_the_other", () => expect(moved(arranged(entries, null), "b", "a")).toEqual(["f", "b", "a", "c", "v"]));
  it("moving_down_works_too", () => expect(moved(arranged(entries, null), "a", "b")).toEqual(["f", "b", "a", "c", "v"]));
  it("nothing_leaves_its_volume", () => expect(moved(arranged(entries, null), "a", "c")).toBeNull());
});
