/** Asks the server something that takes a body and changes nothing: no cached answer grows old by it. */
import { useCallback, useState } from "react";
import { asProblem, write } from "./client";
import type { Problem } from "./schema";

export interface Asking<R> {
  /** Resolves to the answer, or to null when it was refused (then `problem` says why). */
  ask: (path: string, body: unknown) => Promise<R | null>;
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
}

export function useAsk<R>(): Asking<R> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ask = useCallback(async (path: string, body: unknown): Promise<R | null> => {
    setBusy(true);
    setProblem(null);
    try {
      return await write<R>("POST", path, body);
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return null;
    } finally {
      setBusy(false);
    }
  }, []);
  return { ask, busy, problem, clear: useCallback(() => setProblem(null), []) };
}
