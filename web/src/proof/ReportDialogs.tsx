import { Radio } from "antd";
import { useState } from "react";
import type { ReportView } from "@/api/schema";
import { ReasonField } from "@/widgets/ReasonField";
import { StepModal } from "@/widgets/StepModal";
import { reportWords as w, WRONG, type WrongReport } from "./zh-reports";

/** What is wanted of a report. */
export type ReportStep = "doubt" | "supersede" | "uphold";

interface Props {
  report: ReportView;
  onClose: () => void;
}

/** Says that a report is wrong, or answers whoever said so (Art. 26). */
export function ReportDialog({ step, ...rest }: Props & { step: ReportStep }) {
  switch (step) {
    case "doubt":
      return <DoubtDialog {...rest} />;
    case "supersede":
      return <SupersedeDialog {...rest} />;
    case "uphold":
      return <UpholdDialog {...rest} />;
  }
}

const pathOf = (report: ReportView, step: ReportStep): string => `/proof/reports/${report.n}/${step}`;

function DoubtDialog({ report, onClose }: Props) {
  const [why, setWhy] = useState<WrongReport | null>(null);
  const [text, setText] = useState("");
  const missing = [why === null ? w.why : "", text.trim() === "" ? w.text : ""].filter(Boolean);
  return (
    <StepModal
      title={w.doubt}
      path={pathOf(report, "doubt")}
      body={() => ({ why, text: text.trim() })}
      missing={missing}
      words={{ done: w.doubtDone, required: w.required }}
      onClose={onClose}
    >
      <p className="dialog-note">{w.doubtNote(report.day, report.n)}</p>
      <div>
        <span className="field-label" id="report-why">
          {w.why}
          <span className="must"> *</span>
        </span>
        <Radio.Group aria-labelledby="report-why" value={why} onChange={(event) => setWhy(event.target.value as WrongReport)} options={WRONG.map((value) => ({ value, label: w.wrong[value] }))} />
      </div>
      <div>
        <ReasonField id="report-text" label={w.text} placeholder={w.textHint} value={text} onChange={setText} />
      </div>
    </StepModal>
  );
}

function SupersedeDialog({ report, onClose }: Props) {
  return (
    <StepModal title={w.supersede} path={pathOf(report, "supersede")} body={() => ({})} missing={[]} words={{ done: w.supersedeDone, required: w.required }} onClose={onClose}>
      <p className="dialog-note">{w.supersedeNote(report.from, report.to)}</p>
      <Said report={report} />
    </StepModal>
  );
}

function UpholdDialog({ report, onClose }: Props) {
  const [text, setText] = useState("");
  return (
    <StepModal
      title={w.uphold}
      path={pathOf(report, "uphold")}
      body={() => ({ text: text.trim() })}
      missing={text.trim() === "" ? [w.upholdText] : []}
      words={{ done: w.upholdDone, required: w.required }}
      onClose={onClose}
    >
      <Said report={report} />
      <div>
        <ReasonField id="report-uphold" label={w.upholdText} value={text} onChange={setText} />
      </div>
    </StepModal>
  );
}

/** What was said against it. */
function Said({ report }: { report: ReportView }) {
  return report.doubt === null ? null : (
    <p>
      {w.doubted(report.doubt.by, w.wrong[report.doubt.why])}
      <br />
      {report.doubt.text}
    </p>
  );
}
