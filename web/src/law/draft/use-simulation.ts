/** Tries a draft on cases, stretch by stretch, so that progress shows and can be stopped. */
import { useCallback, useRef, useState } from "react";
import { asProblem, write } from "@/api/client";
import type { LawSimulation, Problem } from "@/api/schema";
import type { DraftText } from "./draft-files";
import { goesOn, joined, type Simulated } from "./simulation";

export function useSimulation() {
  const [found, setFound] = useState<Simulated | null>(null);
  const [state, setState] = useState<"idle" | "running" | "stopped" | "done">("idle");
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(0);

  const run = useCallback(async (files: readonly DraftText[], since: string | null) => {
    const turn = ++running.current;
    setFound(null);
    setProblem(null);
    setState("running");
    let sum: Simulated | null = null;
    let cursor: string | null = null;
    try {
      for (;;) {
        const next: LawSimulation = await write<LawSimulation>("POST", "/law-drafts/simulate", { files, since, cursor });
        if (running.current !== turn) return;
        sum = joined(sum, next);
        setFound(sum);
        if (!goesOn(next, sum)) break;
        cursor = next.next_cursor ?? null;
      }
      setState("done");
    } catch (thrown) {
      if (running.current !== turn) return;
      setProblem(asProblem(thrown));
      setState("idle");
    }
  }, []);

  const stop = useCallback(() => {
    running.current++;
    setState("stopped");
  }, []);
  const clear = useCallback(() => {
    running.current++;
    setFound(null);
    setProblem(null);
    setState("idle");
  }, []);
  return { found, state, problem, run, stop, clear };
}
