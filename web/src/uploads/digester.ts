/** Talks to the digest worker; one worker serves all files. */
import type { DigestReply, DigestRequest } from "./digest.worker";

/** The file can no longer be read: card pulled out, file changed or deleted. */
export class FileUnreadable extends Error {}

interface Waiting {
  onProgress: (bytes: number) => void;
  resolve: (sha256: string) => void;
  reject: (cause: Error) => void;
}

export class Digester {
  #worker: Worker | null = null;
  #next = 1;
  readonly #waiting = new Map<number, Waiting>();

  whole(file: File, onProgress: (bytes: number) => void): Promise<string> {
    return this.#ask("whole", file, onProgress);
  }

  head(file: File): Promise<string> {
    return this.#ask("head", file, () => undefined);
  }

  #ask(what: DigestRequest["what"], file: File, onProgress: (bytes: number) => void): Promise<string> {
    const worker = this.#running();
    const job = this.#next;
    this.#next += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(job, { onProgress, resolve, reject });
      worker.postMessage({ job, what, file } satisfies DigestRequest);
    });
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL("./digest.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (event: MessageEvent<DigestReply>) => this.#hear(event.data);
    worker.onerror = () => this.#fall();
    this.#worker = worker;
    return worker;
  }

  #hear(reply: DigestReply): void {
    const waiting = this.#waiting.get(reply.job);
    if (waiting === undefined) return;
    if (reply.kind === "progress") {
      waiting.onProgress(reply.bytes);
      return;
    }
    this.#waiting.delete(reply.job);
    if (reply.kind === "done") waiting.resolve(reply.sha256);
    else waiting.reject(new FileUnreadable(reply.why));
  }

  /** The worker itself died: everyone waiting is told, the next request starts a new one. */
  #fall(): void {
    this.#worker?.terminate();
    this.#worker = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) one.reject(new Error("digest worker stopped"));
  }
}
