/**
 * JSON read strictly: no key twice, whole numbers exact, no half characters. The browser's own
 * reader keeps the last of two equal keys and rounds; whoever hides something would like that.
 */

import { fromUtf8, utf8 } from "./bytes";

const MAX_DEPTH = 100;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

/** A number as it was written. */
export class Num {
  constructor(readonly text: string) {}
}
export type Json = string | boolean | null | Num | Json[] | Map<string, Json>;

class Wrong extends Error {}

class Reader {
  private at = 0;

  /** Keys may stand twice from a depth on: then the last counts. */
  constructor(
    private readonly text: string,
    private readonly repeatsFrom = Infinity,
  ) {}

  whole(): Json {
    const value = this.value(0);
    this.match(SPACE);
    if (this.at !== this.text.length) throw new Wrong();
    return value;
  }

  private value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new Wrong();
    this.match(SPACE);
    const first = this.text[this.at];
    if (first === '"') return this.string();
    if (first === "[") return this.list(depth);
    if (first === "{") return this.object(depth);
    const word = this.match(WORD);
    if (word !== null) return word === "null" ? null : word === "true";
    const number = this.match(NUMBER);
    if (number === null) throw new Wrong();
    return new Num(number);
  }

  private string(): string {
    const start = this.at;
    let end = start;
    do end = this.text.indexOf('"', end + 1);
    while (end >= 0 && this.isEscaped(end));
    if (end < 0) throw new Wrong();
    this.at = end + 1;
    const read = readString(this.text.slice(start, this.at));
    if (read === null) throw new Wrong();
    return read;
  }

  /** An odd number of strokes stands before it. */
  private isEscaped(at: number): boolean {
    let first = at;
    while (this.text[first - 1] === "\\") first -= 1;
    return (at - first) % 2 === 1;
  }

  private list(depth: number): Json[] {
    const items: Json[] = [];
    this.at += 1;
    if (this.takes("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.takes(","));
    if (!this.takes("]")) throw new Wrong();
    return items;
  }

  private object(depth: number): Map<string, Json> {
    const members = new Map<string, Json>();
    this.at += 1;
    if (this.takes("}")) return members;
    do {
      this.match(SPACE);
      if (this.text[this.at] !== '"') throw new Wrong();
      const key = this.string();
      if ((members.has(key) && depth < this.repeatsFrom) || !this.takes(":")) throw new Wrong();
      members.set(key, this.value(depth + 1));
    } while (this.takes(","));
    if (!this.takes("}")) throw new Wrong();
    return members;
  }

  private takes(sign: string): boolean {
    this.match(SPACE);
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    this.at += found?.length ?? 0;
    return found;
  }
}

/** The escapes of one quoted string are left to the browser; a half character is no text. */
function readString(quoted: string): string | null {
  const read = JSON.parse(quoted) as string;
  return !/[\ud800-\udfff]/.test(read) || fromUtf8(utf8(read)) === read ? read : null;
}

/** Any value as it was once stored by a program that keeps the last of two equal keys; undefined if the text is none. */
export function parseStored(text: string, repeatsFrom = 0): Json | undefined {
  try {
    return new Reader(text, repeatsFrom).whole();
  } catch {
    return undefined;
  }
}

/** An object without a key twice, or null if the text is anything else. */
export function parseObject(text: string): Map<string, Json> | null {
  const read = parseStored(text, Infinity);
  return read instanceof Map ? read : null;
}
