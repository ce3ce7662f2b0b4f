/**
 * Runs the upload queue outside the React tree: uploads go on while people move between pages.
 * Decisions are in `upload-queue.ts`; this file only does what the plan says and reports back.
 */
import { get, newKey, write } from "@/api/client";
import type { Listing, UploadView } from "@/api/schema";
import { Digester, FileUnreadable } from "./digester";
import { TaskStore } from "./task-store";
import type { FailureVerdict } from "./transfer-failure";
import { withSample, type RateSample } from "./transfer-rate";
import { startTransfer, type Transfer } from "./tus-transfer";
import { applyEvent, plan, recogniseOnServer, type QueueEvent } from "./upload-queue";
import type { UploadOrigin } from "./upload-origin";
import { newTask, SETTLED, uploadIdOf, type UploadTask } from "./upload-task";

/** What a screen may know; replaced as a whole on each change. */
export interface EngineView {
  ready: boolean;
  tasks: readonly UploadTask[];
  /** Bytes on the wire per task, acknowledged or not. */
  rates: ReadonlyMap<string, readonly RateSample[]>;
  /** Tasks whose file can be reopened by one permission click. */
  reopenable: ReadonlySet<string>;
  /** The server's own list; other devices' uploads included. */
  server: readonly UploadView[];
  /** Another tab of this browser runs the queue. */
  elsewhere: boolean;
  /** Set when the login ran out; uploads go on after the next one. */
  loginLost: boolean;
  online: boolean;
}

/** A file as picked: with a handle where the browser gives one. */
export interface PickedFile {
  file: File;
  handle: FileSystemFileHandle | null;
}

const POLL_MS = 1_500;
const PERSISTED_EVERY_MS = 1_000;
const EMPTY: EngineView = {
  ready: false,
  tasks: [],
  rates: new Map(),
  reopenable: new Set(),
  server: [],
  elsewhere: false,
  loginLost: false,
  online: true,
};

export class UploadEngine {
  #view: EngineView = EMPTY;
  #owner: string | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #store = new TaskStore();
  readonly #digester = new Digester();
  readonly #files = new Map<string, File>();
  readonly #handles = new Map<string, FileSystemFileHandle>();
  readonly #transfers = new Map<string, Transfer>();
  readonly #savedAt = new Map<string, number>();
  #wake: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setTimeout> | undefined;
  #order = 0;
  #holdsTab = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly view = (): EngineView => this.#view;

  /** Begins (or resumes) the queue of one officer. Calling it again with the same officer changes nothing. */
  async serve(officerId: string): Promise<void> {
    if (this.#owner === officerId) {
      this.loginRestored();
      return;
    }
    this.#stopAll();
    this.#owner = officerId;
    this.#set({ ...EMPTY, online: navigator.onLine });
    window.addEventListener("online", this.#lineBack);
    window.addEventListener("offline", this.#lineGone);
    await this.#onlyTab();
    if (this.#owner !== officerId) return;
    const stored = (await this.#store.all().catch(() => [])).filter(({ task }) => task.ownerId === officerId);
    for (const { id, handle } of stored) if (handle !== null) this.#handles.set(id, handle);
    this.#order = Math.max(0, ...stored.map(({ task }) => task.order));
    this.#set({
      ...this.#view,
      ready: true,
      elsewhere: false,
      tasks: applyEvent([], { kind: "loaded", tasks: stored.map(({ task }) => task) }),
      reopenable: new Set(this.#handles.keys()),
    });
    await this.#refreshServer();
    await this.#reopenSilently();
    this.#run();
  }

  /** Queues files. Answers how many were on the list already and therefore left out. */
  async add(picked: readonly PickedFile[], activity: { id: string; label: string } | null, origin: UploadOrigin): Promise<number> {
    let known = 0;
    for (const { file, handle } of picked) if (!(await this.#addOne(file, handle, activity, origin))) known += 1;
    return known;
  }

  pause(id: string): void {
    this.#transfers.get(id)?.stop();
    this.#transfers.delete(id);
    this.dispatch({ kind: "pause", id });
  }
  resume(id: string): void {
    this.dispatch({ kind: "resume", id });
  }
  retry(id: string): void {
    this.dispatch({ kind: "retry", id });
  }
  moveFirst(id: string): void {
    this.dispatch({ kind: "move_first", id });
  }
  link(id: string, activity: { id: string; label: string } | null): void {
    this.dispatch({ kind: "link", id, activityId: activity?.id ?? null, activityLabel: activity?.label ?? null });
  }

  /** Forgets a task here; an unfinished upload is also ended at the server. Deposited recordings stay. */
  async remove(id: string): Promise<void> {
    const task = this.#task(id);
    this.#transfers.get(id)?.stop();
    this.#transfers.delete(id);
    const uploadId = task !== undefined && !SETTLED.has(task.phase) ? uploadIdOf(task.uploadUrl) : null;
    this.dispatch({ kind: "removed", id });
    this.#files.delete(id);
    this.#handles.delete(id);
    await this.#store.remove(id).catch(() => undefined);
    if (uploadId !== null) {
      await fetch(`/api/v1/uploads/${encodeURIComponent(uploadId)}`, {
        method: "DELETE",
        headers: { "Tus-Resumable": "1.0.0", "X-Requested-With": "liuhen", "Idempotency-Key": newKey() },
      }).catch(() => undefined);
    }
  }

  /** Reopens every file whose handle was kept. Must be called from a click: the browser asks for permission. */
  async reopenAll(): Promise<void> {
    for (const [id, handle] of this.#handles) {
      if (this.#task(id)?.phase === "needs_file") await this.#reopen(id, handle, true);
    }
  }

  /**
   * Gives back a file whose handle was lost. Size and the digest of its first mebibyte must agree;
   * answers the id of the task it belongs to, or null when it belongs to none.
   */
  async reselect(file: File, handle: FileSystemFileHandle | null): Promise<string | null> {
    const wanting = this.#view.tasks.filter((task) => task.phase === "needs_file" && task.sizeBytes === file.size);
    if (wanting.length === 0) return null;
    const head = await this.#digester.head(file).catch(() => null);
    const match = wanting.find((task) => task.headDigest === head);
    if (match === undefined) return null;
    this.#files.set(match.id, file);
    if (handle !== null) this.#handles.set(match.id, handle);
    this.dispatch({ kind: "file_found", id: match.id });
    return match.id;
  }

  loginRestored(): void {
    if (!this.#view.loginLost) return;
    this.#set({ ...this.#view, loginLost: false });
    this.dispatch({ kind: "line_back" });
    void this.#refreshServer();
  }

  dispatch(event: QueueEvent): void {
    const before = this.#view.tasks;
    const tasks = applyEvent(before, event);
    if (tasks === before) return;
    this.#set({ ...this.#view, tasks });
    for (const task of tasks) {
      const old = before.find((one) => one.id === task.id);
      if (old !== task) this.#persist(task, old?.phase !== task.phase || old.uploadUrl !== task.uploadUrl);
    }
    this.#run();
  }

  // ── doing what the plan says ──

  #run(): void {
    if (!this.#view.ready || this.#view.elsewhere) return;
    const todo = plan(this.#view.tasks, Date.now());
    for (const id of todo.digest) void this.#digest(id);
    if (!this.#view.loginLost) for (const id of todo.transfer) this.#transfer(id);
    clearTimeout(this.#wake);
    if (todo.wakeAtMs !== null) this.#wake = setTimeout(() => this.#run(), Math.max(50, todo.wakeAtMs - Date.now()));
    this.#schedulePoll();
  }

  async #digest(id: string): Promise<void> {
    const file = this.#files.get(id);
    if (file === undefined) {
      this.dispatch({ kind: "file_lost", id, trouble: null });
      return;
    }
    this.dispatch({ kind: "digest_started", id });
    try {
      const sha256 = await this.#digester.whole(file, (bytes) => this.dispatch({ kind: "digest_progress", id, bytes }));
      await this.#recognise(id, sha256);
    } catch (cause) {
      this.#files.delete(id);
      const gone = cause instanceof FileUnreadable;
      this.dispatch({ kind: "file_lost", id, trouble: gone ? "文件读不出来：存储卡可能已拔出，或文件已被改动" : "读取中断" });
    }
  }

  async #recognise(id: string, sha256: string): Promise<void> {
    await this.#refreshServer();
    const task = this.#task(id);
    if (task === undefined) return;
    const taken = new Set(this.#view.tasks.flatMap((other) => uploadIdOf(other.uploadUrl) ?? []));
    const known = recogniseOnServer({ ...task, sha256 }, this.#view.server, taken);
    if (known.kind === "begun") {
      const { upload_id, offset_bytes } = known.view;
      this.dispatch({ kind: "adopted", id, uploadUrl: `/api/v1/uploads/${upload_id}`, acknowledgedBytes: offset_bytes });
    }
    this.dispatch({ kind: "digest_done", id, sha256 });
    if (known.kind === "deposited") this.dispatch({ kind: "server_says", id, view: known.view, nowMs: Date.now() });
  }

  #transfer(id: string): void {
    const task = this.#task(id);
    const file = this.#files.get(id);
    if (task === undefined || this.#transfers.has(id)) return;
    if (file === undefined) {
      this.dispatch({ kind: "file_lost", id, trouble: null });
      return;
    }
    // Registered before the event, so that the plan made by the event does not start it twice.
    let heldUrl = task.uploadUrl;
    const transfer = startTransfer(task, file, {
      onCreated: (uploadUrl) => {
        if (uploadUrl === heldUrl) return;
        heldUrl = uploadUrl;
        this.dispatch({ kind: "upload_created", id, uploadUrl });
      },
      onSent: (bytes) => this.#sample(id, bytes),
      onAcknowledged: (bytes) => this.dispatch({ kind: "acknowledged", id, bytes }),
      onComplete: () => {
        this.#transfers.delete(id);
        this.dispatch({ kind: "bytes_complete", id });
        void this.#refreshServer();
      },
      onFailure: (verdict) => {
        this.#transfers.delete(id);
        this.#judge(id, verdict);
      },
    });
    this.#transfers.set(id, transfer);
    this.dispatch({ kind: "transfer_started", id });
  }

  #judge(id: string, verdict: FailureVerdict): void {
    switch (verdict.kind) {
      case "gone":
        this.dispatch({ kind: "upload_gone", id });
        break;
      case "refused":
        this.dispatch({ kind: "failed", id, trouble: verdict.trouble });
        break;
      case "login":
        this.#set({ ...this.#view, loginLost: true });
        this.dispatch({ kind: "line_cut", id, trouble: verdict.trouble, nowMs: Date.now() });
        break;
      case "retry":
        this.dispatch({ kind: "line_cut", id, trouble: verdict.trouble, nowMs: Date.now() });
        break;
    }
  }

  // ── the server's view ──

  #schedulePoll(): void {
    clearTimeout(this.#poll);
    if (this.#view.tasks.some((task) => task.phase === "verifying")) {
      this.#poll = setTimeout(() => void this.#refreshServer(), POLL_MS);
    }
  }

  async #refreshServer(): Promise<void> {
    try {
      const { items } = await get<Listing<UploadView>>("/uploads");
      this.#set({ ...this.#view, server: items });
      for (const task of this.#view.tasks) {
        const uploadId = uploadIdOf(task.uploadUrl);
        const view = uploadId === null ? undefined : items.find((item) => item.upload_id === uploadId);
        if (view === undefined) continue;
        if (view.state === "receiving") await this.#declareDigest(task, view);
        this.dispatch({ kind: "server_says", id: task.id, view, nowMs: Date.now() });
      }
    } catch {
      // The list is a comfort; uploads themselves report broken lines.
    }
    this.#schedulePoll();
  }

  /** Sends the browser's digest where the upload was created without it. */
  async #declareDigest(task: UploadTask, view: UploadView): Promise<void> {
    if (task.sha256 === null || view.declared_sha256 !== null) return;
    await write("POST", `/uploads/${encodeURIComponent(view.upload_id)}/digest`, { sha256: task.sha256 }).catch(() => undefined);
  }

  // ── files, memory, line ──

  async #addOne(file: File, handle: FileSystemFileHandle | null, activity: { id: string; label: string } | null, origin: UploadOrigin): Promise<boolean> {
    if (this.#owner === null) return false;
    if ((await this.reselect(file, handle)) !== null) return true;
    const twin = this.#view.tasks.some(
      (task) => task.phase !== "failed" && task.phase !== "quarantined" && task.fileName === file.name && task.sizeBytes === file.size && task.lastModifiedMs === file.lastModified,
    );
    if (twin) return false;
    const id = newKey();
    this.#files.set(id, file);
    if (handle !== null) this.#handles.set(id, handle);
    this.#order += 1;
    this.dispatch({ kind: "added", task: newTask(id, this.#owner, this.#order, file, activity, origin, Date.now()) });
    void this.#digester
      .head(file)
      .then((headDigest) => this.dispatch({ kind: "head_known", id, headDigest }))
      .catch(() => undefined);
    return true;
  }

  async #reopenSilently(): Promise<void> {
    for (const [id, handle] of this.#handles) {
      if (this.#task(id)?.phase === "needs_file") await this.#reopen(id, handle, false);
    }
  }

  async #reopen(id: string, handle: FileSystemFileHandle, mayAsk: boolean): Promise<void> {
    const asking = handle as FileSystemFileHandle & {
      queryPermission?: (how: { mode: "read" }) => Promise<PermissionState>;
      requestPermission?: (how: { mode: "read" }) => Promise<PermissionState>;
    };
    try {
      let granted = (await asking.queryPermission?.({ mode: "read" })) === "granted";
      if (!granted && mayAsk) granted = (await asking.requestPermission?.({ mode: "read" })) === "granted";
      if (!granted) return;
      const file = await handle.getFile();
      if ((await this.reselect(file, handle)) !== id) {
        this.dispatch({ kind: "file_lost", id, trouble: "同名文件的内容已变化，请找到原来的文件" });
      }
    } catch {
      this.dispatch({ kind: "file_lost", id, trouble: "找不到文件：请插入原存储卡，或重新选择同一文件" });
    }
  }

  #persist(task: UploadTask, atOnce: boolean): void {
    const now = Date.now();
    if (!atOnce && now - (this.#savedAt.get(task.id) ?? 0) < PERSISTED_EVERY_MS) return;
    this.#savedAt.set(task.id, now);
    void this.#store.put({ id: task.id, task, handle: this.#handles.get(task.id) ?? null }).catch(() => undefined);
  }

  /** One queue per browser: a second tab waits until the first is closed. */
  async #onlyTab(): Promise<void> {
    if (this.#holdsTab || !("locks" in navigator)) return;
    const lockName = "liuhen-upload-queue";
    await new Promise<void>((resolve) => {
      let got = false;
      setTimeout(() => {
        if (!got) this.#set({ ...this.#view, ready: true, elsewhere: true });
      }, 500);
      void navigator.locks.request(lockName, () => {
        got = true;
        this.#holdsTab = true;
        resolve();
        return new Promise(() => undefined);
      });
    });
  }

  readonly #lineBack = (): void => {
    this.#set({ ...this.#view, online: true });
    this.dispatch({ kind: "line_back" });
  };
  readonly #lineGone = (): void => {
    this.#set({ ...this.#view, online: false });
    for (const transfer of [...this.#transfers.values()]) transfer.cut();
  };

  #sample(id: string, bytes: number): void {
    const rates = new Map(this.#view.rates);
    rates.set(id, withSample(rates.get(id) ?? [], { atMs: Date.now(), bytes }));
    this.#set({ ...this.#view, rates });
  }

  #task(id: string): UploadTask | undefined {
    return this.#view.tasks.find((task) => task.id === id);
  }

  #stopAll(): void {
    for (const transfer of this.#transfers.values()) transfer.stop();
    this.#transfers.clear();
    this.#files.clear();
    this.#handles.clear();
    clearTimeout(this.#wake);
    clearTimeout(this.#poll);
  }

  #set(view: EngineView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}

/** The one queue of this browser window. */
export const uploadEngine = new UploadEngine();
