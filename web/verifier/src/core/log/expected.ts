/**
 * What single facts say must stand in rows (docs/formats/log-folder.md), read from the facts' bodies as data.
 * Not a copy of the system's rules: only columns that repeat what one fact says.
 */
import type { FactLine } from "../facts";
import { type Json, Num, parseStored } from "../json";
import type { Leaf } from "../leaf";

/** Where a fact says it: at a path of its body, or in its leaf. */
type Said = { readonly body: readonly string[] } | { readonly leaf: "at" | "by" | "stream" };
const [AT, BY, STREAM] = [{ leaf: "at" }, { leaf: "by" }, { leaf: "stream" }] as const;
const body = (path: string): Said => ({ body: path.split(".") });

/** What a kind of fact says of a row. */
interface Saying {
  readonly table: string;
  readonly key: Said;
  /** The row is there since this fact, and never without it. */
  readonly makes: boolean;
  readonly columns: readonly (readonly [string, Said])[];
}
const makes = (table: string, key: string, columns: Readonly<Record<string, Said>>): Saying => ({ table, key: body(key), makes: true, columns: Object.entries(columns) });
const adds = (table: string, key: Said, columns: Readonly<Record<string, Said>>): Saying => ({ table, key, makes: false, columns: Object.entries(columns) });

/** The column by which a row is found, of each table that is compared. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ["access_row", "request_id"],
  ["activity_row", "activity_id"],
  ["agency_row", "agency_id"],
  ["case_row", "case_id"],
  ["device_row", "device_id"],
  ["record_row", "record_id"],
  ["recording_row", "recording_id"],
  ["violation_row", "violation_id"],
]);

const SAYINGS: ReadonlyMap<string, Saying> = new Map([
  [
    "case.registered",
    makes("case_row", "case", { agency_id: body("agency"), division_id: body("division"), title: body("title"), party_label: body("party.name"), act_kind: body("act"), procedure: body("procedure"), source_kind: body("source.kind"), created_at: AT }),
  ],
  ["case.opened", adds("case_row", STREAM, { opened_at: AT, case_no: body("case_no") })],
  ["case.closed", adds("case_row", STREAM, { closed_at: AT, act_ended_on: body("act_ended_on") })],
  ["record.drafted", makes("record_row", "record", { kind: body("kind"), created_at: AT, drafted_by: BY })],
  ["record.rendered", adds("record_row", body("record"), { sha256: body("digests.sha256"), pages: body("pages") })],
  ["recording.quarantined", makes("recording_row", "recording", { agency_id: body("agency"), file_name: body("file_name") })],
  [
    "recording.deposited",
    makes("recording_row", "recording", { agency_id: body("agency"), file_name: body("file_name"), size_bytes: body("digests.size_bytes"), sha256: body("digests.sha256"), sm3: body("digests.sm3"), deposited_at: AT }),
  ],
  ["activity.planned", makes("activity_row", "activity", { agency_id: body("agency"), title: body("title"), planned_at: body("planned_at"), continuous: body("is_continuous") })],
  ["activity.arrived", adds("activity_row", body("activity"), { arrived_at: body("arrived_at") })],
  ["activity.departed", adds("activity_row", body("activity"), { departed_at: body("departed_at") })],
  ["access.requested", makes("access_row", "request", { agency_id: body("agency"), case_id: body("case"), asked_by: BY, asked_at: AT, reason: body("reason") })],
  [
    "oversight.raised",
    makes("violation_row", "violation", { agency_id: body("agency"), overseer_id: body("overseer"), case_id: body("case"), rule: body("rule"), article: body("article"), severity: body("severity"), title: body("title"), raised_at: AT }),
  ],
  ["device.registered", makes("device_row", "device", { agency_id: body("agency") })],
  ["org.agency_registered", makes("agency_row", "agency", { name: body("name"), short_name: body("short_name"), region: body("region"), superior: body("superior"), created_at: AT })],
]);

/** The tables that are compared, and how many of their columns are. */
export const COMPARED = {
  tables: KEYS.size,
  columns: new Set([...SAYINGS.values()].flatMap(({ table, columns }) => columns.map(([column]) => `${table} ${column}`))).size,
};

/** The key column of a table, if its rows are compared. */
export const keyColumnOf = (table: string): string | undefined => KEYS.get(table);

/** What must stand in one row; a column whose body was destroyed is not known and not listed. */
export interface ExpectedRow {
  readonly table: string;
  readonly key: string;
  isMade: boolean;
  readonly columns: Map<string, Json>;
}

/** Neither part has a line break. */
export const placeOf = (table: string, key: string): string => `${table}\n${key}`;

export class Expected {
  readonly rows = new Map<string, ExpectedRow>();

  /** Of the facts below a number. */
  constructor(private readonly until: number) {}

  /** Takes what a fact says. The last one to say something counts. */
  take(fact: FactLine, leaf: Leaf): void {
    const saying = SAYINGS.get(leaf.text("t") ?? "");
    if (!saying || fact.n >= this.until) return;
    const stored = fact.body === null ? undefined : parseStored(fact.body);
    // Of a fact without its body nobody knows which row it is about, but by its stream.
    const said = read(saying.key, leaf, stored);
    const key = typeof said === "string" ? said : leaf.text("stream");
    if (key === null) return;
    const place = placeOf(saying.table, key);
    const row = this.rows.get(place) ?? { table: saying.table, key, isMade: false, columns: new Map<string, Json>() };
    row.isMade ||= saying.makes;
    for (const [column, where] of saying.columns) {
      const value = read(where, leaf, stored);
      if (value === undefined) row.columns.delete(column);
      else row.columns.set(column, value);
    }
    this.rows.set(place, row);
  }
}

/** What stands there; undefined if the body is not there any more. */
function read(said: Said, leaf: Leaf, stored: Json | undefined): Json | undefined {
  if ("leaf" in said) {
    const value = said.leaf === "at" ? leaf.integer("at") : leaf.text(said.leaf);
    return typeof value === "number" ? new Num(String(value)) : (value ?? undefined);
  }
  if (stored === undefined) return undefined;
  return said.body.reduce<Json>((at, key) => (at instanceof Map ? (at.get(key) ?? null) : null), stored);
}
