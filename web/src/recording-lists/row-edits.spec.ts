import { describe, expect, it } from "vitest";
import type { ListComment, ListRow } from "@/api/schema";
import { addRow, editCount, editedRows, emptyRow, findRows, NO_EDITS, putRow, toggleRemoved, toSave } from "./row-edits";

const row = (id: string, item: string, over: Partial<ListRow> = {}): ListRow => ({ ...emptyRow(), row_id: id, item, ...over });
const saved = [row("a", "现场检查"), row("b", "抽样取证", { mode: "optional", scene: "仓库" }), row("c", "送达", { remarks: [{ title: "科室", value: "二科" }] })];
const states = (edits = NO_EDITS) => editedRows(saved, edits).map((one) => `${one.key}:${one.state}`);

describe("edits of rows", () => {
  it("are nothing until something differs", () => {
    const there = putRow(NO_EDITS, saved, "a", row("a", "检查"));
    expect([editCount(there), states(there)]).toEqual([1, ["a:changed", "b:same", "c:same"]]);
    const back = putRow(there, saved, "a", row("a", "现场检查"));
    expect(editCount(back)).toBe(0);
  });
  it("take rows out and put them back", () => {
    const gone = toggleRemoved(NO_EDITS, "b");
    expect(states(gone)).toEqual(["a:same", "b:removed", "c:same"]);
    expect(toSave(saved, gone).map((one) => one.row_id)).toEqual(["a", "c"]);
    expect(editCount(toggleRemoved(gone, "b"))).toBe(0);
  });
  it("add rows without an id, and forget them when they are taken out again", () => {
    const more = putRow(addRow(NO_EDITS, "new-1", row("", "听证")), saved, "new-1", row("", "听证会"));
    expect(toSave(saved, more).at(-1)).toMatchObject({ row_id: null, item: "听证会" });
    expect(editCount(toggleRemoved(more, "new-1"))).toBe(0);
  });
});

describe("a search among rows", () => {
  const rows = editedRows(saved, NO_EDITS);
  const found = (q: string, mode: ListRow["mode"] | null = null, commented = false) =>
    findRows(rows, { q, mode, commented }, [{ row_id: "c" } as ListComment]).map((one) => one.key);
  it("wants every word, wherever it stands", () => {
    expect(found("")).toEqual(["a", "b", "c"]);
    expect(found("抽样 仓库")).toEqual(["b"]);
    expect(found("二科")).toEqual(["c"]);
    expect(found("抽样 二科")).toEqual([]);
  });
  it("keeps to a mode and to what has something in the margin", () => {
    expect(found("", "optional")).toEqual(["b"]);
    expect(found("", null, true)).toEqual(["c"]);
  });
});
