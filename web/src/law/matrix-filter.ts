/** Which clauses the table shows. */
import type { LawMatrix, MatrixClause, MatrixRule } from "@/api/schema";

export interface MatrixFilter {
  q: string;
  pack: string | null;
  onlyUnruled: boolean;
  onlyUnproven: boolean;
}

export interface MatrixRow {
  pack: string;
  law: string;
  clause: MatrixClause;
}

/** A rule is proven by one passing scenario in which it is kept and one in which it is broken; a sum or date that is only asked for, by one that computes it. */
export function isProven(rule: MatrixRule): boolean {
  const shows = new Set(rule.scenarios.filter((scenario) => scenario.passed).flatMap((scenario) => scenario.shows));
  return (shows.has("computed") && !shows.has("broken")) || (shows.has("kept") && shows.has("broken"));
}

export function rowsOf(matrix: LawMatrix, { q, pack, onlyUnruled, onlyUnproven }: MatrixFilter): MatrixRow[] {
  const words = q.split(/\s+/).filter(Boolean);
  const rows = matrix.packs.flatMap((one) => one.clauses.map((clause) => ({ pack: one.pack, law: one.title, clause })));
  return rows.filter(({ pack: own, clause }) => {
    const texts = [clause.article, clause.title, clause.no_rule ?? "", ...clause.rules.flatMap((rule) => [rule.rule, rule.title, ...rule.scenarios.map((scenario) => scenario.name)])];
    return (
      (pack === null || own === pack) &&
      (!onlyUnruled || clause.rules.length === 0) &&
      (!onlyUnproven || clause.rules.some((rule) => !isProven(rule))) &&
      words.every((word) => texts.some((text) => text.includes(word)))
    );
  });
}
