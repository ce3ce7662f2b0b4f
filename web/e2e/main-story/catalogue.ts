/** The record catalogue as its folders tell it: the same files the program was built from. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../law/records/", import.meta.url));

export type Values = Record<string, unknown>;

export interface Field {
  name: string;
  title: string;
  widget: string;
  /** A box that must be ticked, and the words beside it. */
  mustTick: boolean;
  yes: string | null;
  no: string | null;
  isList: boolean;
  options: readonly string[];
  columns: readonly Field[];
}

export interface Signer {
  slot: string;
  title: string;
  min: number;
  opinion: boolean;
  onlyIf: { field: string; values: readonly string[] } | null;
}

export interface Kind {
  code: string;
  title: string;
  fields: readonly Field[];
  signers: readonly Signer[];
  example: Values;
}

interface Schema {
  title?: string;
  type?: string;
  enum?: string[];
  const?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  "x-widget"?: string;
  "x-yes"?: string;
  "x-no"?: string;
}

const read = (code: string, file: string): string => readFileSync(`${FOLDER}${code}/${file}`, "utf8");

export function kindOf(code: string): Kind {
  const toml = read(code, "record.toml");
  const schema = JSON.parse(read(code, "schema.json")) as Schema;
  return {
    code,
    title: word(toml, "title") ?? code,
    fields: fieldsOf(schema),
    signers: toml.split("[[signers]]").slice(1).map(signerOf),
    example: JSON.parse(read(code, "example.json")) as Values,
  };
}

function fieldsOf(schema: Schema): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, one]) => ({
    name,
    title: one.title ?? name,
    widget: one["x-widget"] ?? "text",
    mustTick: one.const === true,
    yes: one["x-yes"] ?? null,
    no: one["x-no"] ?? null,
    isList: one.type === "array",
    options: one.enum ?? one.items?.enum ?? [],
    columns: fieldsOf(one.items ?? {}),
  }));
}

const word = (toml: string, key: string): string | null => new RegExp(`^${key} = "(.*)"$`, "m").exec(toml)?.[1] ?? null;

function signerOf(block: string): Signer {
  const [own = ""] = block.split("[[");
  const only = /^only_if = \{ field = "(\w+)", values = \[(.*)\] \}$/m.exec(own);
  return {
    slot: word(own, "slot") ?? "",
    title: word(own, "title") ?? "",
    min: Number(/^min = (\d+)$/m.exec(own)?.[1] ?? 0),
    opinion: /^opinion = true$/m.test(own),
    onlyIf: only === null ? null : { field: only[1] ?? "", values: [...(only[2] ?? "").matchAll(/"(.*?)"/g)].map((found) => found[1] ?? "") },
  };
}
