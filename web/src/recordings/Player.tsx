import { useEffect, useMemo, useRef, useState } from "react";
import { useActivity } from "@/api/queries";
import { useMe } from "@/api/session";
import type { RecordingPage } from "@/api/schema";
import { formatPpm } from "@/format/text";
import { instantMs } from "@/format/time";
import { ActivityStrip } from "./ActivityStrip";
import { MarkForm } from "./MarkForm";
import { KeyHelp, PlayerControls } from "./PlayerControls";
import { commandOf, frameMs, type PlayerCommand } from "./player-keys";
import { clipStrip } from "./ruler-geometry";
import { covered } from "./spans";
import { TimeRuler } from "./TimeRuler";
import { usePlayer } from "./use-player";
import { Watermark } from "./Watermark";
import { words } from "./zh-recordings";

interface Props {
  page: RecordingPage;
  url: string;
  startMs: number;
  mayMark: boolean;
  /** A jump asked for from outside, e.g. the list of marks; a new object for each jump. */
  jump: { ms: number } | null;
  onBroken: () => void;
  onTime: (ms: number) => void;
}

/** The picture with its watermark, its controls and its time ruler. */
export function Player({ page, url, startMs, mayMark, jump, onBroken, onTime }: Props) {
  const me = useMe();
  const { summary } = page;
  const [measured, setMeasured] = useState<number | null>(null);
  const durationMs = Math.max(1, summary.duration_ms ?? measured ?? 1);
  const frame = useMemo(() => frameMs((page.probe?.streams ?? []).map((stream) => stream.detail)), [page.probe]);
  const player = usePlayer(durationMs, frame, startMs);
  const [marking, setMarking] = useState<number | null>(null);
  const activity = useActivity(page.links.activity?.id);
  const stage = useRef<HTMLDivElement>(null);
  const startedAtMs = summary.started_at === null ? null : instantMs(summary.started_at);
  const strip = useMemo(() => {
    const visit = activity.data?.summary;
    const span = visit?.arrived_at && visit.departed_at ? { from: instantMs(visit.arrived_at), to: instantMs(visit.departed_at) } : null;
    return page.neighbours.length === 0 ? null : clipStrip(summary, page.neighbours, span);
  }, [activity.data, page.neighbours, summary]);

  const { seek, run, atMs } = player;
  useEffect(() => {
    if (jump !== null) seek(jump.ms);
  }, [jump, seek]);
  const second = Math.floor(atMs / 1000);
  useEffect(() => onTime(second * 1000), [onTime, second]);

  const command = (one: PlayerCommand) => {
    if (one.kind === "mark") {
      if (mayMark) setMarking(player.video.current === null ? atMs : player.video.current.currentTime * 1000);
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
      if (target.closest("input,textarea,select,[contenteditable],.ant-modal,.ant-select")) return;
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
      <PlayerControls player={player} durationMs={durationMs} startedAtMs={startedAtMs} mayMark={mayMark} onCommand={command} />
      <TimeRuler
        durationMs={durationMs}
        atMs={atMs}
        startedAtMs={startedAtMs}
        marks={page.marks}
        stretches={page.observed?.stretches ?? []}
        watched={player.watched}
        loop={player.loop}
        onSeek={seek}
      />
      {marking === null ? null : <MarkForm recordingId={summary.recording_id} atMs={marking} onClose={() => setMarking(null)} />}
      {strip === null ? null : <ActivityStrip strip={strip} ownId={summary.recording_id} atMs={(startedAtMs ?? 0) + atMs} />}
      <div className="player-foot faint num">
        <KeyHelp />
        {words.play.watched(formatPpm(Math.floor((covered(player.watched) / durationMs) * 1_000_000)))}
      </div>
    </div>
  );
}
