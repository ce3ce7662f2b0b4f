import { CheckCircleFilled, ExclamationCircleFilled, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Select, type TableColumnsType } from "antd";
import { Link } from "react-router";
import { useActivities } from "@/api/queries";
import type { ActivitySummary } from "@/api/schema";
import { hasRole, useMe } from "@/api/session";
import { formatPpm } from "@/format/text";
import { formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { Chip } from "@/widgets/Chip";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { PageHead } from "@/widgets/PageHead";
import { QueryTable } from "@/widgets/QueryTable";
import { ActivityStatusChip } from "@/widgets/StatusChips";
import { useFilters } from "@/widgets/use-filters";
import { PlanActivityDialog } from "./PlanActivityDialog";
import { words } from "./zh-field";
import "./field.css";

const KEYS = ["status", "mine", "gaps", "case_id", "new"] as const;
const c = words.column;

const COLUMNS: TableColumnsType<ActivitySummary> = [
  {
    title: c.title,
    render: (_, row) => (
      <>
        <Link to={`/acts/${row.activity_id}`}>{row.title}</Link>
        <div className="faint">{row.case_label}</div>
      </>
    ),
  },
  { title: c.place, width: 150, dataIndex: "place" },
  { title: c.officers, width: 130, render: (_, row) => row.officers.map((one) => one.name).join("、") },
  { title: c.when, width: 140, render: (_, row) => formatShort(row.arrived_at ?? row.planned_at) },
  { title: c.recordings, width: 80, render: (_, row) => (row.recordings === 0 ? <span className="faint">{words.noRecordings}</span> : words.clips(row.recordings)) },
  { title: c.coverage, width: 150, render: (_, row) => <Completeness row={row} /> },
  { title: words.deposit.column, width: 170, render: (_, row) => <Deposited row={row} /> },
  { title: c.state, width: 120, render: (_, row) => <ActivityStatusChip status={row.status} /> },
];

/** All visits; `?new=1` opens the form to plan one. */
export default function ActivityListPage() {
  const { filters, set, clear, active } = useFilters(KEYS);
  const me = useMe();
  const activities = useActivities({ status: filters.status, mine: filters.mine === "true", gaps: filters.gaps === "true", case_id: filters.case_id });
  return (
    <div className="stack">
      <PageHead
        title={words.listTitle}
        note={words.listNote}
        actions={
          hasRole(me, "officer") ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => set({ new: "1" })}>
              {words.plan}
            </Button>
          ) : null
        }
      />
      <QueryTable<ActivitySummary>
        from={activities}
        rowKey="activity_id"
        label={words.listTitle}
        empty={words.listEmpty}
        columns={COLUMNS}
        href={(row) => `/acts/${row.activity_id}`}
        minWidth={1140}
        card={(row) => (
          <Link className="card-link" to={`/acts/${row.activity_id}`}>
            <div className="card-title">{row.title}</div>
            <div className="card-line">
              {formatShort(row.arrived_at ?? row.planned_at)} · {row.place}
            </div>
            <div className="card-line">
              <ActivityStatusChip status={row.status} />
              <Completeness row={row} />
              <Deposited row={row} />
            </div>
          </Link>
        )}
        filters={
          <>
            <Select
              size="small"
              className="status-filter"
              aria-label={words.status}
              value={filters.status ?? ""}
              options={[{ value: "", label: words.allStatus }, ...Object.entries(zh.activityStatus).map(([value, label]) => ({ value, label }))]}
              onChange={(value) => set({ status: value })}
            />
            <Checkbox checked={filters.mine === "true"} onChange={(event) => set({ mine: event.target.checked ? "true" : null })}>
              {words.mine}
            </Checkbox>
            <Checkbox checked={filters.gaps === "true"} onChange={(event) => set({ gaps: event.target.checked ? "true" : null })}>
              {words.withGaps}
            </Checkbox>
            {active ? (
              <Button size="small" type="link" onClick={clear}>
                {zh.act.reset}
              </Button>
            ) : null}
          </>
        }
      />
      {filters.new === "1" ? <PlanActivityDialog caseId={filters.case_id} onClose={() => set({ new: null })} /> : null}
    </div>
  );
}

/** The clock of the deposit by the law and the agency, and what was declared (Art. 22). */
function Deposited({ row }: { row: ActivitySummary }) {
  const { deposit } = row;
  if (deposit === null) return null;
  const w = words.deposit;
  const tone = { pending: "amber", approved: "blue", refused: "grey" } as const;
  return (
    <span className="row">
      <DeadlineChip dueAt={deposit.due_at} metAt={deposit.deposited_at} late={deposit.late} title={w.law} />
      {deposit.past_own ? <Chip tone="amber">{w.pastOwn}</Chip> : null}
      {!deposit.past_own && deposit.deposited_at === null && deposit.own_due_at !== null && deposit.own_due_at !== deposit.due_at ? (
        <span className="faint">
          {w.agency} {formatShort(deposit.own_due_at)}
        </span>
      ) : null}
      {deposit.exception !== null && deposit.due_at === null && row.departed_at !== null && row.returned_at === null ? <Chip tone="grey">{w.outside}</Chip> : null}
      {deposit.exception === null ? null : <Chip tone={tone[deposit.exception]}>{w.short[deposit.exception]}</Chip>}
      {deposit.return_doubted ? (
        <Chip tone="amber" icon={<ExclamationCircleFilled />}>
          {w.doubted}
        </Chip>
      ) : null}
    </span>
  );
}

/** Recorded share and open gaps at a glance. */
function Completeness({ row }: { row: ActivitySummary }) {
  if (row.coverage_ppm === null) return <span className="faint">—</span>;
  return (
    <span className="row">
      <span className="num">{formatPpm(row.coverage_ppm)}</span>
      {row.open_gaps > 0 ? (
        <Chip tone="red" icon={<ExclamationCircleFilled />}>
          {words.openGaps(row.open_gaps)}
        </Chip>
      ) : row.coverage_ppm >= 1_000_000 ? (
        <Chip tone="green" icon={<CheckCircleFilled />}>
          {words.noGaps}
        </Chip>
      ) : null}
    </span>
  );
}
