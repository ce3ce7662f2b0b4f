/** Digests side by side in workers made of this very page's script; in the page itself where there are none. */
import { type Algorithm, type Digester, digestHere } from "../core/digest";

interface Task {
  readonly id: number;
  readonly blob: Blob;
  readonly algorithm: Algorithm;
}
type Told = { readonly id: number } & ({ readonly bytes: number } | { readonly digest: Uint8Array } | { readonly fault: string });

const MOST_WORKERS = 4;

/** What a worker does with each task. */
export function serve(scope: { onmessage: ((event: MessageEvent<Task>) => void) | null; postMessage: (told: Told) => void }): void {
  scope.onmessage = ({ data: { id, blob, algorithm } }) => {
    digestHere(blob, algorithm, (bytes) => scope.postMessage({ id, bytes })).then(
      (digest) => scope.postMessage({ id, digest }),
      (fault: unknown) => scope.postMessage({ id, fault: String(fault) }),
    );
  };
}

interface Waiting extends Task {
  readonly onBytes: (count: number) => void;
  readonly resolve: (digest: Uint8Array) => void;
  readonly reject: (fault: Error) => void;
}

export class Pool {
  private readonly idle: Worker[] = [];
  private readonly all: Worker[] = [];
  private readonly waiting: Waiting[] = [];
  private readonly running = new Map<number, Waiting>();
  private readonly url: string;
  private next = 0;
  private isBroken = false;
  private isStopped = false;

  constructor(script: string) {
    this.url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    const count = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 2));
    try {
      for (let i = 0; i < count; i++) this.add();
    } catch {
      this.isBroken = true;
    }
  }

  readonly digester: Digester = (blob, algorithm, onBytes) => {
    if (this.isStopped) return Promise.reject(new Stopped());
    if (this.isBroken) return digestHere(blob, algorithm, onBytes);
    return new Promise((resolve, reject) => {
      this.waiting.push({ id: (this.next += 1), blob, algorithm, onBytes, resolve, reject });
      this.feed();
    });
  };

  stop(): void {
    this.isStopped = true;
    this.all.forEach((worker) => worker.terminate());
    URL.revokeObjectURL(this.url);
    for (const task of [...this.running.values(), ...this.waiting]) task.reject(new Stopped());
    this.running.clear();
    this.waiting.length = 0;
  }

  private add(): void {
    const worker = new Worker(this.url);
    worker.onmessage = ({ data }: MessageEvent<Told>) => this.hear(worker, data);
    worker.onerror = () => this.breakDown();
    this.all.push(worker);
    this.idle.push(worker);
  }

  private feed(): void {
    while (this.idle.length > 0 && this.waiting.length > 0) {
      const [worker, task] = [this.idle.pop(), this.waiting.shift()];
      if (!worker || !task) return;
      this.running.set(task.id, task);
      worker.postMessage({ id: task.id, blob: task.blob, algorithm: task.algorithm });
    }
  }

  private hear(worker: Worker, told: Told): void {
    const task = this.running.get(told.id);
    if (!task) return;
    if ("bytes" in told) {
      task.onBytes(told.bytes);
      return;
    }
    this.running.delete(told.id);
    this.idle.push(worker);
    if ("digest" in told) task.resolve(told.digest);
    else task.reject(new Error(told.fault));
    this.feed();
  }

  /** Some browsers refuse workers to a page from disk, and say so late: go on without. */
  private breakDown(): void {
    this.isBroken = true;
    const left = [...this.running.values(), ...this.waiting];
    this.running.clear();
    this.waiting.length = 0;
    for (const { blob, algorithm, onBytes, resolve, reject } of left) digestHere(blob, algorithm, onBytes).then(resolve, reject);
  }
}

/** The person ended the work. */
export class Stopped extends Error {}
