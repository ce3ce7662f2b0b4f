import { CheckCircleFilled, ClockCircleFilled, CloseCircleFilled, DownloadOutlined, InfoCircleFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { API } from "@/api/client";
import { useReports } from "@/api/queries";
import type { OutcomeView, ReportView, Reports } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import type { ChipTone } from "@/widgets/tones";
import { type RecountResult, reportWords as w, resultOf, worst } from "./zh-reports";
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
        <p>
          <Chip tone="grey" icon={<InfoCircleFilled />}>
            {w.noMirror}
          </Chip>
        </p>
      )}
      <Report report={last} />
      {earlier.length === 0 ? null : (
        <details open={earlier.some((one) => isRed(worst(one.outcomes)))}>
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
      {report.outcomes.map((outcome) => (
        <Outcome key={outcome.mirror} outcome={outcome} />
      ))}
      {figures.length === 0 ? (
        <p className="faint">{w.zero}</p>
      ) : (
        <dl className="report-figures" aria-label={w.figures}>
          {figures.map((figure) => (
            <div key={figure.code}>
              <dt>{figure.name}</dt>
              <dd className="num">{figure.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function Outcome({ outcome }: { outcome: OutcomeView }) {
  const result = resultOf(outcome);
  const { tone, icon } = LOOKS[result];
  return (
    <div>
      <div className="row">
        <Chip tone={tone} icon={icon}>
          {w.by(outcome.mirror)}：{w.results[result]}
        </Chip>
        {outcome.at === null ? null : <span className="faint">{w.at(formatInstant(outcome.at))}</span>}
      </div>
      {outcome.differences.map((one) => (
        <p key={one.code} className="red-text">
          {w.difference(one.name === "" ? one.code : one.name, one.told, one.recounted, one.leaf)}
        </p>
      ))}
      {w.advice[result] === "" ? null : <p className="faint">{w.advice[result]}</p>}
    </div>
  );
}
