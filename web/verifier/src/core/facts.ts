/** Facts and their proofs: read line by line, checked when all is there. */
import { concat, countFrom, fromUtf8, hashFromBase64, same, toHex } from "./bytes";
import type { Checkpoint } from "./checkpoint";
import { type Algorithm, type Digests, pieces } from "./digest";
import type { Findings } from "./findings";
import { type Json, Num, parseObject } from "./json";
import { CHECKPOINT, FACTS, LOG_KEY, PROOFS, SM3_CHECKPOINT, SM3_LOG_KEY, SM3_PROOFS } from "./layout";
import { commit, Leaf } from "./leaf";
import { u64Of } from "./numbers";
import { isIncluded, leafHash, MAX_PROOF_HASHES } from "./tree";

/** A case has hundreds; the limit bounds what is held. */
const MAX_FACTS = 50_000;
/** The body of a fact holds the fields of one form. */
const MAX_LINE = 4 * 1024 * 1024;
const BREAK = 0x0a;

/** A number that counts, however JSON holds it. */
export const countOf = (value: Json | undefined): number | null => (value instanceof Num ? countFrom(value.text) : null);

/** Gives the lines of a file one after the other. The rest of a file that is cut short is no line. */
export async function eachLine(blob: Blob, isWhole: boolean, path: string, findings: Findings, take: (line: Uint8Array) => Promise<void>): Promise<void> {
  let begun: Uint8Array = new Uint8Array();
  for await (const piece of pieces(blob)) {
    const bytes = begun.length > 0 ? concat(begun, piece) : piece;
    let from = 0;
    for (let end = bytes.indexOf(BREAK); end >= 0 && end + 1 - from <= MAX_LINE; end = bytes.indexOf(BREAK, from)) {
      await take(bytes.subarray(from, end));
      from = end + 1;
    }
    begun = bytes.slice(from);
    const end = begun.indexOf(BREAK);
    if ((end < 0 ? begun.length : end + 1) > MAX_LINE) {
      findings.defect("tar_form", path, "有一行超过格式允许的长度。");
      return;
    }
  }
  if (begun.length > 0 && isWhole) findings.defect("form", path, "最后一行没有结束。");
}

/** One line of `facts.jsonl`. */
export interface FactLine {
  readonly n: number;
  readonly stream: string;
  readonly version: number;
  readonly leaf: string;
  readonly salt: string | null;
  readonly body: string | null;
}

const isTextOrNull = (value: Json | undefined): value is string | null => value === null || typeof value === "string";

/** Exactly the six keys of the format, in any order. */
export function parseFact(line: Uint8Array): FactLine | null {
  const object = parseObject(fromUtf8(line) ?? "");
  if (object?.size !== 6) return null;
  const [n, version] = [u64Of(object.get("n")), u64Of(object.get("version"))];
  const [stream, leaf, salt, body] = ["stream", "leaf", "salt", "body"].map((key) => object.get(key));
  if (n === null || version === null || typeof stream !== "string" || typeof leaf !== "string" || !isTextOrNull(salt) || !isTextOrNull(body)) return null;
  return { n, stream, version, leaf, salt, body };
}

/** Called between lines, so that a page stays alive; it may also end the work. */
export type Pause = () => Promise<void>;

/** What is checked of every fact by itself, and of its stream. */
export class FactChecks {
  /** Version read last, by stream. */
  private readonly versions = new Map<string, number>();
  private withoutBody = 0;

  /** `place` is where facts stand, and is named in findings. */
  constructor(
    private readonly findings: Findings,
    private readonly place: string,
  ) {}

  get streams(): number {
    return this.versions.size;
  }

  /** A fact against its leaf: what stands beside it must repeat what stands in it, and the body opens its commitment. */
  check(fact: FactLine, leaf: Leaf): void {
    if (leaf.count("n") !== fact.n || leaf.text("stream") !== fact.stream || leaf.count("sv") !== fact.version)
      this.findings.defect("fact_disagrees", this.place, `事实 ${fact.n} 的序号、所属流或版本与它的叶不一致。`);
    this.stream(leaf);
    if (!this.bodyHolds(fact, leaf)) this.findings.defect("body_altered", this.place, `事实 ${fact.n} 的正文与叶中的承诺值不符，正文已被改动。`);
  }

  /** A stream begins with version 1 and leaves none out. */
  stream(leaf: Leaf, place = this.place): void {
    const [stream, version] = [leaf.text("stream"), leaf.count("sv")];
    if (stream === null || version === null) return;
    const last = this.versions.get(stream) ?? 0;
    this.versions.set(stream, version);
    if (version !== last + 1) this.findings.defect("stream_gap", place, `流 ${stream} 的第 ${last} 版之后是第 ${version} 版，次序不连续。`);
  }

  warnOfBodies(): void {
    if (this.withoutBody > 0) this.findings.warn(`${this.withoutBody} 条事实不含正文（可能已依法销毁）；其叶仍可验证。`);
  }

  private bodyHolds({ salt, body }: FactLine, leaf: Leaf): boolean {
    const commitment = leaf.commitment("body");
    if (salt === null && body === null) {
      if (commitment) this.withoutBody += 1;
      return true;
    }
    const opened = hashFromBase64(salt ?? "");
    return commitment !== null && opened !== null && body !== null && same(commit(opened, body), commitment);
  }
}

export class Facts {
  private readonly facts: { readonly n: number; readonly hashes: Readonly<Record<Algorithm, Uint8Array>>; readonly at: number | null }[] = [];
  private readonly checks: FactChecks;
  private readonly binding = new Map<string, Leaf[]>();
  private readonly cases = new Set<string>();
  lines = 0;

  constructor(private readonly findings: Findings) {
    this.checks = new FactChecks(findings, FACTS);
  }

  async read(blob: Blob, isWhole: boolean, pause: Pause): Promise<void> {
    await eachLine(blob, isWhole, FACTS, this.findings, async (line) => {
      this.line(line);
      await pause();
    });
  }

  private line(bytes: Uint8Array): void {
    this.lines += 1;
    if (this.facts.length >= MAX_FACTS) {
      this.findings.defect("tar_form", FACTS, "事实条数超过格式允许的上限。");
      return;
    }
    const fact = parseFact(bytes);
    if (!fact) {
      this.findings.defect("form", FACTS, `第 ${this.lines} 行不是一条事实。`);
      return;
    }
    const last = this.facts[this.facts.length - 1];
    if (last && last.n >= fact.n) this.findings.defect("fact_order", FACTS, `事实 ${fact.n} 的次序颠倒或重复。`);
    const leaf = Leaf.parse(fact.leaf);
    this.facts.push({ n: fact.n, hashes: { sha256: leafHash(fact.leaf), sm3: leafHash(fact.leaf, "sm3") }, at: leaf?.count("at") ?? null });
    if (leaf) this.leaf(fact, leaf);
    else this.findings.defect("form", FACTS, `事实 ${fact.n} 的叶不合格式。`);
  }

  private leaf(fact: FactLine, leaf: Leaf): void {
    this.checks.check(fact, leaf);
    const named = leaf.text("case");
    if (named !== null) this.cases.add(named);
    if (leaf.sha256 !== null) this.binding.set(leaf.sha256, [...(this.binding.get(leaf.sha256) ?? []), leaf]);
  }

  /** The index of each, and when the server says to have written it. */
  get dated(): readonly { readonly n: number; readonly at: number | null }[] {
    return this.facts;
  }

  /** Whether a fact names exactly these bytes. */
  bind(digests: Digests): boolean {
    return (this.binding.get(toHex(digests.sha256)) ?? []).some((leaf) => leaf.binds(digests));
  }

  /** What can be said of all of them together. */
  check(): void {
    if (this.lines === 0) this.findings.defect("proof_missing", FACTS, "包内没有任何事实。");
    this.checks.warnOfBodies();
    if (this.cases.size > 1) this.findings.warn(`事实涉及 ${this.cases.size} 个案件标识。`);
  }

  /** Every fact is proven in a tree against its checkpoint, and every proof is a fact's. */
  async checkTree(algorithm: Algorithm, proofs: Proofs, checkpoint: Checkpoint | null, pause: Pause): Promise<void> {
    const atProofs = algorithm === "sm3" ? SM3_PROOFS : PROOFS;
    const atHead = algorithm === "sm3" ? [SM3_CHECKPOINT, SM3_LOG_KEY] : [CHECKPOINT, LOG_KEY];
    const known = new Set(this.facts.map(({ n }) => n));
    for (const n of proofs.byIndex.keys()) if (!known.has(n)) this.findings.defect("proof_wrong", this.findings.blame(atProofs, FACTS), `证明 ${n} 没有对应的事实。`);
    for (const { n, hashes } of this.facts) {
      const proof = proofs.byIndex.get(n);
      if (!proof) this.findings.defect("proof_missing", this.findings.blame(atProofs, FACTS), `事实 ${n} 没有存在性证明。`);
      else if (checkpoint && !isIncluded(n, checkpoint.size, hashes[algorithm], proof, checkpoint.root, algorithm))
        this.findings.defect("proof_wrong", this.findings.blame(FACTS, atProofs, ...atHead), `事实 ${n} 不在检查点所签的日志中。`);
      await pause();
    }
  }
}

/** The hashes of a proof, from the leaf's sibling up. */
export function hashesOf(value: Json | undefined): Uint8Array[] | null {
  if (!Array.isArray(value)) return null;
  const hashes = value.map((text) => (typeof text === "string" ? hashFromBase64(text) : null)).filter((hash) => hash !== null);
  return hashes.length === value.length ? hashes : null;
}

export class Proofs {
  readonly byIndex = new Map<number, Uint8Array[]>();
  private lines = 0;

  constructor(
    private readonly findings: Findings,
    private readonly path: string,
  ) {}

  async read(blob: Blob, isWhole: boolean, pause: Pause): Promise<void> {
    await eachLine(blob, isWhole, this.path, this.findings, async (line) => {
      this.line(line);
      await pause();
    });
  }

  private line(bytes: Uint8Array): void {
    this.lines += 1;
    if (this.byIndex.size >= MAX_FACTS) {
      this.findings.defect("tar_form", this.path, "证明条数超过格式允许的上限。");
      return;
    }
    const object = parseObject(fromUtf8(bytes) ?? "");
    const [n, hashes] = [countOf(object?.get("n")), hashesOf(object?.get("proof"))];
    if (object?.size !== 2 || n === null || !hashes) {
      this.findings.defect("form", this.path, `第 ${this.lines} 行不是一条证明。`);
      return;
    }
    if (this.byIndex.has(n) || hashes.length > MAX_PROOF_HASHES) this.findings.defect("form", this.path, `证明 ${n} 重复或过长。`);
    if (hashes.length <= MAX_PROOF_HASHES) this.byIndex.set(n, hashes);
  }
}
