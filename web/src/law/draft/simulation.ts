/** What a draft does to cases, gathered from answers that each look at a stretch of them. */
import type { CaseTrial, LawSimulation, RuleTrial } from "@/api/schema";

/** Most cases looked at in one simulation. */
export const MAX_LOOKED = 5_000;
/** Most cases named. */
export const MAX_CASES = 50;

export interface Simulated {
  looked: number;
  changed: number;
  openOverdue: number;
  judgedAt: string;
  rules: RuleTrial[];
  cases: CaseTrial[];
  /** There are more cases, and they were not looked at. */
  cut: boolean;
}

const COUNTS = ["cases", "newly_overdue", "newly_late", "newly_open", "no_longer_open", "due_moved"] as const;

/** The next stretch added to what came before it. */
export function joined(before: Simulated | null, next: LawSimulation): Simulated {
  const rules = new Map((before?.rules ?? []).map((rule) => [rule.rule, rule]));
  for (const rule of next.rules) {
    const known = rules.get(rule.rule);
    rules.set(rule.rule, known ? { ...known, ...Object.fromEntries(COUNTS.map((key) => [key, known[key] + rule[key]])) } : rule);
  }
  const looked = (before?.looked ?? 0) + next.looked;
  return {
    looked,
    changed: (before?.changed ?? 0) + next.changed,
    openOverdue: (before?.openOverdue ?? 0) + next.open_overdue,
    judgedAt: before?.judgedAt ?? next.judged_at,
    rules: [...rules.values()].sort((a, b) => b.newly_overdue - a.newly_overdue || b.cases - a.cases || a.rule.localeCompare(b.rule)),
    cases: [...(before?.cases ?? []), ...next.cases].slice(0, MAX_CASES),
    cut: next.next_cursor != null && looked >= MAX_LOOKED,
  };
}

/** Whether another stretch is asked for. */
export const goesOn = (next: LawSimulation, sum: Simulated): boolean => next.next_cursor != null && sum.looked < MAX_LOOKED;

/** Cases in which a rule moves, all of them for no rule. */
export function casesOf(cases: readonly CaseTrial[], rule: string | null): CaseTrial[] {
  if (rule === null) return [...cases];
  return cases.flatMap((one) => {
    const findings = one.findings.filter((finding) => finding.rule === rule);
    return findings.length === 0 ? [] : [{ ...one, findings }];
  });
}
