/** What each step of a device asks for, and what is sent. Which steps there are is the server's word. */
import { deviceWords as w } from "@/i18n/zh-devices";

export type DeviceAction = "fault" | "lose" | "find" | "retire" | "repair" | "close" | "explain";

export interface DeviceField {
  name: string;
  label: string;
  kind: "text" | "line" | "choice" | "flag" | "instant";
  options?: Record<string, string>;
  optional?: boolean;
}

export const DEVICE_FIELDS: Record<DeviceAction, readonly DeviceField[]> = {
  fault: [
    { name: "kind", label: w.field.faultKind, kind: "choice", options: w.faultKind },
    { name: "text", label: w.field.faultText, kind: "text" },
    { name: "happened_at", label: w.field.happenedAt, kind: "instant", optional: true },
    { name: "unusable", label: w.field.unusable, kind: "flag" },
  ],
  lose: [
    { name: "text", label: w.field.loseText, kind: "text" },
    { name: "happened_at", label: w.field.happenedAt, kind: "instant", optional: true },
  ],
  find: [{ name: "text", label: w.field.findText, kind: "text" }],
  retire: [
    { name: "how", label: w.field.how, kind: "choice", options: w.retirement },
    { name: "reason", label: w.field.retireReason, kind: "text" },
    { name: "data_went", label: w.field.dataWent, kind: "text" },
  ],
  repair: [{ name: "repair_place", label: w.field.repairPlace, kind: "line" }],
  close: [{ name: "text", label: w.field.closeText, kind: "text" }],
  explain: [
    { name: "reason", label: w.field.gapReason, kind: "choice", options: w.gapReason },
    { name: "text", label: w.field.gapText, kind: "text" },
  ],
};

export type Values = Record<string, string | boolean | undefined>;

/** What is still blank, by label. */
export function missingOf(action: DeviceAction, values: Values): string[] {
  const isBlank = (field: DeviceField) => {
    const value = values[field.name];
    return field.kind !== "flag" && !field.optional && (typeof value !== "string" || value.trim() === "");
  };
  return DEVICE_FIELDS[action].filter(isBlank).map((field) => field.label);
}

export function bodyOf(action: DeviceAction, values: Values): Record<string, string | boolean | null> {
  return Object.fromEntries(
    DEVICE_FIELDS[action].map((field) => {
      const value = values[field.name];
      if (field.kind === "flag") return [field.name, value === true];
      const text = typeof value === "string" ? value.trim() : "";
      return [field.name, text === "" ? null : text];
    }),
  );
}

/** Where a step is sent; `no` is the number of the fault or gap it is about. */
export function pathOf(deviceId: string, action: DeviceAction, no: number | null): string {
  const at = `/devices/${deviceId}`;
  if (action === "fault") return `${at}/faults`;
  if (action === "repair" || action === "close") return `${at}/faults/${no}/${action}`;
  if (action === "explain") return `${at}/gaps/${no}/explain`;
  return `${at}/${action}`;
}
