/** BagIt manifests, in the one strict form of a package: sorted, lower case, two spaces, `\n`. */
import { digestFromHex, fromUtf8 } from "./bytes";
import { isPath } from "./layout";

/** Path to digest, or the number (from 1) of the first line that is wrong. */
export function parseManifest(bytes: Uint8Array): Map<string, Uint8Array> | number {
  const text = fromUtf8(bytes);
  // Whatever is not UTF-8 stands in some line: read that one as the wrong one.
  const lines = (text ?? new TextDecoder().decode(bytes)).split("\n");
  const entries = new Map<string, Uint8Array>();
  let last = "";
  for (const [i, line] of lines.entries()) {
    if (i === lines.length - 1) return line === "" ? entries : i + 1;
    const [digest, path] = [digestFromHex(line.slice(0, 64)), line.slice(66)];
    if (!digest || line.slice(64, 66) !== "  " || !isPath(path) || path <= last) return i + 1;
    entries.set(path, digest);
    last = path;
  }
  return entries;
}
