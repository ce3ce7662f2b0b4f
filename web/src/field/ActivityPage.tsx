import { AppstoreOutlined, CaretRightOutlined, CloudUploadOutlined, EnvironmentOutlined, FileAddOutlined, TeamOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { useActivity } from "@/api/queries";
import type { ActivityPage as Page } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatLength, formatShort } from "@/format/time";
import { reviewWords } from "@/recordings/review/zh-review";
import { camerasOf } from "@/recordings/together/cameras";
import { togetherWords } from "@/recordings/together/zh-together";
import { SlipPanel } from "@/slips/SlipPanel";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { ActivityStatusChip, RecordingStateChip, RecordStatusChip } from "@/widgets/StatusChips";
import { useNarrow } from "@/widgets/use-narrow";
import { flowSteps, isOnSite, type FlowKey } from "./activity-flow";
import { CoveragePanel } from "./CoveragePanel";
import { DepositClock } from "./DepositClock";
import { DepositPanel } from "./DepositPanel";
import { DeviceDoubtPanel } from "./DeviceDoubtPanel";
import { FindingsPanel } from "./FindingsPanel";
import { UnrecordedPanel } from "./UnrecordedPanel";
import { FlowPanel } from "./FlowPanel";
import { FocusKeys } from "./FocusKeys";
import { InterruptionKeys } from "./InterruptionKeys";
import { notedOnSite, runningOf } from "./interruptions";
import { OutboxBanner } from "./OutboxBanner";
import { CancelledBanner, TeamPanel, TeamSteps } from "./TeamPanel";
import { useTaps } from "./use-taps";
import { words } from "./zh-field";
import "./field.css";

/** S4 and S30: one visit, from arrival to deposit. On site it is a column of big keys. */
export default function ActivityPage() {
  const { id = "" } = useParams();
  const activity = useActivity(id);
  return <Loaded from={activity}>{(page) => <Activity key={id} page={page} readAtMs={activity.dataUpdatedAt} />}</Loaded>;
}

/** Keys that end the visit: below the keys that are pressed many times. */
const LEAVING: ReadonlySet<FlowKey> = new Set<FlowKey>(["depart", "return"]);

function Activity({ page, readAtMs }: { page: Page; readAtMs: number }) {
  const { summary } = page;
  const narrow = useNarrow();
  const taps = useTaps(summary.activity_id, readAtMs);
  const { unread, waiting } = taps;
  const made = useMemo(() => [...unread, ...waiting], [unread, waiting]);
  const noted = useMemo(() => notedOnSite(page.interruptions, made, new Set(waiting.map((tap) => tap.key))), [made, page.interruptions, waiting]);
  const steps = flowSteps(page, new Map(made.map((tap) => [tap.action, tap.atWire])));
  const live = page.cancelled === null && isOnSite(steps);
  const shown = page.cancelled !== null ? steps.filter((step) => step.state === "done") : live ? steps.filter((step) => !LEAVING.has(step.key)) : steps;
  const interrupted = runningOf(noted) !== null;
  const cutKeys = <InterruptionKeys noted={noted} taps={taps} />;
  return (
    <div className="stack activity">
      <PageHead
        title={
          <>
            {summary.title} <ActivityStatusChip status={summary.status} />
          </>
        }
        tab={summary.title}
        actions={<TeamSteps page={page} />}
        note={
          <span className="activity-note">
            <span>
              <EnvironmentOutlined aria-hidden /> {summary.place}
            </span>
            <span>
              <TeamOutlined aria-hidden /> {summary.officers.map((one) => one.name).join("、")}
            </span>
            <span>{formatShort(summary.arrived_at ?? summary.planned_at)}</span>
            {summary.case_id === null ? words.notFoundCase : <Link to={`/cases/${summary.case_id}`}>{summary.case_label}</Link>}
          </span>
        }
      />
      <OutboxBanner taps={taps} />
      <CancelledBanner page={page} />
      <DepositClock page={page} />
      <UnrecordedPanel page={page} />
      <div className="activity-columns">
        <div className="stack">
          {live && interrupted ? cutKeys : null}
          {shown.length === 0 ? null : <FlowPanel page={page} steps={shown} taps={taps} title={words.flow.head} />}
          {live ? <FocusKeys page={page} taps={taps} live /> : null}
          {live && !interrupted ? cutKeys : null}
          {live ? <FlowPanel page={page} steps={steps.filter((step) => LEAVING.has(step.key))} taps={taps} title={words.flow.leave} interrupted={interrupted} /> : null}
          {narrow ? null : <ListRowPanel page={page} />}
        </div>
        <div className="stack">
          {live || page.cancelled !== null ? null : <CoveragePanel page={page} />}
          <DepositPanel page={page} />
          {summary.departed_at === null || page.cancelled !== null ? null : <SlipPanel path={`/activities/${summary.activity_id}`} />}
          <FindingsPanel duties={page.duties} cancelled={page.cancelled?.reason ?? null} />
          <TeamPanel page={page} />
          <DeviceDoubtPanel activityId={page.summary.activity_id} />
          <Recordings page={page} />
          <Records page={page} />
          {live || page.cancelled !== null ? null : <FocusKeys page={page} taps={taps} live={false} />}
          {narrow ? <ListRowPanel page={page} /> : null}
        </div>
      </div>
    </div>
  );
}

function ListRowPanel({ page }: { page: Page }) {
  const { list_row: row, summary } = page;
  return (
  <section className="panel" aria-label={words.more.list}>
    <h2>{words.more.list}</h2>
    <div className="row">
      <Chip tone={row.mode === "continuous" ? "blue" : "grey"}>{words.mode[row.mode]}</Chip>
      <span>{summary.list_row_label}</span>
    </div>
    {page.list_version === null ? null : (
      <p>
        {words.more.listVersion}
        <Link to={`/recording-list/${page.list_id}`}>{words.more.version(page.list_version)}</Link>
      </p>
    )}
    <p className="faint">{words.modeText[row.mode]}</p>
    {page.needed ? <p>{words.form.needed}</p> : null}
    <dl className="facts">
      <Fact name={words.rowFacts.content} value={row.content} />
      {row.other_focus === "" ? null : <Fact name={words.rowFacts.otherFocus} value={row.other_focus} />}
      <Fact name={words.rowFacts.start} value={row.start_point} />
      <Fact name={words.rowFacts.end} value={row.end_point} />
      <Fact name={words.rowFacts.retention} value={row.retention} />
      {row.remarks.map((remark) => (
        <Fact key={remark.title} name={remark.title} value={remark.value} />
      ))}
    </dl>
  </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return value === "" ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Recordings({ page }: { page: Page }) {
  return (
    <section className="panel" aria-label={words.av.head}>
      <div className="row panel-head">
        <h2>
          {words.av.head} <span className="faint num">{page.recordings.length}</span>
        </h2>
        <span className="grow" />
        {page.recordings.length === 0 ? null : (
          <Link to={`/av/review?activity_id=${page.summary.activity_id}`}>
            <Button icon={<CaretRightOutlined />}>{reviewWords.start}</Button>
          </Link>
        )}
        {camerasOf(page.recordings).length > 1 ? (
          <Link to={`/av/together?activity=${page.summary.activity_id}`}>
            <Button icon={<AppstoreOutlined />}>{togetherWords.title}</Button>
          </Link>
        ) : null}
        {page.cancelled !== null ? null : (
          <Link to={`/intake?activity=${page.summary.activity_id}`}>
            <Button icon={<CloudUploadOutlined />}>{words.av.upload}</Button>
          </Link>
        )}
      </div>
      {page.recordings.length === 0 ? <p className="faint">{words.av.none}</p> : null}
      <ul className="plain-list">
        {page.recordings.map((one) => (
          <li key={one.recording_id}>
            <Link to={`/av/${one.recording_id}`}>{one.file_name}</Link>
            <span className="faint num">
              {one.started_at === null ? "" : `${formatShort(one.started_at)} · `}
              {formatLength(one.duration_ms)} · {formatBytes(one.size_bytes)}
            </span>
            <RecordingStateChip state={one.state} />
            {one.flags.map((flag) => (
              <Chip key={flag.code} tone="amber" title={flag.text}>
                {flag.text}
              </Chip>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Record kinds: the on-site inspection record, the explanation of an interruption (Art. 19). */
const SITE_RECORD = "WS08";
const CUT_RECORD = "WS60";

/** A written explanation is there or due, and its record is not. */
function lacksCutRecord({ coverage, interruptions, records, summary }: Page): boolean {
  const neverResumed = summary.departed_at !== null && interruptions.some((one) => one.to === null);
  const written = coverage.gaps.some((gap) => gap.manner === "written");
  return (neverResumed || written) && !records.some((one) => one.kind === CUT_RECORD && one.status !== "voided");
}

function Records({ page }: { page: Page }) {
  const { summary } = page;
  const draft = (kind: string) => `/cases/${summary.case_id ?? ""}/records/new?kind=${kind}&activity=${summary.activity_id}`;
  return (
    <section className="panel" aria-label={words.records.head}>
      <div className="row panel-head">
        <h2>
          {words.records.head} <span className="faint num">{page.records.length}</span>
        </h2>
        <span className="grow" />
        {summary.case_id === null ? (
          <span className="faint">{words.records.noCase}</span>
        ) : (
          <>
            {lacksCutRecord(page) ? (
              <Link to={draft(CUT_RECORD)}>
                <Button icon={<FileAddOutlined />}>{words.records.draftCut}</Button>
              </Link>
            ) : null}
            <Link to={draft(SITE_RECORD)}>
              <Button icon={<FileAddOutlined />}>{words.records.draft}</Button>
            </Link>
          </>
        )}
      </div>
      {page.records.length === 0 ? <p className="faint">{words.records.none}</p> : null}
      <ul className="plain-list">
        {page.records.map((one) => (
          <li key={one.record_id}>
            <Link to={`/cases/${summary.case_id ?? ""}/records/${one.record_id}`}>{one.title}</Link>
            <span className="faint">{one.doc_no}</span>
            <RecordStatusChip status={one.status} waitsFor={one.waits_for} />
          </li>
        ))}
      </ul>
    </section>
  );
}
