import { CheckCircleFilled, ExclamationCircleFilled, WarningFilled } from "@ant-design/icons";
import { useState } from "react";
import { Link } from "react-router";
import { useCustody } from "@/api/queries";
import type { Custody, OriginalView, PrivateCopyView } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { custodyWords as w } from "@/i18n/zh-custody";
import { Chip } from "@/widgets/Chip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { StepButton } from "@/widgets/StepButton";
import { RemoveCopyDialog } from "./RemoveCopyDialog";
import { ReportCopyDialog } from "./ReportCopyDialog";
import "./custody.css";

/** Originals that were not found as deposited, and recordings that somebody kept for themselves (Arts. 22, 24). */
export default function CustodyPage() {
  const custody = useCustody();
  return (
    <div className="stack">
      <PageHead title={w.title} note={w.note} />
      <Loaded from={custody}>{(data) => <Panels data={data} />}</Loaded>
    </div>
  );
}

function Panels({ data }: { data: Custody }) {
  const [reporting, setReporting] = useState(false);
  const [removing, setRemoving] = useState<PrivateCopyView | null>(null);
  return (
    <>
      <section className="panel" aria-label={w.copies}>
        <div className="row panel-head">
          <h2>{w.copies}</h2>
          <span className="grow" />
          <StepButton step={{ ...data.report, primary: true }} onGo={() => setReporting(true)} />
        </div>
        {data.private_copies.length === 0 ? <Nothing text={w.noCopies} /> : null}
        <ul className="custody-list">
          {data.private_copies.map((one) => (
            <li key={one.copy_id}>
              <div className="row">
                {one.removed_at === null ? (
                  <Chip tone="red" icon={<ExclamationCircleFilled />}>
                    {w.open}
                  </Chip>
                ) : (
                  <Chip tone="green" icon={<CheckCircleFilled />}>
                    {w.removed}
                  </Chip>
                )}
                <b>{one.holder ?? w.unknownHolder}</b>
                <span>{one.place}</span>
                {one.recording_id === null ? null : <Link to={`/av/${one.recording_id}`}>{one.file_name}</Link>}
              </div>
              <div className="faint">
                {w.found(one.found_by ?? "", formatInstant(one.found_at))}：{one.text}
              </div>
              {one.removed_at === null ? (
                <div>
                  <StepButton small step={data.remove} onGo={() => setRemoving(one)} />
                </div>
              ) : (
                <div className="faint">
                  {w.removedBy(one.removed_by ?? "", formatInstant(one.removed_at))}：{one.removed_text}
                </div>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section className="panel" aria-label={w.originals}>
        <h2>{w.originals}</h2>
        {data.originals.length === 0 ? <Nothing text={w.noOriginals} /> : null}
        <ul className="custody-list">
          {data.originals.map((one) => (
            <Original key={one.recording_id} one={one} />
          ))}
        </ul>
      </section>
      {reporting ? <ReportCopyDialog onClose={() => setReporting(false)} /> : null}
      {removing === null ? null : <RemoveCopyDialog copy={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function Original({ one }: { one: OriginalView }) {
  return (
    <li>
      <div className="row">
        <Chip tone={one.state === "intact" ? "green" : "red"} icon={one.state === "intact" ? <CheckCircleFilled /> : <ExclamationCircleFilled />}>
          {w.state[one.state]}
        </Chip>
        <Link to={`/av/${one.recording_id}?tab=proof`}>{one.file_name}</Link>
      </div>
      {one.disposal === null ? null : (
        <div>
          {w.disposal(one.disposal.order, one.disposal.witness)}{" "}
          {one.disposal.expired ? null : (
            <Chip tone="amber" icon={<WarningFilled />}>
              {w.early}
            </Chip>
          )}
        </div>
      )}
      {one.checks.map((check) => (
        <div key={check.at} className="faint">
          <span className="num">{formatInstant(check.at)}</span> {check.by ?? w.system}：{w.state[check.found]}
        </div>
      ))}
    </li>
  );
}
