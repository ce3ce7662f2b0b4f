import type { Step } from "@/api/schema";

/** The server's step of this name, e.g. `link`, `time`, `mark`, `evidence`; null when it is not offered. */
export function findStep(steps: readonly Step[], action: string): Step | null {
  return steps.find((step) => step.action === action || step.action.startsWith(`${action}:`)) ?? null;
}
