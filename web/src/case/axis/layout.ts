/** From lanes to things with a place: rows for what overlaps, labels where there is room, groups where not. */
import type { AxisItem, Lane } from "@/api/schema";
import { instantMs } from "@/format/time";
import type { Scale } from "./scale";
import { xOf, type View } from "./view";

export interface Placed {
  item: AxisItem;
  x: number;
  width: number;
  row: number;
  /** Text beside or inside; empty if there is no room. */
  label: string;
  /** The text of a point stands to its left. */
  flip?: boolean;
  /** Of a bar: how much of it lies left of the window, and how much is in it. */
  inset?: number;
  shown?: number;
}
/** Points too close to tell apart at this zoom. */
export interface Group {
  items: AxisItem[];
  x: number;
  row: number;
  from: number;
  to: number;
}
export interface PlacedLane {
  lane: Lane;
  rows: number;
  placed: Placed[];
  groups: Group[];
}

export const POINT_ROWS = 3;
const MARKER_PX = 14;
const LABEL_GAP = 10;
const MIN_BAR_PX = 2;

export const startOf = (item: AxisItem): number => instantMs(item.at);
export const endOf = (item: AxisItem): number => (item.to ? instantMs(item.to) : instantMs(item.at));

/** Rough width of 12 px text: a Chinese character is a square, others about half. */
export function textPx(text: string): number {
  let px = 0;
  for (const c of text) px += c.charCodeAt(0) > 255 ? 12 : 6.6;
  return px;
}

export function layoutLane(lane: Lane, scale: Scale, view: View, width: number, labelOf: (item: AxisItem) => string): PlacedLane {
  const items = [...lane.items].sort((a, b) => startOf(a) - startOf(b));
  const bars = items.filter((i) => i.kind === "bar" || i.kind === "hole" || i.kind === "wedge");
  const points = items.filter((i) => i.kind === "point" || i.kind === "deadline");
  const placedBars = placeBars(bars, scale, view, width, labelOf);
  const barRows = placedBars.reduce((most, p) => Math.max(most, p.row + 1), 0);
  const { placed, groups, rows } = placePoints(points, scale, view, width, barRows, labelOf);
  const seen = (x: number, w: number) => x + w >= -40 && x - w <= width + 40;
  return {
    lane,
    rows: Math.max(1, rows),
    placed: [...placedBars, ...placed].filter((p) => seen(p.x, Math.max(p.width, textPx(p.label)))),
    groups: groups.filter((g) => seen(g.x, MARKER_PX * 2)),
  };
}

/** Holes and wedges lie over the bars of their lane; other bars that overlap in time get their own row. */
function placeBars(bars: AxisItem[], scale: Scale, view: View, width: number, labelOf: (item: AxisItem) => string): Placed[] {
  const rowEnds: number[] = [];
  return bars.map((item) => {
    const [from, to] = [startOf(item), endOf(item)];
    const x = xOf(scale, view, width, from);
    const w = Math.max(MIN_BAR_PX, xOf(scale, view, width, to) - x);
    let row = 0;
    if (item.kind === "bar") {
      row = rowEnds.findIndex((end) => end <= from);
      if (row === -1) row = rowEnds.length;
      rowEnds[row] = to;
    }
    const label = labelOf(item);
    // A bar that begins left of the window keeps its text at the window's edge.
    const shown = Math.min(width, x + w) - Math.max(0, x);
    return { item, x, width: w, row, inset: Math.max(0, -x), shown, label: textPx(label) + (item.kind === "hole" ? 0 : 12) <= shown ? label : "" };
  });
}

function placePoints(points: AxisItem[], scale: Scale, view: View, width: number, firstRow: number, labelOf: (item: AxisItem) => string) {
  const placed: Placed[] = [];
  const groups: Group[] = [];
  const ends = Array.from({ length: POINT_ROWS }, () => -Infinity);
  let used = 0;
  for (const item of points) {
    const t = startOf(item);
    const x = xOf(scale, view, width, t);
    const label = labelOf(item);
    const whole = MARKER_PX + textPx(label) + LABEL_GAP;
    // At the right edge the text goes to the left, if there is room.
    const flip = x + whole > width && x <= width;
    const from = flip ? x - whole : x - MARKER_PX / 2;
    let row = ends.findIndex((end) => from >= end);
    if (row !== -1) {
      ends[row] = flip ? x + MARKER_PX : x + whole;
      placed.push({ item, x, width: MARKER_PX, row: firstRow + row, label, flip });
      used = Math.max(used, row + 1);
      continue;
    }
    // No room in any row: join the last row's neighbour.
    row = POINT_ROWS - 1;
    const group = groups[groups.length - 1];
    const last = placed.findLast((p) => p.row === firstRow + row);
    if (group && (!last || group.x > last.x)) {
      group.items.push(item);
      group.to = t;
    } else if (last) {
      placed.splice(placed.indexOf(last), 1);
      groups.push({ items: [last.item, item], x: last.x, row: firstRow + row, from: startOf(last.item), to: t });
      ends[row] = last.x + MARKER_PX * 3;
    }
  }
  return { placed, groups, rows: firstRow + Math.max(used, points.length > 0 ? 1 : 0) };
}

/** Only what may be disputed, and the footage that shows it. */
export function disputedOnly(lanes: readonly Lane[]): Lane[] {
  const spans = lanes.flatMap((l) => l.items).filter((i) => i.disputed).map((i) => [startOf(i), endOf(i)] as const);
  const near = (item: AxisItem) => spans.some(([from, to]) => startOf(item) <= to && endOf(item) >= from);
  return lanes
    .map((lane) => {
      const footage = lane.key.startsWith("recordings") || lane.key === "coverage";
      return { ...lane, items: lane.items.filter((i) => i.disputed || (footage && near(i))) };
    })
    .filter((lane) => lane.items.length > 0);
}
