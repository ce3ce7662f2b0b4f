import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Select, type TableColumnsType } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAgencies, useViolations } from "@/api/queries";
import { hasRole, useMe } from "@/api/session";
import type { ViolationSummary } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { oversightWords as w } from "@/i18n/zh-oversight";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { PageHead } from "@/widgets/PageHead";
import { QueryTable } from "@/widgets/QueryTable";
import { SeverityChip } from "@/widgets/StatusChips";
import { TabBar } from "@/widgets/TabBar";
import { useFilters } from "@/widgets/use-filters";
import { PlanPanel } from "./PlanPanel";
import { RaiseDialog } from "./RaiseDialog";
import { ViolationStatusChip } from "./ViolationStatusChip";
import "./oversight.css";

const KEYS = ["status", "severity", "agency_id", "overdue", "tab"] as const;
const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

const columns: TableColumnsType<ViolationSummary> = [
  {
    title: w.column.title,
    key: "title",
    render: (_, v) => (
      <>
        <Link to={`/violations/${v.violation_id}`}>{v.title}</Link>
        {v.article ? <div className="article">{formatArticle(v.article)}</div> : null}
      </>
    ),
  },
  { title: w.column.severity, key: "severity", width: 76, render: (_, v) => <SeverityChip severity={v.severity} /> },
  { title: w.column.status, key: "status", width: 124, render: (_, v) => <ViolationStatusChip status={v.status} /> },
  { title: w.column.due, key: "due", width: 130, render: (_, v) => <DeadlineChip dueAt={v.due_at} /> },
  { title: w.column.agency, dataIndex: "agency", width: 150, ellipsis: true },
  {
    title: w.column.case,
    key: "case",
    width: 180,
    ellipsis: true,
    render: (_, v) => (v.case_id ? <Link to={`/cases/${v.case_id}?tab=completeness`}>{v.case_label}</Link> : zh.state.none),
  },
  { title: w.column.officers, key: "officers", width: 96, ellipsis: true, render: (_, v) => v.officers.map((o) => o.name).join("、") },
  { title: w.column.raised, key: "raised", width: 120, className: "num nowrap", render: (_, v) => formatShort(v.raised_at) },
];

/** Violations and what became of them; for overseers also the year's plans. */
export default function ViolationListPage() {
  const me = useMe();
  const { filters, set } = useFilters(KEYS);
  const plans = hasRole(me, "supervisor") || hasRole(me, "agency_head") || hasRole(me, "legal_reviewer");
  const tab = plans && filters.tab === "plans" ? "plans" : "violations";
  const [raising, setRaising] = useState(false);
  return (
    <>
      <PageHead
        title={w.title}
        note={w.note}
        actions={
          plans && tab === "violations" ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setRaising(true)}>
              {w.byHand}
            </Button>
          ) : null
        }
      />
      {plans ? (
        <TabBar
          label={w.title}
          active={tab}
          onChange={(key) => set({ tab: key === "plans" ? "plans" : null })}
          tabs={[
            { key: "violations", title: w.violations },
            { key: "plans", title: w.plans },
          ]}
        />
      ) : null}
      {tab === "plans" ? <PlanPanel /> : <ViolationTable />}
      {raising ? <RaiseDialog onClose={() => setRaising(false)} /> : null}
    </>
  );
}

function ViolationTable() {
  const { filters, set, clear } = useFilters(KEYS);
  const { status, severity, agency_id, overdue } = filters;
  const violations = useViolations({ status, severity, agency_id, overdue: overdue === "true" ? true : null });
  const agencies = useAgencies().data?.items ?? [];
  const active = [status, severity, agency_id, overdue].some(Boolean);
  return (
    <QueryTable<ViolationSummary>
      from={violations}
      rowKey="violation_id"
      label={w.violations}
      columns={columns}
      minWidth={1060}
      empty={active ? w.empty : w.none}
      href={(v) => `/violations/${v.violation_id}`}
      rowClass={(v) => (v.late ? "row-red" : "")}
      card={(v) => <Card violation={v} />}
      filters={
        <>
          <Select aria-label={w.column.status} className="filter-select" allowClear value={status} placeholder={w.anyStatus} onChange={(value) => set({ status: value })} options={options(w.status)} />
          <Select aria-label={w.column.severity} className="filter-select" allowClear value={severity} placeholder={w.anySeverity} onChange={(value) => set({ severity: value })} options={options(zh.severity)} />
          {agencies.length > 1 ? (
            <Select
              aria-label={w.column.agency}
              className="filter-agency"
              allowClear
              value={agency_id}
              placeholder={w.anyAgency}
              onChange={(value) => set({ agency_id: value })}
              options={agencies.map((a) => ({ value: a.agency_id, label: a.name }))}
            />
          ) : null}
          <Checkbox checked={overdue === "true"} onChange={(e) => set({ overdue: e.target.checked ? "true" : null })}>
            {w.overdue}
          </Checkbox>
          {active ? (
            <Button size="small" type="link" onClick={clear}>
              {zh.act.reset}
            </Button>
          ) : null}
        </>
      }
    />
  );
}

function Card({ violation: v }: { violation: ViolationSummary }) {
  return (
    <div className="stack-tight">
      <div className="row between">
        <Link to={`/violations/${v.violation_id}`}>
          <b>{v.title}</b>
        </Link>
        <SeverityChip severity={v.severity} />
      </div>
      <div className="row">
        <ViolationStatusChip status={v.status} />
        <DeadlineChip dueAt={v.due_at} />
      </div>
      <span className="faint">
        {v.agency} · {formatShort(v.raised_at)}
      </span>
      {v.case_label ? <span className="faint">{v.case_label}</span> : null}
    </div>
  );
}
