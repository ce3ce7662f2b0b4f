/** A wait before the next try to log in: whose, and until when by the browser's clock. */
import type { Problem } from "@/api/schema";

export interface Wait {
  loginName: string;
  until: number;
}

/** The wait an answer tells, if it tells one. */
export function waitOf(problem: Problem, loginName: string, now: number): Wait | null {
  return problem.retry_after_s === null ? null : { loginName, until: now + problem.retry_after_s * 1000 };
}

/** The server makes nobody wait longer; a browser's clock that is set back must not either. */
const LONGEST_S = 15 * 60;

/** Whole seconds left; 0 when it is over. */
export function secondsLeft(wait: Wait | null, now: number): number {
  if (!wait) return 0;
  return Math.min(LONGEST_S, Math.max(0, Math.ceil((wait.until - now) / 1000)));
}
