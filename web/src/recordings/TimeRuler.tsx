import { CompressOutlined, ZoomInOutlined, ZoomOutOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import type { Mark, Stretch } from "@/api/schema";
import { formatClock, formatLength } from "@/format/time";
import { laneOf, type Lane } from "./content";
import { exactLength, following, msOf, panned, ticks, xOf, zoomed } from "./ruler-geometry";
import type { Span } from "./spans";
import type { Loop } from "./use-player";
import { words } from "./zh-recordings";

interface Props {
  durationMs: number;
  atMs: number;
  /** Real time of the first frame, or null when unknown. */
  startedAtMs: number | null;
  marks: readonly Mark[];
  /** What a machine saw and heard. */
  stretches: readonly Stretch[];
  watched: readonly Span[];
  /** What others watched, with their names. */
  others: readonly { name: string; spans: readonly Span[] }[];
  loop: Loop;
  onSeek: (ms: number) => void;
}

const HEIGHT = 116;
const TRACK_TOP = 30;
const TRACK_HEIGHT = 14;
const LANES: readonly Lane[] = ["speech", "silent", "dark", "frozen"];
const OTHERS_TOP = 64;
const LANE_TOP = 74;
const LANE_STEP = 10;
const LANE_HEIGHT = 7;
const STEP_MS = 1_000;

type Layer = Lane | "watched" | "others" | "mark";

function toggled(layers: ReadonlySet<Layer>, one: Layer): Set<Layer> {
  const next = new Set(layers);
  if (!next.delete(one)) next.add(one);
  return next;
}

/** The recording as a line of time: marks, what was watched, the loop, the playhead; zoom by wheel or keys. */
export function TimeRuler({ durationMs, atMs, startedAtMs, marks, stretches, watched, others, loop, onSeek }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [view, setView] = useState<Span>({ from: 0, to: durationMs });
  const [hidden, setHidden] = useState<ReadonlySet<Layer>>(new Set());
  const shown = following(view, atMs, durationMs);
  useEffect(() => setView({ from: 0, to: durationMs }), [durationMs]);
  useWheelZoom(box, (factor, x) => setView((now) => zoomed(now, factor, msOf(x, now, width), durationMs)));

  const x = (ms: number) => xOf(ms, shown, width);
  const seekTo = (event: PointerEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    onSeek(msOf(event.clientX - left, shown, width));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "+" || event.key === "=") setView(zoomed(shown, 0.5, atMs, durationMs));
    else if (event.key === "-") setView(zoomed(shown, 2, atMs, durationMs));
    else if (event.key === "Home") onSeek(0);
    else if (event.key === "End") onSeek(durationMs);
    else if (event.key === "PageUp") setView(panned(shown, -0.8, durationMs));
    else if (event.key === "PageDown") setView(panned(shown, 0.8, durationMs));
    else if (event.key === "ArrowUp") onSeek(atMs + STEP_MS);
    else if (event.key === "ArrowDown") onSeek(atMs - STEP_MS);
    else return;
    event.preventDefault();
  };
  const real = startedAtMs === null ? null : formatClock(startedAtMs + atMs, true);
  const band = (span: Span, className: string, key: string | number) => {
    const [from, to] = [Math.max(0, x(span.from)), Math.min(width, x(span.to))];
    return to > from ? <rect key={key} className={className} x={from} y={TRACK_TOP} width={to - from} height={TRACK_HEIGHT} /> : null;
  };
  const byOther = (name: string, span: Span) => {
    const [from, to] = [Math.max(0, x(span.from)), Math.min(width, x(span.to))];
    return to <= from || hidden.has("others") ? null : (
      <rect key={`${name}${span.from}`} className="ruler-others" x={from} y={OTHERS_TOP} width={to - from} height={5}>
        <title>{words.play.watchedBy(name)}</title>
      </rect>
    );
  };
  const lane = (one: Stretch) => {
    if (hidden.has(laneOf(one.seen))) return null;
    const [from, to] = [Math.max(0, x(one.from_ms)), Math.min(width, x(one.to_ms))];
    const top = LANE_TOP + LANES.indexOf(laneOf(one.seen)) * LANE_STEP;
    return to < 0 || from > width ? null : (
      <rect key={`${one.seen}${one.from_ms}`} className={`ruler-${laneOf(one.seen)}`} x={from} y={top} width={Math.max(2, to - from)} height={LANE_HEIGHT}>
        <title>{`${exactLength(one.from_ms)} ${words.content.seen[one.seen]}，${words.content.lasted(formatLength(one.to_ms - one.from_ms))}`}</title>
      </rect>
    );
  };
  const layers: Layer[] = [
    ...(watched.length > 0 ? (["watched"] as const) : []),
    ...(others.length > 0 ? (["others"] as const) : []),
    ...LANES.filter((one) => stretches.some((stretch) => laneOf(stretch.seen) === one)),
    ...(marks.length > 0 ? (["mark"] as const) : []),
  ];
  return (
    <div className="ruler">
      <div
        ref={box}
        className="ruler-box"
        role="slider"
        tabIndex={0}
        aria-label={words.play.ruler}
        aria-valuemin={0}
        aria-valuemax={Math.round(durationMs / 1000)}
        aria-valuenow={Math.round(atMs / 1000)}
        aria-valuetext={`${formatLength(atMs)}${real === null ? "" : `，${words.play.realTime} ${real}`}`}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) seekTo(event);
        }}
      >
        <svg width={width} height={HEIGHT} aria-hidden>
          {ticks(shown, width, startedAtMs).map((tick) => (
            <g key={tick.atMs}>
              <line className="ruler-tick" x1={tick.x} x2={tick.x} y1={TRACK_TOP - 6} y2={TRACK_TOP + TRACK_HEIGHT} />
              <text className="ruler-label" x={tick.x + 3} y={TRACK_TOP - 10}>
                {tick.label}
              </text>
            </g>
          ))}
          <rect className="ruler-track" x={0} y={TRACK_TOP} width={width} height={TRACK_HEIGHT} />
          {hidden.has("watched") ? null : watched.map((span) => band(span, "ruler-watched", span.from))}
          {others.flatMap((one) => one.spans.map((span) => byOther(one.name, span)))}
          {loop.from !== null && loop.to !== null ? band({ from: loop.from, to: loop.to }, "ruler-loop", "loop") : null}
          {loop.from !== null ? <path className="ruler-loop-edge" d={`M${x(loop.from)} ${TRACK_TOP - 4} v${TRACK_HEIGHT + 8}`} /> : null}
          {loop.to !== null ? <path className="ruler-loop-edge" d={`M${x(loop.to)} ${TRACK_TOP - 4} v${TRACK_HEIGHT + 8}`} /> : null}
          {stretches.map(lane)}
          {(hidden.has("mark") ? [] : marks).map((mark) => (
            <g
              key={mark.mark_id}
              className="ruler-mark"
              onPointerDown={(event) => {
                event.stopPropagation();
                onSeek(mark.at_ms);
              }}
            >
              <title>{`${exactLength(mark.at_ms)} ${words.marks[mark.kind]}${mark.text === null ? "" : `：${mark.text}`}`}</title>
              <path d={`M${x(mark.at_ms)} ${TRACK_TOP + TRACK_HEIGHT + 2} l5 7 l-5 7 l-5 -7 z`} />
            </g>
          ))}
          <path className="ruler-head" d={`M${x(atMs)} ${TRACK_TOP - 8} v${TRACK_HEIGHT + 26}`} />
          <path className="ruler-head-cap" d={`M${x(atMs) - 5} ${TRACK_TOP - 8} h10 l-5 7 z`} />
        </svg>
      </div>
      <div className="ruler-keys">
        <Button size="small" type="text" icon={<ZoomInOutlined />} aria-label={words.play.zoomIn} title={words.play.zoomIn} onClick={() => setView(zoomed(shown, 0.5, atMs, durationMs))} />
        <Button size="small" type="text" icon={<ZoomOutOutlined />} aria-label={words.play.zoomOut} title={words.play.zoomOut} onClick={() => setView(zoomed(shown, 2, atMs, durationMs))} />
        <Button size="small" type="text" icon={<CompressOutlined />} onClick={() => setView({ from: 0, to: durationMs })}>
          {words.play.fit}
        </Button>
      </div>
      {layers.length === 0 ? null : (
        <div className="ruler-legend" role="group" aria-label={words.play.layers}>
          {layers.map((one) => (
            <button key={one} type="button" aria-pressed={!hidden.has(one)} title={words.play.layerHint} onClick={() => setHidden((before) => toggled(before, one))}>
              <svg width={16} height={8} aria-hidden>
                <rect className={`ruler-${one}`} width={16} height={8} />
              </svg>{" "}
              {words.play.lanes[one]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function useWidth(box: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

/** React's wheel listeners are passive; zooming must keep the page from scrolling. */
function useWheelZoom(box: React.RefObject<HTMLElement | null>, onZoom: (factor: number, x: number) => void): void {
  const latest = useRef(onZoom);
  latest.current = onZoom;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current(event.deltaY > 0 ? 1.25 : 0.8, event.clientX - element.getBoundingClientRect().left);
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [box]);
}
