/**
 * One file on its way from a recording device into the agency's store (Art. 22), as plain data.
 * Everything here survives a reload: tasks are kept in the browser's database.
 */

import type { Acceptance } from "@/api/schema";
import type { UploadOrigin } from "./upload-origin";

/** Where a file stands. The order is the order a healthy upload passes through. */
export type UploadPhase =
  | "waiting_digest"
  | "digesting"
  | "waiting_transfer"
  | "transferring"
  | "cut"
  | "verifying"
  | "deposited"
  | "quarantined"
  | "failed"
  | "paused"
  | "needs_file";

/** What the server said about the deposited bytes. */
export interface DepositReceipt {
  sha256: string | null;
  sm3: string | null;
  logNumber: number | null;
  recordingId: string | null;
  /** The same bytes had been deposited before; nothing was sent again. */
  wasThereAlready: boolean;
}

export interface UploadTask {
  /** UUID; also the idempotency key of the upload's creation. */
  id: string;
  ownerId: string;
  fileName: string;
  fileType: string;
  sizeBytes: number;
  lastModifiedMs: number;
  /** SHA-256 of the first mebibyte: recognises the same file after a reload. */
  headDigest: string | null;
  activityId: string | null;
  activityLabel: string | null;
  /** Absent in tasks kept by an earlier version. */
  origin?: UploadOrigin;
  /** Smaller goes first. */
  order: number;
  addedAtMs: number;
  phase: UploadPhase;
  digestedBytes: number;
  sha256: string | null;
  uploadUrl: string | null;
  /** Bytes the server has acknowledged; never an estimate. */
  acknowledgedBytes: number;
  /** Failed attempts in a row; 0 after any acknowledged byte. */
  attempts: number;
  retryAtMs: number | null;
  /** One Chinese sentence about the last trouble. */
  trouble: string | null;
  /** The upload had to start again from the first byte; said to the user. */
  restarted: boolean;
  receipt: DepositReceipt | null;
  /** The server's signed word that every byte came. Absent in tasks kept by an earlier version. */
  acceptance?: Acceptance | null;
  depositedAtMs: number | null;
}

/** Phases that still need the file's bytes from this browser. */
export const NEEDS_BYTES: ReadonlySet<UploadPhase> = new Set<UploadPhase>([
  "waiting_digest",
  "digesting",
  "waiting_transfer",
  "transferring",
  "cut",
  "paused",
  "needs_file",
]);

/** Phases after which nothing happens any more without a person. */
export const SETTLED: ReadonlySet<UploadPhase> = new Set<UploadPhase>(["deposited", "quarantined", "failed"]);

/** The server's id of an upload: the last part of its address. */
export function uploadIdOf(uploadUrl: string | null): string | null {
  if (uploadUrl === null) return null;
  const path = uploadUrl.split(/[?#]/)[0] ?? "";
  const last = path.split("/").filter((part) => part !== "").pop();
  return last === undefined ? null : decodeURIComponent(last);
}

/** The device's copy may be cleared only when both digests are known, equal, and the deposit has its log number. */
export function mayClearDevice(task: UploadTask): boolean {
  return (
    task.phase === "deposited" &&
    task.receipt !== null &&
    task.sha256 !== null &&
    task.receipt.sha256 === task.sha256 &&
    task.receipt.logNumber !== null
  );
}

/** Share of acknowledged bytes, 0…1; an empty file counts as complete once deposited. */
export function acknowledgedShare(task: UploadTask): number {
  if (task.sizeBytes === 0) return task.phase === "deposited" ? 1 : 0;
  return Math.min(1, task.acknowledgedBytes / task.sizeBytes);
}

/** A task for a file just picked, at the end of the queue. */
export function newTask(
  id: string,
  ownerId: string,
  order: number,
  file: File,
  activity: { id: string; label: string } | null,
  origin: UploadOrigin,
  nowMs: number,
): UploadTask {
  return {
    id,
    ownerId,
    order,
    fileName: file.name,
    fileType: file.type === "" ? "application/octet-stream" : file.type,
    sizeBytes: file.size,
    lastModifiedMs: file.lastModified,
    headDigest: null,
    activityId: activity?.id ?? null,
    activityLabel: activity?.label ?? null,
    origin,
    addedAtMs: nowMs,
    phase: "waiting_digest",
    digestedBytes: 0,
    sha256: null,
    uploadUrl: null,
    acknowledgedBytes: 0,
    attempts: 0,
    retryAtMs: null,
    trouble: null,
    restarted: false,
    receipt: null,
    acceptance: null,
    depositedAtMs: null,
  };
}
