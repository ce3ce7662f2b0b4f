import { CheckCircleFilled, ExperimentOutlined, StopOutlined, WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { CaseTrial, LawLimit, LawMoved, RuleTrial } from "@/api/schema";
import { formatDay, formatInstant } from "@/format/time";
import { draftWords as w } from "@/i18n/zh-law";
import { InstantInput } from "@/records/widgets/InstantInput";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";
import type { ChipTone } from "@/widgets/tones";
import type { DraftText } from "./draft-files";
import { casesOf, MAX_LOOKED, type Simulated } from "./simulation";
import { useSimulation } from "./use-simulation";

const MOVED = ["newly_overdue", "newly_late", "newly_open", "no_longer_open", "due_moved"] as const satisfies readonly LawMoved[];
const TONES: Record<LawMoved, ChipTone> = { newly_overdue: "red", newly_late: "red", newly_open: "amber", no_longer_open: "green", due_moved: "blue" };

/** The draft tried on the cases the reader may see. */
export function SimulationPanel({ files }: { files: readonly DraftText[] }) {
  const [since, setSince] = useState<string | null>(null);
  const { found, state, problem, run, resume, stop } = useSimulation();
  const busy = state === "running" || state === "waiting";
  return (
    <section className="panel law-simulation" aria-label={w.simulate}>
      <h2>{w.simulate}</h2>
      <p className="faint">{w.simulateNote}</p>
      <div className="row law-runbar">
        <label className="field-label" htmlFor="law-since">
          {w.since}
        </label>
        <span className="law-since">
          <InstantInput id="law-since" precision="day" value={since} onChange={setSince} />
        </span>
        <Button type="primary" icon={<ExperimentOutlined />} loading={busy} onClick={() => void run(files, since)}>
          {w.run}
        </Button>
        {busy ? (
          <Button icon={<StopOutlined />} onClick={stop}>
            {w.stop}
          </Button>
        ) : null}
        <span role="status">{state === "running" ? w.progress(found?.looked ?? 0) : state === "waiting" ? w.waiting : state === "stopped" ? w.stopped : ""}</span>
      </div>
      <ProblemView problem={problem} />
      {state === "broken" ? (
        <p className="row amber-text">
          {w.broken(found?.looked ?? 0)}
          <Button onClick={() => void resume()}>{w.resume}</Button>
        </p>
      ) : null}
      {found && !busy ? <Outcome found={found} /> : null}
    </section>
  );
}

function Outcome({ found }: { found: Simulated }) {
  const [rule, setRule] = useState<string | null>(null);
  const shown = casesOf(found.cases, rule);
  return (
    <>
      <p className={found.openOverdue > 0 ? "law-verdict red-text" : "law-verdict green-text"} role="status">
        {found.openOverdue > 0 ? <WarningFilled aria-hidden /> : <CheckCircleFilled aria-hidden />} {w.verdict(found.openOverdue)}
      </p>
      <p className="faint">{w.looked(found.looked, found.changed, formatInstant(found.judgedAt))}</p>
      {found.cut ? <p className="amber-text">{w.cut(MAX_LOOKED)}</p> : null}
      {found.rules.length === 0 ? <p>{w.noChange}</p> : <ByRule rules={found.rules} chosen={rule} onChoose={setRule} />}
      {found.cases.length > 0 ? (
        <>
          <h3>{w.byCase(found.cases.length)}</h3>
          <ul className="law-list">
            {shown.map((one) => (
              <Case key={one.case_id} trial={one} />
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}

function ByRule({ rules, chosen, onChoose }: { rules: readonly RuleTrial[]; chosen: string | null; onChoose: (rule: string | null) => void }) {
  return (
    <div className="law-table-scroll">
      <table className="law-table law-counts">
        <caption className="visually-hidden">{w.byRule}</caption>
        <thead>
          <tr>
            <th scope="col">{w.rule}</th>
            <th scope="col">{w.cases}</th>
            {MOVED.map((moved) => (
              <th key={moved} scope="col">
                {w.moved[moved]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.rule}>
              <th scope="row">
                <button type="button" className="law-choice" aria-pressed={chosen === rule.rule} onClick={() => onChoose(chosen === rule.rule ? null : rule.rule)}>
                  {rule.rule} {rule.title}
                </button>{" "}
                <span className="article">{rule.article}</span>
              </th>
              <td className="num">{rule.cases}</td>
              {MOVED.map((moved) => (
                <td key={moved} className={rule[moved] > 0 && TONES[moved] === "red" ? "num red-text" : "num"}>
                  {rule[moved]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A limit in days by its last day, one in hours by its end. */
const until = (limit: LawLimit): string => (limit.due_on == null ? formatInstant(limit.due_at) : formatDay(limit.due_on));

function Case({ trial }: { trial: CaseTrial }) {
  return (
    <li className="law-clause">
      <div className="row">
        <Link to={`/cases/${trial.case_id}?tab=deadlines`} target="_blank">
          {trial.label}
        </Link>
        <span className="faint">{trial.is_open ? w.open : w.archived}</span>
      </div>
      <ul className="law-findings">
        {trial.findings.map((finding, at) => (
          <li key={at}>
            {finding.rule} {finding.title}{" "}
            {finding.moved.map((moved) => (
              <Chip key={moved} tone={TONES[moved]}>
                {w.moved[moved]}
              </Chip>
            ))}{" "}
            {finding.was_due && finding.due && finding.was_due.due_at !== finding.due.due_at ? (
              <span className="num">{w.due(until(finding.was_due), until(finding.due))}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </li>
  );
}
