import { CaretRightOutlined, EditOutlined, UndoOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useRef, useState } from "react";
import type { ScenarioResult, ScenarioRun, ScenarioView } from "@/api/schema";
import { useAsk } from "@/api/use-ask";
import { scenarioWords as w } from "@/i18n/zh-law";
import { ProblemView } from "@/widgets/ProblemView";
import { DefectList } from "../DefectList";
import { goToLine } from "../go-to-line";
import { ResultChip } from "./ResultChip";

interface Props {
  scenario: ScenarioView;
  result: ScenarioResult | undefined;
  onRun: () => void;
  running: boolean;
}

/** One scenario: its text, how it went, and a copy that may be rewritten and run. */
export function ScenarioDetail({ scenario, result, onRun, running }: Props) {
  const [copy, setCopy] = useState<string | null>(null);
  const [copied, setCopied] = useState<ScenarioResult | null>(null);
  const asking = useAsk<ScenarioRun>();
  const area = useRef<HTMLTextAreaElement>(null);
  const runCopy = async () => {
    const ran = await asking.ask("/scenarios/run", { paths: null, text: copy });
    setCopied(ran?.results[0] ?? null);
  };
  const shown = copy === null ? result : (copied ?? undefined);
  return (
    <>
      <div className="row">
        <h2>{scenario.name}</h2>
        <ResultChip result={shown} />
      </div>
      {scenario.story ? <p>{scenario.story}</p> : null}
      <p className="faint law-wrap">
        {w.rules}：{scenario.rules.join("、")}
      </p>
      <div className="row law-runbar">
        {copy === null ? (
          <>
            <Button type="primary" icon={<CaretRightOutlined />} disabled={running} onClick={onRun}>
              {w.run}
            </Button>
            <Button icon={<EditOutlined />} onClick={() => setCopy(scenario.text)}>
              {w.edit}
            </Button>
          </>
        ) : (
          <>
            <Button type="primary" icon={<CaretRightOutlined />} loading={asking.busy} onClick={() => void runCopy()}>
              {w.runCopy}
            </Button>
            <Button
              icon={<UndoOutlined />}
              onClick={() => {
                setCopy(null);
                setCopied(null);
                asking.clear();
              }}
            >
              {w.reset}
            </Button>
            <span className="faint">{w.editNote}</span>
          </>
        )}
      </div>
      <ProblemView problem={asking.problem} />
      {shown ? <Outcome result={shown} onLine={copy === null ? undefined : (line) => goToLine(area.current, line)} /> : null}
      {copy === null ? (
        <pre className="law-text" tabIndex={0} aria-label={w.text}>
          {scenario.text}
        </pre>
      ) : (
        <textarea
          ref={area}
          className="law-text law-editor"
          aria-label={w.text}
          spellCheck={false}
          value={copy}
          onChange={(e) => setCopy(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) void runCopy();
          }}
        />
      )}
    </>
  );
}

function Outcome({ result, onLine }: { result: ScenarioResult; onLine: ((line: number) => void) | undefined }) {
  if (result.passed) return null;
  return (
    <div role="alert" aria-label={w.results}>
      <DefectList defects={result.defects} onGo={onLine && ((defect) => defect.line != null && onLine(defect.line))} />
      {result.differences.length > 0 ? (
        <ul className="law-differences">
          {result.differences.map((found, at) => (
            <li key={at}>
              <b>{found.about}</b> {found.what}：{w.expected} <span className="green-text">{found.expected}</span>，{w.found} <span className="red-text">{found.found}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
