import { CheckCircleFilled, CloseCircleFilled, ExperimentOutlined, WarningFilled } from "@ant-design/icons";
import { Alert, Progress } from "antd";
import { Link } from "react-router";
import { useRedTeam } from "@/api/queries";
import type { RedTeam, RedTeamProgress, RedTeamReport } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatInstant } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
import { Row } from "./ProofCentrePage";
import { RedTeamRows } from "./RedTeamRows";
import { redTeamWords as w } from "./zh-red-team";
import "./red-team.css";

/** Attacks on a sample store, carried out for real, and which alarm noticed each (Arts. 24, 26). */
export default function RedTeamPage() {
  const seen = useRedTeam();
  return (
    <div className="stack">
      <PageHead title={w.title} note={w.note} actions={<Link to="/proof">{w.back}</Link>} />
      <Loaded from={seen}>{(data) => <Parts data={data} />}</Loaded>
    </div>
  );
}

function Parts({ data }: { data: RedTeam }) {
  const start = useAction<RedTeam>({ errors: "inline" });
  const step = { ...data.start, primary: true, title: data.last === null ? w.start : w.again };
  return (
    <>
      {data.running === null ? (
        <div className="row">
          <StepButton step={step} icon={<ExperimentOutlined />} busy={start.busy} onGo={() => void start.run("POST", "/proof/red-team")} />
          <span className="faint">{w.startNote}</span>
        </div>
      ) : (
        <Running progress={data.running} />
      )}
      {start.problem === null ? null : <ProblemView problem={start.problem} />}
      {data.broke === null ? null : (
        <Alert type="error" showIcon title={`${w.broke}（${formatInstant(data.broke.at)}）`} description={<><p>{w.brokeFix}</p><p className="faint">{data.broke.why}</p></>} />
      )}
      {data.last === null ? <Before data={data} /> : <Report report={data.last} />}
    </>
  );
}

function Running({ progress }: { progress: RedTeamProgress }) {
  return (
    <section className="panel" aria-label={w.running}>
      <h2>{w.running}</h2>
      <div role="status">{w.step(progress.done, progress.of, progress.now)}</div>
      <Progress percent={Math.floor((progress.done * 100) / progress.of)} status="active" aria-label={w.running} />
      <div className="faint">{w.begun(formatInstant(progress.begun_at))}</div>
    </section>
  );
}

/** Nothing ran yet: what would be tried. */
function Before({ data }: { data: RedTeam }) {
  return (
    <section className="panel" aria-label={w.list}>
      {data.running === null ? <h2>{w.empty}</h2> : null}
      <p>
        {w.emptyText}
        {data.start.allowed ? "" : w.emptyMay}
      </p>
      <h3>{w.list}</h3>
      <ol className="red-before">
        {data.attacks.map((one) => (
          <li key={one.attack}>
            {one.title} <span className="faint">{one.power_text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Report({ report }: { report: RedTeamReport }) {
  const isWhole = report.found === report.attacks;
  const { control } = report;
  return (
    <>
      <section className="panel" aria-label={w.title}>
        <div className="row">
          <Chip tone={isWhole ? "green" : "red"} icon={isWhole ? <CheckCircleFilled /> : <CloseCircleFilled />}>
            {isWhole ? w.allFound(report.attacks, report.found) : w.notAll(report.attacks, report.found)}
          </Chip>
          <Chip tone={control.is_clean ? "green" : "red"} icon={control.is_clean ? <CheckCircleFilled /> : <WarningFilled />}>
            {control.is_clean ? w.clean(control.asked) : w.notClean(control.alarms.length)}
          </Chip>
        </div>
        {control.is_clean ? null : (
          <>
            <p>{w.notCleanText}</p>
            <ul className="red-list">
              {control.alarms.map((one, at) => (
                <li key={at}>
                  <b>{one.title}</b> {one.sentence}
                </li>
              ))}
            </ul>
          </>
        )}
        {report.without.length === 0 ? null : <p className="amber-text">{w.without(report.without.join("、"))}</p>}
        <dl className="facts red-facts">
          <Row name={w.when}>{formatInstant(report.begun_at)}</Row>
          <Row name={w.took}>{w.seconds(report.took_ms)}</Row>
          <Row name={w.version}>{report.version}</Row>
        </dl>
      </section>
      <section className="panel" aria-label={w.results}>
        <h2>{w.results}</h2>
        <RedTeamRows rows={report.rows} />
      </section>
      <section className="panel" aria-label={w.beyond}>
        <h2>{w.beyond}</h2>
        <p>{w.beyondText}</p>
        <ul className="red-list">
          {report.beyond.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      </section>
    </>
  );
}
