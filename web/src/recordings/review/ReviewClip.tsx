import { CaretRightFilled } from "@ant-design/icons";
import { App, Button } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { asProblem, write } from "@/api/client";
import { useRecording } from "@/api/queries";
import { useMe } from "@/api/session";
import type { RecordingPage, ReviewItem, ViewingView } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { instantMs } from "@/format/time";
import { Loaded } from "@/widgets/Loaded";
import { inOpenDialog } from "../in-dialog";
import { MarkList } from "../MarkList";
import type { ReviewPlaying } from "../Player";
import { timeCode } from "../ruler-geometry";
import { findStep } from "../recording-steps";
import type { Span } from "../spans";
import { ViewGate } from "../ViewGate";
import { words } from "../zh-recordings";
import { recall, remember } from "./remembered";
import { besideOf, isDone, jumpsOf, spansOf, type Wish } from "./review-queue";
import { reviewCommandOf } from "./review-keys";
import { VerdictForm } from "./VerdictForm";
import { reviewWords as w } from "./zh-review";

interface Props {
  item: ReviewItem;
  items: readonly ReviewItem[];
  wish: Wish;
  /** The reviewer has begun: clips are opened one after the other. */
  auto: boolean;
  onAuto: () => void;
  onGo: (id: string) => void;
  onTold: (id: string, viewing: ViewingView) => void;
  onPlayed: (id: string, spans: readonly Span[]) => void;
  onHelp: () => void;
  onLeave: () => void;
}

/** One clip of the queue: its picture, what is held of it, its marks. */
export function ReviewClip(props: Props) {
  const recording = useRecording(props.item.recording.recording_id);
  return <Loaded from={recording}>{(page) => <Clip {...props} page={page} />}</Loaded>;
}

function Clip({ page, item, items, wish, auto, onAuto, onGo, onTold, onPlayed, onHelp, onLeave }: Props & { page: RecordingPage }) {
  const me = useMe();
  const { message } = App.useApp();
  const who = me.officer.officer_id;
  const id = item.recording.recording_id;
  const [jump, setJump] = useState<{ ms: number } | null>(null);
  const [rate, setRate] = useState(() => Number(recall(who, "rate")) || 1);
  const [note, setNote] = useState(item.viewing.note ?? "");
  // Jumped over is what was watched before this clip was opened, not what is being watched now; whoever
  // opens one again that was watched to the end wants to see it.
  const [before] = useState(() => (isDone(item) ? [] : spansOf(item.viewing.watched)));
  const jumps = useMemo(() => jumpsOf(item.stretches, before, wish), [before, item.stretches, wish]);
  const atMs = useRef(0);
  const fresh = useRef<Span[]>([]);
  const mark = findStep(page.actions, "mark");
  const mayMark = mark === null || mark.allowed;
  const marking = useAction({ errors: "toast", success: words.markDone });
  const startedAtMs = item.recording.started_at === null ? null : instantMs(item.recording.started_at);

  useEffect(() => {
    const timer = setInterval(() => {
      if (fresh.current.length > 0) onPlayed(id, fresh.current.splice(0));
    }, 1_000);
    return () => clearInterval(timer);
  }, [id, onPlayed]);

  const beside = useCallback(
    (by: 1 | -1, open: boolean) => {
      const next = besideOf(items, id, by, open);
      if (next !== null) onGo(next.recording.recording_id);
      else if (open) void message.success(w.allDone);
    },
    [id, items, message, onGo],
  );
  const judge = useCallback(
    async (verdict: ViewingView["verdict"], text: string) => {
      try {
        onTold(id, await write<ViewingView>("PUT", `/recordings/${id}/verdict`, { verdict, note: text.trim() === "" ? null : text.trim() }));
        void message.success(w.saved);
      } catch (thrown) {
        const problem = asProblem(thrown);
        void message.error(problem.code === "access.no_grant" ? w.verdictFirst : problem.detail);
      }
    },
    [id, message, onTold],
  );

  const onKey = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    // A form or a dialog of its own ends by itself.
    if (inOpenDialog(target) || target.closest(".mark-form") !== null) return;
    const typing = target.closest("input,textarea,select,[contenteditable],.ant-select") !== null;
    if (typing && event.key !== "Escape") return;
    const command = reviewCommandOf(event);
    if (command === null) return;
    if (command.kind === "verdict") void judge(command.verdict, note);
    else if (command.kind === "help") onHelp();
    else if (command.kind === "time") setNote((text) => `${text}${text === "" || text.endsWith("\n") ? "" : " "}[${timeCode(atMs.current)}] `);
    else if (command.kind === "mark") {
      if (mayMark) void marking.run("POST", `/recordings/${id}/marks`, { at_ms: Math.round(atMs.current), kind: "other", text: null });
      else void message.warning(mark?.missing.map((one) => one.message).join("；") ?? "");
    } else if (typing) target.blur();
    else onLeave();
    event.preventDefault();
    event.stopPropagation();
  };
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    // Before the player's own keys: Esc leaves the review, it does not end a loop.
    const listen = (event: KeyboardEvent) => latest.current(event);
    window.addEventListener("keydown", listen, true);
    return () => window.removeEventListener("keydown", listen, true);
  }, []);

  const review: ReviewPlaying = {
    jumps,
    rate,
    auto,
    onRate: (next) => {
      setRate(next);
      remember(who, "rate", String(next));
    },
    onPlayed: (span) => {
      atMs.current = span.to;
      fresh.current.push(span);
    },
    onEnded: () => beside(1, true),
    onBeside: (by) => beside(by, false),
  };
  const canBegin = !auto && item.may_view && item.recording.preview && item.recording.state === "ready";
  return (
    <>
      <section className="player-panel" aria-label={item.recording.file_name}>
        <h2 className="review-file">
          {item.recording.file_name} <Link to={`/av/${id}`}>{w.openAlone}</Link>
        </h2>
        {canBegin ? (
          <div className="gate">
            <div className="gate-card">
              <Button autoFocus type="primary" size="large" icon={<CaretRightFilled />} onClick={onAuto}>
                {w.begin}
              </Button>
              <p className="gate-note">{w.beginNote}</p>
            </div>
          </div>
        ) : (
          <ViewGate page={page} startMs={0} mayMark={mayMark} jump={jump} review={review} />
        )}
        <div className="row review-steps">
          <Button onClick={() => beside(-1, false)}>{w.previous}</Button>
          <Button onClick={() => beside(1, false)}>{w.next}</Button>
        </div>
      </section>
      <section className="panel review-side">
        <VerdictForm viewing={item.viewing} note={note} onNote={setNote} onJudge={(verdict) => void judge(verdict, note)} />
        <h3>{w.marks(page.marks.length)}</h3>
        <MarkList marks={page.marks} startedAtMs={startedAtMs} onJump={(ms) => setJump({ ms })} />
      </section>
    </>
  );
}
