import { useCallback, useEffect, useRef, useState } from "react";
import { nextRate, type PlayerCommand } from "./player-keys";
import { clampMs } from "./ruler-geometry";
import { withSpan, type Span } from "./spans";

/** Jumps longer than this between two time updates are seeks, not watching. */
const WATCH_STEP_MS = 1_500;

export interface Loop {
  from: number | null;
  to: number | null;
}

/** The video element's state as React sees it, and what the keys do to it. */
export function usePlayer(durationMs: number, frame: number, startMs: number) {
  const video = useRef<HTMLVideoElement | null>(null);
  const [atMs, setAtMs] = useState(startMs);
  const [playing, setPlaying] = useState(false);
  const [rate, setRate] = useState(1);
  const [muted, setMuted] = useState(false);
  const [watched, setWatched] = useState<Span[]>([]);
  const [loop, setLoop] = useState<Loop>({ from: null, to: null });
  const lastMs = useRef(startMs);
  const loopNow = useRef(loop);
  loopNow.current = loop;

  const seek = useCallback(
    (ms: number) => {
      const target = clampMs(ms, durationMs);
      lastMs.current = target;
      setAtMs(target);
      if (video.current !== null) video.current.currentTime = target / 1000;
    },
    [durationMs],
  );

  // Frame-fine while playing; the element's own timeupdate is four a second only.
  useEffect(() => {
    if (!playing) return undefined;
    let handle = 0;
    const tick = () => {
      const element = video.current;
      if (element !== null) {
        const now = element.currentTime * 1000;
        const before = lastMs.current;
        if (now > before && now - before < WATCH_STEP_MS * Math.max(1, element.playbackRate)) setWatched((spans) => withSpan(spans, { from: before, to: now }, 100));
        lastMs.current = now;
        setAtMs(now);
        const { from, to } = loopNow.current;
        if (from !== null && to !== null && now >= to) seek(from);
      }
      handle = requestAnimationFrame(tick);
    };
    handle = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(handle);
  }, [playing, seek]);

  const changeRate = useCallback((next: number) => {
    setRate(next);
    if (video.current !== null) video.current.playbackRate = next;
  }, []);

  const toggle = useCallback(() => {
    const element = video.current;
    if (element === null) return;
    if (element.paused) void element.play().catch(() => setPlaying(false));
    else element.pause();
  }, []);

  const run = useCallback(
    (command: PlayerCommand) => {
      const element = video.current;
      const now = element === null ? lastMs.current : element.currentTime * 1000;
      switch (command.kind) {
        case "toggle":
          toggle();
          break;
        case "seek":
          seek(now + command.byMs);
          break;
        case "frame":
          element?.pause();
          seek(now + command.by * frame);
          break;
        case "faster":
          changeRate(nextRate(element?.playbackRate ?? 1, 1));
          break;
        case "slower":
          changeRate(nextRate(element?.playbackRate ?? 1, -1));
          break;
        case "loop_in":
          setLoop(({ to }) => ({ from: now, to: to !== null && to > now ? to : null }));
          break;
        case "loop_out":
          setLoop(({ from }) => (from !== null && now > from ? { from, to: now } : { from, to: null }));
          break;
        case "loop_clear":
          setLoop({ from: null, to: null });
          break;
        default:
          break;
      }
    },
    [changeRate, frame, seek, toggle],
  );

  /** Handlers of the video element. */
  const handlers = {
    onPlay: () => setPlaying(true),
    onPause: () => setPlaying(false),
    onEnded: () => setPlaying(false),
    onVolumeChange: () => setMuted(video.current?.muted ?? false),
    onLoadedMetadata: () => {
      const element = video.current;
      if (element === null) return;
      element.currentTime = lastMs.current / 1000;
      element.playbackRate = rate;
    },
    onSeeked: () => {
      const element = video.current;
      if (element !== null && element.paused) setAtMs(element.currentTime * 1000);
    },
  };
  return { video, atMs, playing, rate, muted, watched, loop, seek, run, toggle, changeRate, handlers };
}

export type PlayerState = ReturnType<typeof usePlayer>;
