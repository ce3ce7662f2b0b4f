import type { UploadPhase } from "./upload-task";

export type ColumnKey = "waiting" | "moving" | "done";

/** 排队 · 传输 · 完成 */
export function columnOf(phase: UploadPhase): ColumnKey {
  switch (phase) {
    case "waiting_digest":
    case "digesting":
    case "waiting_transfer":
    case "paused":
    case "needs_file":
      return "waiting";
    case "transferring":
    case "cut":
    case "verifying":
      return "moving";
    case "deposited":
    case "quarantined":
    case "failed":
      return "done";
  }
}
