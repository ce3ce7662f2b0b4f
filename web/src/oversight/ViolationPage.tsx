import { useState, type ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useViolation } from "@/api/queries";
import type { RoundView, Step, ViolationPage as Data } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { formatDay, formatInstant } from "@/format/time";
import { zh } from "@/i18n/zh";
import { oversightWords as w } from "@/i18n/zh-oversight";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { SeverityChip } from "@/widgets/StatusChips";
import { StepButton } from "@/widgets/StepButton";
import { isStepAction, type StepAction } from "./step-form";
import { StepDialog } from "./StepDialog";
import { ViolationStatusChip } from "./ViolationStatusChip";
import "./oversight.css";

/** One violation: what was seen, what was answered, what was ordered, and what became of it. */
export default function ViolationPage() {
  const { id = "" } = useParams();
  const page = useViolation(id);
  return (
    <Loaded key={id} from={page} rows={10}>
      {(data) => <Body data={data} />}
    </Loaded>
  );
}

function Body({ data }: { data: Data }) {
  const [asked, setAsked] = useState<{ action: StepAction; title: string } | null>(null);
  const go = (step: Step) => {
    if (isStepAction(step.action)) setAsked({ action: step.action, title: step.title });
  };
  return (
    <div className="stack">
      <PageHead
        title={
          <>
            {data.title} <SeverityChip severity={data.severity} /> <ViolationStatusChip status={data.status} />
            {data.late ? <Chip tone="red">{w.late}</Chip> : null}
          </>
        }
        tab={data.title}
        note={data.article ? <span className="article">{formatArticle(data.article)}</span> : null}
        actions={data.steps.map((step) => (
          <StepButton key={step.action} step={step} onGo={go} />
        ))}
      />
      <div className="violation-grid">
        <section className="panel" aria-label={w.seen}>
          <h2>{w.seen}</h2>
          <p className="said">{data.seen}</p>
          <Facts data={data} />
        </section>
        <section className="panel" aria-label={w.defences}>
          <h2>{w.defences}</h2>
          {data.defences.length === 0 ? <p className="faint">{w.noDefence}</p> : null}
          {data.defences.map((one) => (
            <Words key={one.at} text={one.text} by={one.by} at={one.at} />
          ))}
          {data.judged ? (
            <>
              <h3>{w.judged}</h3>
              <Words text={data.judged.text} by={data.judged.by} at={data.judged.at} />
            </>
          ) : null}
          {data.serious ? <Chip tone="red">{w.serious}</Chip> : null}
          {data.referred_to && data.referred_at ? <p>{w.referred(data.referred_to, formatInstant(data.referred_at))}</p> : null}
        </section>
      </div>
      <section className="panel" aria-label={w.rounds}>
        <h2>{w.rounds}</h2>
        {data.rounds.every((round) => round.ordered_at === null) ? <p className="faint">{w.noRounds}</p> : null}
        <ol className="rounds">
          {data.rounds.filter((round) => round.ordered_at !== null).map((round) => (
            <Round key={round.begun_at} round={round} />
          ))}
        </ol>
      </section>
      <section className="panel" aria-label={w.trail}>
        <h2>{w.trail}</h2>
        <ul className="violation-trail">
          {data.trail.map((one) => (
            <li key={one.n}>
              <span className="num faint">{formatInstant(one.at)}</span> {one.person} <b>{one.action}</b>
              <span className="faint">{one.detail.map((d) => ` · ${d.label}：${d.after ?? zh.state.none}`).join("")}</span>
            </li>
          ))}
        </ul>
      </section>
      {asked === null ? null : <StepDialog violationId={data.violation_id} action={asked.action} title={asked.title} onClose={() => setAsked(null)} />}
    </div>
  );
}

function Facts({ data }: { data: Data }) {
  const row = (name: string, value: ReactNode) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <dl className="facts">
      {row(w.agency, data.agency)}
      {row(w.overseer, data.overseer)}
      {row(w.raisedBy, `${data.raised_by}，${formatInstant(data.raised_at)}`)}
      {data.case_label ? row(w.case, data.case_href ? <Link to={data.case_href}>{data.case_label}</Link> : data.case_label) : null}
      {data.officers.length > 0 ? row(w.people, data.officers.map((o) => o.name).join("、")) : null}
      {data.evidence.length > 0
        ? row(
            w.evidence,
            data.evidence.map((one) => (
              <div key={one.label}>{one.href ? <Link to={one.href}>{one.label}</Link> : one.label}</div>
            )),
          )
        : null}
    </dl>
  );
}

function Words({ text, by, at }: { text: string; by: string; at: string }) {
  return (
    <blockquote className="said">
      {text}
      <footer className="faint">
        {by} {formatInstant(at)}
      </footer>
    </blockquote>
  );
}

function Round({ round }: { round: RoundView }) {
  return (
    <li>
      <p>
        <b>{w.ordered}</b> {round.demand} <span className="faint">{round.due_on ? w.due(formatDay(round.due_on)) : ""}</span>{" "}
        <Chip tone={round.criticised ? "blue" : "grey"}>{round.criticised ? w.criticised : w.notCriticised}</Chip>
      </p>
      {round.rectified ? (
        <>
          <b>{w.rectified}</b>
          <Words text={round.rectified.text} by={round.rectified.by} at={round.rectified.at} />
        </>
      ) : null}
      {round.passed === null ? null : (
        <p>
          <Chip tone={round.passed ? "green" : "red"}>{round.passed ? w.passed : w.notPassed}</Chip> {round.opinion}
        </p>
      )}
    </li>
  );
}
