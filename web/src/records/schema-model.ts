/**
 * A record kind's JSON Schema as a list of form fields. Pure: the same schema the server validates
 * with decides what is asked here, so a new kind of record needs no code.
 */

export type Widget =
  | "text"
  | "textarea"
  | "number"
  | "date"
  | "datetime"
  | "officers"
  | "money"
  | "record"
  | "recording"
  | "items"
  | "choice"
  | "choices"
  | "checkbox";

export interface FieldModel {
  name: string;
  title: string;
  help: string | null;
  widget: Widget;
  /** A legal element: missing, it blocks signing. */
  required: boolean;
  /** Article that asks for it, e.g. `10(一)`. */
  article: string | null;
  /** Filled by the system from the case when new. */
  prefilled: boolean;
  options: readonly string[];
  maxLength: number | null;
  /** Names to pick from: `rooms`, those of the agency. */
  offer: string | null;
  minimum: number | null;
  maximum: number | null;
  minItems: number | null;
  maxItems: number | null;
  pattern: string | null;
  /** The only lawful value, e.g. `true` for "credentials were shown". */
  only: unknown;
  /** The field that names the recording whose speech is written down here. */
  speechOf: string | null;
  /** Words of a yes and of a no. */
  yes: string | null;
  no: string | null;
  /** Columns of a list of items. */
  columns: readonly FieldModel[];
}

export type Values = Readonly<Record<string, unknown>>;
type Json = Record<string, unknown>;

const WIDGETS: ReadonlySet<string> = new Set<Widget>([
  "text",
  "textarea",
  "number",
  "date",
  "datetime",
  "officers",
  "money",
  "record",
  "recording",
  "items",
  "choice",
  "choices",
  "checkbox",
]);
/** Longer texts get several lines. */
const LONG_TEXT = 120;

/** Fields of an object schema, in the order they are written down. */
export function readSchema(schema: Json): FieldModel[] {
  return readObject(schema, schema);
}

function readObject(object: Json, root: Json): FieldModel[] {
  const properties = asJson(object["properties"]) ?? {};
  const required = new Set(asStrings(object["required"]));
  return Object.entries(properties).map(([name, raw]) => readField(name, resolve(asJson(raw) ?? {}, root), required.has(name), root));
}

function readField(name: string, node: Json, required: boolean, root: Json): FieldModel {
  const items = resolve(asJson(node["items"]) ?? {}, root);
  const widget = widgetOf(node, items);
  const options = asStrings(node["enum"]);
  return {
    name,
    title: asText(node["title"]) ?? name,
    help: asText(node["description"]),
    widget,
    required,
    article: asText(node["x-article"]),
    prefilled: asText(node["x-prefill"]) !== null,
    options: options.length > 0 ? options : asStrings(items["enum"]),
    maxLength: asNumber(node["maxLength"]),
    minimum: asNumber(node["minimum"]),
    maximum: asNumber(node["maximum"]),
    minItems: asNumber(node["minItems"]),
    maxItems: asNumber(node["maxItems"]),
    pattern: asText(node["pattern"]),
    only: node["const"],
    speechOf: asText(node["x-speech"]),
    offer: asText(node["x-offer"]),
    yes: asText(node["x-yes"]),
    no: asText(node["x-no"]),
    columns: widget === "items" ? readObject(items, root) : [],
  };
}

function widgetOf(node: Json, items: Json): Widget {
  const types = typesOf(node);
  const asked = asText(node["x-widget"]);
  const isList = types.includes("array");
  if (asked === "choice" && isList) return "choices";
  if (asked !== null && WIDGETS.has(asked)) return asked as Widget;
  if (isList) return typesOf(items).includes("object") || "properties" in items ? "items" : asStrings(items["enum"]).length > 0 ? "choices" : "textarea";
  if (types.includes("boolean")) return "checkbox";
  if (asStrings(node["enum"]).length > 0) return "choice";
  if (types.includes("integer") || types.includes("number")) return "number";
  if (node["format"] === "date") return "date";
  if (node["format"] === "date-time") return "datetime";
  return (asNumber(node["maxLength"]) ?? 0) > LONG_TEXT ? "textarea" : "text";
}

function resolve(node: Json, root: Json): Json {
  const reference = asText(node["$ref"]);
  if (reference === null || !reference.startsWith("#/")) return node;
  let at: unknown = root;
  for (const part of reference.slice(2).split("/")) at = asJson(at)?.[part];
  const { $ref: _, ...own } = node;
  return { ...(asJson(at) ?? {}), ...own };
}

const asJson = (value: unknown): Json | null => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null);
const asText = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const asNumber = (value: unknown): number | null => (typeof value === "number" ? value : null);
const asStrings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []);
const typesOf = (node: Json): string[] => (typeof node["type"] === "string" ? [node["type"]] : asStrings(node["type"]));

/** Nothing was said: no text, no list entry, no number. `false` is something said. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

/** A legal element that is not there yet. */
export interface MissingElement {
  field: string;
  /** Row of a list, counted from 0, when the element belongs to one. */
  row: number | null;
  title: string;
  article: string | null;
}

/** All legal elements still missing, in form order. */
export function missingElements(fields: readonly FieldModel[], values: Values): MissingElement[] {
  return fields.flatMap((field): MissingElement[] => {
    const value = values[field.name];
    const lacks = field.required && (isBlank(value) || (field.only !== undefined && value !== field.only));
    if (lacks) return [{ field: field.name, row: null, title: field.title, article: field.article }];
    if (field.widget !== "items" || !Array.isArray(value)) return [];
    return value.flatMap((row: unknown, index) =>
      missingElements(field.columns, asJson(row) ?? {}).map((missing) => ({
        field: field.name,
        row: index,
        title: `${field.title}第 ${index + 1} 行「${missing.title}」`,
        article: missing.article ?? field.article,
      })),
    );
  });
}

/** What is wrong with what was said (not with what is missing), by field name. */
export function fieldErrors(fields: readonly FieldModel[], values: Values): Map<string, string> {
  const errors = new Map<string, string>();
  for (const field of fields) {
    const text = errorOf(field, values[field.name]);
    if (text !== null) errors.set(field.name, text);
  }
  return errors;
}

function errorOf(field: FieldModel, value: unknown): string | null {
  if (isBlank(value)) return null;
  if (typeof value === "string") {
    if (field.maxLength !== null && [...value].length > field.maxLength) return `最多 ${field.maxLength} 个字，现有 ${[...value].length} 个`;
    if (field.pattern !== null && !matches(field.pattern, value)) return `格式不符${field.help === null ? "" : `：${field.help}`}`;
    if (field.widget === "choice" && !field.options.includes(value)) return "请从所列选项中选择";
  }
  if (typeof value === "number") {
    const scale = field.widget === "money" ? 100 : 1;
    const unit = field.widget === "money" ? " 元" : "";
    if (field.minimum !== null && value < field.minimum) return `不得小于 ${field.minimum / scale}${unit}`;
    if (field.maximum !== null && value > field.maximum) return `不得大于 ${field.maximum / scale}${unit}`;
  }
  if (Array.isArray(value)) {
    if (field.minItems !== null && value.length < field.minItems) return `至少 ${field.minItems} ${field.widget === "officers" ? "人" : "项"}`;
    if (field.maxItems !== null && value.length > field.maxItems) return `最多 ${field.maxItems} ${field.widget === "officers" ? "人" : "项"}`;
    for (const [index, row] of value.entries()) {
      const [first] = field.columns.length > 0 ? fieldErrors(field.columns, asJson(row) ?? {}) : [];
      if (first !== undefined) {
        const column = field.columns.find((one) => one.name === first[0]);
        return `第 ${index + 1} 行「${column?.title ?? first[0]}」${first[1]}`;
      }
    }
  }
  return null;
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true; // A pattern this browser cannot read is the server's to judge.
  }
}

/** What is sent: blank values left out, texts trimmed, unknown names kept away. */
export function cleanValues(fields: readonly FieldModel[], values: Values): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (isBlank(value)) continue;
    if (field.widget === "items" && Array.isArray(value)) {
      const rows = value.map((row: unknown) => cleanValues(field.columns, asJson(row) ?? {})).filter((row) => Object.keys(row).length > 0);
      if (rows.length > 0) clean[field.name] = rows;
    } else clean[field.name] = typeof value === "string" ? value.trim() : value;
  }
  return clean;
}

/** Fields whose value differs between two versions of a record. */
export function changedFields(fields: readonly FieldModel[], before: Values, now: Values): FieldModel[] {
  const [a, b] = [cleanValues(fields, before), cleanValues(fields, now)];
  return fields.filter((field) => JSON.stringify(a[field.name]) !== JSON.stringify(b[field.name]));
}

interface FieldComplaint {
  /** JSON pointer, e.g. `/goods/0/name` or `/fields/place`. */
  path: string;
  message: string;
}

/** The server's complaints by field; what names no field of this form stays in `rest`. */
export function complaintsByField<T extends FieldComplaint>(fields: readonly FieldModel[], complaints: readonly T[]): { byField: Map<string, string>; rest: T[] } {
  const names = new Set(fields.map((field) => field.name));
  const byField = new Map<string, string>();
  const rest: T[] = [];
  for (const complaint of complaints) {
    const name = complaint.path.split("/").find((part) => names.has(part));
    if (name === undefined) rest.push(complaint);
    else byField.set(name, byField.has(name) ? `${byField.get(name)}；${complaint.message}` : complaint.message);
  }
  return { byField, rest };
}
