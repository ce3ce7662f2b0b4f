/** What a verification found: the answer, the proof it rests on, and each thing that is wrong, by place. */

/** The meaning of the command line's exit codes, kept here so that both say the same. */
export const VERDICTS = {
  proven: { code: 0, title: "证明成立，且已见证" },
  not_witnessed: { code: 10, title: "证明成立，尚未见证" },
  incomplete: { code: 20, title: "输入不全，不能得出结论" },
  invalid: { code: 30, title: "无效：内容与证明不符" },
  forked: { code: 40, title: "分叉：同一日志签出了两种历史" },
} as const;
export type Verdict = keyof typeof VERDICTS;

/** The words of the command line's report; those of absence make a verification incomplete, all others invalid. */
export type DefectCode =
  | "truncated"
  | "unreadable"
  | "member_missing"
  | "proof_missing"
  | "tar_form"
  | "member_path"
  | "member_kind"
  | "member_repeated"
  | "member_altered"
  | "member_unlisted"
  | "manifest_altered"
  | "form"
  | "fact_disagrees"
  | "body_altered"
  | "fact_order"
  | "stream_gap"
  | "proof_wrong"
  | "signature"
  | "log_not_trusted"
  | "not_in_facts"
  | "time_contradicts"
  | "stamp_wrong"
  | "forked";

const ABSENCE: ReadonlySet<DefectCode> = new Set<DefectCode>(["truncated", "unreadable", "member_missing", "proof_missing"]);

export interface Defect {
  /** Path in the package, or the name of an input; empty for the package as a whole. */
  readonly file: string;
  readonly what: string;
  readonly code: DefectCode;
}

export interface Witness {
  /** Its name in the policy, and the name that its key has. */
  readonly name: string;
  readonly keyName: string;
  readonly seconds: number;
}

export interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
}

export interface Report {
  readonly verdict: Verdict;
  /** What was looked at, e.g. the package's top folder. */
  readonly subject: string;
  readonly defects: readonly Defect[];
  readonly moreDefects: number;
  readonly warnings: readonly string[];
  readonly head: Head | null;
  /** The head of the SM3 tree, where there is one. */
  readonly sm3Head: Head | null;
  readonly witnesses: readonly Witness[];
  /** What is proven and by what, one sentence each; empty unless the proof holds. */
  readonly proven: readonly string[];
  /** What this does not prove, whatever the answer. */
  readonly unproven: readonly string[];
  /** Numbers and words that a reader compares with other papers. */
  readonly details: readonly (readonly [string, string])[];
  /** Two signed histories, to be kept. */
  readonly evidence: string | null;
  /** Between which outside clocks the facts were logged, one sentence each. */
  readonly times?: readonly string[];
}

/** Listed at most; the rest is counted, so that a ruined package does not ruin the report. */
export const MAX_DEFECTS = 1000;

/** Collects, each thing once. */
export class Findings {
  private readonly list: Defect[] = [];
  private readonly known = new Set<string>();
  private readonly named = new Set<string>();
  private readonly altered = new Set<string>();
  private more = 0;
  readonly warnings: string[] = [];

  defect(code: DefectCode, file: string, what: string): void {
    this.named.add(file);
    if (code === "member_altered") this.altered.add(file);
    const mark = `${code}\n${file}\n${what}`;
    if (this.known.has(mark)) return;
    if (this.list.length >= MAX_DEFECTS) {
      this.more += 1;
      return;
    }
    this.known.add(mark);
    this.list.push({ file, what, code });
  }

  warn(what: string): void {
    if (this.warnings.length < MAX_DEFECTS && !this.warnings.includes(what)) this.warnings.push(what);
  }

  names(file: string): boolean {
    return this.named.has(file);
  }

  namesAnyIn(folder: string): boolean {
    return [...this.named].some((file) => file.startsWith(folder));
  }

  /** Which of several that contradict each other to name: one whose bytes are known to be altered, else the first. */
  blame(...files: string[]): string {
    return files.find((file) => this.altered.has(file)) ?? files[0] ?? "";
  }

  get defects(): Defect[] {
    const key = ({ file, code, what }: Defect) => `${file}\n${what}\n${code}`;
    return [...this.list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  get moreDefects(): number {
    return this.more;
  }

  verdict(witnessed: boolean): Verdict {
    if (this.list.some((defect) => defect.code === "forked")) return "forked";
    if (this.list.some((defect) => !ABSENCE.has(defect.code))) return "invalid";
    if (this.list.length > 0) return "incomplete";
    return witnessed ? "proven" : "not_witnessed";
  }
}

/** The report when there was nothing to verify: an input could not be read. */
export const unreadable = (file: string, what: string): Report => ({
  verdict: "incomplete",
  subject: file,
  defects: [{ file, what, code: "unreadable" }],
  moreDefects: 0,
  warnings: [],
  head: null,
  sm3Head: null,
  witnesses: [],
  proven: [],
  unproven: [],
  details: [],
  evidence: null,
});
