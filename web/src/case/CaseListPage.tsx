import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select, type TableColumnsType } from "antd";
import { Link } from "react-router";
import { useCases } from "@/api/queries";
import { hasRole, useMe } from "@/api/session";
import type { CaseSummary } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { caseWords as w } from "@/i18n/zh-case";
import { formatInstant } from "@/format/time";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { PageHead } from "@/widgets/PageHead";
import { QueryTable } from "@/widgets/QueryTable";
import { CaseStatusChip } from "@/widgets/StatusChips";
import { useFilters } from "@/widgets/use-filters";
import { Share } from "./Share";
import { StageBar } from "./StageBar";
import "./case.css";

const KEYS = ["q", "stage", "status", "mine", "overdue"] as const;
const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

const columns: TableColumnsType<CaseSummary> = [
  {
    title: w.caseNo,
    key: "no",
    width: 156,
    render: (_, c) => (
      <Link to={`/cases/${c.case_id}`} className="nowrap">
        {c.case_no ?? w.noCaseNo(c.status === "registered" || c.status === "not_opened")}
      </Link>
    ),
  },
  { title: w.party, dataIndex: "party_label", width: 124, ellipsis: true },
  { title: w.cause, dataIndex: "title", ellipsis: true },
  { title: w.stage, key: "stage", width: 124, render: (_, c) => <StageBar stage={c.stage} done={c.status === "archived"} /> },
  { title: w.status, key: "status", width: 84, render: (_, c) => <CaseStatusChip status={c.status} /> },
  { title: w.officers, key: "officers", width: 108, ellipsis: true, render: (_, c) => c.officers.map((o) => o.name).join("、") },
  {
    title: w.nextDue,
    key: "due",
    width: 158,
    render: (_, c) =>
      c.next_due_at ? (
        <span className="due-cell">
          <DeadlineChip dueAt={c.next_due_at} title={c.next_due_title ?? ""} />
          <span className="faint ellipsis" title={c.next_due_title ?? ""}>
            {c.next_due_title}
          </span>
        </span>
      ) : (
        <span className="faint">{zh.state.none}</span>
      ),
  },
  { title: w.text, key: "text", width: 78, render: (_, c) => <Share met={c.duties_met} total={c.duties_total} label={w.text} /> },
  { title: w.av, key: "av", width: 78, render: (_, c) => <Share met={c.coverage_met} total={c.coverage_total} label={w.av} /> },
];

export default function CaseListPage() {
  const me = useMe();
  const { filters, set, clear, active } = useFilters(KEYS);
  const cases = useCases({ ...filters });
  return (
    <>
      <PageHead
        title={w.list}
        actions={
          hasRole(me, "officer") ? (
            <Link to="/cases/new">
              <Button type="primary" icon={<PlusOutlined />}>
                {w.newCase}
              </Button>
            </Link>
          ) : null
        }
      />
      <QueryTable
        from={cases}
        rowKey="case_id"
        label={w.list}
        columns={columns}
        minWidth={1040}
        href={(c) => `/cases/${c.case_id}`}
        empty={active ? w.emptyFiltered : w.empty}
        card={(c) => <CaseCard summary={c} />}
        filters={
          <>
            <Input.Search
              key={filters.q ?? ""}
              className="filter-search"
              allowClear
              defaultValue={filters.q ?? ""}
              placeholder={w.searchHint}
              aria-label={w.searchHint}
              onSearch={(q) => set({ q: q.trim() })}
            />
            <Select
              className="filter-select"
              aria-label={w.stage}
              value={filters.stage}
              onChange={(stage) => set({ stage })}
              allowClear
              placeholder={w.anyStage}
              options={options(zh.stage)}
            />
            <Select
              className="filter-select"
              aria-label={w.status}
              value={filters.status}
              onChange={(status) => set({ status })}
              allowClear
              placeholder={w.anyStatus}
              options={options(zh.caseStatus)}
            />
            <Checkbox checked={filters.mine === "true"} onChange={(e) => set({ mine: e.target.checked ? "true" : null })}>
              {w.mine}
            </Checkbox>
            <Checkbox checked={filters.overdue === "true"} onChange={(e) => set({ overdue: e.target.checked ? "true" : null })}>
              {w.overdue}
            </Checkbox>
            {active ? (
              <Button type="link" onClick={clear}>
                {zh.act.reset}
              </Button>
            ) : null}
          </>
        }
      />
    </>
  );
}

function CaseCard({ summary: c }: { summary: CaseSummary }) {
  return (
    <Link to={`/cases/${c.case_id}`} className="card-link stack-tight">
      <div className="row between">
        <span className="faint">{c.case_no ?? w.noCaseNo(c.status === "registered" || c.status === "not_opened")}</span>
        <CaseStatusChip status={c.status} />
      </div>
      <div className="card-title">{c.party_label}</div>
      <div>{c.title}</div>
      <StageBar stage={c.stage} done={c.status === "archived"} />
      <div className="card-line">
        <DeadlineChip dueAt={c.next_due_at} /> {c.next_due_title}
      </div>
      <div className="card-line">
        <span>{c.officers.map((o) => o.name).join("、")}</span>
        <span>
          {w.text} {w.of(c.duties_met, c.duties_total)}
        </span>
        <span>{formatInstant(c.created_at)}</span>
      </div>
    </Link>
  );
}
