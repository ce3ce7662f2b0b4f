/** The command line's own answer, from the program that the tests are given. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DefectCode, type Report, type Verdict, VERDICTS } from "../src/core/findings";

export interface Answer {
  readonly verdict: Verdict;
  /** What is wrong where: `code file`, each once. */
  readonly places: readonly string[];
}

/** The same of a report of ours. */
export const answerOf = ({ verdict, defects }: Pick<Report, "verdict" | "defects">): Answer => ({ verdict, places: [...new Set(defects.map(({ code, file }) => `${code} ${file}`))].sort() });

export class Program {
  private readonly folder = mkdtempSync(join(tmpdir(), "liuhen-verify-"));

  constructor(private readonly path: string) {}

  write(name: string, bytes: Uint8Array | string): string {
    const path = join(this.folder, name);
    writeFileSync(path, bytes);
    return path;
  }

  ask(...args: string[]): Answer {
    const run = spawnSync(this.path, [...args, "--json"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    if (run.error) throw run.error;
    const report = JSON.parse(run.stdout) as { verdict: Verdict; defects: { file: string; what: string; code: DefectCode }[] };
    if (run.status !== VERDICTS[report.verdict].code) throw new Error(`${report.verdict} with exit code ${run.status}`);
    return answerOf(report);
  }

  end(): void {
    rmSync(this.folder, { recursive: true });
  }
}
