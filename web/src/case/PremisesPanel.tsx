import { CheckCircleFilled, VideoCameraOutlined, WarningFilled } from "@ant-design/icons";
import { Link } from "react-router";
import { usePremises } from "@/api/queries";
import type { PremisesVisit } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatArticle, formatPpm } from "@/format/text";
import { formatClock, formatShort, formatSpan } from "@/format/time";
import { premisesWords as w } from "@/i18n/zh-custody";
import { Chip } from "@/widgets/Chip";
import { StepButton } from "@/widgets/StepButton";

/** Visits of rooms kept for enforcement work, and what fixed cameras recorded of them (Art. 15); nothing where nobody was in one. */
export function PremisesPanel({ caseId }: { caseId: string }) {
  const premises = usePremises(caseId).data;
  const find = useAction({ success: w.found });
  if (premises === undefined || premises.items.length === 0) return null;
  return (
    <section className="panel" aria-label={w.head}>
      <div className="row between tab-head">
        <h2>{w.head}</h2>
        <StepButton step={premises.find} busy={find.busy} icon={<VideoCameraOutlined />} onGo={() => void find.run("POST", `/cases/${caseId}/premises/footage`)} />
      </div>
      <ul className="plain-list">
        {premises.items.map((visit) => (
          <Visit key={visit.record_id} caseId={caseId} visit={visit} />
        ))}
      </ul>
    </section>
  );
}

function Visit({ caseId, visit }: { caseId: string; visit: PremisesVisit }) {
  const whole = visit.missing === null && visit.ratio_ppm !== null;
  return (
    <li className="stack-tight">
      <div className="row">
        <b>{visit.room}</b>
        <Link to={`/cases/${caseId}/records/${visit.record_id}`}>
          {visit.person} <span className="num">{visit.left_at === null ? `${formatShort(visit.entered_at)} ${w.ongoing}` : w.stay(formatShort(visit.entered_at), formatClock(visit.left_at))}</span>
        </Link>
        {visit.ratio_ppm === null ? null : (
          <Chip tone={whole ? "green" : "red"} icon={whole ? <CheckCircleFilled /> : <WarningFilled />}>
            {w.covered} {formatPpm(visit.ratio_ppm)}
          </Chip>
        )}
      </div>
      <div className={visit.registered ? "faint" : "amber-text"}>
        {!visit.registered ? w.noRoom : visit.cameras.length === 0 ? w.noCamera : w.cameras(visit.cameras.join("、"))}
      </div>
      {visit.footage.length === 0 ? <div className="faint">{w.noFootage}</div> : null}
      {visit.footage.map((one) => (
        <div key={one.recording_id} className="row">
          <Link to={`/av/${one.recording_id}`}>{one.file_name}</Link>
          <span className="faint num">{w.stay(formatShort(one.from), formatClock(one.to))}</span>
        </div>
      ))}
      {visit.gaps.map((gap) => (
        <div key={gap.from} className={gap.explained ? "faint" : "red-text"}>
          {w.gap(formatClock(gap.from), formatClock(gap.to), formatSpan(gap.lasted_ms))}
          {gap.explained ? ` · ${w.explained}` : ""}
        </div>
      ))}
      {visit.missing === null ? null : (
        <div>
          {visit.missing} <span className="article">{formatArticle(visit.article ?? "")}</span>
        </div>
      )}
    </li>
  );
}
