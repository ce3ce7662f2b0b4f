/** Numbers of a device in words, and what a form's words mean in numbers. Pure. */
import { formatSpan } from "@/format/time";
import { deviceWords as w } from "@/i18n/zh-devices";

export const GIB = 1024 ** 3;

/** `快 42 秒`, `慢 3 分 5 秒`, `准`. */
export function offsetText(offsetMs: number): string {
  if (Math.abs(offsetMs) < 1000) return w.exact;
  const text = formatSpan(Math.abs(offsetMs));
  return offsetMs > 0 ? w.ahead(text) : w.behind(text);
}

export type OffsetTone = "green" | "amber" | "red";

/** A clock that is off by more than half a minute, or by more than two. */
export function offsetTone(offsetMs: number): OffsetTone {
  const off = Math.abs(offsetMs);
  return off > 120_000 ? "red" : off > 30_000 ? "amber" : "green";
}

/** GiB as typed, in bytes; null if nothing was typed. */
export const gibToBytes = (gib: number | null | undefined): number | null => (gib == null ? null : Math.round(gib * GIB));

export interface Look {
  battery: number | null;
  freeGib: number | null;
  offsetS: number | null;
  looks: "good" | "worn" | "broken";
  note: string;
}

export const NO_LOOK: Look = { battery: null, freeGib: null, offsetS: null, looks: "good", note: "" };

/** What is sent of a look at a device. */
export function checkBody(look: Look) {
  return {
    battery_percent: look.battery,
    free_bytes: gibToBytes(look.freeGib),
    clock: look.offsetS === null ? null : { offset_s: look.offsetS },
    looks: look.looks,
    note: look.note.trim() === "" ? null : look.note.trim(),
  };
}
