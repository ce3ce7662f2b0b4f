import { AppstoreOutlined, LinkOutlined, PaperClipOutlined } from "@ant-design/icons";
import { Button, Tabs } from "antd";
import { useRef, useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { useRecording } from "@/api/queries";
import type { RecordingPage as Page } from "@/api/schema";
import { formatInstant, formatLength, instantMs } from "@/format/time";
import { RecordHistory } from "@/records/RecordHistory";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { ProofChip } from "@/widgets/ProofChip";
import { RecordingStateChip } from "@/widgets/StatusChips";
import { SecrecyDialog, SecrecyNote } from "@/secrecy/SecrecyDialog";
import { words as secrecyWords } from "@/secrecy/zh-secrecy";
import { StepButton } from "@/widgets/StepButton";
import { ContentTab } from "./ContentTab";
import { EvidenceDialog } from "./EvidenceDialog";
import { ExcerptsTab } from "./excerpts/ExcerptsTab";
import { words as excerptWords } from "./excerpts/zh-excerpts";
import { FactsTab } from "./FactsTab";
import { LinkDialog } from "./LinkDialog";
import { NameDeviceDialog } from "./NameDeviceDialog";
import { LinksTab } from "./LinksTab";
import { MarkList } from "./MarkList";
import { ProofTab } from "./ProofTab";
import { findStep } from "./recording-steps";
import { TimeDialog } from "./TimeDialog";
import { camerasOf } from "./together/cameras";
import { ViewGate } from "./ViewGate";
import { words } from "./zh-recordings";
import "./recordings.css";

type Open = "link" | "time" | "evidence" | "secrecy" | "device" | null;

/** S5: one recording. `?t=` milliseconds is where playing begins, `?tab=` the side that is open. */
export default function RecordingPage() {
  const { id = "" } = useParams();
  const recording = useRecording(id);
  return <Loaded from={recording}>{(page) => <Recording key={page.summary.recording_id} page={page} />}</Loaded>;
}

function Recording({ page }: { page: Page }) {
  const { summary } = page;
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const start = useRef(startOf(params.get("t"), summary.duration_ms));
  const [jump, setJump] = useState<{ ms: number } | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const tab = params.get("tab") ?? (summary.activity_id === null ? "links" : page.marks.length > 0 ? "marks" : "facts");
  const startedAtMs = summary.started_at === null ? null : instantMs(summary.started_at);
  const mark = findStep(page.actions, "mark");
  const note = findStep(page.actions, "evidence-note");
  const evidence = findStep(page.actions, "evidence");
  const secrecy = findStep(page.actions, "secrecy");
  const link = findStep(page.actions, "link");
  const close = () => setOpen(null);

  return (
    <div className="stack">
      <PageHead
        title={
          <>
            {summary.file_name} <RecordingStateChip state={summary.state} />{" "}
            {summary.evidence ? (
              <Chip tone="blue" icon={<PaperClipOutlined />}>
                {words.evidence.is}
              </Chip>
            ) : null}
          </>
        }
        tab={summary.file_name}
        note={`${summary.started_at === null ? words.noTime : formatInstant(summary.started_at)} · ${formatLength(summary.duration_ms)} · ${summary.case_label ?? words.noLink}`}
        actions={
          <>
            <ProofChip digests={{ "SHA-256": page.sha256, SM3: page.sm3 }} logN={page.log_n} />
            {summary.activity_id !== null && overlaps(page) ? (
              <Link to={`/av/together?activity=${summary.activity_id}`}>
                <Button icon={<AppstoreOutlined />}>{words.play.together}</Button>
              </Link>
            ) : null}
            {link !== null ? (
              <StepButton step={{ ...link, title: words.link }} icon={<LinkOutlined />} plain onGo={() => setOpen("link")} />
            ) : summary.activity_id === null ? (
              <Button icon={<LinkOutlined />} onClick={() => setOpen("link")}>
                {words.link}
              </Button>
            ) : null}
            {note === null || summary.case_id === null ? null : (
              <StepButton step={note} plain onGo={() => void navigate(`/cases/${summary.case_id}/records/new?kind=WS16&recording=${summary.recording_id}`)} />
            )}
            {secrecy === null ? null : <StepButton step={{ ...secrecy, title: secrecyWords.title }} plain onGo={() => setOpen("secrecy")} />}
            {evidence === null ? null : (
              <StepButton step={{ ...evidence, title: words.evidence.attach }} icon={<PaperClipOutlined />} plain onGo={() => setOpen("evidence")} />
            )}
          </>
        }
      />
      <SecrecyNote mark={page.secrecy} />
      <div className="recording-columns">
        <section className="player-panel">
          <ViewGate page={page} startMs={start.current} mayMark={mark === null || mark.allowed} jump={jump} />
        </section>
        <section className="panel recording-side">
          <Tabs
            activeKey={tab}
            size="small"
            onChange={(key) =>
              setParams(
                (before) => {
                  before.set("tab", key);
                  return before;
                },
                { replace: true },
              )
            }
            items={[
              { key: "marks", label: `${words.tabs.marks} ${page.marks.length}`, children: <MarkList marks={page.marks} startedAtMs={startedAtMs} onJump={(ms) => setJump({ ms })} /> },
              {
                key: "content",
                label: words.tabs.content,
                children: <ContentTab page={page} startedAtMs={startedAtMs} mayMark={mark === null || mark.allowed} onJump={(ms) => setJump({ ms })} />,
              },
              { key: "excerpts", label: `${excerptWords.tab} ${page.excerpts.items.length}`, children: <ExcerptsTab page={page} onJump={(ms) => setJump({ ms })} /> },
              { key: "facts", label: words.tabs.facts, children: <FactsTab page={page} onCorrect={() => setOpen("time")} onDevice={() => setOpen("device")} /> },
              { key: "links", label: words.tabs.links, children: <LinksTab page={page} onLink={() => setOpen("link")} /> },
              { key: "proof", label: words.tabs.proof, children: <ProofTab page={page} /> },
              { key: "history", label: words.tabs.history, children: <RecordHistory entries={page.history} /> },
            ]}
          />
        </section>
      </div>
      {open === "link" ? <LinkDialog recording={summary} onClose={close} /> : null}
      {open === "secrecy" ? <SecrecyDialog path={`/recordings/${summary.recording_id}/secrecy`} mark={page.secrecy} onClose={close} /> : null}
      {open === "device" ? <NameDeviceDialog recordingId={summary.recording_id} onClose={close} /> : null}
      {open === "time" ? <TimeDialog page={page} onClose={close} /> : null}
      {open === "evidence" && summary.case_id !== null ? <EvidenceDialog recording={summary} caseId={summary.case_id} onClose={close} /> : null}
    </div>
  );
}

/** Whether another camera of the same work ran at the same time. */
const overlaps = (page: Page): boolean => camerasOf([page.summary, ...page.neighbours]).length > 1;

function startOf(text: string | null, durationMs: number | null): number {
  const ms = Number(text);
  if (text === null || !Number.isFinite(ms) || ms < 0) return 0;
  return durationMs === null ? ms : Math.min(ms, durationMs);
}
