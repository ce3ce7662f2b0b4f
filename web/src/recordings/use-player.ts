import { useCallback, useEffect, useRef, useState } from "react";
import { nextRate, type PlayerCommand } from "./player-keys";
import { clampMs } from "./ruler-geometry";
import { jumpFrom } from "./review/review-queue";
import { withSpan, type Span } from "./spans";
import { WATCH_STEP_MS } from "./use-watched";

/** A jump that ends so near the end goes to the end. */
const END_SLACK_MS = 200;

export interface Loop {
  from: number | null;
  to: number | null;
}

/** What a page adds to the playing of one recording. */
export interface Playing {
  /** What was watched on other days. */
  before?: readonly Span[];
  /** Stretches that are jumped over while it plays. */
  jumps?: readonly Span[];
  /** Speed to begin with. */
  rate?: number;
  /** Begins by itself. */
  auto?: boolean;
  onPlayed?: (span: Span) => void;
  onEnded?: () => void;
  onRate?: (rate: number) => void;
}

/** The video element's state as React sees it, and what the keys do to it. */
export function usePlayer(durationMs: number, frame: number, startMs: number, wish: Playing = {}) {
  const video = useRef<HTMLVideoElement | null>(null);
  const [atMs, setAtMs] = useState(startMs);
  const [playing, setPlaying] = useState(false);
  const [rate, setRate] = useState(wish.rate ?? 1);
  const [muted, setMuted] = useState(false);
  const [watched, setWatched] = useState<Span[]>(() => [...(wish.before ?? [])]);
  const [loop, setLoop] = useState<Loop>({ from: null, to: null });
  const lastMs = useRef(startMs);
  const loopNow = useRef(loop);
  loopNow.current = loop;
  const asked = useRef(wish);
  asked.current = wish;

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
        if (now > before && now - before < WATCH_STEP_MS * Math.max(1, element.playbackRate)) {
          setWatched((spans) => withSpan(spans, { from: before, to: now }, 100));
          asked.current.onPlayed?.({ from: before, to: now });
        }
        lastMs.current = now;
        setAtMs(now);
        const over = jumpFrom(asked.current.jumps ?? [], now);
        if (over !== null) {
          seek(over);
          if (over >= durationMs - END_SLACK_MS) asked.current.onEnded?.();
        }
        const { from, to } = loopNow.current;
        if (from !== null && to !== null && now >= to) seek(from);
      }
      handle = requestAnimationFrame(tick);
    };
    handle = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(handle);
  }, [durationMs, playing, seek]);

  const changeRate = useCallback((next: number) => {
    setRate(next);
    asked.current.onRate?.(next);
    if (video.current !== null) setSpeed(video.current, next);
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
    onEnded: () => {
      setPlaying(false);
      asked.current.onEnded?.();
    },
    onVolumeChange: () => setMuted(video.current?.muted ?? false),
    onLoadedMetadata: () => {
      const element = video.current;
      if (element === null) return;
      element.currentTime = lastMs.current / 1000;
      setSpeed(element, rate);
      if (asked.current.auto) void element.play().catch(() => setPlaying(false));
    },
    onSeeked: () => {
      const element = video.current;
      if (element !== null && element.paused) setAtMs(element.currentTime * 1000);
    },
  };
  return { video, atMs, playing, rate, muted, watched, loop, seek, run, toggle, changeRate, handlers };
}

/** Faster or slower without a higher or lower voice. */
export function setSpeed(element: HTMLVideoElement, rate: number): void {
  element.preservesPitch = true;
  element.playbackRate = rate;
}

export type PlayerState = ReturnType<typeof usePlayer>;
