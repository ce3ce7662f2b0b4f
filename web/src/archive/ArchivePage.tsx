import { CheckCircleFilled, WarningFilled } from "@ant-design/icons";
import { Link } from "react-router";
import { useArchiveBoard } from "@/api/queries";
import type { ArchiveCard, ArchiveColumnKey } from "@/api/schema";
import { formatDay } from "@/format/time";
import { archiveWords as w } from "@/i18n/zh-archive";
import { Chip } from "@/widgets/Chip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { DaysLeft } from "./DaysLeft";
import "./archive.css";

/** Closed cases on their way into the archive, by what is to be done next. */
export default function ArchivePage() {
  const board = useArchiveBoard();
  return (
    <>
      <PageHead title={w.board} note={w.note} />
      <Loaded from={board}>
        {({ columns }) =>
          columns.every((c) => c.items.length === 0) ? (
            <Nothing text={w.noBoard} />
          ) : (
            <div className="kanban">
              {columns.map((column) => (
                <section key={column.key} className="kanban-column" aria-label={column.title}>
                  <h2>
                    {column.title} <span className="faint">{column.items.length}</span>
                  </h2>
                  {column.items.length === 0 ? <p className="faint kanban-empty">{w.emptyColumn}</p> : null}
                  <ul>
                    {[...column.items].sort((a, b) => (a.working_days_left ?? Infinity) - (b.working_days_left ?? Infinity)).map((card) => (
                      <li key={card.case_id}>
                        <Card card={card} column={column.key} />
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function Card({ card, column }: { card: ArchiveCard; column: ArchiveColumnKey }) {
  const done = column === "archived";
  return (
    <Link to={card.href} className={`kanban-card card-link${!done && (card.working_days_left ?? 0) < 0 ? " kanban-late" : ""}`}>
      <span className="faint">{card.case_no}</span>
      <span className="card-title">{card.party_label}</span>
      <span className="kanban-cause">{card.title}</span>
      <span className="row">
        {done ? (
          <Chip tone="green" icon={<CheckCircleFilled />}>
            {w.archivedDone}
          </Chip>
        ) : (
          <DaysLeft left={card.working_days_left} total={card.total_days} />
        )}
        {done ? null : card.missing > 0 ? (
          <Chip tone="red" icon={<WarningFilled />}>
            {w.gaps(card.missing)}
          </Chip>
        ) : (
          <Chip tone="green" icon={<CheckCircleFilled />}>
            {w.complete}
          </Chip>
        )}
      </span>
      {done || !card.due_on ? null : <span className="faint">{w.dueOn(formatDay(card.due_on))}</span>}
    </Link>
  );
}
