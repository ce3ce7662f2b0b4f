/**
 * The queue's memory across reloads: the browser's own database.
 * Holds plain tasks and, where the browser gives them, file handles; never the bytes themselves.
 */
import type { UploadTask } from "./upload-task";

const DATABASE = "liuhen-uploads";
const STORE = "tasks";

export interface StoredTask {
  id: string;
  task: UploadTask;
  handle: FileSystemFileHandle | null;
}

export class TaskStore {
  #opened: Promise<IDBDatabase> | null = null;

  async all(): Promise<StoredTask[]> {
    return this.#run("readonly", (store) => store.getAll() as IDBRequest<StoredTask[]>);
  }

  async put(stored: StoredTask): Promise<void> {
    await this.#run("readwrite", (store) => store.put(stored));
  }

  async remove(id: string): Promise<void> {
    await this.#run("readwrite", (store) => store.delete(id));
  }

  async #run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("database write aborted"));
      transaction.onerror = () => reject(transaction.error ?? new Error("database write failed"));
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("database cannot be opened"));
    });
    return this.#opened;
  }
}
