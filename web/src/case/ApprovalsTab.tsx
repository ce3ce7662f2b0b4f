import { Link } from "react-router";
import type { CasePage } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { approvalTabWords as w } from "@/i18n/zh-tabs";
import { Chip } from "@/widgets/Chip";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { Nothing } from "@/widgets/Loaded";

/** Who has to decide what in this case now. */
export function ApprovalsTab({ data }: { data: CasePage }) {
  return (
    <section className="panel">
      <h2>{w.waiting}</h2>
      {data.approvals.length === 0 ? <Nothing text={w.none} /> : null}
      <ul className="cards">
        {data.approvals.map((a) => (
          <li key={a.key}>
            <Link to={a.href} className="card-link stack-tight">
              <div className="row between">
                <span className="card-title">{a.title}</span>
                <span className="row">
                  {a.slot_title ? <Chip tone="blue">{w.waits(a.slot_title)}</Chip> : null}
                  <DeadlineChip dueAt={a.due_at} />
                </span>
              </div>
              {a.three_lines.map((line) => (
                <div key={line}>{line}</div>
              ))}
              <div className="faint">{w.asked(formatInstant(a.asked_at))}</div>
            </Link>
          </li>
        ))}
      </ul>
      <p className="faint tab-foot">{w.opinions}</p>
    </section>
  );
}
