import { SafetyCertificateOutlined } from "@ant-design/icons";
import { Button, Segmented, type TableColumnsType } from "antd";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useTrail } from "@/api/queries";
import type { Role, TrailEntry } from "@/api/schema";
import { formatClock, formatInstant } from "@/format/time";
import { zh } from "@/i18n/zh";
import { trailWords as w } from "@/i18n/zh-tabs";
import { QueryTable } from "@/widgets/QueryTable";
import { useFilters } from "@/widgets/use-filters";
import { ProofDrawer } from "./ProofDrawer";

const KEYS = ["view"] as const;

/** Every fact of the case in the order it was written; each can be proven. */
export function TrailTab({ caseId }: { caseId: string }) {
  const trail = useTrail(caseId);
  const { filters, set } = useFilters(KEYS);
  const detailed = filters.view === "detailed";
  const [proof, setProof] = useState<number | null>(null);
  const columns = useMemo(() => columnsFor(detailed, setProof), [detailed]);
  return (
    <>
      <QueryTable
        from={trail}
        rowKey="n"
        label={w.action}
        columns={columns}
        minWidth={900}
        empty={w.empty}
        card={(e) => <TrailCard entry={e} onProof={setProof} />}
        filters={
          <Segmented
            value={detailed ? "detailed" : "compact"}
            onChange={(v) => set({ view: v === "detailed" ? "detailed" : null })}
            options={[
              { value: "compact", label: w.compact },
              { value: "detailed", label: w.detailed },
            ]}
          />
        }
      />
      <ProofDrawer caseId={caseId} n={proof} onClose={() => setProof(null)} />
    </>
  );
}

const roleOf = (role: string | null) => (role ? (zh.role[role as Role] ?? role) : "");

function columnsFor(detailed: boolean, onProof: (n: number) => void): TableColumnsType<TrailEntry> {
  return [
    { title: w.n, key: "n", width: 84, className: "num", render: (_, e) => e.n },
    {
      title: w.at,
      key: "at",
      width: 186,
      className: "num nowrap",
      render: (_, e) => (
        <>
          {formatInstant(e.at)}
          <span className="faint">:{formatClock(e.at, true).slice(-2)}</span>
        </>
      ),
    },
    {
      title: w.person,
      key: "person",
      width: 170,
      render: (_, e) => (
        <>
          {e.person} <span className="faint">{roleOf(e.role)}</span>
        </>
      ),
    },
    { title: w.action, dataIndex: "action", width: 150 },
    { title: w.object, key: "object", render: (_, e) => <TrailObject entry={e} /> },
    ...(detailed
      ? [{ title: w.change, key: "change", render: (_: unknown, e: TrailEntry) => <Changes entry={e} /> }]
      : [{ title: w.change, key: "change", width: 90, render: (_: unknown, e: TrailEntry) => (e.detail.length ? w.changes(e.detail.length) : "") }]),
    {
      title: "",
      key: "proof",
      width: 150,
      render: (_, e) => (
        <Button type="link" size="small" icon={<SafetyCertificateOutlined />} onClick={() => onProof(e.n)}>
          {w.proof}
        </Button>
      ),
    },
  ];
}

function TrailObject({ entry }: { entry: TrailEntry }) {
  return entry.object_href ? <Link to={entry.object_href}>{entry.object}</Link> : <>{entry.object}</>;
}

function Changes({ entry }: { entry: TrailEntry }) {
  return (
    <ul>
      {entry.detail.map((d) => (
        <li key={d.label}>
          <span className="faint">{d.label}</span>{" "}
          {d.before === undefined && d.after === undefined ? null : d.before == null ? (
            <span>{d.after || w.blank}</span>
          ) : (
            <>
              <del>{d.before || w.blank}</del> → <ins>{d.after || w.blank}</ins>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function TrailCard({ entry: e, onProof }: { entry: TrailEntry; onProof: (n: number) => void }) {
  return (
    <div className="stack-tight">
      <div className="row between">
        <b>{e.action}</b>
        <span className="faint num">{formatInstant(e.at)}</span>
      </div>
      <div>
        <TrailObject entry={e} />
      </div>
      <Changes entry={e} />
      <div className="row between">
        <span className="faint">
          {e.person} {roleOf(e.role)}
        </span>
        <Button type="link" size="small" onClick={() => onProof(e.n)}>
          {w.n} {e.n}
        </Button>
      </div>
    </div>
  );
}
