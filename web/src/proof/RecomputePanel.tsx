import { CalculatorOutlined, CheckCircleFilled, ClockCircleFilled, ExclamationCircleFilled, InfoCircleFilled, StopOutlined, WarningFilled } from "@ant-design/icons";
import { Progress } from "antd";
import { useRecompute } from "@/api/queries";
import type { Recompute, RecomputeDifference, RecomputeReport, RecomputeRunning } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatInstant } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
import { Row } from "./ProofCentrePage";
import { percent, recomputeWords as w } from "./zh-recompute";

const PATH = "/proof/recompute";

/** The whole log recomputed when somebody asks, and what the last run found (Art. 24). */
export function RecomputePanel() {
  const seen = useRecompute();
  return (
    <section className="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      <p className="faint">{w.note}</p>
      <Loaded from={seen} rows={2}>
        {(data) => (
          <div className="recompute">
            <Parts data={data} />
          </div>
        )}
      </Loaded>
    </section>
  );
}

function Parts({ data }: { data: Recompute }) {
  const { run, busy, problem } = useAction<Recompute>({ errors: "inline" });
  const title = data.last === null ? w.start : w.again;
  return (
    <>
      {data.running === null ? (
        <div className="row">
          <StepButton step={{ ...data.start, title }} icon={<CalculatorOutlined />} busy={busy} onGo={() => void run("POST", PATH)} />
          {data.cancelled_at === null ? null : <span className="faint">{w.cancelled(formatInstant(data.cancelled_at))}</span>}
        </div>
      ) : (
        <>
          <Running running={data.running} />
          <div className="row">
            <StepButton step={{ ...data.cancel, title: w.cancel }} icon={<StopOutlined />} small busy={busy} onGo={() => void run("POST", `${PATH}/cancel`)} />
            <span className="faint">{w.cancelNote}</span>
          </div>
        </>
      )}
      <ProblemView problem={problem} />
      {data.last === null ? <Never data={data} /> : <Report report={data.last} isBefore={data.running !== null} />}
    </>
  );
}

function Never({ data }: { data: Recompute }) {
  if (data.running !== null) return null;
  return (
    <p>
      <Chip tone="grey" icon={<InfoCircleFilled />}>
        {w.never}
      </Chip>
      {data.start.allowed ? null : <span className="faint"> {w.neverMay}</span>}
    </p>
  );
}

function Running({ running }: { running: RecomputeRunning }) {
  return (
    <div role="status">
      <div className="row">
        <Chip tone="blue" icon={<ClockCircleFilled />}>
          {running.is_waiting ? w.waiting : w.running}
        </Chip>
        {running.total === 0 ? null : <span className="num">{w.progress(running.done, running.total)}</span>}
        <span className="faint">{w.asked(running.asked_by, formatInstant(running.asked_at))}</span>
      </div>
      <Progress percent={percent(running.done, running.total)} status="active" aria-label={w.running} />
      {running.has_failed ? (
        <div>
          <Chip tone="amber" icon={<WarningFilled />}>
            {w.failing}
          </Chip>
          <p>{w.failingFix}</p>
        </div>
      ) : null}
    </div>
  );
}

function Report({ report, isBefore }: { report: RecomputeReport; isBefore: boolean }) {
  const [first, ...others] = report.first;
  const isEqual = report.differs === 0;
  return (
    <>
      {isBefore ? <h3>{w.before}</h3> : null}
      <div>
        <Chip tone={isEqual ? "green" : "red"} icon={isEqual ? <CheckCircleFilled /> : <ExclamationCircleFilled />}>
          {isEqual ? w.equal(report.leaves) : w.differs(report.differs)}
        </Chip>
      </div>
      {first === undefined ? null : (
        <>
          <p>{w.differsFix}</p>
          <h3>{w.first}</h3>
          <Difference one={first} />
          {others.length === 0 ? null : (
            <details>
              <summary>{w.others(others.length)}</summary>
              <ul className="proof-list">
                {others.map((one) => (
                  <li key={one.place}>
                    <Difference one={one} />
                  </li>
                ))}
              </ul>
            </details>
          )}
          {report.differs > report.first.length ? <p className="faint">{w.more(report.differs - report.first.length)}</p> : null}
        </>
      )}
      <dl className="facts">
        <Row name={w.at}>{formatInstant(report.begun_at)}</Row>
        <Row name={w.took}>{w.seconds(report.took_ms)}</Row>
        <Row name={w.speed}>{w.perSecond(report.leaves, report.took_ms)}</Row>
        <Row name={w.sha256}>
          <code className="proof-hash">{report.root_sha256}</code>
        </Row>
        <Row name={w.sm3}>
          <code className="proof-hash">{report.root_sm3}</code>
        </Row>
      </dl>
    </>
  );
}

function Difference({ one }: { one: RecomputeDifference }) {
  return (
    <div>
      <div className="row">
        {one.n === null ? null : <b>{w.fact(one.n)}</b>}
        <span className="red-text">{one.what}</span>
      </div>
      <code className="proof-hash">{one.place}</code>
    </div>
  );
}
