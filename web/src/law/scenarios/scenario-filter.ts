/** Which scenarios a list shows, and in which portions they are run. */
import type { ScenarioResult, ScenarioView } from "@/api/schema";

/** So many scenarios go in one request: progress moves, and one stop is soon obeyed. */
export const PORTION = 20;

/** Results by the path of their scenario. */
export type Results = Readonly<Record<string, ScenarioResult>>;

/** Words parted by blanks; each must occur in name, story, path, rules or articles. */
export function matching(items: readonly ScenarioView[], q: string, rule: string | null, onlyFailed: boolean, results: Results): ScenarioView[] {
  const words = q.split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const texts = [item.name, item.story ?? "", item.path, ...item.rules, ...item.articles];
    return (
      words.every((word) => texts.some((text) => text.includes(word))) &&
      (rule === null || item.rules.includes(rule)) &&
      (!onlyFailed || results[item.path]?.passed === false)
    );
  });
}

/** Parts of a list, each of at most `size`. */
export function portions<T>(items: readonly T[], size: number = PORTION): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}

export function tally(results: Results): { passed: number; failed: number } {
  const all = Object.values(results);
  const passed = all.filter((result) => result.passed).length;
  return { passed, failed: all.length - passed };
}
