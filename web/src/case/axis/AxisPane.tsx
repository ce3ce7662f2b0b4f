import { useMemo, useState, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import type { AxisItem, Lane } from "@/api/schema";
import { axisWords as w } from "@/i18n/zh-axis";
import { AxisCard } from "./AxisCard";
import { AxisChart, laneTops } from "./AxisChart";
import { layoutLane, startOf, endOf, type Group } from "./layout";
import { xOf } from "./view";
import type { Scale } from "./scale";
import type { Pane } from "./use-pane";
import { itemLabel, spoken, targetOf } from "./words";

interface Props {
  lanes: readonly Lane[];
  scale: Scale;
  pane: Pane;
  now: number;
}

/** Lane titles, the drawing, the hover card, and the keyboard. */
export function AxisPane({ lanes, scale, pane, now }: Props) {
  const navigate = useNavigate();
  const [hover, setHover] = useState<{ item: AxisItem; x: number; y: number } | null>(null);
  const [chosen, setChosen] = useState<AxisItem | null>(null);
  const { frame, width, view } = pane;
  const inOrder = useMemo(() => lanes.flatMap((l) => l.items).sort((a, b) => startOf(a) - startOf(b)), [lanes]);
  const rows = useMemo(
    () => lanes.map((lane) => layoutLane(lane, scale, view, Math.max(1, width), (i) => itemLabel(i, now))),
    [lanes, scale, view, width, now],
  );
  const tops = laneTops(rows);

  const open = (item: AxisItem, at: number) => {
    const to = targetOf(item, at);
    if (to && !pane.dragged.current) void navigate(to);
  };
  const openGroup = (group: Group) => {
    const pad = Math.max(60_000, (group.to - group.from) * 0.1);
    pane.show(group.from - pad, group.to + pad);
  };
  const choose = (by: 1 | -1) => {
    const at = chosen ? inOrder.findIndex((i) => i.key === chosen.key) : by === 1 ? -1 : inOrder.length;
    const next = inOrder[Math.min(inOrder.length - 1, Math.max(0, at + by))];
    if (!next) return;
    setChosen(next);
    const x = xOf(scale, view, width, startOf(next));
    if (x < 20 || x > width - 60) pane.move(x / width - 0.5);
  };
  const onKey = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const keys: Record<string, () => void> = {
      "+": () => pane.zoom(1.6),
      "=": () => pane.zoom(1.6),
      "-": () => pane.zoom(1 / 1.6),
      "0": pane.fit,
      ArrowLeft: () => pane.move(-0.15),
      ArrowRight: () => pane.move(0.15),
      PageUp: () => pane.move(-0.9),
      PageDown: () => pane.move(0.9),
      "[": () => choose(-1),
      "]": () => choose(1),
      Escape: () => setChosen(null),
      Enter: () => {
        const to = chosen && targetOf(chosen);
        if (to) void navigate(to);
      },
    };
    const act = keys[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  };

  const chosenAt = chosen ? { item: chosen, ...placeOf(chosen) } : null;
  function placeOf(item: AxisItem) {
    const lane = lanes.findIndex((l) => l.items.some((i) => i.key === item.key));
    const box = frame.current?.getBoundingClientRect();
    const middle = (xOf(scale, view, width, startOf(item)) + xOf(scale, view, width, endOf(item))) / 2;
    return { x: (box?.left ?? 0) + Math.min(width, Math.max(0, middle)), y: (box?.top ?? 0) + (tops[lane] ?? 0) + 24 };
  }
  const card = hover ?? chosenAt;

  return (
    <div className="axis-pane">
      <div className="axis-lanes" aria-hidden>
        {lanes.map((lane, i) => (
          <div key={lane.key} style={{ top: tops[i] ?? 0, height: (tops[i + 1] ?? 0) - (tops[i] ?? 0) }} title={lane.title}>
            {lane.title}
          </div>
        ))}
      </div>
      <div
        ref={frame}
        className="axis-frame"
        tabIndex={0}
        role="application"
        aria-label={`${w.label}。${w.keys}`}
        onKeyDown={onKey}
        onBlur={() => setChosen(null)}
      >
        {width > 0 ? (
          <AxisChart
            placed={rows}
            scale={scale}
            view={view}
            width={width}
            now={now}
            chosen={chosen?.key ?? null}
            onHover={(item, x, y) => setHover(item ? { item, x, y } : null)}
            onOpen={open}
            onGroup={openGroup}
          />
        ) : null}
        <div className="visually-hidden" aria-live="polite">
          {chosen ? spoken(chosen, now) : ""}
        </div>
      </div>
      {card ? <AxisCard item={card.item} x={card.x} y={card.y} now={now} /> : null}
    </div>
  );
}
