/// <reference lib="webworker" />
/** Web Worker that hashes files off the page's thread. */
import { digestHead, digestWhole } from "./file-digest";

export type DigestRequest = { job: number; what: "head" | "whole"; file: File };
export type DigestReply =
  | { job: number; kind: "progress"; bytes: number }
  | { job: number; kind: "done"; sha256: string }
  | { job: number; kind: "unreadable"; why: string };

const REPORT_EVERY_MS = 150;
const scope = self as unknown as DedicatedWorkerGlobalScope;

async function run({ job, what, file }: DigestRequest): Promise<DigestReply> {
  try {
    if (what === "head") return { job, kind: "done", sha256: await digestHead(file) };
    let reportedAt = 0;
    const sha256 = await digestWhole(file, (bytes) => {
      const now = performance.now();
      if (now - reportedAt < REPORT_EVERY_MS) return;
      reportedAt = now;
      scope.postMessage({ job, kind: "progress", bytes } satisfies DigestReply);
    });
    return { job, kind: "done", sha256 };
  } catch (cause) {
    return { job, kind: "unreadable", why: cause instanceof Error ? cause.message : String(cause) };
  }
}

scope.onmessage = (event: MessageEvent<DigestRequest>) => {
  void run(event.data).then((reply) => scope.postMessage(reply));
};
