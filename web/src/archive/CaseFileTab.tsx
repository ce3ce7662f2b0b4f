import { Alert, Steps } from "antd";
import { useState } from "react";
import { useCaseFile } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { CaseFileView, Step } from "@/api/schema";
import { formatDay } from "@/format/time";
import { zh } from "@/i18n/zh";
import { archiveWords as w } from "@/i18n/zh-archive";
import { Loaded } from "@/widgets/Loaded";
import { MissingList } from "@/widgets/MissingList";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
import { ArchiveDialog } from "./ArchiveDialog";
import { DaysLeft } from "./DaysLeft";
import { Catalogue } from "./Catalogue";
import { ComposeDialog } from "./ComposeDialog";
import { PackagePanel } from "./PackagePanel";
import { ReportPanel } from "./ReportPanel";
import "./archive.css";

/** The case file: catalogue, gaps, composing, packing, checking, archiving. */
export function CaseFileTab({ caseId }: { caseId: string }) {
  const [packing, setPacking] = useState(false);
  const answer = useCaseFile(caseId, packing);
  if (answer.data && (answer.data.state === "packing") !== packing) setPacking(answer.data.state === "packing");
  return <Loaded from={answer}>{(file) => <FileBody caseId={caseId} file={file} />}</Loaded>;
}

function FileBody({ caseId, file }: { caseId: string; file: CaseFileView }) {
  const [dialog, setDialog] = useState<"compose" | "archive" | null>(null);
  // An order made by hand, until it is composed.
  const [order, setOrder] = useState<string[] | null>(null);
  const pack = useAction({ errors: "inline" });
  const go = (step: Step) => {
    if (step.action === "pack") void pack.run("POST", `/cases/${caseId}/case-file/pack`);
    else if (step.action === "compose" || step.action === "archive") setDialog(step.action);
  };
  const now = w.state[file.state];
  return (
    <div className="stack">
      <section className="panel file-head">
        <Steps
          size="small"
          responsive={false}
          current={now}
          items={w.steps.map((title, i) => ({ title, content: i === 2 && file.archived_at ? `${file.archive_no ?? ""} ${formatDay(file.archived_at)}` : "" }))}
        />
        <div className="row between">
          <div className="row file-dates">
            <span>
              {w.actEnded}：{file.act_ended_on ? formatDay(file.act_ended_on) : <span className="faint">{w.notEnded}</span>}
            </span>
            {file.due_on ? (
              <span className="row">
                {w.due}：{formatDay(file.due_on)}
                {file.archived_at ? null : <DaysLeft left={file.working_days_left} total={file.total_days} />}
              </span>
            ) : null}
            {file.retention ? <span>{w.retentionIs(file.retention)}</span> : null}
            <span className="faint">{zh.fileState[file.state]}</span>
          </div>
          <div className="row">
            {(file.state === "archived" ? [] : file.actions).map((step) => (
              <StepButton key={step.action} step={step} onGo={go} busy={step.action === "pack" && (pack.busy || file.state === "packing")} />
            ))}
          </div>
        </div>
        <ProblemView problem={pack.problem} />
        {file.failure ? <Alert type="error" showIcon title={w.packFailed} description={file.failure} /> : null}
        {file.state === "packing" ? (
          <div role="status">
            <div className="progress-line" aria-hidden />
            {w.packing} <span className="faint">{w.packingHint}</span>
          </div>
        ) : null}
      </section>
      <div className="file-columns">
        <section className="panel">
          <Catalogue caseId={caseId} file={file} order={order} onOrder={setOrder} />
        </section>
        <div className="stack">
          <section className="panel">
            <h2>{w.missing}</h2>
            {file.gaps.length === 0 ? <p className="faint">{w.noMissing}</p> : <MissingList missing={file.gaps} heading={null} />}
          </section>
          <section className="panel">
            <h2>{w.package}</h2>
            <PackagePanel caseId={caseId} file={file} />
          </section>
          <section className="panel">
            <h2>{w.report}</h2>
            <ReportPanel report={file.report} />
          </section>
        </div>
      </div>
      <ComposeDialog open={dialog === "compose"} caseId={caseId} order={order} onClose={() => setDialog(null)} onDone={() => setOrder(null)} />
      <ArchiveDialog open={dialog === "archive"} caseId={caseId} onClose={() => setDialog(null)} />
    </div>
  );
}
