import { createPortal } from "react-dom";
import type { AxisItem } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { formatClock, formatInstant, formatSpan } from "@/format/time";
import { axisWords as w } from "@/i18n/zh-axis";
import { endOf, startOf } from "./layout";
import { stateText } from "./words";

const WIDE = 300;

/** What a thing on the axis is, beside the pointer. */
export function AxisCard({ item, x, y, now }: { item: AxisItem; x: number; y: number; now: number }) {
  const left = Math.max(8, Math.min(x + 12, window.innerWidth - WIDE - 12));
  const below = y < window.innerHeight - 240;
  const where = below ? { left, top: y + 16 } : { left, bottom: window.innerHeight - y + 12 };
  const state = stateText(item, now);
  const sameDay = item.to !== null && endOf(item) - startOf(item) < 86_400_000;
  return createPortal(
    <div className="axis-card" style={where} role="tooltip">
      <b>{item.title}</b>
      <dl className="facts">
        <dt>{item.to ? w.from : w.at}</dt>
        <dd>
          {formatInstant(item.at)}
          {item.to ? `:${formatClock(item.at, true).slice(-2)}` : ""}
        </dd>
        {item.to ? (
          <>
            <dt>{w.to}</dt>
            <dd>{sameDay ? formatClock(item.to, true) : formatInstant(item.to)}</dd>
            <dt>{w.lasted}</dt>
            <dd>{formatSpan(endOf(item) - startOf(item))}</dd>
          </>
        ) : null}
      </dl>
      {state ? <div className={`axis-state axis-state-${item.tone}`}>{state}</div> : null}
      {item.detail ? <div>{item.detail}</div> : null}
      {item.article ? <div className="article">{formatArticle(item.article)}</div> : null}
      {item.recording_id || item.href ? (
        <div className="faint">{item.recording_id ? w.play : item.kind === "hole" ? w.goActivity : w.openIt}</div>
      ) : null}
    </div>,
    document.body,
  );
}
