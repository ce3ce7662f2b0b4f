/** The files of a package: where each one's bytes lie, and nothing with a harmful name. */
import { fromUtf8 } from "./bytes";
import type { Findings } from "./findings";
import { isComponent, isPath } from "./layout";

export interface Member {
  readonly path: string;
  readonly blob: Blob;
  /** False if the package ends before the file does. */
  readonly isWhole: boolean;
}

/** Longest part of a strange name that is shown. */
const SHOWN_CHARS = 80;

export class Members {
  /** Name of the one top folder. */
  top: string | null = null;
  /** Reading ended early: what follows is unknown, not missing. */
  brokenOff = false;
  readonly byPath = new Map<string, Member>();
  private readonly names = new Set<string>();

  constructor(private readonly findings: Findings) {}

  /** The path below the top folder; null (and a finding) if the name is not harmless. */
  accept(name: Uint8Array, isFolder: boolean): string | null {
    const text = fromUtf8(name);
    if (text === null) return this.refuse(new TextDecoder().decode(name), "文件名含有不允许的字符。");
    const trimmed = isFolder ? text.replace(/\/+$/, "") : text;
    const at = trimmed.indexOf("/");
    if (at < 0 && !isFolder) return this.refuse(text, "文件不在包的顶层目录内。");
    const [top, path] = at < 0 ? [trimmed, ""] : [trimmed.slice(0, at), trimmed.slice(at + 1)];
    if (!isComponent(top) || !((path === "" && isFolder) || isPath(path))) return this.refuse(text, "文件名可能指向包外，或含有不允许的字符。");
    this.top ??= top;
    return this.top === top ? path : this.refuse(text, "包内有不止一个顶层目录。");
  }

  /** Takes a file in; false if one of that name, whatever its capitals, is there already. */
  add(member: Member): boolean {
    const name = member.path.toLowerCase();
    if (this.names.has(name)) {
      this.findings.defect("member_repeated", member.path, "同名文件出现了不止一次。");
      return false;
    }
    this.names.add(name);
    this.byPath.set(member.path, member);
    return true;
  }

  private refuse(name: string, what: string): null {
    this.findings.defect("member_path", shown(name), what);
    return null;
  }
}

/** A strange name with everything visible. */
function shown(name: string): string {
  const escape = (c: string): string => {
    const named = { "\t": "\\t", "\n": "\\n", "\r": "\\r", "'": "\\'", '"': '\\"', "\\": "\\\\" }[c];
    if (named) return named;
    return c >= " " && c <= "~" ? c : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`;
  };
  return Array.from(name, escape).join("").slice(0, SHOWN_CHARS);
}

/** The files of an unpacked package, as the browser gives a chosen folder. */
export function membersOfFolder(files: readonly { readonly path: string; readonly blob: Blob }[], findings: Findings): Members {
  const members = new Members(findings);
  for (const { path: name, blob } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const path = members.accept(new TextEncoder().encode(name), false);
    if (path !== null) members.add({ path, blob, isWhole: true });
  }
  return members;
}
