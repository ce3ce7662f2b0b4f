/** Trust, brought by whoever verifies: which logs, which witnesses, how many of them (C2SP tlog-policy). */
import { same, utf8 } from "./bytes";
import { type Key, type KeyKind, type LogKind, parseKey } from "./key";
import { cosignedBy, type Note } from "./note";

const MAX_BYTES = 256 * 1024;
const MAX_ENTRIES = 1024;

interface Group {
  readonly needed: number;
  readonly members: readonly string[];
}
type Entry = Key | Group;

export interface Seen {
  /** Its name in the policy. */
  readonly name: string;
  /** The name its key has. */
  readonly keyName: string;
  readonly seconds: number;
}

export interface Witnessed {
  readonly reached: boolean;
  readonly by: readonly Seen[];
  /** Witnesses of the policy under whose name a wrong signature stands. */
  readonly wrong: readonly string[];
}

const isKey = (entry: Entry): entry is Key => "kind" in entry;

export class Policy {
  readonly logs: Key[] = [];
  private readonly entries = new Map<string, Entry>();
  private readonly grouped = new Set<string>();
  /** Comments `# tsa NAME sha256:…`: whose time stamps count, by the fingerprint of a certificate. */
  private readonly authorities = new Map<string, string>();
  /** Undefined until the line was read; null asks for no witness. */
  private quorum: string | null | undefined;
  /** Only a key was brought: what it signed is the log's, and nobody was asked to witness. */
  isBareKey = false;

  /** A policy, or one Chinese sentence that names the line that is wrong. */
  static parse(text: string): Policy | string {
    if (utf8(text).length > MAX_BYTES) return "信任策略过长。";
    const bare = /^\S+\n?$/.test(text) ? parseKey(text.trimEnd()) : null;
    const policy = new Policy();
    if (bare?.kind === "log") {
      policy.logs.push(bare);
      policy.isBareKey = true;
      return policy;
    }
    for (const [i, line] of text.split("\n").entries()) {
      const wrong = policy.line(line);
      if (wrong) return `信任策略第 ${i + 1} 行：${wrong}`;
    }
    return policy.quorum === undefined ? "信任策略必须有且只有一行 quorum。" : policy;
  }

  /** The key of a log, or of its SM3 tree. */
  log(origin: string, kind: LogKind): Key | undefined {
    return this.logs.find((key) => key.name === origin && key.kind === kind);
  }

  /** The name of the time-stamping authority whose certificate, or whose certifier's, has this SHA-256. */
  authority(fingerprint: string): string | undefined {
    return this.authorities.get(fingerprint);
  }

  get needsWitnesses(): boolean {
    return this.isBareKey || this.quorum !== null;
  }

  get witnesses(): { name: string; key: Key }[] {
    return [...this.entries].flatMap(([name, entry]) => (isKey(entry) ? [{ name, key: entry }] : [])).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Counts the cosignatures on a checkpoint; the log's own signature is checked elsewhere. */
  witnessed(note: Note): Witnessed {
    const [by, wrong]: [Seen[], string[]] = [[], []];
    for (const { name, key } of this.witnesses) {
      const { signed, seconds } = cosignedBy(note, key);
      if (signed === "right") by.push({ name, keyName: key.name, seconds });
      if (signed === "wrong") wrong.push(name);
    }
    const cosigned = new Set(by.map((seen) => seen.name));
    return { by, wrong, reached: !this.isBareKey && (this.quorum === null || this.isReached(this.quorum ?? "", cosigned)) };
  }

  /**
   * When a quorum saw the checkpoint, in seconds. Each quorum has a clock that is right, so the narrowest one counts:
   * that of the latest clocks for what follows the note, that of the earliest for what the checkpoint holds.
   */
  timeOf({ by, reached }: Witnessed): { notBefore: number; notAfter: number } | null {
    const { quorum } = this;
    if (!reached || this.isBareKey || quorum === null || quorum === undefined) return null;
    const lastNeeded = (seen: readonly Seen[]): number => {
      const names = new Set<string>();
      return seen.find(({ name }) => this.isReached(quorum, names.add(name)))?.seconds ?? 0;
    };
    const rising = [...by].sort((a, b) => a.seconds - b.seconds);
    return { notBefore: lastNeeded([...rising].reverse()), notAfter: lastNeeded(rising) };
  }

  /** What the quorum asks for, in words. */
  get asked(): string {
    if (this.isBareKey) return "只有日志公钥，没有见证方";
    return this.quorum === null ? "不要求见证" : this.describe(this.quorum ?? "");
  }

  private describe(name: string): string {
    const entry = this.entries.get(name);
    if (!entry || isKey(entry)) return name;
    return `${entry.members.map((member) => this.describe(member)).join("、")} 中至少 ${entry.needed} 方`;
  }

  /** Groups name only what stands above them, so this ends. */
  private isReached(name: string, cosigned: ReadonlySet<string>): boolean {
    const entry = this.entries.get(name);
    if (!entry) return false;
    if (isKey(entry)) return cosigned.has(name);
    return entry.members.filter((member) => this.isReached(member, cosigned)).length >= entry.needed;
  }

  private line(text: string): string | null {
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(text)) return "含有控制字符。";
    if (this.logs.length + this.entries.size > MAX_ENTRIES) return "行数过多。";
    const [kind, ...words] = text.split(/[ \t]/).filter((word) => word !== "");
    if (kind === "#" && words[0] === "tsa" && words.length === 3) this.addAuthority(words[1] ?? "", words[2] ?? "");
    if (kind === undefined || kind.startsWith("#")) return null;
    if (kind === "log" && (words.length === 1 || words.length === 2)) return this.addLog(words[0] ?? "");
    if (kind === "witness" && (words.length === 2 || words.length === 3)) return this.addWitness(words[0] ?? "", words[1] ?? "");
    if (kind === "group" && words.length >= 2) return this.addGroup(words[0] ?? "", words[1] ?? "", words.slice(2));
    if (kind === "quorum" && words.length === 1) return this.setQuorum(words[0] ?? "");
    return "不是 log、witness、group 或 quorum 行。";
  }

  /** A comment for other readers, and so never an error; the first of a fingerprint counts. */
  private addAuthority(name: string, text: string): void {
    // Digits may be in pairs with colons between them, as OpenSSL prints them.
    const fingerprint = text.startsWith("sha256:") ? text.slice(7).replaceAll(":", "").toLowerCase() : "";
    if (/^[0-9a-f]{64}$/.test(fingerprint) && !this.authorities.has(fingerprint)) this.authorities.set(fingerprint, name);
  }

  private addLog(text: string): string | null {
    // The SHA-256 tree and the SM3 tree have a key each; what is named is demanded.
    const key = keyOf(text, "log") ?? keyOf(text, "sm3-log");
    if (!key) return "日志公钥不正确。";
    if (this.logs.some((known) => known.name === key.name || same(known.bytes, key.bytes))) return `${key.name} 出现了两次。`;
    this.logs.push(key);
    return null;
  }

  private addWitness(name: string, text: string): string | null {
    const key = keyOf(text, "witness");
    if (!key) return "见证方公钥不正确。";
    if (this.witnesses.some((known) => same(known.key.bytes, key.bytes))) return `${key.name} 出现了两次。`;
    return this.define(name, key);
  }

  private addGroup(name: string, many: string, members: readonly string[]): string | null {
    const needed = many === "any" ? 1 : many === "all" ? members.length : /^[1-9][0-9]{0,8}$/.test(many) ? Number(many) : 0;
    if (needed < 1 || needed > members.length) return "组的人数要求不正确。";
    for (const member of members) {
      if (!this.entries.has(member)) return `${member} 在前文没有定义。`;
      if (this.grouped.has(member)) return `${member} 出现了两次。`;
      this.grouped.add(member);
    }
    return this.define(name, { needed, members });
  }

  private setQuorum(name: string): string | null {
    if (name !== "none" && !this.entries.has(name)) return `${name} 在前文没有定义。`;
    if (this.quorum !== undefined) return "quorum 只能有一行。";
    this.quorum = name === "none" ? null : name;
    return null;
  }

  private define(name: string, entry: Entry): string | null {
    if (name === "none" || this.entries.has(name)) return `${name} 出现了两次。`;
    this.entries.set(name, entry);
    return null;
  }
}

function keyOf(text: string, kind: KeyKind): Key | null {
  const key = parseKey(text);
  return key?.kind === kind ? key : null;
}
