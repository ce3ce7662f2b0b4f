/** The files of a log folder, opened when they are needed and never held whole but for short ones. */
import { concat, fromUtf8 } from "../bytes";
import { pieces } from "../digest";
import type { Findings } from "../findings";

/** The longest bundle of leaves: 256, each with its length in front. */
const MAX_BYTES = 256 * (2 + 65_535);
/** The body of a fact holds the fields of one form. */
const MAX_LINE = 4 * 1024 * 1024;
const BREAK = 0x0a;

/** A file's bytes by its path below the folder. */
export type Files = ReadonlyMap<string, Blob>;

/** One line without its break; no bytes where it is longer than any may be. */
export interface Line {
  readonly bytes: Uint8Array | null;
  /** False for what stands after the last line break. */
  readonly isEnded: boolean;
}

export class Folder {
  private readonly opened = new Set<string>();
  private done = 0;

  constructor(
    private readonly files: Files,
    private readonly findings: Findings,
    private readonly onBytes: (done: number) => void,
  ) {}

  has(path: string): boolean {
    return this.files.has(path);
  }

  /** How many files and bytes were read, each file once. */
  get read(): { readonly files: number; readonly bytes: number } {
    return { files: this.opened.size, bytes: this.done };
  }

  count(bytes: number): void {
    this.onBytes((this.done += bytes));
  }

  /** A short file as a whole. */
  async bytes(path: string): Promise<Uint8Array | null> {
    const blob = this.files.get(path);
    if (!blob) return null;
    if (blob.size > MAX_BYTES) {
      this.findings.defect("form", path, "文件超过格式允许的大小。");
      return null;
    }
    try {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      if (!this.opened.has(path)) this.count(bytes.length);
      this.opened.add(path);
      return bytes;
    } catch (cause) {
      this.unreadable(path, cause);
      return null;
    }
  }

  /** A short text; one that is none is a defect. */
  async text(path: string): Promise<string | null> {
    const bytes = await this.bytes(path);
    const text = bytes && fromUtf8(bytes);
    if (bytes && text === null) this.findings.defect("form", path, "不是 UTF-8 文本。");
    return text;
  }

  /** A long file line by line. */
  lines(path: string): Lines | null {
    const blob = this.files.get(path);
    if (!blob) return null;
    this.opened.add(path);
    return new Lines(blob, (bytes) => this.count(bytes), (cause) => this.unreadable(path, cause));
  }

  private unreadable(path: string, cause: unknown): void {
    this.findings.defect("unreadable", path, `读取失败（${cause instanceof Error ? cause.name : String(cause)}），其后内容无法核对。`);
  }
}

/** Reads on when asked; at most one piece and one line are held. */
export class Lines {
  private readonly source: AsyncGenerator<Uint8Array>;
  private held: Uint8Array = new Uint8Array();
  private at = 0;
  private isAtEnd = false;
  /** Reading broke off, which a finding tells. */
  hasFailed = false;

  constructor(
    blob: Blob,
    private readonly onBytes: (count: number) => void,
    private readonly onFault: (cause: unknown) => void,
  ) {
    this.source = pieces(blob);
  }

  /** Null at the end, or where reading failed. */
  async next(): Promise<Line | null> {
    let isTooLong = false;
    for (let from = this.at; ; ) {
      const end = this.held.indexOf(BREAK, from);
      if (end >= 0) {
        const bytes = isTooLong || end + 1 - this.at > MAX_LINE ? null : this.held.subarray(this.at, end);
        this.at = end + 1;
        return { bytes, isEnded: true };
      }
      const rest = this.held.subarray(this.at);
      isTooLong ||= rest.length > MAX_LINE;
      if (this.isAtEnd) return this.last(rest, isTooLong);
      from = isTooLong ? 0 : rest.length;
      if (!(await this.more(isTooLong ? new Uint8Array() : rest))) return null;
    }
  }

  /** Whether anything follows. */
  async hasMore(): Promise<boolean> {
    while (!this.isAtEnd && this.at >= this.held.length) if (!(await this.more(new Uint8Array()))) return false;
    return this.at < this.held.length;
  }

  private last(rest: Uint8Array, isTooLong: boolean): Line | null {
    this.at = this.held.length;
    return rest.length === 0 && !isTooLong ? null : { bytes: isTooLong ? null : rest, isEnded: false };
  }

  private async more(begun: Uint8Array): Promise<boolean> {
    try {
      const { value, done } = await this.source.next();
      this.isAtEnd = done === true;
      this.held = value ? (begun.length > 0 ? concat(begun, value) : value) : begun.slice();
      this.at = 0;
      this.onBytes(value?.length ?? 0);
      return true;
    } catch (cause) {
      this.onFault(cause);
      [this.hasFailed, this.isAtEnd, this.held, this.at] = [true, true, new Uint8Array(), 0];
      return false;
    }
  }
}
