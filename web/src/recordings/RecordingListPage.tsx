import { AppstoreOutlined, BarsOutlined, CaretRightOutlined, CloudUploadOutlined, LinkOutlined, LockOutlined, PaperClipOutlined, PlayCircleOutlined, SafetyOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Checkbox, Segmented, type TableColumnsType } from "antd";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { API } from "@/api/client";
import { useRecordings } from "@/api/queries";
import { useMe } from "@/api/session";
import type { RecordingSummary } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatLength, formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { custodyWords } from "@/i18n/zh-custody";
import { Chip } from "@/widgets/Chip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { QueryTable } from "@/widgets/QueryTable";
import { RecordingStateChip } from "@/widgets/StatusChips";
import { useFilters } from "@/widgets/use-filters";
import { LinkDialog } from "./LinkDialog";
import { recall, remember } from "./review/remembered";
import { reviewWords } from "./review/zh-review";
import { useArrowKeys } from "./use-arrow-keys";
import { words } from "./zh-recordings";
import "./recordings.css";

const KEYS = ["unmatched", "mine", "case_id", "activity_id", "device_id"] as const;
const VIEW = ["view"] as const;

/** The library: a table or a wall of pictures; what belongs to nothing yet can be linked here. */
export default function RecordingListPage() {
  const { filters, set, clear, active } = useFilters(KEYS);
  const look = useFilters(VIEW);
  const who = useMe().officer.officer_id;
  const view = look.filters.view ?? recall(who, "view");
  const [unfinished] = useState(() => recall(who, "review"));
  const box = useRef<HTMLDivElement>(null);
  useArrowKeys(box, ".wall-picture, .ant-table-row td:first-child > a, .card-link");
  const wanted = new URLSearchParams(KEYS.flatMap((key) => (filters[key] === null ? [] : [[key, filters[key]]])));
  const recordings = useRecordings({ ...filters, unmatched: filters.unmatched === "true", mine: filters.mine === "true" });
  const [linking, setLinking] = useState<RecordingSummary | null>(null);
  const bar = (
    <>
      <Checkbox checked={filters.unmatched === "true"} onChange={(event) => set({ unmatched: event.target.checked ? "true" : null })}>
        <span title={words.unmatchedHint}>{words.unmatched}</span>
      </Checkbox>
      <Checkbox checked={filters.mine === "true"} onChange={(event) => set({ mine: event.target.checked ? "true" : null })}>
        {words.mine}
      </Checkbox>
      {active ? (
        <Button size="small" type="link" onClick={clear}>
          {zh.act.reset}
        </Button>
      ) : null}
      <span className="grow" />
      <Segmented
        size="small"
        value={view === "wall" ? "wall" : "table"}
        options={[
          { value: "table", label: words.asTable, icon: <BarsOutlined /> },
          { value: "wall", label: words.asWall, icon: <AppstoreOutlined /> },
        ]}
        onChange={(next) => {
          remember(who, "view", next);
          look.set({ view: next });
        }}
      />
    </>
  );
  return (
    <div className="stack" ref={box}>
      <PageHead
        title={words.listTitle}
        note={words.listNote}
        actions={
          <>
            {unfinished === null ? null : (
              <Link to={unfinished}>
                <Button>{reviewWords.goOn}</Button>
              </Link>
            )}
            <Link to={`/av/review?${wanted.toString()}`}>
              <Button icon={<CaretRightOutlined />}>{reviewWords.start}</Button>
              </Link>
            <Link to="/custody">
              <Button icon={<SafetyOutlined />}>{custodyWords.link}</Button>
            </Link>
            <Link to="/intake">
              <Button icon={<CloudUploadOutlined />}>{words.goUpload}</Button>
            </Link>
          </>
        }
      />
      {view === "wall" ? (
        <section className="query-table" aria-label={words.listTitle}>
          <div className="filters">{bar}</div>
          <Loaded from={recordings}>{(data) => <Wall items={data.pages.flatMap((page) => page.items)} onLink={setLinking} />}</Loaded>
          {recordings.hasNextPage ? (
            <div className="table-foot">
              <Button loading={recordings.isFetchingNextPage} onClick={() => void recordings.fetchNextPage()}>
                {zh.act.loadMore}
              </Button>
            </div>
          ) : null}
        </section>
      ) : (
        <QueryTable<RecordingSummary>
          from={recordings}
          rowKey="recording_id"
          label={words.listTitle}
          empty={words.listEmpty}
          filters={bar}
          columns={columns(setLinking)}
          href={(row) => `/av/${row.recording_id}`}
          card={(row) => <Card row={row} onLink={setLinking} />}
          minWidth={980}
        />
      )}
      {linking === null ? null : <LinkDialog recording={linking} onClose={() => setLinking(null)} />}
    </div>
  );
}

function columns(onLink: (row: RecordingSummary) => void): TableColumnsType<RecordingSummary> {
  const c = words.column;
  return [
    {
      title: c.file,
      dataIndex: "file_name",
      render: (_, row) => (
        <>
          <Link to={`/av/${row.recording_id}`}>{row.file_name}</Link> <Flags row={row} />
        </>
      ),
    },
    { title: c.started, width: 150, render: (_, row) => (row.started_at === null ? words.noTime : formatShort(row.started_at)) },
    { title: c.length, width: 80, align: "right", render: (_, row) => <span className="num">{formatLength(row.duration_ms)}</span> },
    { title: c.size, width: 90, align: "right", render: (_, row) => <span className="num">{formatBytes(row.size_bytes)}</span> },
    { title: c.by, width: 90, dataIndex: "deposited_by" },
    { title: c.deposited, width: 150, render: (_, row) => formatShort(row.deposited_at) },
    { title: c.link, width: 190, render: (_, row) => <Linked row={row} onLink={onLink} /> },
    { title: c.state, width: 100, render: (_, row) => <RecordingStateChip state={row.state} /> },
  ];
}

function Flags({ row }: { row: RecordingSummary }) {
  return (
    <>
      {row.evidence ? (
        <Chip tone="blue" icon={<PaperClipOutlined />}>
          {words.evidence.is}
        </Chip>
      ) : null}
      {row.flags.map((flag) => (
        <Chip key={flag.code} tone="amber" icon={<WarningFilled />} title={flag.text}>
          {flag.text.length > 12 ? `${flag.text.slice(0, 12)}…` : flag.text}
        </Chip>
      ))}
    </>
  );
}

function Linked({ row, onLink }: { row: RecordingSummary; onLink: (row: RecordingSummary) => void }) {
  if (row.case_id !== null && row.case_label !== null) return <Link to={`/cases/${row.case_id}`}>{row.case_label}</Link>;
  if (row.activity_id !== null) return <Link to={`/acts/${row.activity_id}`}>{words.links.activity}</Link>;
  return (
    <Button size="small" icon={<LinkOutlined />} onClick={() => onLink(row)}>
      {words.link}
    </Button>
  );
}

function Card({ row, onLink }: { row: RecordingSummary; onLink: (row: RecordingSummary) => void }) {
  return (
    <>
      <Link className="card-link" to={`/av/${row.recording_id}`}>
        <div className="card-title">{row.file_name}</div>
        <div className="card-line num">
          {row.started_at === null ? words.noTime : formatShort(row.started_at)} · {formatLength(row.duration_ms)} · {formatBytes(row.size_bytes)}
        </div>
      </Link>
      <div className="card-line">
        <RecordingStateChip state={row.state} />
        <Flags row={row} />
        <span className="grow" />
        <Linked row={row} onLink={onLink} />
      </div>
    </>
  );
}

/** No picture for whoever has no leave to look: who, when, and that it must be asked for. */
function Blank({ row }: { row: RecordingSummary }) {
  const ready = row.state === "ready";
  return (
    <span className="wall-blank">
      <span aria-hidden>{ready ? <LockOutlined /> : <PlayCircleOutlined />}</span>
      <b className="num">{row.started_at === null ? words.noTime : formatShort(row.started_at)}</b>
      <span>{row.deposited_by}</span>
      <small>{ready ? words.noPicture : row.state === "probing" ? words.noPictureYet : words.noPictureEver}</small>
    </span>
  );
}

function Wall({ items, onLink }: { items: RecordingSummary[]; onLink: (row: RecordingSummary) => void }) {
  if (items.length === 0) return <Nothing text={words.listEmpty} />;
  return (
    <ul className="wall">
      {items.map((row) => (
        <li key={row.recording_id}>
          <Link to={`/av/${row.recording_id}`} className="wall-picture">
            <span className="visually-hidden">{row.file_name}</span>
            {row.poster ? <img src={`${API}/recordings/${row.recording_id}/poster`} alt="" loading="lazy" /> : <Blank row={row} />}
            <span className="wall-length num">{formatLength(row.duration_ms)}</span>
          </Link>
          <div className="wall-name" title={row.file_name}>
            {row.file_name}
          </div>
          <div className="faint num">{row.started_at === null ? words.noTime : formatShort(row.started_at)}</div>
          <div className="row">
            <RecordingStateChip state={row.state} />
            <Linked row={row} onLink={onLink} />
          </div>
        </li>
      ))}
    </ul>
  );
}
