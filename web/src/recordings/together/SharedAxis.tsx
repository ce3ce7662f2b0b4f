import type { KeyboardEvent, PointerEvent } from "react";
import { useRef } from "react";
import { formatClock, formatSpan } from "@/format/time";
import type { Span } from "../spans";
import { gapsOf, type Camera } from "./cameras";
import { togetherWords as w } from "./zh-together";

interface Props {
  cameras: readonly Camera[];
  whole: Span;
  wallMs: number;
  onSeek: (wallMs: number) => void;
}

const STEP_MS = 5_000;

/** Real time with a lane for each camera: what it recorded, and where it did not. */
export function SharedAxis({ cameras, whole, wallMs, onSeek }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const length = Math.max(1, whole.to - whole.from);
  const left = (ms: number) => `${((ms - whole.from) / length) * 100}%`;
  const size = (span: Span) => `${((span.to - span.from) / length) * 100}%`;
  const seekTo = (event: PointerEvent) => {
    const place = box.current?.getBoundingClientRect();
    if (place !== undefined && place.width > 0) onSeek(whole.from + ((event.clientX - place.left) / place.width) * length);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Home") onSeek(whole.from);
    else if (event.key === "End") onSeek(whole.to);
    else if (event.key === "ArrowUp" || event.key === "PageUp") onSeek(wallMs + STEP_MS);
    else if (event.key === "ArrowDown" || event.key === "PageDown") onSeek(wallMs - STEP_MS);
    else return;
    event.preventDefault();
  };
  return (
    <div className="shared-axis">
      <div className="shared-names" aria-hidden>
        {cameras.map((camera) => (
          <span key={camera.key}>{camera.label}</span>
        ))}
      </div>
      <div
        ref={box}
        className="shared-lanes"
        role="slider"
        tabIndex={0}
        aria-label={w.axis}
        aria-valuemin={0}
        aria-valuemax={Math.round(length / 1000)}
        aria-valuenow={Math.round((wallMs - whole.from) / 1000)}
        aria-valuetext={formatClock(wallMs, true)}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) seekTo(event);
        }}
      >
        {cameras.map((camera) => (
          <div key={camera.key} className="shared-lane">
            {gapsOf(camera, whole).map((gap) => (
              <span key={gap.from} className="shared-gap" style={{ left: left(gap.from), width: size(gap) }} title={`${formatClock(gap.from, true)}—${formatClock(gap.to, true)} ${w.laneGap(formatSpan(gap.to - gap.from))}`} />
            ))}
            {camera.clips.map((clip) => (
              <span key={clip.id} className="shared-clip" style={{ left: left(clip.from), width: size(clip) }} title={w.lane(clip.label, `${formatClock(clip.from, true)}—${formatClock(clip.to, true)}`)} />
            ))}
          </div>
        ))}
        <span className="shared-now" style={{ left: left(wallMs) }} />
      </div>
      <div className="shared-ends num faint" aria-hidden>
        <span>{formatClock(whole.from, true)}</span>
        <span>{formatClock(whole.to, true)}</span>
      </div>
    </div>
  );
}
