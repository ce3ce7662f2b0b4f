import { Link } from "react-router";
import type { Duty } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { InternalChip } from "@/widgets/InternalChip";
import { DutyChip } from "@/widgets/DutyChip";
import { words } from "./zh-field";

const text = words.findings;

/** What the law asks of this visit: open first, with article and what to do. */
export function FindingsPanel({ duties, cancelled }: { duties: readonly Duty[]; cancelled: string | null }) {
  const open = duties.filter((duty) => duty.standing === "open");
  const isStruck = (duty: Duty) => cancelled !== null && duty.standing === "not_applicable" && (duty.reason ?? "").endsWith(cancelled);
  const struck = duties.filter(isStruck);
  const rest = duties.filter((duty) => duty.standing !== "open" && !isStruck(duty));
  return (
    <section className="panel" aria-label={text.head}>
      <h2>
        {text.head} <span className="faint num">{open.length}</span>
      </h2>
      {open.length === 0 ? <p className="faint">{text.none}</p> : null}
      <ul className="finding-list">
        {open.map((duty) => (
          <Finding key={`${duty.rule}:${duty.subject}`} duty={duty} />
        ))}
      </ul>
      {struck.length === 0 ? null : (
        <details open>
          <summary>{text.struck(struck.length)}</summary>
          <ul className="finding-list findings-struck">
            {struck.map((duty) => (
              <Finding key={`${duty.rule}:${duty.subject}`} duty={duty} />
            ))}
          </ul>
        </details>
      )}
      {rest.length === 0 ? null : (
        <details>
          <summary>{text.done(rest.length)}</summary>
          <ul className="finding-list">
            {rest.map((duty) => (
              <Finding key={`${duty.rule}:${duty.subject}`} duty={duty} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Finding({ duty }: { duty: Duty }) {
  const title = duty.subject_href === null || duty.subject_href.startsWith("/acts/") ? duty.title : <Link to={duty.subject_href}>{duty.title}</Link>;
  return (
    <li>
      <DutyChip standing={duty.standing} late={duty.late} reason={duty.reason} />
      <div>
        <b>{title}</b> <span className="article">{formatArticle(duty.article)}</span>
        {duty.standing === "open" ? <div className="faint">{duty.message}</div> : duty.reason === null ? null : <div className="faint">{duty.reason}</div>}
      </div>
      {duty.standing === "open" ? <DeadlineChip dueAt={duty.due_at} estimated={duty.estimated} /> : null}
      <InternalChip dueAt={duty.internal_due_at} past={duty.past_internal} isOpen={duty.standing === "open" && !duty.late} />
    </li>
  );
}
