import { memo, type PointerEvent } from "react";
import type { AxisItem, AxisTone } from "@/api/schema";
import { axisWords as w } from "@/i18n/zh-axis";
import type { Group, Placed } from "./layout";

const ROW = 22;
const BAR = 16;
/** Wider than this a wedge is drawn as a band. */
const WEDGE_PX = 48;
const FILL: Record<AxisTone, string> = { done: "#3d8b55", open: "#1456a8", soon: "#d08a1d", late: "#c5372c", none: "#8a95a3" };
const SOFT: Record<AxisTone, string> = { done: "#cfe8d6", open: "#cfe0f4", soon: "#fbe3b5", late: "#f6cfcb", none: "#e1e5ea" };

interface Props {
  placed: Placed;
  rows: number;
  chosen: boolean;
  onHover: (item: AxisItem | null, x: number, y: number) => void;
  /** Called with the pixel that was pressed. */
  onOpen: (x: number) => void;
}

/** One thing on a lane. Form says the kind, colour the state, a word stands beside or on hover. */
export const AxisItemShape = memo(function AxisItemShape({ placed, rows, chosen, onHover, onOpen }: Props) {
  const { item, x, width, row, label, flip, inset = 0, shown = width } = placed;
  const y = row * ROW;
  const events = {
    onPointerEnter: (e: PointerEvent) => onHover(item, e.clientX, e.clientY),
    onPointerLeave: () => onHover(null, 0, 0),
    onClick: (e: { clientX: number; currentTarget: SVGGElement }) => {
      const svg = e.currentTarget.ownerSVGElement;
      onOpen(e.clientX - (svg?.getBoundingClientRect().left ?? 0));
    },
  };
  const opens = item.recording_id !== null || item.href !== null;
  const name = `axis-item axis-${item.kind}${opens ? " axis-opens" : ""}${chosen ? " axis-chosen" : ""}`;
  switch (item.kind) {
    case "bar":
      return (
        <g className={name} transform={`translate(${x} ${y})`} {...events}>
          <rect y={3} width={width} height={BAR} rx={2} fill={SOFT[item.tone]} stroke={FILL[item.tone]} />
          {item.disputed ? <rect y={3} width={Math.min(3, width)} height={BAR} fill="#8a4fbf" /> : null}
          {label ? (
            <text x={inset + 6} y={15}>
              {label}
            </text>
          ) : null}
        </g>
      );
    case "hole":
      return (
        <g className={name} transform={`translate(${x} 0)`} {...events}>
          <rect y={1} width={Math.max(4, width)} height={rows * ROW - 2} rx={1} fill="url(#axis-hole)" stroke="#b3261e" />
          {label ? (
            <text x={inset + shown / 2} y={15} textAnchor="middle" className="axis-hole-text">
              {label}
            </text>
          ) : null}
        </g>
      );
    case "wedge":
      return (
        <g className={name} transform={`translate(${x} 0)`} {...events}>
          {width > WEDGE_PX ? (
            <>
              <rect y={1} width={width} height={BAR + 3} fill="#fbe3b5" stroke="#8a5300" strokeDasharray="4 2" />
              {label ? (
                <text x={inset + 6} y={15}>
                  {label}
                </text>
              ) : null}
            </>
          ) : (
            <path d={`M0 1 H${Math.max(8, width)} L${Math.max(8, width) / 2} ${BAR} Z`} fill="#f0b94b" stroke="#8a5300" />
          )}
        </g>
      );
    case "deadline":
      return (
        <g className={name} transform={`translate(${x} ${y})`} {...events}>
          <path d="M0 1 V20 M0 2 H11 L8 6.5 L11 11 H0" fill={FILL[item.tone]} stroke={FILL[item.tone]} />
          {label ? (
            <text x={flip ? -6 : 15} y={14} textAnchor={flip ? "end" : "start"}>
              {label}
            </text>
          ) : null}
        </g>
      );
    case "point":
      return (
        <g className={name} transform={`translate(${x} ${y})`} {...events}>
          <Marker tone={item.tone} disputed={item.disputed} />
          {label ? (
            <text x={flip ? -9 : 9} y={15} textAnchor={flip ? "end" : "start"}>
              {label}
            </text>
          ) : null}
        </g>
      );
  }
});

/** Form differs with the tone too: full, hollow, half, crossed. */
function Marker({ tone, disputed }: { tone: AxisTone; disputed: boolean }) {
  const fill = FILL[tone];
  return (
    <>
      {disputed ? <circle cy={11} r={7.5} fill="none" stroke="#8a4fbf" strokeWidth={1.5} /> : null}
      {tone === "done" || tone === "none" ? <circle cy={11} r={5} fill={fill} /> : null}
      {tone === "open" ? <circle cy={11} r={4.3} fill="#fff" stroke={fill} strokeWidth={2} /> : null}
      {tone === "soon" ? <path d="M0 5 L6 16 H-6 Z" fill={fill} /> : null}
      {tone === "late" ? <path d="M0 5 L6 11 L0 17 L-6 11 Z" fill={fill} /> : null}
    </>
  );
}

export function GroupShape({ group, onOpen }: { group: Group; onOpen: () => void }) {
  const text = w.group(group.items.length);
  const wide = 18 + text.length * 7;
  const late = group.items.some((i) => i.tone === "late");
  return (
    <g className="axis-item axis-opens axis-group" transform={`translate(${group.x} ${group.row * ROW})`} onClick={onOpen}>
      <title>{w.groupTitle(group.items.length)}</title>
      <rect x={-5} y={2} width={wide} height={18} rx={9} fill={late ? SOFT.late : "#e8f0fa"} stroke={late ? FILL.late : "#1456a8"} />
      <text x={wide / 2 - 5} y={15} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}
