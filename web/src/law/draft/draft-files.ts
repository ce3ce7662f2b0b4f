/** The files of a draft of the law, as they are gathered in the browser before they are checked. */

export interface DraftText {
  path: string;
  text: string;
}

/** The server takes no larger draft. */
export const MAX_BYTES = 2 * 1024 * 1024;

/** The line of the first bytes that are no UTF-8, from 1; null if all of it reads. */
export function badLine(bytes: Uint8Array): number | null {
  const strict = () => new TextDecoder("utf-8", { fatal: true });
  if (reads(bytes, strict())) return null;
  let from = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, from);
    const part = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (!reads(part, strict())) return line;
    if (end < 0) return line;
    from = end + 1;
  }
}

function reads(bytes: Uint8Array, decoder: TextDecoder): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A chosen file read as text, or the line at which it is no UTF-8. */
export function decode(bytes: Uint8Array): { text: string } | { badLine: number } {
  const line = badLine(bytes);
  return line === null ? { text: new TextDecoder("utf-8").decode(bytes) } : { badLine: line };
}

/** How long the draft is when it is sent, without the few bytes around it. */
export function sizeOf(files: readonly DraftText[]): number {
  return files.reduce((sum, file) => sum + new TextEncoder().encode(JSON.stringify(file)).length, 0);
}

/** The draft with a file in it; one at the same path is replaced. */
export function withFile(files: readonly DraftText[], file: DraftText): DraftText[] {
  const at = files.findIndex((known) => known.path === file.path);
  return at < 0 ? [...files, file] : files.map((known, n) => (n === at ? file : known));
}

/**
 * Where a chosen file belongs below the law folder: by the folders it was chosen with, by its name,
 * or in the pack named beside; null if nobody can tell.
 */
export function placeOf(name: string, folders: string, pack: string): string | null {
  const found = /(?:^|\/)((?:packs\/[^/]+|calendars|processes)\/[^/]+\.toml)$/.exec(folders.replaceAll("\\", "/"));
  if (found?.[1]) return found[1];
  if (name === "facts.toml" || name === "choices.toml") return name;
  if (/^\d{4}\.toml$/.test(name)) return `calendars/${name}`;
  return pack.trim() === "" ? null : `packs/${pack.trim()}/${name}`;
}
