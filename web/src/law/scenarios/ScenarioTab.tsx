import { CaretRightOutlined, StopOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Progress } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { useScenarios } from "@/api/queries";
import type { ScenarioView } from "@/api/schema";
import { scenarioWords as w } from "@/i18n/zh-law";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { useFilters } from "@/widgets/use-filters";
import { ResultChip } from "./ResultChip";
import { ScenarioDetail } from "./ScenarioDetail";
import { matching, tally } from "./scenario-filter";
import { useRuns } from "./use-runs";

const KEYS = ["q", "rule", "scenario"] as const;

/** The scenarios of the law: found, read, run, and rewritten in a copy. */
export function ScenarioTab() {
  const scenarios = useScenarios();
  return (
    <Loaded from={scenarios} rows={12}>
      {({ items }) => <Scenarios items={items} />}
    </Loaded>
  );
}

function Scenarios({ items }: { items: ScenarioView[] }) {
  const { filters, set } = useFilters(KEYS);
  const [onlyFailed, setOnlyFailed] = useState(false);
  const { results, progress, problem, run, stop } = useRuns();
  const q = useDeferredValue(filters.q ?? "");
  const shown = useMemo(() => matching(items, q, filters.rule, onlyFailed, results), [items, q, filters.rule, onlyFailed, results]);
  const chosen = items.find((item) => item.path === filters.scenario);
  const { passed, failed } = tally(results);
  return (
    <div className="law-split">
      <section className="panel law-split-list" aria-label={w.list}>
        <div className="filters">
          <Input.Search className="law-search" allowClear value={filters.q ?? ""} placeholder={w.search} aria-label={w.search} onChange={(e) => set({ q: e.target.value })} />
          <Checkbox checked={onlyFailed} onChange={(e) => setOnlyFailed(e.target.checked)}>
            {w.onlyFailed}
          </Checkbox>
          <span className="grow" />
          <span className="faint">{w.count(shown.length, items.length)}</span>
        </div>
        <div className="row law-runbar">
          <Button type="primary" size="small" icon={<CaretRightOutlined />} disabled={progress !== null || shown.length === 0} onClick={() => void run(shown.map((item) => item.path))}>
            {shown.length === items.length ? w.runAll : w.runShown(shown.length)}
          </Button>
          {progress ? (
            <>
              <Button size="small" icon={<StopOutlined />} onClick={stop}>
                {w.stop}
              </Button>
              <Progress className="law-progress" size="small" percent={Math.round((progress.done / progress.all) * 100)} aria-label={w.progress(progress.done, progress.all)} />
            </>
          ) : null}
          <span role="status" className={failed > 0 ? "red-text" : problem ? "amber-text" : "green-text"}>
            {progress ? w.progress(progress.done, progress.all) : problem ? w.unfinished(passed, failed) : passed + failed > 0 ? w.summary(passed, failed) : ""}
          </span>
        </div>
        <ProblemView problem={problem} />
        {shown.length === 0 ? <Nothing text={w.empty} /> : null}
        <ul className="law-scenarios">
          {shown.map((item) => (
            <li key={item.path}>
              <button
                type="button"
                className="law-scenario"
                aria-current={item.path === filters.scenario ? "true" : undefined}
                onClick={() => set({ scenario: item.path })}
              >
                <span className="law-scenario-name">{item.name}</span>
                <ResultChip result={results[item.path]} />
                <span className="faint law-scenario-rules">{item.articles.join("、") || w.sphere[item.sphere]}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section className={chosen ? "panel law-split-detail" : "panel law-split-detail law-split-empty"} aria-label={w.text}>
        {chosen ? <ScenarioDetail key={chosen.path} scenario={chosen} result={results[chosen.path]} onRun={() => void run([chosen.path])} running={progress !== null} /> : <Nothing text={filters.scenario ? w.unknown : w.choose} />}
      </section>
    </div>
  );
}
