/** Takes a plain ustar apart without unpacking it: plain files only, and nothing behind the end. */
import { fromUtf8 } from "./bytes";
import { pieces } from "./digest";
import type { Findings } from "./findings";
import { MAX_FILES } from "./layout";
import { Members } from "./members";

const RECORD = 512;
/** Headers of small files lie close together: read many at a time. */
const WINDOW = 256 * 1024;
/** Files, tag files and folders. */
const MAX_MEMBERS = MAX_FILES * 2;
/** Zeros that may follow the end mark: writers fill up to a tape's record. */
const MAX_TRAILER = 1024 * 1024;

/** Why reading stopped: the package ends here, or this is no tar. */
class Stop extends Error {
  constructor(readonly code: "truncated" | "tar_form") {
    super(code);
  }
}

/** The file in long runs, forward. */
class Window {
  private bytes = new Uint8Array();
  private from = 0;

  constructor(private readonly blob: Blob) {}

  /** The record at a place; null at the very end, and a stop behind it or in the middle of one. */
  async record(at: number): Promise<Uint8Array | null> {
    if (at === this.blob.size) return null;
    if (at + RECORD > this.blob.size) throw new Stop("truncated");
    if (at < this.from || at + RECORD > this.from + this.bytes.length) {
      this.bytes = new Uint8Array(await this.blob.slice(at, at + WINDOW).arrayBuffer());
      this.from = at;
    }
    return this.bytes.subarray(at - this.from, at - this.from + RECORD);
  }
}

const untilNul = (field: Uint8Array): Uint8Array => {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
};

function octal(field: Uint8Array): number {
  const digits = fromUtf8(untilNul(field))?.trim() ?? "";
  if (!/^\+?[0-7]{1,21}$/.test(digits)) throw new Stop("tar_form");
  return parseInt(digits, 8);
}

/** A size: octal digits, or the last eight bytes in base 256 where a file is larger than 8 GiB. */
function sizeOf(field: Uint8Array): number {
  if (((field[0] ?? 0) & 0x80) === 0) return octal(field);
  const size = field.subarray(4).reduce((sum, byte) => sum * 256 + byte, 0);
  // No file is so large that its end cannot be counted in 64 bits.
  if (size >= 2 ** 64 - RECORD) throw new Stop("tar_form");
  return size;
}

function checkSum(header: Uint8Array): void {
  const sum = header.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  if (sum !== octal(header.subarray(148, 156))) throw new Stop("tar_form");
}

function nameOf(header: Uint8Array): Uint8Array {
  const name = untilNul(header.subarray(0, 100));
  const prefix = untilNul(header.subarray(345, 500));
  const isUstar = fromUtf8(header.subarray(257, 265)) === "ustar\x0000";
  return isUstar && prefix.length > 0 ? Uint8Array.from([...prefix, 0x2f, ...name]) : name;
}

/** Reads the headers to the end, or to where it breaks; the findings say where. */
export async function membersOfTar(blob: Blob, findings: Findings): Promise<Members> {
  const members = new Members(findings);
  const walk = new Walk(blob, members, findings);
  try {
    const end = await walk.run();
    await checkTrailer(blob, end, findings);
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    members.brokenOff = true;
    const what = { truncated: "包在此处中断，其后内容无法核对。", tar_form: "打包格式损坏，其后内容无法核对。" }[stop.code];
    findings.defect(stop.code, walk.place, what);
  }
  return members;
}

class Walk {
  /** The file that was read last: what breaks is told by its name. */
  place = "";

  constructor(
    private readonly blob: Blob,
    private readonly members: Members,
    private readonly findings: Findings,
  ) {}

  /** Where the end mark begins. */
  async run(): Promise<number> {
    const window = new Window(this.blob);
    let at = 0;
    for (let count = 1; ; count++) {
      const header = await window.record(at);
      if (!header || header.every((byte) => byte === 0)) return at;
      checkSum(header);
      const size = sizeOf(header.subarray(124, 136));
      if (count > MAX_MEMBERS) {
        this.findings.defect("tar_form", "", "文件数超过格式允许的上限，停止读取。");
        this.members.brokenOff = true;
        return this.blob.size;
      }
      this.take(header, at + RECORD, size);
      at += RECORD + Math.ceil(size / RECORD) * RECORD;
      if (at > this.blob.size) throw new Stop("truncated");
    }
  }

  private take(header: Uint8Array, at: number, size: number): void {
    const kind = String.fromCharCode(header[156] ?? 0);
    const isFolder = kind === "5";
    const path = this.members.accept(nameOf(header), isFolder);
    if (path === null || isFolder) return;
    if (kind !== "0" && kind !== "\0") {
      this.findings.defect("member_kind", path, "不是普通文件（链接、设备或扩展头）。");
      return;
    }
    const isWhole = at + size <= this.blob.size;
    if (!this.members.add({ path, blob: this.blob.slice(at, at + size), isWhole })) return;
    this.place = path;
    if (!isWhole) throw new Stop("truncated");
  }
}

/** Behind the end mark there are zeros only: nothing may hide there. */
async function checkTrailer(blob: Blob, end: number, findings: Findings): Promise<void> {
  const rest = blob.slice(end);
  let isClean = rest.size <= MAX_TRAILER + RECORD;
  if (isClean) for await (const piece of pieces(rest)) isClean &&= piece.every((byte) => byte === 0);
  if (!isClean) findings.defect("tar_form", "", "包的结尾之后还有内容。");
}
