import { useState } from "react";
import { Link } from "react-router";
import type { ListPage, RecordingLists } from "@/api/schema";
import { formatShort } from "@/format/time";
import { listWords as w } from "@/i18n/zh-lists";
import { TabBar } from "@/widgets/TabBar";
import { useFilters } from "@/widgets/use-filters";
import { AlarmPanel } from "./AlarmPanel";
import { CommentDialog, type CommentTarget } from "./CommentDialog";
import { DiffTab } from "./DiffTab";
import { ListActions } from "./ListActions";
import { StandingChip } from "./ListChips";
import { datesOf } from "./list-text";
import { ReplayTab } from "./ReplayTab";
import { RowsTab } from "./RowsTab";
import { WholeComments } from "./WholeComments";

const KEYS = ["tab"] as const;
type Tab = "rows" | "diff" | "replay";
const TABS: readonly Tab[] = ["rows", "diff", "replay"];

/** One version: where it stands, what may be done, its rows with the margin, comparison, trial. */
export function ListDetail({ page, lists }: { page: ListPage; lists: RecordingLists }) {
  const { filters, set } = useFilters(KEYS);
  const tab = TABS.find((one) => one === filters.tab) ?? "rows";
  const [editing, setEditing] = useState(false);
  const [noting, setNoting] = useState<CommentTarget | null>(null);
  const step = (action: string) => page.actions.find((one) => one.action === action);
  const mayComment = !page.own && (step("comment")?.allowed ?? false);
  return (
    <section className="panel" aria-label={page.summary.title}>
      <Head page={page} onEdit={() => { setEditing(true); set({ tab: null }); }} onComment={() => setNoting({ row: null })} editing={editing} />
      <AlarmPanel page={page} mayComment={mayComment} onComment={setNoting} />
      <WholeComments page={page} />
      <TabBar label={w.title} active={tab} onChange={(next) => set({ tab: next === "rows" ? null : next })} tabs={TABS.map((key) => ({ key, title: w.tabs[key] }))} />
      <div role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "rows" ? <RowsTab page={page} editing={editing} onEdited={() => setEditing(false)} onComment={mayComment ? setNoting : null} /> : null}
        {tab === "diff" ? <DiffTab page={page} lists={lists} /> : null}
        {tab === "replay" ? <ReplayTab listId={page.summary.list_id} /> : null}
      </div>
      {noting === null ? null : <CommentDialog listId={page.summary.list_id} target={noting} onClose={() => setNoting(null)} />}
    </section>
  );
}

function Head({ page, editing, onEdit, onComment }: { page: ListPage; editing: boolean; onEdit: () => void; onComment: () => void }) {
  const { summary } = page;
  const facts: (string | null)[] = [
    page.own ? null : summary.agency_name,
    datesOf(summary),
    w.counts(summary.rows, summary.continuous_rows),
    page.submitted_to === null || page.submitted_at === null ? null : w.submittedTo(page.submitted_to, formatShort(page.submitted_at)),
    page.approved_by === null || page.approved_at === null ? null : w.approvedBy(page.approved_by, formatShort(page.approved_at)),
    summary.source === summary.title ? null : `${w.source}：${summary.source}`,
    page.opinion === null ? null : `${w.opinion}：${page.opinion}`,
    page.withdrawn_reason === null ? null : `${w.withdrawnReason}：${page.withdrawn_reason}`,
  ];
  return (
    <header className="list-head">
      <div className="row">
        <StandingChip standing={summary.standing} />
        <h2>
          {summary.version === null ? null : `${w.version(summary.version)} `}
          {summary.title}
        </h2>
        <span className="grow" />
        <ListActions page={page} editing={editing} onEdit={onEdit} onComment={onComment} />
      </div>
      <p className="faint list-facts">
        {facts.filter((fact) => fact !== null).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {page.based_on === null ? null : (
          <span>
            {w.basedOn}：<Link to={`/recording-list/${page.based_on.list_id}`}>{page.based_on.label}</Link>
          </span>
        )}
      </p>
      {page.explained.length === 0 ? null : (
        <details>
          <summary>{w.explained}</summary>
          <ul>
            {page.explained.map((one) => (
              <li key={one.row_label}>
                {one.row_label}：{one.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </header>
  );
}
