import { CaretRightOutlined, EnvironmentOutlined, KeyOutlined, PlaySquareOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { hasRole, useMe } from "@/api/session";
import type { ActivitySummary, CasePage, RecordingSummary } from "@/api/schema";
import { formatBytes, formatPpm } from "@/format/text";
import { formatClock, formatLength, formatShort } from "@/format/time";
import { recordingsWords as w } from "@/i18n/zh-tabs";
import { reviewWords } from "@/recordings/review/zh-review";
import { Chip } from "@/widgets/Chip";
import { Nothing } from "@/widgets/Loaded";
import { ActivityStatusChip, RecordingStateChip } from "@/widgets/StatusChips";
import { useNarrow } from "@/widgets/use-narrow";
import { PremisesPanel } from "./PremisesPanel";
import { AccessDialog } from "@/access/AccessDialog";
import { AccessList } from "@/access/AccessList";

/** Work on site, the footage of it, and who may look at it. */
export function RecordingsTab({ data }: { data: CasePage }) {
  const me = useMe();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const id = data.summary.case_id;
  return (
    <div className="stack">
      <section className="panel">
        <div className="row between">
          <h2>{w.acts}</h2>
          {hasRole(me, "officer") ? (
            <Button icon={<EnvironmentOutlined />} onClick={() => void navigate(`/acts?new=1&case_id=${encodeURIComponent(id)}`)}>
              {w.planAct}
            </Button>
          ) : null}
        </div>
        {data.activities.length === 0 ? <Nothing text={w.noActs} /> : null}
        <ul className="act-list">
          {data.activities.map((a) => (
            <ActivityLine key={a.activity_id} activity={a} />
          ))}
        </ul>
      </section>
      <PremisesPanel caseId={id} />
      <section className="panel">
        <div className="row between tab-head">
          <h2>{w.clips}</h2>
          <span className="row">
            {data.recordings.length === 0 ? null : (
              <Link to={`/av/review?case_id=${encodeURIComponent(id)}`}>
                <Button icon={<CaretRightOutlined />}>{reviewWords.start}</Button>
              </Link>
            )}
            <Button icon={<KeyOutlined />} onClick={() => setAsking(true)} disabled={data.recordings.length === 0}>
              {w.ask}
            </Button>
          </span>
        </div>
        <Clips recordings={data.recordings} />
      </section>
      <section className="panel">
        <h2>{w.requests}</h2>
        <AccessList requests={data.access} empty={w.noRequests} />
      </section>
      <AccessDialog open={asking} onClose={() => setAsking(false)} caseId={id} recordings={data.recordings} />
    </div>
  );
}

function ActivityLine({ activity: a }: { activity: ActivitySummary }) {
  return (
    <li>
      <Link to={`/acts/${a.activity_id}`} className="act-line">
        <span className="act-text">
          <b>{a.title}</b>
          <span className="faint">
            {formatShort(a.arrived_at ?? a.planned_at)}
            {a.departed_at ? `–${formatClock(a.departed_at)}` : ""} · {a.place} · {a.officers.map((o) => o.name).join("、")}
          </span>
        </span>
        <span className="row">
          <span className="faint">
            {a.continuous ? w.continuous : w.situational} {w.coverage} {formatPpm(a.coverage_ppm)}
          </span>
          {a.open_gaps > 0 ? (
            <Chip tone="red" icon={<WarningFilled />}>
              {w.gaps(a.open_gaps)}
            </Chip>
          ) : null}
          <ActivityStatusChip status={a.status} />
        </span>
      </Link>
    </li>
  );
}

const columns: TableColumnsType<RecordingSummary> = [
  {
    title: w.file,
    key: "file",
    render: (_, r) => (
      <Link to={`/av/${r.recording_id}`}>
        <PlaySquareOutlined aria-hidden /> {r.file_name}
      </Link>
    ),
  },
  { title: w.shotAt, key: "at", width: 200, className: "num", render: (_, r) => (r.started_at ? `${formatShort(r.started_at)}${r.ended_at ? `–${formatClock(r.ended_at)}` : ""}` : "—") },
  { title: w.length, key: "len", width: 80, align: "right", className: "num", render: (_, r) => formatLength(r.duration_ms) },
  { title: w.size, key: "size", width: 84, align: "right", className: "num", render: (_, r) => formatBytes(r.size_bytes) },
  { title: w.deposited, key: "by", width: 190, render: (_, r) => `${r.deposited_by} ${formatShort(r.deposited_at)}` },
  { title: w.state, key: "state", width: 220, render: (_, r) => <ClipChips recording={r} /> },
];

function ClipChips({ recording: r }: { recording: RecordingSummary }) {
  return (
    <span className="row">
      <RecordingStateChip state={r.state} />
      {r.flags.map((f) => (
        <Chip key={f.code} tone="amber" icon={<WarningFilled />} title={f.text}>
          {f.text.length > 8 ? `${f.text.slice(0, 8)}…` : f.text}
        </Chip>
      ))}
      {r.evidence ? <Chip tone="blue">{w.evidence}</Chip> : null}
    </span>
  );
}

function Clips({ recordings }: { recordings: RecordingSummary[] }) {
  const narrow = useNarrow();
  if (recordings.length === 0) return <Nothing text={w.noClips} />;
  if (!narrow)
    return <Table<RecordingSummary> size="small" rowKey="recording_id" columns={columns} dataSource={recordings} pagination={false} scroll={{ x: 900, y: 480 }} virtual={recordings.length > 100} />;
  return (
    <ul className="cards">
      {recordings.map((r) => (
        <li key={r.recording_id}>
          <Link to={`/av/${r.recording_id}`} className="card-link stack-tight">
            <span className="card-title">{r.file_name}</span>
            <span className="card-line num">
              {formatShort(r.started_at)} · {formatLength(r.duration_ms)} · {formatBytes(r.size_bytes)}
            </span>
            <ClipChips recording={r} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
