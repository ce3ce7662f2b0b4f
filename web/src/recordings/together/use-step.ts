import { useCallback, useEffect, useRef, useState } from "react";
import type { Span } from "../spans";
import { setSpeed } from "../use-player";
import { clipAt, type Camera } from "./cameras";
import { atRate, correction, halt, held, LONGEST_HOLD_MS, moved, run, stopped, wallAt } from "./step-clock";

/** Enough of a picture to show this moment and the next. */
const HAVE_FUTURE_DATA = 3;

export interface StepState {
  wallMs: number;
  running: boolean;
  rate: number;
  /** A picture is waited for. */
  stalled: boolean;
}

/** Plays the pictures of several cameras by one clock; whichever is off is put right. */
export function useStep(cameras: readonly Camera[], whole: Span, startMs: number, onPlayed: (clipId: string, span: Span) => void) {
  const clock = useRef(stopped(startMs));
  const videos = useRef(new Map<string, HTMLVideoElement>());
  const [state, setState] = useState<StepState>({ wallMs: startMs, running: false, rate: 1, stalled: false });
  const seen = useRef({ onPlayed, cameras });
  seen.current = { onPlayed, cameras };

  const align = useCallback((wallMs: number, running: boolean): boolean => {
    let ready = true;
    for (const camera of seen.current.cameras) {
      const clip = clipAt(camera, wallMs);
      const video = clip === null ? undefined : videos.current.get(clip.id);
      if (clip === null || video === undefined || video.error !== null) continue;
      const to = correction(video.currentTime * 1000, clip, wallMs, running);
      if (to !== null && !video.seeking) video.currentTime = to / 1000;
      if (video.seeking || video.readyState < HAVE_FUTURE_DATA) ready = false;
      if (video.playbackRate !== clock.current.rate) setSpeed(video, clock.current.rate);
      if (running && video.paused) void video.play().catch(() => undefined);
      if (!running && !video.paused) video.pause();
    }
    return ready;
  }, []);

  useEffect(() => {
    if (!state.running) return undefined;
    let [handle, before, heldSince] = [0, performance.now(), 0];
    const tick = () => {
      const now = performance.now();
      const from = wallAt(clock.current, before);
      const ready = align(wallAt(clock.current, now), true);
      if (!ready && heldSince === 0) heldSince = now;
      if (ready) heldSince = 0;
      const holds = !ready && now - heldSince < LONGEST_HOLD_MS;
      if (holds) clock.current = held(clock.current, before, now);
      const wallMs = wallAt(clock.current, now);
      if (!holds && wallMs > from) note(seen.current, { from, to: wallMs });
      before = now;
      if (wallMs >= whole.to) {
        clock.current = moved(halt(clock.current, now), whole.to, whole, now);
        align(whole.to, false);
        setState((old) => ({ ...old, wallMs: whole.to, running: false, stalled: false }));
        return;
      }
      setState((old) => ({ ...old, wallMs, stalled: holds && now - heldSince > 300 }));
      handle = requestAnimationFrame(tick);
    };
    handle = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(handle);
  }, [align, state.running, whole]);

  const seek = useCallback(
    (toMs: number) => {
      const now = performance.now();
      clock.current = moved(clock.current, toMs, whole, now);
      const wallMs = wallAt(clock.current, now);
      align(wallMs, clock.current.running);
      setState((old) => ({ ...old, wallMs }));
    },
    [align, whole],
  );
  const toggle = useCallback(() => {
    const now = performance.now();
    const running = !clock.current.running;
    clock.current = running ? run(clock.current, now) : halt(clock.current, now);
    if (!running) align(wallAt(clock.current, now), false);
    setState((old) => ({ ...old, running, stalled: false, wallMs: wallAt(clock.current, now) }));
  }, [align]);
  const speed = useCallback((rate: number) => {
    clock.current = atRate(clock.current, rate, performance.now());
    setState((old) => ({ ...old, rate }));
  }, []);
  /** A picture comes or goes with its clip; a new one is put in its place at once. */
  const attach = useCallback(
    (clipId: string, video: HTMLVideoElement | null) => {
      if (video === null) videos.current.delete(clipId);
      else {
        videos.current.set(clipId, video);
        setSpeed(video, clock.current.rate);
      }
    },
    [],
  );
  /** The first frame is there: show the moment the others show. */
  const loaded = useCallback(() => align(wallAt(clock.current, performance.now()), clock.current.running), [align]);
  return { state, seek, toggle, speed, attach, loaded };
}

/** Each camera's part of what passed was watched. */
function note({ cameras, onPlayed }: { cameras: readonly Camera[]; onPlayed: (clipId: string, span: Span) => void }, passed: Span): void {
  for (const camera of cameras) {
    const clip = clipAt(camera, passed.from);
    if (clip !== null) onPlayed(clip.id, { from: passed.from - clip.from, to: Math.min(passed.to, clip.to) - clip.from });
  }
}
