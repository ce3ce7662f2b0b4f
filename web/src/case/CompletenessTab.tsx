import { Segmented, Table, type TableColumnsType } from "antd";
import { Link } from "react-router";
import { useCompleteness } from "@/api/queries";
import type { Completeness, CompletenessRow } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { dayOf, formatDay } from "@/format/time";
import { completenessWords as w } from "@/i18n/zh-tabs";
import { DutyChip } from "@/widgets/DutyChip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { SeverityChip } from "@/widgets/StatusChips";
import { UnverifiedMark } from "@/widgets/UnverifiedMark";
import { useFilters } from "@/widgets/use-filters";
import { useNarrow } from "@/widgets/use-narrow";
import { DutySteps } from "./DutySteps";
import { HintsPanel } from "./HintsPanel";

const KEYS = ["show"] as const;
type Show = "duties" | "open" | "all";

const columns: TableColumnsType<CompletenessRow> = [
  {
    title: w.article,
    key: "article",
    width: 164,
    render: (_, r) => (
      <>
        <span className="article">{formatArticle(r.article)}</span> <UnverifiedMark verified={r.verified} />
      </>
    ),
  },
  { title: w.duty, dataIndex: "title", width: 180 },
  { title: w.standing, key: "standing", width: 104, render: (_, r) => <DutyChip standing={r.standing} late={r.late} reason={r.reason} /> },
  { title: w.severity, key: "severity", width: 64, render: (_, r) => <SeverityChip severity={r.severity} /> },
  { title: w.evidence, key: "evidence", width: 150, render: (_, r) => <EvidenceLinks row={r} /> },
  { title: w.note, key: "note", render: (_, r) => <Note row={r} /> },
  { title: w.responsible, dataIndex: "responsible", width: 84 },
];
const stepColumn = (caseId: string) => ({ title: w.steps, key: "steps", width: 130, render: (_: unknown, r: CompletenessRow) => <DutySteps caseId={caseId} row={r} /> });
const noteOf = (r: CompletenessRow) => (r.standing === "open" ? r.message : (r.reason ?? r.message));

/** What the law wants recorded in this case, article by article, and whether it is there. */
export function CompletenessTab({ caseId }: { caseId: string }) {
  const answer = useCompleteness(caseId);
  const { filters, set } = useFilters(KEYS);
  const narrow = useNarrow();
  return (
    <Loaded from={answer}>
      {({ items, voided }) => {
        const open = items.filter((r) => r.standing === "open");
        const met = items.filter((r) => r.standing === "met");
        const show: Show = filters.show === "open" || filters.show === "all" ? filters.show : "duties";
        const rows = show === "open" ? open : show === "all" ? items : items.filter((r) => r.standing !== "not_applicable");
        const rest = items.filter((r) => r.standing === "explained").length;
        return (
          <>
          <HintsPanel caseId={caseId} />
          <section className="panel">
            <div className="row between tab-head">
              <span>{w.summary(met.length, open.length, rest, items.length - met.length - open.length - rest)}</span>
              <Segmented<Show>
                aria-label={w.standing}
                value={show}
                onChange={(v) => set({ show: v === "duties" ? null : v })}
                options={[
                  { value: "duties", label: w.showDuties },
                  { value: "open", label: w.onlyOpen },
                  { value: "all", label: w.showAll },
                ]}
              />
            </div>
            {rows.length === 0 ? <Nothing text={items.length === 0 ? w.empty : w.allDone} /> : null}
            {rows.length > 0 && !narrow ? (
              <Table<CompletenessRow>
                size="small"
                rowKey={rowKey}
                columns={rows.some((r) => r.steps.length > 0) ? [...columns, stepColumn(caseId)] : columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 1080 }}
                rowClassName={(r) => (r.standing === "open" && (r.severity === "S1" || r.severity === "S2") ? "row-red" : "")}
              />
            ) : null}
            {rows.length > 0 && narrow ? (
              <ul className="cards">
                {rows.map((r) => (
                  <li key={rowKey(r)} className="stack-tight">
                    <div className="row between">
                      <b>{r.title}</b>
                      <DutyChip standing={r.standing} reason={r.reason} />
                    </div>
                    <span className="article">{formatArticle(r.article)}</span>
                    <Note row={r} />
                    <EvidenceLinks row={r} />
                    <DutySteps caseId={caseId} row={r} />
                  </li>
                ))}
              </ul>
            ) : null}
          </section>
          <VoidedPanel voided={voided} />
          </>
        );
      }}
    </Loaded>
  );
}

/** Numbered records that were voided: they meet nothing, and their numbers stay used up. */
function VoidedPanel({ voided }: { voided: Completeness["voided"] }) {
  if (voided.length === 0) return null;
  return (
    <section className="panel voided-panel" aria-label={w.voided}>
      <h2>{w.voided}</h2>
      <p className="faint">{w.voidedNote}</p>
      <ul className="voided-list">
        {voided.map((one) => (
          <li key={one.href}>
            <Link to={one.href}>{one.title}</Link> <span className="faint">{w.voidedLine(one.doc_no, one.reason, formatDay(dayOf(one.voided_at)))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const rowKey = (r: CompletenessRow) => `${r.rule}:${r.subject}:${r.message ?? ""}`;

/** What is missing, or why it is not; a reason that waits for a signature stands below. */
function Note({ row: r }: { row: CompletenessRow }) {
  return (
    <span className={r.standing === "open" ? "" : "faint"}>
      {noteOf(r)}
      {r.waiver && r.waiver.signed_by === null ? (
        <span className="amber-text duty-proposal">
          {w.proposal(r.waiver.proposed_by, r.waiver.reason)}（{w.waits}）
        </span>
      ) : null}
    </span>
  );
}

function EvidenceLinks({ row }: { row: CompletenessRow }) {
  return (
    <span className="row">
      {row.evidence.map((e) => (
        <Link key={e.href + e.label} to={e.href}>
          {e.label}
        </Link>
      ))}
    </span>
  );
}
