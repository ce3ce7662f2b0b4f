import { useEffect, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useActivity } from "@/api/queries";
import { useMe } from "@/api/session";
import type { RecordingPage } from "@/api/schema";
import { formatPpm } from "@/format/text";
import { formatSpan, instantMs } from "@/format/time";
import { ActivityStrip } from "./ActivityStrip";
import { ExcerptBar } from "./excerpts/ExcerptBar";
import { MarkForm } from "./MarkForm";
import { KeyHelp, PlayerControls } from "./PlayerControls";
import { inOpenDialog } from "./in-dialog";
import { commandOf, frameMs, type PlayerCommand } from "./player-keys";
import { spansOf } from "./review/review-queue";
import { besides, clipStrip, type Beside } from "./ruler-geometry";
import { covered, type Span } from "./spans";
import { TimeRuler } from "./TimeRuler";
import { usePlayer, type Playing } from "./use-player";
import { useWatched } from "./use-watched";
import { Watermark } from "./Watermark";
import { words } from "./zh-recordings";

interface Props {
  page: RecordingPage;
  url: string;
  startMs: number;
  mayMark: boolean;
  /** A jump asked for from outside, e.g. the list of marks; a new object for each jump. */
  jump: { ms: number } | null;
  /** What a review adds; alone, a recording is played as it is. */
  review?: ReviewPlaying;
  onBroken: () => void;
  onTime: (ms: number) => void;
}

export interface ReviewPlaying extends Pick<Playing, "jumps" | "rate" | "auto" | "onEnded" | "onRate"> {
  onPlayed: (span: Span) => void;
  onBeside: (by: 1 | -1) => void;
}

/** The picture with its watermark, its controls and its time ruler. */
export function Player({ page, url, startMs, mayMark, jump, review, onBroken, onTime }: Props) {
  const me = useMe();
  const navigate = useNavigate();
  const watching = useWatched();
  const { summary } = page;
  const [measured, setMeasured] = useState<number | null>(null);
  const durationMs = Math.max(1, summary.duration_ms ?? measured ?? 1);
  const frame = useMemo(() => frameMs((page.probe?.streams ?? []).map((stream) => stream.detail)), [page.probe]);
  const id = summary.recording_id;
  const [before] = useState(() => spansOf(page.viewing.watched));
  const player = usePlayer(durationMs, frame, startMs, {
    ...review,
    before,
    onPlayed: (span) => {
      watching.played(id, span);
      review?.onPlayed(span);
    },
  });
  const [marking, setMarking] = useState<number | null>(null);
  const activity = useActivity(page.links.activity?.id);
  const stage = useRef<HTMLDivElement>(null);
  const startedAtMs = summary.started_at === null ? null : instantMs(summary.started_at);
  const strip = useMemo(() => {
    const visit = activity.data?.summary;
    const span = visit?.arrived_at && visit.departed_at ? { from: instantMs(visit.arrived_at), to: instantMs(visit.departed_at) } : null;
    return page.neighbours.length === 0 ? null : clipStrip(summary, page.neighbours, span);
  }, [activity.data, page.neighbours, summary]);

  const { before: earlier, after: later } = useMemo(() => (strip === null ? { before: null, after: null } : besides(strip, id)), [id, strip]);
  const others = useMemo(() => page.watched_by_others.map((one) => ({ name: one.name, spans: spansOf(one.parts) })), [page.watched_by_others]);

  const { seek, run, atMs } = player;
  useEffect(() => {
    if (jump !== null) seek(jump.ms);
  }, [jump, seek]);
  const second = Math.floor(atMs / 1000);
  useEffect(() => onTime(second * 1000), [onTime, second]);

  const command = (one: PlayerCommand) => {
    if (one.kind === "mark") {
      if (mayMark) setMarking(player.video.current === null ? atMs : player.video.current.currentTime * 1000);
    } else if (one.kind === "beside") {
      const to = one.by === 1 ? later : earlier;
      if (review !== undefined) review.onBeside(one.by);
      else if (to !== null) void navigate(`/av/${to.clip.id}`);
    } else if (one.kind === "fullscreen") {
      // The box, not the bare video: the watermark must stay over the picture.
      if (document.fullscreenElement === null) void stage.current?.requestFullscreen();
      else void document.exitFullscreen();
    } else run(one);
  };
  const latest = useRef(command);
  latest.current = command;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (inOpenDialog(target) || target.closest("input,textarea,select,[contenteditable],.ant-select")) return;
      if (event.key === " " && target.closest("button,a")) return;
      const found = commandOf(event);
      if (found === null) return;
      event.preventDefault();
      latest.current(found);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <div className="player" ref={stage}>
      <div className="player-picture">
        <video
          ref={player.video}
          src={url}
          playsInline
          disablePictureInPicture
          controlsList="nodownload nofullscreen noremoteplayback"
          preload="auto"
          aria-label={summary.file_name}
          onClick={player.toggle}
          onContextMenu={(event) => event.preventDefault()}
          onError={onBroken}
          onDurationChange={(event) => {
            const seconds = event.currentTarget.duration;
            if (Number.isFinite(seconds)) setMeasured(seconds * 1000);
          }}
          {...player.handlers}
        />
        <Watermark name={me.officer.name} id={me.officer.credential_no ?? me.officer.login_name ?? ""} />
      </div>
      <PlayerControls player={player} durationMs={durationMs} startedAtMs={startedAtMs} mayMark={mayMark} corrected={summary.time_corrected} beside={review === undefined ? { before: besideText(earlier), after: besideText(later) } : { before: "", after: "" }} onCommand={command} />
      <TimeRuler
        durationMs={durationMs}
        atMs={atMs}
        startedAtMs={startedAtMs}
        marks={page.marks}
        stretches={page.observed?.stretches ?? []}
        watched={player.watched}
        others={others}
        loop={player.loop}
        onSeek={seek}
      />
      {review === undefined ? <ExcerptBar page={page} durationMs={durationMs} loop={player.loop} nowMs={() => (player.video.current === null ? atMs : player.video.current.currentTime * 1000)} onCommand={command} /> : null}
      {marking === null ? null : <MarkForm recordingId={summary.recording_id} atMs={marking} onClose={() => setMarking(null)} />}
      {strip === null ? null : <ActivityStrip strip={strip} ownId={summary.recording_id} atMs={(startedAtMs ?? 0) + atMs} />}
      <div className="player-foot faint num">
        <KeyHelp />
        {words.play.watched(formatPpm(Math.floor((covered(player.watched) / durationMs) * 1_000_000)))}
      </div>
    </div>
  );
}

function besideText(beside: Beside | null): string | null {
  if (beside === null) return null;
  const gap = beside.gapMs > 0 ? words.play.besideGap(formatSpan(beside.gapMs)) : words.play.besideBoth;
  return ` ${beside.clip.label} · ${gap}`;
}
