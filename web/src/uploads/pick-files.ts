/** Ways to get at files: by picker (with handles where the browser has them), by drop, by plain input. */
import type { PickedFile } from "./upload-engine";

interface PickerWindow {
  showOpenFilePicker?: (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;
}

/** Handles survive a reload; browsers without them use a plain file input. */
export function hasFilePicker(): boolean {
  return typeof (window as unknown as PickerWindow).showOpenFilePicker === "function";
}

/** Opens the browser's picker. An empty list when the person cancels. */
export async function pickFiles(): Promise<PickedFile[]> {
  const open = (window as unknown as PickerWindow).showOpenFilePicker;
  if (open === undefined) return [];
  try {
    const handles = await open.call(window, { multiple: true });
    return await Promise.all(handles.map(async (handle) => ({ handle, file: await handle.getFile() })));
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") return [];
    throw cause;
  }
}

/** Files of a plain input. */
export function fromInput(list: FileList | null): PickedFile[] {
  return [...(list ?? [])].map((file) => ({ file, handle: null }));
}

type HandleItem = DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };

/** Dropped files; folders are walked. Must be called synchronously in the drop event. */
export async function fromDrop(transfer: DataTransfer): Promise<PickedFile[]> {
  const items = [...transfer.items].filter((item) => item.kind === "file") as HandleItem[];
  const pending = items.map((item) => {
    const plain = item.getAsFile();
    const handle = item.getAsFileSystemHandle?.() ?? Promise.resolve(null);
    return handle.catch(() => null).then((found) => unfold(found, plain));
  });
  return (await Promise.all(pending)).flat();
}

async function unfold(handle: FileSystemHandle | null, plain: File | null): Promise<PickedFile[]> {
  if (handle === null) return plain === null ? [] : [{ file: plain, handle: null }];
  if (handle.kind === "file") {
    const fileHandle = handle as FileSystemFileHandle;
    return [{ handle: fileHandle, file: await fileHandle.getFile() }];
  }
  const found: PickedFile[] = [];
  const folder = handle as FileSystemDirectoryHandle & { values: () => AsyncIterable<FileSystemHandle> };
  for await (const child of folder.values()) found.push(...(await unfold(child, null)));
  return found;
}
