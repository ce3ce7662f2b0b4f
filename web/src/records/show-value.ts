/** How a field's value reads, for locked wording, read-only views and "before" lines. */
import { formatDay, formatInstant } from "@/format/time";
import type { FieldModel } from "./schema-model";
import type { CaseChoices } from "./widgets/case-choices";
import { yuanText } from "./yuan";

export function showValue(field: FieldModel, value: unknown, choices: CaseChoices): string {
  if (value === undefined || value === null || value === "") return "—";
  switch (field.widget) {
    case "checkbox":
      return value === true ? (field.yes ?? "是") : (field.no ?? "否");
    case "money":
      return typeof value === "number" ? `${yuanText(value)} 元` : String(value);
    case "date":
      return formatDay(String(value));
    case "datetime":
      return formatInstant(String(value));
    case "officers":
      return listed(value, choices.officers);
    case "record":
      return listed([value], choices.records);
    case "recording":
      return listed([value], choices.recordings);
    case "items":
      return Array.isArray(value) ? `${value.length} 项` : "—";
    default:
      return Array.isArray(value) ? value.join("、") : String(value);
  }
}

function listed(ids: unknown, from: CaseChoices["officers"]): string {
  if (!Array.isArray(ids)) return "—";
  return ids.map((id) => from.find((one) => one.value === id)?.label ?? String(id)).join("、");
}
