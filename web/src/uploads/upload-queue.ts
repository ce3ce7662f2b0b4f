/**
 * The upload queue as a state machine: events in, tasks out, and a plan of what to start next.
 * No I/O, no clock, no randomness; the engine beside it does what the plan says.
 */
import type { UploadView } from "@/api/schema";
import { SETTLED, uploadIdOf, type DepositReceipt, type UploadPhase, type UploadTask } from "./upload-task";

/** Files sent at the same time: three fill a county line without starving other users. */
export const PARALLEL_TRANSFERS = 3;
/** Digests are bound by the disk: one reader at a time is fastest. */
export const PARALLEL_DIGESTS = 1;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export type QueueEvent =
  | { kind: "added"; task: UploadTask }
  | { kind: "loaded"; tasks: readonly UploadTask[] }
  | { kind: "head_known"; id: string; headDigest: string }
  | { kind: "digest_started"; id: string }
  | { kind: "digest_progress"; id: string; bytes: number }
  | { kind: "digest_done"; id: string; sha256: string }
  | { kind: "adopted"; id: string; uploadUrl: string; acknowledgedBytes: number }
  | { kind: "transfer_started"; id: string }
  | { kind: "upload_created"; id: string; uploadUrl: string }
  | { kind: "acknowledged"; id: string; bytes: number }
  | { kind: "line_cut"; id: string; trouble: string; nowMs: number }
  | { kind: "line_back" }
  | { kind: "upload_gone"; id: string }
  | { kind: "bytes_complete"; id: string }
  | { kind: "server_says"; id: string; view: ServerUpload; nowMs: number }
  | { kind: "failed"; id: string; trouble: string }
  | { kind: "file_lost"; id: string; trouble: string | null }
  | { kind: "file_found"; id: string }
  | { kind: "pause"; id: string }
  | { kind: "resume"; id: string }
  | { kind: "move_first"; id: string }
  | { kind: "link"; id: string; activityId: string | null; activityLabel: string | null }
  | { kind: "retry"; id: string }
  | { kind: "removed"; id: string };

/** The part of the server's view of an upload the queue needs. */
export type ServerUpload = Pick<UploadView, "upload_id" | "offset_bytes" | "size_bytes" | "state"> &
  Partial<Pick<UploadView, "error" | "recording_id" | "acceptance" | "declared_sha256" | "sha256" | "sm3" | "log_n">>;

/** Wait before attempt number `attempts + 1`: 1, 2, 4 … 30 s. */
export function retryDelayMs(attempts: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, Math.min(attempts - 1, 10)));
}

/** Where a task goes when it may run: a known digest is never computed twice. */
function runnablePhase(task: UploadTask): UploadPhase {
  return task.sha256 === null ? "waiting_digest" : "waiting_transfer";
}

function receiptOf(view: ServerUpload, wasThereAlready: boolean): DepositReceipt {
  return {
    sha256: view.sha256 ?? null,
    sm3: view.sm3 ?? null,
    logNumber: view.log_n ?? null,
    recordingId: view.recording_id ?? null,
    wasThereAlready,
  };
}

/** Applies one event. An event for an unknown task, or one that comes too late, changes nothing. */
export function applyEvent(tasks: readonly UploadTask[], event: QueueEvent): readonly UploadTask[] {
  switch (event.kind) {
    case "added":
      return tasks.some((task) => task.id === event.task.id) ? tasks : [...tasks, event.task];
    case "loaded":
      return [...event.tasks.map(afterReload)].sort((a, b) => a.order - b.order);
    case "removed":
      return tasks.filter((task) => task.id !== event.id);
    case "line_back":
      return tasks.map((task) => (task.phase === "cut" ? { ...task, retryAtMs: 0 } : task));
    case "move_first": {
      const least = Math.min(...tasks.map((task) => task.order), 0);
      return tasks
        .map((task) => (task.id === event.id ? { ...task, order: least - 1 } : task))
        .sort((a, b) => a.order - b.order);
    }
    default:
      return tasks.map((task) => (task.id === event.id ? advance(task, event) : task));
  }
}

type TaskEvent = Exclude<QueueEvent, { kind: "added" | "loaded" | "removed" | "line_back" | "move_first" }>;

function advance(task: UploadTask, event: TaskEvent): UploadTask {
  if (SETTLED.has(task.phase) && event.kind !== "retry") return task;
  switch (event.kind) {
    case "head_known":
      return { ...task, headDigest: event.headDigest };
    case "digest_started":
      return { ...task, phase: "digesting", digestedBytes: 0, trouble: null };
    case "digest_progress":
      return task.phase === "digesting" ? { ...task, digestedBytes: event.bytes } : task;
    case "digest_done":
      // A digest finished during a pause is kept: it need not be computed again.
      return {
        ...task,
        phase: task.phase === "digesting" ? "waiting_transfer" : task.phase,
        sha256: event.sha256,
        digestedBytes: task.sizeBytes,
      };
    case "adopted":
      return { ...task, uploadUrl: event.uploadUrl, acknowledgedBytes: event.acknowledgedBytes };
    case "transfer_started":
      return { ...task, phase: "transferring", retryAtMs: null, trouble: null };
    case "upload_created":
      return { ...task, uploadUrl: event.uploadUrl };
    case "acknowledged":
      return task.phase === "transferring"
        ? { ...task, acknowledgedBytes: event.bytes, attempts: 0, trouble: null }
        : task;
    case "line_cut":
      if (task.phase !== "transferring" && task.phase !== "cut") return task;
      return {
        ...task,
        phase: "cut",
        attempts: task.attempts + 1,
        retryAtMs: event.nowMs + retryDelayMs(task.attempts + 1),
        trouble: event.trouble,
      };
    case "upload_gone":
      return { ...task, phase: "waiting_transfer", uploadUrl: null, acknowledgedBytes: 0, restarted: true };
    case "bytes_complete":
      return { ...task, phase: "verifying", acknowledgedBytes: task.sizeBytes, trouble: null };
    case "server_says":
      return hearServer(task, event.view, event.nowMs);
    case "failed":
      return { ...task, phase: "failed", trouble: event.trouble, retryAtMs: null };
    case "file_lost":
      return { ...task, phase: "needs_file", trouble: event.trouble };
    case "file_found":
      return task.phase === "needs_file" ? { ...task, phase: runnablePhase(task), trouble: null, attempts: 0 } : task;
    case "pause":
      return task.phase === "verifying" || task.phase === "needs_file" ? task : { ...task, phase: "paused", retryAtMs: null };
    case "resume":
      return task.phase === "paused" ? { ...task, phase: runnablePhase(task), trouble: null } : task;
    case "link":
      return task.uploadUrl === null ? { ...task, activityId: event.activityId, activityLabel: event.activityLabel } : task;
    case "retry":
      return retried(task);
  }
}

/** After a reload no task is under way any more; a file must be at hand before bytes can flow again. */
function afterReload(task: UploadTask): UploadTask {
  if (SETTLED.has(task.phase) || task.phase === "verifying") return task;
  return { ...task, phase: "needs_file", digestedBytes: 0, retryAtMs: null, trouble: null };
}

function retried(task: UploadTask): UploadTask {
  if (task.phase === "cut") return { ...task, retryAtMs: 0 };
  if (task.phase !== "failed") return task;
  return { ...task, phase: runnablePhase(task), attempts: 0, trouble: null, retryAtMs: null };
}

function hearServer(task: UploadTask, view: ServerUpload, nowMs: number): UploadTask {
  switch (view.state) {
    case "receiving":
      // Bytes this browser believed complete are not: go on from the server's offset.
      return task.phase === "verifying" && view.offset_bytes < view.size_bytes
        ? { ...task, phase: runnablePhase(task), acknowledgedBytes: view.offset_bytes }
        : task.phase === "transferring"
          ? task
          : { ...task, acknowledgedBytes: view.offset_bytes };
    case "verifying":
      return { ...task, phase: "verifying", acknowledgedBytes: task.sizeBytes, acceptance: view.acceptance ?? null };
    case "deposited":
      return {
        ...task,
        phase: "deposited",
        acknowledgedBytes: task.sizeBytes,
        receipt: receiptOf(view, uploadIdOf(task.uploadUrl) !== view.upload_id),
        acceptance: view.acceptance ?? null,
        depositedAtMs: nowMs,
        trouble: null,
      };
    case "quarantined":
      return { ...task, phase: "quarantined", receipt: receiptOf(view, false), acceptance: view.acceptance ?? null, trouble: view.error ?? null };
  }
}

/** What the engine should begin now. */
export interface Plan {
  digest: readonly string[];
  transfer: readonly string[];
  /** When to look again although nothing happened; null when nothing waits. */
  wakeAtMs: number | null;
}

export function plan(tasks: readonly UploadTask[], nowMs: number): Plan {
  const sorted = [...tasks].sort((a, b) => a.order - b.order);
  const count = (phase: UploadPhase) => sorted.filter((task) => task.phase === phase).length;
  const digest = sorted
    .filter((task) => task.phase === "waiting_digest")
    .slice(0, Math.max(0, PARALLEL_DIGESTS - count("digesting")))
    .map((task) => task.id);
  const due = (task: UploadTask) => task.phase === "cut" && (task.retryAtMs ?? 0) <= nowMs;
  const transfer = sorted
    .filter((task) => task.phase === "waiting_transfer" || due(task))
    .slice(0, Math.max(0, PARALLEL_TRANSFERS - count("transferring")))
    .map((task) => task.id);
  const waiting = sorted.flatMap((task) =>
    task.phase === "cut" && task.retryAtMs !== null && task.retryAtMs > nowMs ? [task.retryAtMs] : [],
  );
  return { digest, transfer, wakeAtMs: waiting.length === 0 ? null : Math.min(...waiting) };
}

/** What a freshly digested file is to the server: new, begun earlier, or deposited already. */
export function recogniseOnServer(
  task: UploadTask,
  known: readonly ServerUpload[],
  takenIds: ReadonlySet<string>,
): { kind: "new" } | { kind: "begun"; view: ServerUpload } | { kind: "deposited"; view: ServerUpload } {
  if (task.sha256 === null || task.uploadUrl !== null) return { kind: "new" };
  const same = known.filter((view) => view.size_bytes === task.sizeBytes);
  const deposited = same.find((view) => view.state === "deposited" && view.sha256 === task.sha256);
  if (deposited !== undefined) return { kind: "deposited", view: deposited };
  const begun = same.find(
    (view) => view.state === "receiving" && view.declared_sha256 === task.sha256 && !takenIds.has(view.upload_id),
  );
  return begun === undefined ? { kind: "new" } : { kind: "begun", view: begun };
}

/** How many files this person still has to wait for or act on: the number on the shell's badge. */
export function unfinishedCount(tasks: readonly UploadTask[]): number {
  return tasks.filter((task) => task.phase !== "deposited").length;
}
