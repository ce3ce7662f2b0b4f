/** The matrix of 应录尽录 as it is laid out: sums, what a cell says, how it looks. Pure. */
import type { CoverageMatrix, CoverageRow } from "@/api/schema";

export type CellTone = "none" | "plain" | "green" | "amber" | "red";

export interface Sum {
  done: number;
  with_recording: number;
  required: number;
  recorded: number;
  with_gaps: number;
  on_site_s: number;
  covered_s: number;
}

const NOTHING: Sum = { done: 0, with_recording: 0, required: 0, recorded: 0, with_gaps: 0, on_site_s: 0, covered_s: 0 };
const KEYS = Object.keys(NOTHING) as (keyof Sum)[];

export function sumOf(counts: readonly Sum[]): Sum {
  const sum = { ...NOTHING };
  for (const one of counts) for (const key of KEYS) sum[key] += one[key];
  return sum;
}

/** The sum of a line, of each column, and of all. */
export function sumsOf(matrix: Pick<CoverageMatrix, "units" | "rows">): { rows: Sum[]; units: Sum[]; all: Sum } {
  const rows = matrix.rows.map((row) => sumOf(row.cells));
  const units = matrix.units.map((_, place) => sumOf(matrix.rows.flatMap((row) => row.cells[place] ?? [])));
  return { rows, units, all: sumOf(rows) };
}

export const missingOf = (sum: Sum): number => sum.required - sum.recorded;

/** Share of the time on site that was recorded, in millionths; null where none had to be. */
export function coveredPpm(sum: Sum): number | null {
  return sum.on_site_s === 0 ? null : Math.floor((sum.covered_s / sum.on_site_s) * 1_000_000);
}

/** Red: something is missing. Amber: there, with a hole nobody explained. Green: all there. */
export function toneOf(sum: Sum): CellTone {
  if (sum.done === 0) return "none";
  if (sum.required === 0) return "plain";
  if (missingOf(sum) > 0) return "red";
  return sum.with_gaps > 0 ? "amber" : "green";
}

/** Rows of which there was work, and those that must be recorded everywhere, or all. */
export function shownRows(rows: readonly CoverageRow[], onlyWorked: boolean): CoverageRow[] {
  return rows.filter((row) => !onlyWorked || sumOf(row.cells).done > 0);
}

/** `row|unit` as the address writes an opened cell; `*` stands for the whole line or column. */
export const cellKey = (rowId: string | null, unitId: string | null): string => `${rowId ?? "*"}|${unitId ?? "*"}`;

export function cellOf(key: string | null): { row_id: string | null; unit_id: string | null } | null {
  const [row, unit] = (key ?? "").split("|");
  if (!row || !unit) return null;
  return { row_id: row === "*" ? null : row, unit_id: unit === "*" ? null : unit };
}

export const rowIdOf = (row: CoverageRow): string => row.row?.row_id ?? "none";

