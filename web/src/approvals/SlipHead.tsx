import { Link } from "react-router";
import type { ApprovalItem } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { DeadlineChip } from "@/widgets/DeadlineChip";

/** What is to be decided, why, and what may go wrong: three lines. */
export function SlipHead({ item }: { item: ApprovalItem }) {
  return (
    <header className="slip-head">
      <div className="row between">
        <h2>{item.title}</h2>
        <DeadlineChip dueAt={item.due_at} />
      </div>
      <div className="row faint">
        {item.case_id === null ? <span>{item.case_label}</span> : <Link to={`/cases/${item.case_id}`}>{item.case_label}</Link>}
        <span>{w.asked(formatInstant(item.asked_at))}</span>
        {item.slot_title ? <span>{item.slot_title}</span> : null}
      </div>
      <dl className="three-lines">
        {item.three_lines.map((line, i) => {
          // The server may or may not write the heading into the line.
          const [, head, rest] = /^([^：]{2,6})：(.*)$/s.exec(line) ?? [null, w.three[i] ?? "", line];
          return (
            <div key={line}>
              <dt>{head}</dt>
              <dd>{rest}</dd>
            </div>
          );
        })}
      </dl>
    </header>
  );
}
