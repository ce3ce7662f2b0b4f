/** Runs scenarios portion by portion, so that progress shows and can be stopped. */
import { useCallback, useRef, useState } from "react";
import { asProblem, write } from "@/api/client";
import type { Problem, ScenarioResult, ScenarioRun } from "@/api/schema";
import { inTurn } from "../in-turn";
import { portions, type Results } from "./scenario-filter";

interface Progress {
  done: number;
  all: number;
}

export function useRuns() {
  const [results, setResults] = useState<Results>({});
  const [progress, setProgress] = useState<Progress | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(0);

  const stop = useCallback(() => {
    running.current++;
    setProgress(null);
  }, []);

  const run = useCallback(async (paths: readonly string[]) => {
    const turn = ++running.current;
    setProblem(null);
    setProgress({ done: 0, all: paths.length });
    let done = 0;
    try {
      for (const part of portions(paths)) {
        const ask = () => write<ScenarioRun>("POST", "/scenarios/run", { paths: part, text: null });
        const ran = await inTurn(ask, () => running.current === turn, () => undefined);
        if (running.current !== turn) return;
        done += part.length;
        setProgress({ done, all: paths.length });
        setResults((before) => ({ ...before, ...byPath(ran.results) }));
      }
    } catch (thrown) {
      if (running.current === turn) setProblem(asProblem(thrown));
    }
    if (running.current === turn) setProgress(null);
  }, []);

  return { results, progress, problem, run, stop };
}

function byPath(results: readonly ScenarioResult[]): Results {
  return Object.fromEntries(results.flatMap((result) => (result.path == null ? [] : [[result.path, result]])));
}
