import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import type { Scale } from "./scale";
import { FIT, maxZoom, pan as panView, showSpan, zoomAt, type View } from "./view";

export interface Pane {
  frame: RefObject<HTMLDivElement | null>;
  width: number;
  view: View;
  zoom: (factor: number, anchor?: number) => void;
  move: (windows: number) => void;
  fit: () => void;
  show: (from: number, to: number) => void;
  /** A drag just ended: the click that follows it opens nothing. */
  dragged: RefObject<boolean>;
}

const DRAG_PX = 4;

/** Size, zoom and position of the axis, with wheel and drag. */
export function usePane(scale: Scale): Pane {
  const frame = useRef<HTMLDivElement | null>(null);
  const [width, setWidth] = useState(0);
  const [view, setView] = useState<View>(FIT);
  const dragged = useRef(false);
  const most = maxZoom(scale, width);
  const bounds = useRef({ most, width });
  bounds.current = { most, width };
  const shown = useRef(scale);
  if (shown.current !== scale) {
    // Another selection of items is another line. A refetch that changed nothing keeps the place.
    const same = shown.current.from === scale.from && shown.current.to === scale.to && shown.current.segments.length === scale.segments.length;
    shown.current = scale;
    if (!same) setView(FIT);
  }

  useLayoutEffect(() => {
    const box = frame.current;
    if (!box) return undefined;
    const measure = () => setWidth(box.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  });

  const zoom = useCallback((factor: number, anchor = 0.5) => setView((v) => zoomAt(v, factor, anchor, bounds.current.most)), []);
  const move = useCallback((windows: number) => setView((v) => panView(v, windows)), []);
  const fit = useCallback(() => setView(FIT), []);
  const show = useCallback((from: number, to: number) => setView(showSpan(shown.current, from, to, bounds.current.most)), []);

  const there = width > 0;
  useEffect(() => {
    const box = frame.current;
    if (!box || !there) return undefined;
    let waiting = 0;
    let factor = 1;
    let shift = 0;
    let anchor = 0.5;
    const flush = () => {
      waiting = 0;
      if (factor !== 1) zoom(factor, anchor);
      if (shift !== 0) move(shift);
      factor = 1;
      shift = 0;
    };
    const onWheel = (e: WheelEvent) => {
      e.preventDefault();
      const rect = box.getBoundingClientRect();
      anchor = (e.clientX - rect.left) / rect.width;
      if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) shift += (e.deltaX || e.deltaY) / rect.width;
      else factor *= Math.exp(-Math.max(-120, Math.min(120, e.deltaY)) / 320);
      waiting ||= requestAnimationFrame(flush);
    };
    let last: number | null = null;
    let travelled = 0;
    const onDown = (e: PointerEvent) => {
      if (e.button !== 0) return;
      last = e.clientX;
      travelled = 0;
      dragged.current = false;
    };
    const onMove = (e: PointerEvent) => {
      if (last === null) return;
      const by = e.clientX - last;
      travelled += Math.abs(by);
      if (travelled < DRAG_PX) return;
      dragged.current = true;
      last = e.clientX;
      shift -= by / bounds.current.width;
      waiting ||= requestAnimationFrame(flush);
    };
    const onUp = () => (last = null);
    box.addEventListener("wheel", onWheel, { passive: false });
    box.addEventListener("pointerdown", onDown);
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    return () => {
      cancelAnimationFrame(waiting);
      box.removeEventListener("wheel", onWheel);
      box.removeEventListener("pointerdown", onDown);
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", onUp);
    };
  }, [there, zoom, move]);

  return useMemo(() => ({ frame, width, view, zoom, move, fit, show, dragged }), [width, view, zoom, move, fit, show]);
}
