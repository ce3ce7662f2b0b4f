/** Heavy work over the law is done a few at a time; whoever is told to come back does so by itself. */
import { asProblem } from "@/api/client";
import type { Problem } from "@/api/schema";

/** How often it is asked again, in a row. */
const MAX_WAITS = 6;
const USUAL_WAIT_S = 5;

/** Milliseconds until it is asked again; null if that would not help. */
export function waitOf(problem: Pick<Problem, "status" | "retry_after_s">, waited: number): number | null {
  if (problem.status !== 429 || waited >= MAX_WAITS) return null;
  return (problem.retry_after_s ?? USUAL_WAIT_S) * 1000;
}

/** Asks, and asks again while others compute and the answer is still wanted. */
export async function inTurn<T>(ask: () => Promise<T>, isWanted: () => boolean, onWait: () => void): Promise<T> {
  for (let waited = 0; ; waited++) {
    try {
      return await ask();
    } catch (thrown) {
      const wait = waitOf(asProblem(thrown), waited);
      if (wait === null || !isWanted()) throw thrown;
      onWait();
      await new Promise((done) => setTimeout(done, wait));
      if (!isWanted()) throw thrown;
    }
  }
}
