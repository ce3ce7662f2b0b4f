import type { AxisItem } from "@/api/schema";
import { formatInstant, formatSpan, instantMs } from "@/format/time";
import { axisWords as w } from "@/i18n/zh-axis";
import { endOf, startOf } from "./layout";

/** Text beside an item; a deadline says how long there is, a hole how long it is. */
export function itemLabel(item: AxisItem, now: number): string {
  if (item.kind === "deadline") return `${deadlineText(item, now)} · ${item.title}`;
  if (item.kind === "hole") return w.hole(formatSpan(endOf(item) - startOf(item)));
  return item.title;
}

export function deadlineText(item: AxisItem, now: number): string {
  if (item.tone === "done") return w.tone.done;
  const left = instantMs(item.at) - now;
  return left >= 0 ? w.left(formatSpan(left)) : w.over(formatSpan(-left));
}

/** State in words, for the hover card and the list. */
export function stateText(item: AxisItem, now: number): string {
  if (item.kind === "deadline") return deadlineText(item, now);
  return w.kind[item.kind] || w.tone[item.tone];
}

/** What a screen reader hears. */
export function spoken(item: AxisItem, now: number): string {
  const when = item.to ? `${formatInstant(item.at)} 至 ${formatInstant(item.to)}` : formatInstant(item.at);
  return [item.title, when, stateText(item, now), item.detail].filter(Boolean).join("，");
}

/** Where a press leads; a recording opens at the pressed second. */
export function targetOf(item: AxisItem, at?: number): string | null {
  if (item.recording_id) {
    const ms = at === undefined ? 0 : Math.max(0, Math.round(Math.min(at, endOf(item)) - startOf(item)));
    return `/av/${item.recording_id}?t=${ms}`;
  }
  return item.href;
}
