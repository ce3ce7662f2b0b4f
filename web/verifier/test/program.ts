/** The command line's own answer, from the program that the tests are given. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DefectCode, type Report, type Verdict, VERDICTS } from "../src/core/findings";

export interface Answer {
  readonly verdict: Verdict;
  /** What is wrong where: `code file`, each once. */
  readonly places: readonly string[];
}

/** What the command line writes as JSON, as far as tests look at it. */
export interface Told {
  readonly verdict: Verdict;
  readonly defects: { file: string; what: string; code: DefectCode }[];
  readonly times?: { readonly boxes: { readonly not_before: { by: string } | null; readonly not_after: { by: string } | null }[] };
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

  /** A folder with exactly these files. */
  writeFolder(name: string, files: ReadonlyMap<string, Uint8Array>): string {
    const folder = join(this.folder, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return folder;
  }

  ask(...args: string[]): Answer {
    return answerOf(this.report(...args));
  }

  /** All that it says; a fork has the page's word. */
  report(...args: string[]): Told {
    const run = spawnSync(this.path, [...args, "--json"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
    if (run.error) throw run.error;
    const report = JSON.parse(run.stdout.replaceAll('"equivocation"', '"forked"')) as Told;
    if (run.status !== VERDICTS[report.verdict].code) throw new Error(`${report.verdict} with exit code ${run.status}`);
    return report;
  }

  end(): void {
    rmSync(this.folder, { recursive: true });
  }
}
