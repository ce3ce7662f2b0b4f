/** The rows that screens read, compared with what single facts say. */
import { fromUtf8 } from "../bytes";
import type { Pause } from "../facts";
import type { Findings } from "../findings";
import { type Json, Num, parseObject, parseStored } from "../json";
import { isSameJson, u64Of } from "../numbers";
import { COMPARED, type Expected, type ExpectedRow, keyColumnOf, placeOf } from "./expected";
import type { Folder, Line, Lines } from "./folder";

/** The rows, one a line, after a line that says of how many facts they are. */
export const ROWS = "rows.jsonl";

const textOf = (line: Line | null): string => fromUtf8(line?.bytes ?? new Uint8Array()) ?? "";

/** A table and a row: exactly these two. In the row, as databases have it, the last of two equal columns counts. */
function parseRow(line: Line): { table: string; row: ReadonlyMap<string, Json> } | null {
  const read = parseStored(textOf(line), 1);
  const [table, row] = read instanceof Map && read.size === 2 ? [read.get("table"), read.get("row")] : [];
  return typeof table === "string" && row instanceof Map ? { table, row } : null;
}

/** Databases keep a yes or no as 1 or 0. */
const isSame = (said: Json, stored: Json): boolean => (typeof said === "boolean" ? stored instanceof Num && stored.text === (said ? "1" : "0") : isSameJson(said, stored));

export class Rows {
  private compared = 0;
  private readonly others = new Map<string, number>();
  private readonly keys = new Set<string>();

  private constructor(
    private readonly lines: Lines,
    /** The facts on which the rows rest. */
    readonly facts: number,
    private readonly findings: Findings,
  ) {}

  /** Null if there are none, or none that could be read. */
  static async open(folder: Folder, findings: Findings): Promise<Rows | null> {
    const lines = folder.lines(ROWS);
    if (!lines) return null;
    const head = parseObject(textOf(await lines.next()));
    const facts = u64Of(head?.get("facts"));
    if (head?.size === 1 && facts !== null) return new Rows(lines, facts, findings);
    if (!lines.hasFailed) findings.defect("form", ROWS, "第一行没有写明依据多少条事实。");
    return null;
  }

  /** Compares every row; what that proves. */
  async compare(expected: Expected, pause: Pause): Promise<string[]> {
    for (let number = 2, line = await this.lines.next(); line; number += 1, line = await this.lines.next()) {
      const read = parseRow(line);
      if (read) this.take(read.table, read.row, expected);
      else this.findings.defect("form", ROWS, `第 ${number} 行不是一行投影。`);
      await pause();
    }
    if (this.lines.hasFailed) return [];
    const missing = [...expected.rows].filter(([, { isMade }]) => isMade).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, { table, key }] of missing) this.differ(`${table} 应有 ${key} 一行而没有。`);
    this.warn();
    return [`${this.compared} 行投影、${COMPARED.tables} 张表：与事实逐行对应，由单条事实直接写明的 ${COMPARED.columns} 列与事实一致。`];
  }

  private differ(what: string): void {
    this.findings.defect("fact_disagrees", ROWS, what);
  }

  private take(table: string, row: ReadonlyMap<string, Json>, expected: Expected): void {
    const column = keyColumnOf(table);
    if (column === undefined) {
      this.others.set(table, (this.others.get(table) ?? 0) + 1);
      return;
    }
    this.compared += 1;
    const named = row.get(column);
    const key = typeof named === "string" ? named : "";
    const place = placeOf(table, key);
    const should = expected.rows.get(place);
    expected.rows.delete(place);
    if (should?.isMade) {
      this.keys.add(place);
      this.columns(should, row);
    } else this.differ(this.keys.has(place) ? `${table} 的 ${key} 不止一行。` : `${table} 的 ${key} 没有事实依据。`);
  }

  private columns({ table, key, columns }: ExpectedRow, row: ReadonlyMap<string, Json>): void {
    for (const [column, said] of columns) if (!isSame(said, row.get(column) ?? null)) this.differ(`${table} 的 ${key} 的 ${column} 与事实所记不同。`);
  }

  private warn(): void {
    const count = [...this.others.values()].reduce((sum, rows) => sum + rows, 0);
    const also = count === 0 ? "" : `，以及 ${[...this.others.keys()].sort().join("、")} 的 ${count} 行`;
    this.findings.warn(`没有核对：由多条事实和规则推出的其余各列${also}；它们由系统一方的 liuhen check 重算。`);
  }
}
