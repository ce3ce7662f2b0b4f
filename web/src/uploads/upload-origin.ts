/** Where files come from, as said before they go. Pure. */
import type { DeviceSummary } from "@/api/schema";

export interface UploadOrigin {
  /** Recognised by the files' names if it is not said. */
  device: { id: string; label: string } | null;
  /** Who recorded them, if not the sender. */
  takenBy: string | null;
  note: string;
}

export const UNKNOWN_ORIGIN: UploadOrigin = { device: null, takenBy: null, note: "" };

type Held = Pick<DeviceSummary, "device_id" | "asset_no" | "maker" | "model" | "kind" | "holder" | "held_since" | "status">;

/** Devices that record: those one has now, the last received first, and those one had or may see. */
export function byHolder<D extends Held>(devices: readonly D[], officerId: string): { held: D[]; others: D[] } {
  const recording = devices.filter((one) => one.kind !== "docking_station");
  const held = recording.filter((one) => one.holder?.officer_id === officerId);
  held.sort((a, b) => b.held_since.localeCompare(a.held_since));
  const others = recording.filter((one) => !held.includes(one));
  others.sort((a, b) => a.asset_no.localeCompare(b.asset_no));
  return { held, others };
}

/** What goes along with the bytes; nothing where nothing was said. */
export function originMetadata(origin: UploadOrigin): Record<string, string> {
  return {
    ...(origin.device === null ? {} : { device_id: origin.device.id }),
    ...(origin.takenBy === null ? {} : { taken_by: origin.takenBy }),
    ...(origin.note.trim() === "" ? {} : { note: origin.note.trim() }),
  };
}
