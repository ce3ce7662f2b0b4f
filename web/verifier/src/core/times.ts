/** What a package brings of outside clocks: read line by line, checked, and laid around the facts. */
import { fromUtf8, utf8 } from "./bytes";
import { type Checkpoint, parseCheckpoint } from "./checkpoint";
import { digestOf } from "./digest";
import { countOf, eachLine, hashesOf, type Pause } from "./facts";
import type { Findings } from "./findings";
import { type Json, parseObject } from "./json";
import { TIMES } from "./layout";
import { Leaf } from "./leaf";
import { type Note, parseNote, signedBy } from "./note";
import { type Bound, isOutside, OutsideTime, type TimeBox, type Word } from "./outside";
import type { Policy, Witnessed } from "./policy";
import { NotCounted, parseStamp, type Stamp, toldBy } from "./stamps";
import { isConsistent, isIncluded, leafHash } from "./tree";
import type { Trust } from "./trust";
import { instantText } from "./words";

/** An hour each, for more than a year of work on one case. */
const MAX_LINES = 10_000;
/** Facts with a wrong time that are named, and boxes that are told. */
const MAX_NAMED = 10;
const MAX_TOLD = 50;

interface BindingFact {
  readonly n: number;
  readonly leaf: string;
  readonly proof: readonly Uint8Array[] | null;
}
export interface TimeLine {
  readonly number: number;
  readonly note: string;
  readonly consistency: readonly Uint8Array[] | null;
  readonly fact: BindingFact | null;
  /** Where it is an authority's word: what the fact binds then. */
  readonly stamp: Stamp | null;
}

const isTexts = (value: Json | undefined): value is string[] => Array.isArray(value) && value.every((one) => typeof one === "string");

/** Exactly the keys of the format, in any order; the three of the fact are null together, and not where there is a stamp. */
function lineOf(number: number, object: ReadonlyMap<string, Json> | null): TimeLine | null {
  const stamp = object?.has("stamp") ? parseStamp(object.get("stamp")) : null;
  if (object?.size !== 5 + (stamp ? 1 : 0)) return null;
  const [note, consistency, n, leaf, proof] = ["note", "consistency", "n", "leaf", "proof"].map((key) => object.get(key));
  if (typeof note !== "string" || !isTexts(consistency)) return null;
  const read = { number, note, consistency: hashesOf(consistency), stamp };
  if (n === null && leaf === null && proof === null) return stamp ? null : { ...read, fact: null };
  const index = countOf(n);
  if (index === null || typeof leaf !== "string" || !isTexts(proof)) return null;
  return { ...read, fact: { n: index, leaf, proof: hashesOf(proof) } };
}

/** The lines in a proof file; null if one of them is none. */
export function timeLinesOf(value: Json[]): TimeLine[] | null {
  const lines = value.map((one, i) => lineOf(i + 1, one instanceof Map ? one : null)).filter((line) => line !== null);
  return lines.length === value.length ? lines : null;
}

export class TimeLines {
  readonly lines: TimeLine[] = [];
  private count = 0;

  constructor(private readonly findings: Findings) {}

  async read(blob: Blob, isWhole: boolean, pause: Pause): Promise<void> {
    await eachLine(blob, isWhole, TIMES, this.findings, async (line) => {
      this.line(line);
      await pause();
    });
  }

  private line(bytes: Uint8Array): void {
    this.count += 1;
    if (this.lines.length >= MAX_LINES) {
      this.findings.defect("tar_form", TIMES, "外部时间条数超过格式允许的上限。");
      return;
    }
    const line = lineOf(this.count, parseObject(fromUtf8(bytes) ?? ""));
    if (line) this.lines.push(line);
    else this.findings.defect("form", TIMES, `第 ${this.count} 行不是一条外部时间。`);
  }
}

/** A fact as far as time goes: its index, and when the server says to have written it. */
export interface Dated {
  readonly n: number;
  readonly at: number | null;
}

/** Where the lines are from, as findings name it. */
export interface Brought {
  readonly place: string;
  readonly lines: readonly TimeLine[];
}

/** Boxes the facts by the clocks that the policy trusts; what it says of them, in sentences. */
export async function boxFacts(brought: Brought, facts: readonly Dated[], trust: Trust, policy: Policy | null, findings: Findings, pause: Pause): Promise<string[]> {
  const { checkpoint, key, cosigned } = trust;
  if (!checkpoint || !key) return [];
  const words: Word[] = [];
  const add = (word: Word | null): void => void (word && words.push(word));
  if (policy && cosigned) add(wordOf(policy, cosigned, checkpoint.size, null));
  const { place } = brought;
  const notCounted = new NotCounted();
  for (const line of brought.lines) {
    const note = parseNote(line.note);
    const head = note && parseCheckpoint(note.text);
    if (!note || !head || head.origin !== key.name || signedBy(note, key) !== "right") findings.defect("signature", place, `第 ${line.number} 行的检查点不是这个日志签的。`);
    else if (isOfTree(line, head, checkpoint, place, findings)) {
      if (policy) add(wordOfLine(line, note, head, policy, place, findings));
      if (line.stamp) add(await wordOfStamp(line, line.stamp, head, policy, place, notCounted, findings));
    }
    await pause();
  }
  notCounted.tell(findings);
  const time = new OutsideTime(words);
  for (const { beacon, said, size, cover } of time.contradictions)
    findings.defect("time_contradicts", place, `信标 ${beacon} 载有 ${boundText(said)}，而包含它的前 ${size} 条在 ${boundText(cover)} 就有人见过：两个时间不可能都对。`);
  return tell(time, facts, findings);
}

function wordOf(policy: Policy, cosigned: Witnessed, size: number, fact: number | null): Word | null {
  const time = policy.timeOf(cosigned);
  return time && { size, fact, notBefore: time.notBefore * 1000, notAfter: time.notAfter * 1000, by: cosigned.by.map(({ name }) => name).join("、") };
}

function wordOfLine(line: TimeLine, note: Note, head: Checkpoint, policy: Policy, place: string, findings: Findings): Word | null {
  const cosigned = policy.witnessed(note);
  for (const name of cosigned.wrong) findings.defect("signature", place, `第 ${line.number} 行里见证方 ${name} 名下的签名不正确。`);
  // Under a stamped note the stamp speaks.
  return line.stamp ? null : wordOf(policy, cosigned, head.size, line.fact?.n ?? null);
}

async function wordOfStamp({ number, note, fact }: TimeLine, stamp: Stamp, { size }: Checkpoint, policy: Policy | null, place: string, notCounted: NotCounted, findings: Findings): Promise<Word | null> {
  const told = await toldBy(stamp, note, policy);
  if ("at" in told) return { size, fact: fact?.n ?? null, notBefore: told.at - told.accuracy, notAfter: told.at + told.accuracy, by: told.by };
  if ("wrong" in told) findings.defect("stamp_wrong", place, `第 ${number} 行的时间戳不正确：${told.wrong}。`);
  else notCounted.add(told.notCounted);
  return null;
}

/** Whether head and fact are of the tree that the package's checkpoint signs, and belong together. */
function isOfTree({ number, note, consistency, fact, stamp }: TimeLine, head: Checkpoint, checkpoint: Checkpoint, place: string, findings: Findings): boolean {
  const wrong = (code: "proof_wrong" | "fact_disagrees", what: string): boolean => {
    findings.defect(code, place, what);
    return false;
  };
  if (!consistency || !isConsistent(head, checkpoint, consistency)) return wrong("proof_wrong", `第 ${number} 行的检查点（${head.size} 条）不是这个日志在该处的树。`);
  if (!fact) return true;
  if (!fact.proof || !isIncluded(fact.n, checkpoint.size, leafHash(fact.leaf), fact.proof, checkpoint.root)) return wrong("proof_wrong", `信标 ${fact.n} 不在检查点所签的日志中。`);
  const leaf = Leaf.parse(fact.leaf);
  const said = stamp ? stamp.token : utf8(note);
  const binds = said !== null && leaf?.count("n") === fact.n && leaf.binds({ sha256: digestOf("sha256", said), sm3: digestOf("sm3", said), size: said.length });
  return binds || wrong("fact_disagrees", `信标 ${fact.n} 与它所附的检查点或时间戳不符。`);
}

const boundText = ({ at, by }: Bound): string => `${instantText(at)}（${by}）`;

function tell(time: OutsideTime, facts: readonly Dated[], findings: Findings): string[] {
  const boxes: { first: number; last: number; count: number; box: TimeBox }[] = [];
  const wrong: number[] = [];
  let open = 0;
  for (const { n, at } of facts) {
    const box = time.boxOf(n);
    if (at !== null && isOutside(box, at)) wrong.push(n);
    if (!box.notBefore || !box.notAfter) open += 1;
    const last = boxes[boxes.length - 1];
    if (last && textOf(last.box) === textOf(box)) Object.assign(last, { last: n, count: last.count + 1 });
    else boxes.push({ first: n, last: n, count: 1, box });
  }
  if (open > 0) findings.warn(`${open} 条事实没有被外部时钟从前后两面框定，这些事实的写入时间只有服务器自己的说法。`);
  if (wrong.length > 0) findings.warn(`服务器时钟不准：事实 ${wrong.slice(0, MAX_NAMED).join("、")}${wrong.length > MAX_NAMED ? "等" : ""} 共 ${wrong.length} 条自称的写入时间在外部时钟框定的范围之外，以外部时间为准。`);
  const told = boxes.slice(0, MAX_TOLD).map(({ first, last, count, box }) => `${first === last ? `事实 ${first}` : `事实 ${first} 至 ${last} 中的 ${count} 条`}：${textOf(box)}。`);
  return boxes.length > MAX_TOLD ? [...told, `另有 ${boxes.length - MAX_TOLD} 段，不再列出。`] : told;
}

const sideText = (word: string, bound: Bound | null): string => (bound ? `${word} ${boundText(bound)}` : `${word}：没有外部时钟`);
const textOf = ({ notBefore, notAfter }: TimeBox): string => `${sideText("不早于", notBefore)}，${sideText("不晚于", notAfter)}`;
