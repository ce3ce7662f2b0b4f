import { useNavigate } from "react-router";
import { formatClock, formatSpan } from "@/format/time";
import type { ClipStrip } from "./ruler-geometry";
import { words } from "./zh-recordings";

interface Props {
  strip: ClipStrip;
  ownId: string;
  /** Real time of the playhead. */
  atMs: number;
}

/** All clips of the activity on one line of real time, the gaps between them hatched and named. */
export function ActivityStrip({ strip, ownId, atMs }: Props) {
  const navigate = useNavigate();
  const length = strip.whole.to - strip.whole.from;
  const left = (ms: number) => `${((ms - strip.whole.from) / length) * 100}%`;
  const size = (from: number, to: number) => `${((to - from) / length) * 100}%`;
  return (
    <div className="clip-strip" aria-label={words.play.activityStrip} role="group">
      <div className="clip-strip-head faint num">
        <span>{formatClock(strip.whole.from)}</span>
        <span>{words.play.activityStrip}</span>
        <span>{formatClock(strip.whole.to)}</span>
      </div>
      <div className="clip-strip-line">
        {strip.gaps.map((gap) => (
          <span
            key={gap.from}
            className="clip-gap"
            style={{ left: left(gap.from), width: size(gap.from, gap.to) }}
            title={`${formatClock(gap.from, true)}—${formatClock(gap.to, true)} ${words.play.gap(formatSpan(gap.to - gap.from))}`}
          >
            {(gap.to - gap.from) / length > 0.12 ? words.play.gap(formatSpan(gap.to - gap.from)) : null}
          </span>
        ))}
        {strip.clips.map((clip) => (
          <button
            key={clip.id}
            type="button"
            className={`clip${clip.id === ownId ? " own" : ""}`}
            style={{ left: left(clip.from), width: size(clip.from, clip.to) }}
            title={`${clip.label} ${formatClock(clip.from, true)}—${formatClock(clip.to, true)}`}
            aria-label={`${clip.id === ownId ? words.play.thisClip : clip.label} ${formatClock(clip.from)}—${formatClock(clip.to)}`}
            aria-current={clip.id === ownId}
            onClick={() => {
              if (clip.id !== ownId) void navigate(`/av/${clip.id}?t=${Math.max(0, Math.min(clip.to, atMs) - clip.from)}`);
            }}
          />
        ))}
        {atMs >= strip.whole.from && atMs <= strip.whole.to ? <span className="clip-now" style={{ left: left(atMs) }} /> : null}
      </div>
    </div>
  );
}
