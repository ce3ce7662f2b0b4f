/** The whole journal: every fact with its body, read once from the first to the last. */
import { utf8 } from "../bytes";
import { FactChecks, type FactLine, parseFact, type Pause } from "../facts";
import type { Findings } from "../findings";
import { Leaf } from "../leaf";
import { Expected } from "./expected";
import type { Folder, Lines } from "./folder";
import { Rows, ROWS } from "./rows";
import { type Tile, WIDTH } from "./tiles";

/** The facts, one a line, from the first on. */
export const FACTS = "facts.jsonl";

export class Journal {
  /** How many facts were read. */
  count = 0;
  private readonly checks: FactChecks;
  private readonly expected: Expected;

  private constructor(
    private facts: Lines | null,
    private readonly rows: Rows | null,
    private readonly findings: Findings,
    private readonly pause: Pause,
  ) {
    this.checks = new FactChecks(findings, FACTS);
    this.expected = new Expected(rows?.facts ?? 0);
  }

  static async open(size: number, folder: Folder, findings: Findings, pause: Pause): Promise<Journal> {
    const facts = folder.lines(FACTS);
    if (!facts && size > 0) findings.defect("member_missing", FACTS, "缺少事实。");
    return new Journal(facts, await Rows.open(folder, findings), findings, pause);
  }

  /** Facts that are not one after the other from 0 on end it: what follows could not be told apart. */
  get isSpent(): boolean {
    return this.facts === null;
  }

  /** The leaves of the next tile; null where the facts end early. */
  async next(tile: Tile): Promise<readonly Uint8Array[] | null> {
    const leaves: Uint8Array[] = [];
    while (this.facts && leaves.length < tile.width) {
      const leaf = await this.fact(tile.index * WIDTH + leaves.length, this.facts);
      if (leaf === null) this.facts = null;
      else leaves.push(utf8(leaf));
      await this.pause();
    }
    return leaves.length === tile.width ? leaves : null;
  }

  private async fact(n: number, lines: Lines): Promise<string | null> {
    const line = await lines.next();
    if (!line) {
      if (!lines.hasFailed) this.findings.defect("proof_missing", FACTS, `只有 ${n} 条事实，检查点所签的更多。`);
      return null;
    }
    const fact = line.bytes && line.isEnded ? parseFact(line.bytes) : null;
    if (!fact) this.findings.defect("form", FACTS, `第 ${n + 1} 行不是一条事实。`);
    else if (fact.n !== n) this.findings.defect("fact_order", FACTS, `第 ${n + 1} 行应是第 ${n} 条事实，写的却是第 ${fact.n} 条。`);
    if (fact?.n !== n) return null;
    this.count = n + 1;
    this.check(fact);
    return fact.leaf;
  }

  private check(fact: FactLine): void {
    const leaf = Leaf.parse(fact.leaf);
    if (!leaf) {
      this.findings.defect("form", FACTS, `事实 ${fact.n} 的叶不合格式。`);
      return;
    }
    this.checks.check(fact, leaf);
    this.expected.take(fact, leaf);
  }

  /** Compares the rows; what facts and rows prove. */
  async finish(): Promise<string[]> {
    if (this.count > 0 && (await this.facts?.hasMore())) this.findings.warn("检查点之后还有事实，没有核对。");
    this.checks.warnOfBodies();
    const proven = [`${this.count} 条事实、${this.checks.streams} 个流：序号和版本没有断号；每条正文与其叶中的承诺值相符，已依法销毁的除外。`];
    // Rows would be compared with facts that were not read.
    if (this.rows && this.rows.facts > this.count) this.findings.defect("proof_missing", ROWS, `投影依据 ${this.rows.facts} 条事实，只读到 ${this.count} 条。`);
    else if (this.rows) proven.push(...(await this.rows.compare(this.expected, this.pause)));
    else this.findings.warn("没有投影，只核对了事实。");
    return proven;
  }
}
