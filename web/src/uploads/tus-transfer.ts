/** One attempt to send a file's remaining bytes by tus 1.0. Attempts are cheap; the queue decides about retries. */
import * as tus from "tus-js-client";
import { API } from "@/api/client";
import { claimedStartFromName } from "./claimed-time";
import { judgeFailure, type FailureVerdict } from "./transfer-failure";
import { originMetadata, UNKNOWN_ORIGIN } from "./upload-origin";
import type { UploadTask } from "./upload-task";

/** Bytes of one PATCH. The server acknowledges after each, so progress is never further off than this. */
export const CHUNK_BYTES = 16 * 1024 * 1024;
/** Silence after which a line counts as cut although the browser has not noticed. */
const STALL_MS = 45_000;

export interface TransferEvents {
  onCreated: (uploadUrl: string) => void;
  /** Bytes on the wire, acknowledged or not; for the speed only. */
  onSent: (bytes: number) => void;
  onAcknowledged: (bytes: number) => void;
  onComplete: () => void;
  onFailure: (verdict: FailureVerdict) => void;
}

export interface Transfer {
  /** Stops sending; nothing is reported afterwards. */
  stop: () => void;
  /** Reports a cut line now instead of waiting for the browser to notice. */
  cut: () => void;
}

function metadataOf(task: UploadTask): Record<string, string> {
  const recordedAt = claimedStartFromName(task.fileName);
  return {
    filename: task.fileName,
    filetype: task.fileType,
    ...(task.activityId === null ? {} : { activity_id: task.activityId }),
    ...(task.sha256 === null ? {} : { sha256: task.sha256 }),
    ...(recordedAt === null ? {} : { recorded_at: recordedAt }),
    ...originMetadata(task.origin ?? UNKNOWN_ORIGIN),
  };
}

export function startTransfer(task: UploadTask, file: File, events: TransferEvents): Transfer {
  let over = false;
  let heardAt = performance.now();
  const resuming = task.uploadUrl !== null;

  const upload = new tus.Upload(file, {
    // With an endpoint, a failed resume would silently begin a second upload; the queue decides that instead.
    endpoint: resuming ? undefined : `${API}/uploads`,
    uploadUrl: task.uploadUrl,
    chunkSize: CHUNK_BYTES,
    retryDelays: null,
    storeFingerprintForResuming: false,
    metadata: metadataOf(task),
    headers: { "X-Requested-With": "liuhen" },
    onBeforeRequest: (request) => {
      // Bytes are idempotent by their offset; a key would make the server read a whole body first.
      if (request.getMethod() === "POST") request.setHeader("Idempotency-Key", task.id);
    },
    onUploadUrlAvailable: () => {
      heardAt = performance.now();
      if (!over && upload.url !== null) events.onCreated(upload.url);
    },
    onProgress: (sent) => {
      heardAt = performance.now();
      if (!over) events.onSent(sent);
    },
    onChunkComplete: (_chunk, accepted) => {
      heardAt = performance.now();
      if (!over) events.onAcknowledged(accepted);
    },
    onSuccess: () => {
      if (finish()) events.onComplete();
    },
    onError: (cause) => {
      if (finish()) events.onFailure(verdictOf(cause, upload.url !== null));
    },
  });

  const watch = setInterval(() => {
    if (performance.now() - heardAt > STALL_MS) cut();
  }, 5_000);

  function finish(): boolean {
    if (over) return false;
    over = true;
    clearInterval(watch);
    return true;
  }
  function stop(): void {
    if (finish()) void upload.abort(false);
  }
  function cut(): void {
    if (over) return;
    stop();
    events.onFailure(judgeFailure(null, null, upload.url !== null));
  }

  upload.start();
  return { stop, cut };
}

function verdictOf(cause: Error, resuming: boolean): FailureVerdict {
  if (!(cause instanceof tus.DetailedError)) {
    return { kind: "refused", trouble: `文件无法读取：${cause.message}` };
  }
  const reply = cause.originalResponse;
  if (reply === null) return judgeFailure(null, null, resuming);
  const problem = problemOf(reply.getBody());
  return judgeFailure(reply.getStatus(), problem.detail ?? problem.title ?? null, resuming, problem.code ?? null);
}

/** The parts of a problem document that matter here, if the body is one. */
function problemOf(body: string): { code?: string; title?: string; detail?: string } {
  try {
    const problem: unknown = JSON.parse(body);
    return typeof problem === "object" && problem !== null ? problem : {};
  } catch {
    return {};
  }
}
