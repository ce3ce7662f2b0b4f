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
  { title: c.place, width: 200, dataIndex: "place" },
  { title: c.officers, width: 130, render: (_, row) => row.officers.map((one) => one.name).join("、") },
  { title: c.when, width: 140, render: (_, row) => formatShort(row.arrived_at ?? row.planned_at) },
  { title: c.recordings, width: 80, render: (_, row) => (row.recordings === 0 ? <span className="faint">{words.noRecordings}</span> : words.clips(row.recordings)) },
  { title: c.coverage, width: 190, render: (_, row) => <Completeness row={row} /> },
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
        minWidth={980}
        card={(row) => (
          <Link className="card-link" to={`/acts/${row.activity_id}`}>
            <div className="card-title">{row.title}</div>
            <div className="card-line">
              {formatShort(row.arrived_at ?? row.planned_at)} · {row.place}
            </div>
            <div className="card-line">
              <ActivityStatusChip status={row.status} />
              <Completeness row={row} />
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
