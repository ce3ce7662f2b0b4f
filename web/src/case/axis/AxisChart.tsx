import { useMemo } from "react";
import type { AxisItem } from "@/api/schema";
import { axisWords as w } from "@/i18n/zh-axis";
import { AxisItemShape, GroupShape } from "./AxisItemShape";
import type { Group, PlacedLane } from "./layout";
import type { Scale } from "./scale";
import { ticks } from "./ticks";
import { timeAt, xOf, type View } from "./view";

export const ROW = 22;
const PAD = 6;
const HEAD = 42;

interface Props {
  placed: readonly PlacedLane[];
  scale: Scale;
  view: View;
  width: number;
  now: number;
  chosen: string | null;
  onHover: (item: AxisItem | null, x: number, y: number) => void;
  onOpen: (item: AxisItem, at: number) => void;
  onGroup: (group: Group) => void;
}

/** The drawing itself: lanes, ticks, breaks, the line of now. Knows nothing of wheels and routes. */
export function AxisChart({ placed, scale, view, width, now, chosen, onHover, onOpen, onGroup }: Props) {
  const top = useMemo(() => ticks(scale, view, width), [scale, view, width]);
  const tops = laneTops(placed);
  const height = tops.at(-1) ?? HEAD;
  const nowX = xOf(scale, view, width, now);
  return (
    <svg className="axis-svg" width={width} height={height} role="presentation">
      <defs>
        <pattern id="axis-hole" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" fill="#fdeceb" />
          <rect width="3" height="7" fill="#d9534a" />
        </pattern>
        <pattern id="axis-packed" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="#f3f5f8" />
          <circle cx="3" cy="3" r="0.7" fill="#cfd6de" />
        </pattern>
      </defs>
      <Background scale={scale} view={view} width={width} height={height} />
      {placed.map((lane, i) => (
        <line key={lane.lane.key} x1={0} x2={width} y1={tops[i]} y2={tops[i]} stroke="#e1e5ea" />
      ))}
      {top.ticks.filter((t) => !t.day || Math.abs(t.x + 20 - nowX) > 42).map((t) => (
        <g key={`${t.day}${t.x}`} transform={`translate(${t.x} 0)`}>
          <line y1={t.day ? 18 : 36} y2={height} stroke={t.day ? "#cfd6de" : "#e9edf1"} />
          <text x={3} y={t.day ? 14 : 34} className={t.day ? "axis-day" : "axis-clock"}>
            {t.label}
          </text>
        </g>
      ))}
      {top.breaks.map((b) => (
        <g key={b.x} transform={`translate(${b.x} 0)`}>
          <title>{w.breakDays(b.days)}</title>
          <path d={`M-5 ${HEAD} l4 -4 l2 8 l4 -4`} fill="none" stroke="#5b6470" strokeWidth={1.4} />
          <text y={HEAD - 8} textAnchor="middle" className="axis-break">
            {w.days(b.days)}
          </text>
        </g>
      ))}
      {placed.map((lane, i) => (
        <g key={lane.lane.key} transform={`translate(0 ${(tops[i] ?? 0) + PAD})`}>
          {lane.placed.map((p) => (
            <AxisItemShape
              key={p.item.key}
              placed={p}
              rows={lane.rows}
              chosen={p.item.key === chosen}
              onHover={onHover}
              onOpen={(x) => onOpen(p.item, timeAt(scale, view, width, x))}
            />
          ))}
          {lane.groups.map((g) => (
            <GroupShape key={`${g.x}:${g.row}`} group={g} onOpen={() => onGroup(g)} />
          ))}
        </g>
      ))}
      {nowX >= 0 && nowX <= width ? (
        <g transform={`translate(${nowX} 0)`} className="axis-now">
          <line y1={20} y2={height} />
          <rect x={-16} y={2} width={32} height={17} rx={3} />
          <text y={14} textAnchor="middle">
            {w.now}
          </text>
        </g>
      ) : null}
    </svg>
  );
}

/** Top of each lane, and the bottom of the last. */
export function laneTops(lanes: readonly Pick<PlacedLane, "rows">[]): number[] {
  const tops = [HEAD];
  for (const lane of lanes) tops.push((tops.at(-1) ?? 0) + lane.rows * ROW + PAD * 2);
  return tops;
}

function Background({ scale, view, width, height }: { scale: Scale; view: View; width: number; height: number }) {
  return scale.segments.map((s) => {
    if (s.kind === "true") return null;
    const x = xOf(scale, view, width, s.from);
    const to = xOf(scale, view, width, s.to);
    if (to < 0 || x > width) return null;
    const left = Math.max(-10, x);
    return <rect key={s.from} x={left} y={HEAD} width={Math.min(width + 10, to) - left} height={Math.max(0, height - HEAD)} fill="url(#axis-packed)" />;
  });
}
