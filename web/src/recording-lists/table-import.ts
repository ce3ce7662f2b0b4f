/** What is chosen of a table file, and what is asked of the server with it. */
import type { ListField, ListMode, PreviewList, SheetView } from "@/api/schema";

/** Choices of the import; everything else follows from the file. */
export interface Choices {
  sheet: number;
  /** From 1; null while no line is chosen. */
  headerLine: number | null;
  /** What each column holds; empty lets the server propose. */
  mapping: ListField[];
  /** What words for the mode mean; "" is a blank cell. */
  modes: Record<string, ListMode>;
}

/** What the server proposes for a sheet, as first choices. */
export function firstChoices(sheets: readonly SheetView[]): Choices {
  const sheet = Math.max(0, sheets.findIndex((one) => one.header_line !== null));
  return chooseSheet(sheets, sheet);
}

export function chooseSheet(sheets: readonly SheetView[], sheet: number): Choices {
  const chosen = sheets[sheet];
  return { sheet, headerLine: chosen?.header_line ?? null, mapping: [...(chosen?.mapping ?? [])], modes: {} };
}

/** Another line of titles: the columns are proposed anew. */
export function chooseHeader(choices: Choices, headerLine: number): Choices {
  return { ...choices, headerLine, mapping: [], modes: {} };
}

/** One column, one meaning: who had it before becomes a remark. */
export function mapColumn(mapping: readonly ListField[], column: number, field: ListField): ListField[] {
  return mapping.map((known, at) => {
    if (at === column) return field;
    return known === field && field !== "remarks" ? "remarks" : known;
  });
}

/** Titles of the columns, as wide as the widest line. */
export function titlesOf(sheet: SheetView, headerLine: number): string[] {
  const width = Math.max(0, ...sheet.lines.map((line) => line.length));
  const titles = sheet.lines[headerLine - 1] ?? [];
  return Array.from({ length: width }, (_, at) => (titles[at] ?? "").trim());
}

/** The first different values of a column below the titles. */
export function samplesOf(sheet: SheetView, headerLine: number, column: number, most = 3): string[] {
  const seen = new Set<string>();
  for (const line of sheet.lines.slice(headerLine)) {
    const cell = (line[column] ?? "").trim();
    if (cell !== "") seen.add(cell);
    if (seen.size === most) break;
  }
  return [...seen];
}

/** What is asked with these choices; null while something is not chosen yet. */
export function asked(sheets: readonly SheetView[], choices: Choices): PreviewList | null {
  const sheet = sheets[choices.sheet];
  if (!sheet || choices.headerLine === null) return null;
  return {
    table: { header: titlesOf(sheet, choices.headerLine), first_line: choices.headerLine + 1, rows: sheet.lines.slice(choices.headerLine) },
    mapping: choices.mapping,
    mode_words: Object.entries(choices.modes).map(([word, mode]) => ({ word, mode })),
  };
}
