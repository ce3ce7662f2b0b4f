/** Tries a draft on cases, stretch by stretch, so that progress shows, can be stopped, and goes on after a broken line. */
import { useCallback, useRef, useState } from "react";
import { asProblem, write } from "@/api/client";
import type { LawSimulation, Problem } from "@/api/schema";
import type { DraftText } from "./draft-files";
import { inTurn } from "../in-turn";
import { goesOn, joined, type Simulated } from "./simulation";

/** `waiting`: others compute, and it is asked again; `broken`: what was found so far is not all. */
export type SimulationState = "idle" | "running" | "waiting" | "stopped" | "broken" | "done";

interface Way {
  files: readonly DraftText[];
  since: string | null;
  cursor: string | null;
  sum: Simulated | null;
}

export function useSimulation() {
  const [found, setFound] = useState<Simulated | null>(null);
  const [state, setState] = useState<SimulationState>("idle");
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(0);
  const left = useRef<Way | null>(null);

  const go = useCallback(async (from: Way) => {
    const turn = ++running.current;
    const isCurrent = () => running.current === turn;
    let way = from;
    setFound(way.sum);
    setProblem(null);
    try {
      for (;;) {
        setState("running");
        const { files, since, cursor } = way;
        const ask = () => write<LawSimulation>("POST", "/law-drafts/simulate", { files, since, cursor });
        const next: LawSimulation = await inTurn(ask, isCurrent, () => setState("waiting"));
        if (!isCurrent()) return;
        const sum = joined(way.sum, next);
        way = { ...way, sum, cursor: next.next_cursor ?? null };
        setFound(sum);
        if (!goesOn(next, sum)) break;
      }
      setState("done");
    } catch (thrown) {
      if (!isCurrent()) return;
      left.current = way;
      setProblem(asProblem(thrown));
      setState(way.sum === null ? "idle" : "broken");
    }
  }, []);

  const run = useCallback((files: readonly DraftText[], since: string | null) => go({ files, since, cursor: null, sum: null }), [go]);
  /** From where it broke off. */
  const resume = useCallback(async () => {
    if (left.current) await go(left.current);
  }, [go]);
  const stop = useCallback(() => {
    running.current++;
    setState("stopped");
  }, []);
  return { found, state, problem, run, resume, stop };
}
