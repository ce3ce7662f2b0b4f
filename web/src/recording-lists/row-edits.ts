/** Changes of rows that are not saved yet, and rows as a search finds them. */
import type { ListComment, ListMode, ListRow, NewListRow } from "@/api/schema";

export type RowState = "same" | "changed" | "added" | "removed";

/** A row on the screen; new ones carry a key of the page until the server gives them an id. */
export interface EditedRow {
  key: string;
  row: ListRow;
  state: RowState;
}

export interface Edits {
  /** Rows as they would be, by key. */
  changed: ReadonlyMap<string, ListRow>;
  removed: ReadonlySet<string>;
  added: readonly { key: string; row: ListRow }[];
}

export const NO_EDITS: Edits = { changed: new Map(), removed: new Set(), added: [] };

export const editCount = (edits: Edits): number => edits.changed.size + edits.removed.size + edits.added.length;

const sameRow = (a: ListRow, b: ListRow) => JSON.stringify(a) === JSON.stringify(b);

/** Puts a row in the place of one; a row that is as it was counts as unchanged. */
export function putRow(edits: Edits, saved: readonly ListRow[], key: string, row: ListRow): Edits {
  if (edits.added.some((one) => one.key === key)) return { ...edits, added: edits.added.map((one) => (one.key === key ? { key, row } : one)) };
  const before = saved.find((one) => one.row_id === key);
  const changed = new Map(edits.changed);
  if (before && sameRow(before, row)) changed.delete(key);
  else changed.set(key, row);
  return { ...edits, changed };
}

export function addRow(edits: Edits, key: string, row: ListRow): Edits {
  return { ...edits, added: [...edits.added, { key, row }] };
}

/** Takes a row out, or puts one back that was to go. A new one is simply gone. */
export function toggleRemoved(edits: Edits, key: string): Edits {
  if (edits.added.some((one) => one.key === key)) return { ...edits, added: edits.added.filter((one) => one.key !== key) };
  const removed = new Set(edits.removed);
  if (!removed.delete(key)) removed.add(key);
  return { ...edits, removed };
}

/** Rows with what is to become of them. */
export function editedRows(saved: readonly ListRow[], edits: Edits): EditedRow[] {
  const rows = saved.map((row): EditedRow => {
    const key = row.row_id;
    const next = edits.changed.get(key);
    return { key, row: next ?? row, state: edits.removed.has(key) ? "removed" : next ? "changed" : "same" };
  });
  return [...rows, ...edits.added.map((one): EditedRow => ({ ...one, state: "added" }))];
}

/** All rows as the server wants them. */
export function toSave(saved: readonly ListRow[], edits: Edits): NewListRow[] {
  return editedRows(saved, edits)
    .filter((one) => one.state !== "removed")
    .map(({ row, state }) => ({ ...row, row_id: state === "added" ? null : row.row_id }));
}

export interface RowFilter {
  q: string;
  mode: ListMode | null;
  commented: boolean;
}

/** Rows that hold every word of the search, in the mode, perhaps with something in the margin. */
export function findRows(rows: readonly EditedRow[], filter: RowFilter, comments: readonly ListComment[]): EditedRow[] {
  const words = filter.q.split(/\s+/).filter(Boolean);
  const noted = new Set(comments.map((one) => one.row_id));
  return rows.filter(({ row }) => {
    const text = [row.act, row.item, row.stage_text, row.scene, row.devices, row.content, row.start_point, row.end_point, row.retention, ...row.remarks.map((one) => one.value)].join("\n");
    return words.every((word) => text.includes(word)) && (filter.mode === null || row.mode === filter.mode) && (!filter.commented || noted.has(row.row_id));
  });
}

export const emptyRow = (): ListRow => ({
  row_id: "",
  act: "",
  item: "",
  stage_text: "",
  scene: "",
  devices: "",
  mode: "continuous",
  content: "",
  other_focus: "",
  start_point: "",
  end_point: "",
  retention: "",
  remarks: [],
});
