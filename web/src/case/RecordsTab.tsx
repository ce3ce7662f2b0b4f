import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Dropdown, Segmented, Table, type TableColumnsType } from "antd";
import { useMemo } from "react";
import { Link, useNavigate } from "react-router";
import type { CasePage, RecordSummary } from "@/api/schema";
import { formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { recordsWords as w } from "@/i18n/zh-tabs";
import { Chip } from "@/widgets/Chip";
import { Nothing } from "@/widgets/Loaded";
import { ProofChip } from "@/widgets/ProofChip";
import { RecordStatusChip } from "@/widgets/StatusChips";
import { useFilters } from "@/widgets/use-filters";
import { useNarrow } from "@/widgets/use-narrow";
import { stepTarget } from "./step-target";

const KEYS = ["by", "void"] as const;
const VOLUMES = ["front", "main", "annex", "back"];
const STAGES = ["initiation", "investigation", "decision", "execution", "archiving"];

/** All text records of the case, by volume or by stage, with who has to sign next. */
export function RecordsTab({ data }: { data: CasePage }) {
  const { filters, set } = useFilters(KEYS);
  const navigate = useNavigate();
  const narrow = useNarrow();
  const id = data.summary.case_id;
  const byStage = filters.by === "stage";
  const hideVoid = filters.void !== "1";
  const groups = useMemo(() => {
    const rows = data.records.filter((r) => !hideVoid || r.status !== "voided" || r.doc_no !== null);
    const keys = byStage ? STAGES : VOLUMES;
    const words: Record<string, string> = byStage ? zh.stage : zh.volume;
    const keyOf = (r: RecordSummary) => (byStage ? r.stage : r.volume);
    return [...new Set([...keys, ...rows.map(keyOf)])]
      .map((key) => ({ key, title: words[key] ?? key, rows: rows.filter((r) => keyOf(r) === key) }))
      .filter((g) => g.rows.length > 0);
  }, [data.records, byStage, hideVoid]);
  const columns = useMemo(() => columnsFor(id), [id]);
  const drafts = data.steps.filter((s) => s.action.startsWith("draft:") && s.allowed);

  return (
    <section className="panel">
      <div className="row between tab-head">
        <div className="row">
          <Segmented
            value={byStage ? "stage" : "volume"}
            onChange={(by) => set({ by: by === "stage" ? "stage" : null })}
            options={[
              { value: "volume", label: w.byVolume },
              { value: "stage", label: w.byStage },
            ]}
          />
          <Checkbox checked={hideVoid} onChange={(e) => set({ void: e.target.checked ? null : "1" })}>
            {w.hideVoid}
          </Checkbox>
        </div>
        {drafts.length > 0 ? (
          <Dropdown
            trigger={["click"]}
            menu={{
              className: "long-menu",
              items: drafts.map((s) => ({ key: s.action, label: s.title, onClick: () => void navigate(stepTarget(id, s)) })),
            }}
          >
            <Button type="primary" icon={<PlusOutlined />}>
              {w.write}
            </Button>
          </Dropdown>
        ) : null}
      </div>
      {groups.length === 0 ? <Nothing text={w.empty} /> : null}
      {groups.map((g) => (
        <section key={g.key} className="record-group">
          <h3>
            {g.title} <span className="faint">{g.rows.length}</span>
          </h3>
          {narrow ? (
            <ul className="cards">
              {g.rows.map((r) => (
                <li key={r.record_id}>
                  <Link className="card-link stack-tight" to={`/cases/${id}/records/${r.record_id}`}>
                    <div className="row between">
                      <span className="card-title">{r.title}</span>
                      <RecordStatusChip status={r.status} waitsFor={r.waits_for} />
                    </div>
                    <div className="card-line">
                      {r.doc_no === null ? null : <DocNo record={r} />}
                      <span>{r.drafted_by}</span>
                      <span>{formatShort(r.effective_at ?? r.created_at)}</span>
                      <ServedChip record={r} />
                    </div>
                  </Link>
                </li>
              ))}
            </ul>
          ) : (
            <Table<RecordSummary>
              size="small"
              rowKey="record_id"
              columns={columns}
              dataSource={g.rows}
              pagination={false}
              scroll={{ x: 960 }}
              showHeader={g === groups[0]}
              rowClassName={(r) => (r.status === "voided" ? "row-void" : "")}
            />
          )}
        </section>
      ))}
    </section>
  );
}

function columnsFor(caseId: string): TableColumnsType<RecordSummary> {
  return [
    { title: w.record, key: "title", render: (_, r) => <Link to={`/cases/${caseId}/records/${r.record_id}`}>{r.title}</Link> },
    { title: w.docNo, key: "no", width: 180, render: (_, r) => <DocNo record={r} /> },
    { title: w.status, key: "status", width: 170, render: (_, r) => <RecordStatusChip status={r.status} waitsFor={r.waits_for} /> },
    { title: w.drafter, dataIndex: "drafted_by", width: 80 },
    { title: w.made, key: "made", width: 130, render: (_, r) => formatShort(r.created_at) },
    { title: w.effective, key: "effective", width: 130, render: (_, r) => formatShort(r.effective_at) },
    { title: w.pages, key: "pages", width: 56, align: "right", render: (_, r) => r.pages ?? zh.state.none },
    { title: w.served, key: "served", width: 84, render: (_, r) => <ServedChip record={r} /> },
    {
      title: w.proof,
      key: "proof",
      width: 96,
      render: (_, r) => (r.sha256 ? <ProofChip digests={{ "SHA-256": r.sha256 }} /> : <span className="faint">{w.noDigest}</span>),
    },
  ];
}

/** A number that was voided stays, struck out. */
function DocNo({ record: r }: { record: RecordSummary }) {
  if (r.doc_no === null) return <span className="faint">{zh.state.none}</span>;
  return r.status === "voided" ? <del>{r.doc_no}</del> : <span>{r.doc_no}</span>;
}

function ServedChip({ record }: { record: RecordSummary }) {
  if (!record.outward || record.status !== "effective") return null;
  return <Chip tone={record.served ? "green" : "red"}>{record.served ? w.isServed : w.notServed}</Chip>;
}
