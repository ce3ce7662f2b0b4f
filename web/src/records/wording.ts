/** Prescribed wording (Arts. 8, 18) with the values of its fields set in. The wording itself is locked. */
import { isBlank, type FieldModel, type Values } from "./schema-model";

/** The wording a record with these values carries: some is printed only while a field says so. */
export const carriedWording = <T extends { field: string | null; values: readonly unknown[] }>(wording: readonly T[], values: Values): T[] =>
  wording.filter((block) => block.field === null || block.values.includes(values[block.field]));

export type WordingPiece = { kind: "text"; text: string } | { kind: "value"; text: string } | { kind: "blank"; title: string };

/**
 * Cuts `…{field}…` into pieces. A field without a value becomes its title, to be shown as a gap.
 * @param show how a value of a field reads, e.g. officer ids as names.
 */
export function wordingPieces(text: string, fields: readonly FieldModel[], values: Values, agency: string, show: (field: FieldModel, value: unknown) => string): WordingPiece[] {
  return text.split(/(\{\w+\})/).flatMap((part): WordingPiece[] => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return part === "" ? [] : [{ kind: "text", text: part }];
    if (name === "agency") return [{ kind: "value", text: agency }];
    const field = fields.find((one) => one.name === name);
    if (field === undefined) return [{ kind: "blank", title: name }];
    const value = values[name];
    return isBlank(value) ? [{ kind: "blank", title: field.title }] : [{ kind: "value", text: show(field, value) }];
  });
}
