import { CheckCircleFilled } from "@ant-design/icons";
import { Alert, Button } from "antd";
import type { UploadView } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatShort } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { useNarrow } from "@/widgets/use-narrow";
import { Accepted } from "./Accepted";
import { AddFiles } from "./AddFiles";
import { DepositProof } from "./DepositProof";
import { UploadBanners } from "./UploadBanners";
import { UploadCard } from "./UploadCard";
import { columnOf, type ColumnKey } from "./upload-columns";
import { uploadEngine, type EngineView } from "./upload-engine";
import { mayClearDevice, uploadIdOf, type UploadTask } from "./upload-task";
import { useUploadEngine } from "./use-upload-badge";
import { words } from "./zh-uploads";
import "./uploads.css";

/** S7: from the device into the store, three columns on a desk, one list on a phone. */
export default function UploadPage() {
  const view = useUploadEngine();
  const narrow = useNarrow();
  const columns = split(view);
  const others = fromElsewhere(view);
  const deposited = columns.done.filter((task) => task.phase === "deposited");
  return (
    <div className="stack">
      <PageHead title={words.title} note={words.note} />
      <UploadBanners view={view} />
      <AddFiles />
      <Summary tasks={view.tasks} />
      {narrow ? (
        <OneList view={view} columns={columns} others={others} />
      ) : (
        <div className="upload-columns">
          <Column title={words.columns.waiting} empty={words.columnEmpty.waiting} tasks={columns.waiting} view={view} />
          <Column title={words.columns.moving} empty={words.columnEmpty.moving} tasks={columns.moving} view={view} />
          <Column
            title={words.columns.done}
            empty={words.columnEmpty.done}
            tasks={columns.done}
            view={view}
            others={others}
            extra={
              deposited.length > 0 ? (
                <Button size="small" onClick={() => deposited.forEach((task) => void uploadEngine.remove(task.id))}>
                  {words.clearDone}
                </Button>
              ) : null
            }
          />
        </div>
      )}
    </div>
  );
}

function split(view: EngineView): Record<ColumnKey, UploadTask[]> {
  const columns: Record<ColumnKey, UploadTask[]> = { waiting: [], moving: [], done: [] };
  for (const task of view.tasks) columns[columnOf(task.phase)].push(task);
  const rank = (task: UploadTask) => (task.phase === "deposited" ? 1 : 0);
  columns.done.sort((a, b) => rank(a) - rank(b) || (b.depositedAtMs ?? 0) - (a.depositedAtMs ?? 0));
  return columns;
}

/** Uploads the server knows of that are not tasks of this browser. */
function fromElsewhere(view: EngineView): UploadView[] {
  const mine = new Set(view.tasks.flatMap((task) => uploadIdOf(task.uploadUrl) ?? []));
  const shown = new Set(view.tasks.flatMap((task) => task.receipt?.recordingId ?? []));
  return view.server.filter(
    (item) => !mine.has(item.upload_id) && item.state !== "receiving" && !(item.recording_id !== null && shown.has(item.recording_id)),
  );
}

function Summary({ tasks }: { tasks: readonly UploadTask[] }) {
  if (tasks.length === 0) return null;
  const size = tasks.reduce((sum, task) => sum + task.sizeBytes, 0);
  const done = tasks.filter((task) => task.phase === "deposited");
  const clear = done.length === tasks.length && tasks.every(mayClearDevice);
  return (
    <div className="upload-summary" role="status">
      {clear ? (
        <Alert type="success" showIcon icon={<CheckCircleFilled />} title={words.mayClearAll(tasks.length)} />
      ) : (
        <span>
          {words.total(tasks.length, formatBytes(size))} · {words.depositedOf(done.length, tasks.length)} · <b>{words.notYet}</b>
        </span>
      )}
    </div>
  );
}

interface ColumnProps {
  title: string;
  empty: string;
  tasks: UploadTask[];
  view: EngineView;
  others?: UploadView[];
  extra?: React.ReactNode;
}

function Column({ title, empty, tasks, view, others = [], extra }: ColumnProps) {
  return (
    <section className="upload-column" aria-label={title}>
      <header>
        <h2>
          {title} <span className="faint num">{tasks.length + others.length}</span>
        </h2>
        {extra}
      </header>
      {tasks.length === 0 && others.length === 0 ? <Nothing text={empty} /> : null}
      <ul>
        <Cards tasks={tasks} view={view} />
        {others.map((item) => (
          <OtherCard key={item.upload_id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Cards({ tasks, view }: { tasks: UploadTask[]; view: EngineView }) {
  return tasks.map((task) => (
    <UploadCard key={task.id} task={task} samples={view.rates.get(task.id) ?? []} reopenable={view.reopenable.has(task.id)} />
  ));
}

function OneList({ view, columns, others }: { view: EngineView; columns: Record<ColumnKey, UploadTask[]>; others: UploadView[] }) {
  const all = [...columns.moving, ...columns.waiting, ...columns.done];
  if (all.length === 0 && others.length === 0) return <Nothing text={words.empty} />;
  return (
    <ul className="upload-list">
      <Cards tasks={all} view={view} />
      {others.map((item) => (
        <OtherCard key={item.upload_id} item={item} />
      ))}
    </ul>
  );
}

function OtherCard({ item }: { item: UploadView }) {
  return (
    <li className="upload-card" aria-label={item.file_name}>
      <div className="upload-head">
        <span className="upload-name" title={item.file_name}>
          {item.file_name}
        </span>
        <Chip tone={item.state === "deposited" ? "green" : item.state === "verifying" ? "blue" : "red"}>
          {item.state === "deposited" ? words.phase.deposited : item.state === "verifying" ? words.phase.verifying : words.phase[item.state === "quarantined" ? "quarantined" : "failed"]}
        </Chip>
      </div>
      <div className="faint upload-meta">
        {formatBytes(item.size_bytes)} · {formatShort(item.updated_at)} · {words.otherDevice}
      </div>
      {item.acceptance === null ? null : <Accepted acceptance={item.acceptance} name={item.file_name} />}
      <DepositProof
        browser={item.declared_sha256}
        server={item.sha256}
        sm3={item.sm3}
        logNumber={item.log_n}
        recordingId={item.recording_id}
        thereAlready={false}
        deposited={item.state === "deposited"}
      />
    </li>
  );
}
