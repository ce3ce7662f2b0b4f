/** Tries a draft on cases, stretch by stretch, so that progress shows, can be stopped, and goes on after a broken line. */
import { useCallback, useRef, useState } from "react";
import { asProblem, write } from "@/api/client";
import type { LawSimulation, Problem } from "@/api/schema";
import type { DraftText } from "./draft-files";
import { goesOn, joined, type Simulated, waitOf } from "./simulation";

/** `waiting`: others compute, and it is asked again; `broken`: what was found so far is not all. */
export type SimulationState = "idle" | "running" | "waiting" | "stopped" | "broken" | "done";

interface Way {
  files: readonly DraftText[];
  since: string | null;
  cursor: string | null;
  sum: Simulated | null;
}

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

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
    let waits = 0;
    setFound(way.sum);
    setProblem(null);
    setState("running");
    for (;;) {
      try {
        const { files, since, cursor } = way;
        const next: LawSimulation = await write<LawSimulation>("POST", "/law-drafts/simulate", { files, since, cursor });
        if (!isCurrent()) return;
        waits = 0;
        const sum = joined(way.sum, next);
        way = { ...way, sum, cursor: next.next_cursor ?? null };
        setFound(sum);
        setState(goesOn(next, sum) ? "running" : "done");
        if (!goesOn(next, sum)) return;
      } catch (thrown) {
        if (!isCurrent()) return;
        const told = asProblem(thrown);
        const wait = waitOf(told, waits++);
        if (wait === null) {
          left.current = way;
          setProblem(told);
          setState(way.sum === null ? "idle" : "broken");
          return;
        }
        setState("waiting");
        await sleep(wait);
        if (!isCurrent()) return;
      }
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
