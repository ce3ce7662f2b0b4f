import { QuestionCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { CasePage, Duty } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { formatDay, formatInstant } from "@/format/time";
import { deadlineWords as w } from "@/i18n/zh-tabs";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { DutyChip } from "@/widgets/DutyChip";
import { InternalChip } from "@/widgets/InternalChip";
import { Nothing } from "@/widgets/Loaded";
import { UnverifiedMark } from "@/widgets/UnverifiedMark";

/** What is to be done first comes first: by the agency's own limit, where it set one. */
const byDue = (a: Duty, b: Duty) => (a.internal_due_at ?? a.due_at ?? "").localeCompare(b.internal_due_at ?? b.due_at ?? "");

/** Each clock with its end, and on request how that day came about. */
export function DeadlinesTab({ data }: { data: CasePage }) {
  const clocks = data.duties.filter((d) => d.due_at !== null).sort(byDue);
  const open = clocks.filter((d) => d.standing === "open" && d.binding);
  const awaited = clocks.filter((d) => d.standing === "open" && !d.binding);
  const done = clocks.filter((d) => d.standing !== "open");
  return (
    <div className="stack">
      <section className="panel">
        <h2>{w.open}</h2>
        {open.length === 0 ? <Nothing text={w.noneOpen} /> : <Clocks duties={open} />}
      </section>
      {awaited.length > 0 ? (
        <section className="panel">
          <h2>{w.awaited}</h2>
          <p className="faint">{w.awaitedNote}</p>
          <Clocks duties={awaited} />
        </section>
      ) : null}
      {done.length > 0 ? (
        <section className="panel">
          <h2>{w.done}</h2>
          <Clocks duties={done} />
        </section>
      ) : null}
    </div>
  );
}

function Clocks({ duties }: { duties: Duty[] }) {
  return (
    <ul className="clocks">
      {duties.map((d) => (
        <Clock key={`${d.rule}:${d.subject}`} duty={d} />
      ))}
    </ul>
  );
}

/** The law's day, the day after pauses and prolongations where that is another, and the agency's own. */
function Days({ duty: d }: { duty: Duty }) {
  const due = d.due_on ? formatDay(d.due_on) : formatInstant(d.due_at);
  const moved = d.statutory_due_on !== null && d.statutory_due_on !== d.due_on;
  return (
    <>
      {moved ? <span className="faint num">{w.statutory(formatDay(d.statutory_due_on))}</span> : null}
      <span className="num">{moved ? w.moved(due) : `${w.due} ${due}`}</span>
      {d.internal_chosen ? <span className="faint num">{w.internal(d.internal_due_on ? formatDay(d.internal_due_on) : formatInstant(d.internal_due_at), d.internal_chosen)}</span> : null}
    </>
  );
}

function Clock({ duty: d }: { duty: Duty }) {
  const [open, setOpen] = useState(false);
  return (
    <li className={d.standing === "open" && d.late ? "clock clock-late" : "clock"}>
      <div className="clock-main">
        <div className="clock-text">
          <div className="row">
            <b>{d.title}</b>
            <span className="article">{formatArticle(d.article)}</span>
            <UnverifiedMark verified={d.verified} />
          </div>
          <div className="faint">
            {d.subject_href ? <Link to={d.subject_href}>{d.subject_label}</Link> : d.subject_label}
            {d.standing === "open" && d.late ? <span className="red-text"> · {d.message}</span> : null}
          </div>
        </div>
        <div className="clock-due">
          {d.standing === "open" || d.standing === "met" ? (
            <DeadlineChip dueAt={d.due_at} metAt={d.met_at} late={d.late} estimated={d.estimated} />
          ) : (
            <DutyChip standing={d.standing} reason={d.reason} />
          )}
          <InternalChip dueAt={d.internal_due_at} past={d.past_internal} isOpen={d.standing === "open" && !d.late} />
          <Days duty={d} />
          {d.lenient_due_on && d.lenient_due_on !== d.due_on ? (
            <span className="amber-text num" title={w.lenientHint}>
              {w.lenient(formatDay(d.lenient_due_on))}
            </span>
          ) : null}
          <Button type="link" size="small" icon={<QuestionCircleOutlined />} aria-expanded={open} onClick={() => setOpen(!open)}>
            {w.why}
          </Button>
        </div>
      </div>
      {open ? (
        <div className="clock-why">
          {d.estimated ? <p className="amber-text">{w.estimated}</p> : null}
          {d.trace.length === 0 ? <p className="faint">{w.noTrace}</p> : null}
          <ol>
            {d.trace.map((line, i) => (
              <li key={i}>{line}</li>
            ))}
          </ol>
          <p className="faint">
            {w.rule} {d.rule} · {d.pack}
          </p>
        </div>
      ) : null}
    </li>
  );
}
