import { CheckCircleFilled, ClockCircleFilled, CloseCircleFilled, DownloadOutlined, EditOutlined, InfoCircleFilled, SwapOutlined } from "@ant-design/icons";
import { useState, type ReactNode } from "react";
import { API } from "@/api/client";
import { useReports } from "@/api/queries";
import type { OutcomeView, ReportView, Reports } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatInstant } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { StepButton } from "@/widgets/StepButton";
import type { ChipTone } from "@/widgets/tones";
import { ReportDialog, type ReportStep } from "./ReportDialogs";
import { type RecountResult, reportWords as w, resultOf, standing } from "./zh-reports";
import "./witnesses.css";

const LOOKS: Record<RecountResult, { tone: ChipTone; icon: ReactNode }> = {
  equal: { tone: "green", icon: <CheckCircleFilled /> },
  waiting: { tone: "amber", icon: <ClockCircleFilled /> },
  differs: { tone: "red", icon: <CloseCircleFilled /> },
  unreadable: { tone: "red", icon: <CloseCircleFilled /> },
  gap: { tone: "red", icon: <CloseCircleFilled /> },
};

/** The reports of days, and whether auditors counted the same from the same leaves (Art. 26). */
export function ReportPanel() {
  const seen = useReports();
  return (
    <section className="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      <p className="faint">{w.note}</p>
      <Loaded from={seen} rows={3}>
        {(all) => <List seen={all} />}
      </Loaded>
    </section>
  );
}

function List({ seen }: { seen: Reports }) {
  const [last, ...earlier] = seen.reports;
  if (last === undefined) return <p>{w.none}</p>;
  return (
    <>
      {seen.has_mirrors ? null : (
        <div>
          <Chip tone="grey" icon={<InfoCircleFilled />}>
            {w.noMirror}
          </Chip>
          <p>{w.noMirrorFix}</p>
        </div>
      )}
      <Report report={last} />
      {earlier.length === 0 ? null : (
        <details open={earlier.some((one) => isRed(standing(one)) || one.doubt !== null)}>
          <summary>{w.earlier(earlier.length)}</summary>
          <ul className="proof-list">
            {earlier.map((report) => (
              <li key={report.n}>
                <Report report={report} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const isRed = (result: RecountResult | null): boolean => result !== null && LOOKS[result].tone === "red";

function Report({ report }: { report: ReportView }) {
  const figures = report.figures.filter((figure) => figure.value > 0);
  return (
    <div className="report">
      <div className="row">
        <strong>{w.of(report.day)}</strong>
        <span className="faint">{w.range(report.from, report.to)}</span>
        <span className="faint">{w.written(formatInstant(report.at))}</span>
        <span className="faint">{w.factNo(report.n)}</span>
        <a href={`${API}/proof/reports/${report.n}`} download={`${report.day}-${report.n}.json`}>
          <DownloadOutlined /> {w.download}
        </a>
      </div>
      <Standing report={report} />
      {report.outcomes.map((outcome) => (
        <Outcome key={outcome.mirror} outcome={outcome} isOld={report.superseded_by !== null} />
      ))}
      {figures.length === 0 ? (
        <p className="faint">{w.zero}</p>
      ) : (
        <dl className="report-figures" aria-label={w.figures}>
          {figures.map((figure) => (
            <div key={figure.code}>
              <dt>{figure.name}</dt>
              <dd className="num">{figure.code.endsWith("_bytes") ? formatBytes(figure.value) : figure.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** In whose place it stands, what stands in its place, and what is said against it. */
function Standing({ report }: { report: ReportView }) {
  const [step, setStep] = useState<ReportStep | null>(null);
  const { doubt, supersedes } = report;
  return (
    <>
      {supersedes === null ? null : (
        <div>
          <Chip tone="blue" icon={<SwapOutlined />}>
            {w.isNew(supersedes.n)}
          </Chip>
          <p className="faint">{w.supersedes(w.wrong[supersedes.why], supersedes.doubted_by)}</p>
        </div>
      )}
      {report.superseded_by === null ? null : (
        <div>
          <Chip tone="grey" icon={<SwapOutlined />}>
            {w.supersededBy(report.superseded_by)}
          </Chip>
        </div>
      )}
      {doubt === null ? null : (
        <div>
          <Chip tone="amber" icon={<ClockCircleFilled />}>
            {w.doubted(doubt.by, w.wrong[doubt.why])}
          </Chip>
          <p className="report-said">{doubt.text}</p>
          <p className="faint">{w.doubtedAt(formatInstant(doubt.at))}</p>
          <div className="row">
            <StepButton step={{ ...report.decide_step, title: w.supersede }} small onGo={() => setStep("supersede")} />
            <StepButton step={{ ...report.decide_step, title: w.uphold }} small onGo={() => setStep("uphold")} />
          </div>
        </div>
      )}
      {doubt === null && report.superseded_by === null ? (
        <div>
          <StepButton step={report.doubt_step} icon={<EditOutlined />} small onGo={() => setStep("doubt")} />
        </div>
      ) : null}
      {step === null ? null : <ReportDialog step={step} report={report} onClose={() => setStep(null)} />}
    </>
  );
}

/** What an auditor found; of a report that another one stands in the place of, what was found stays found. */
function Outcome({ outcome, isOld }: { outcome: OutcomeView; isOld: boolean }) {
  const result = resultOf(outcome);
  const { tone, icon } = isOld ? { tone: "grey" as const, icon: LOOKS[result].icon } : LOOKS[result];
  return (
    <div>
      <div className="row">
        <Chip tone={tone} icon={icon}>
          {w.by(outcome.mirror)}：{w.results[result]}
        </Chip>
        {outcome.at === null ? null : <span className="faint">{w.at(formatInstant(outcome.at))}</span>}
      </div>
      {outcome.differences.map((one) => (
        <p key={one.code} className={isOld ? "faint" : "red-text"}>
          {w.difference(one.name === "" ? one.code : one.name, one.told, one.recounted, one.leaf)}
        </p>
      ))}
      {w.advice[result] === "" || isOld ? null : <p className="faint">{w.advice[result]}</p>}
    </div>
  );
}
