import {
  CalendarOutlined,
  EnvironmentOutlined,
  ExclamationCircleFilled,
  EyeOutlined,
  FileTextOutlined,
  FlagFilled,
  PlaySquareOutlined,
  WarningFilled,
} from "@ant-design/icons";
import { Fragment, type ReactNode } from "react";
import { Link } from "react-router";
import type { AxisItem, AxisTone, Lane } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { dayOf, formatClock, formatDay, formatSpan } from "@/format/time";
import { axisWords as w } from "@/i18n/zh-axis";
import { Chip } from "@/widgets/Chip";
import type { ChipTone } from "@/widgets/tones";
import { endOf, startOf } from "./layout";
import { stateText, targetOf } from "./words";

const TONE: Record<AxisTone, ChipTone> = { done: "green", open: "blue", soon: "amber", late: "red", none: "grey" };

function iconOf(lane: Lane, item: AxisItem): ReactNode {
  if (item.kind === "hole") return <ExclamationCircleFilled />;
  if (item.kind === "wedge") return <WarningFilled />;
  if (item.kind === "deadline") return <FlagFilled />;
  if (lane.key.startsWith("recordings")) return <PlaySquareOutlined />;
  if (lane.key === "records") return <FileTextOutlined />;
  if (lane.key === "views") return <EyeOutlined />;
  return item.kind === "bar" ? <EnvironmentOutlined /> : <CalendarOutlined />;
}

/** The axis as a list by day: what a phone shows and a screen reader reads. */
export function AxisList({ lanes, now }: { lanes: readonly Lane[]; now: number }) {
  const entries = lanes
    // What is covered needs no line of its own; holes and wedges do.
    .flatMap((lane) => lane.items.filter((i) => lane.key !== "coverage" || i.kind !== "bar").map((item) => ({ lane, item })))
    .sort((a, b) => startOf(a.item) - startOf(b.item));
  const nowAt = entries.findIndex((e) => startOf(e.item) > now);
  let day = "";
  return (
    <ol className="axis-list">
      {entries.map(({ lane, item }, i) => {
        const on = dayOf(startOf(item));
        const head = on === day ? null : <h3>{formatDay(on)}</h3>;
        day = on;
        return (
          <Fragment key={`${lane.key}:${item.key}`}>
            {i === nowAt ? (
              <li className="axis-list-now">
                <span>{w.now}</span>
              </li>
            ) : null}
            <li>
              {head}
              <Line lane={lane} item={item} now={now} />
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}

function Line({ lane, item, now }: { lane: Lane; item: AxisItem; now: number }) {
  const to = targetOf(item);
  const state = stateText(item, now);
  const body = (
    <>
      <span className="axis-list-time num">{formatClock(item.at)}</span>
      <span className={`axis-list-icon axis-state-${item.tone}`} aria-hidden>
        {iconOf(lane, item)}
      </span>
      <span className="axis-list-text">
        <span>
          {item.title} {item.to ? <span className="faint">{formatSpan(endOf(item) - startOf(item))}</span> : null}
        </span>
        <span className="faint">
          {[lane.title, item.detail].filter(Boolean).join(" · ")}
          {item.article ? <span className="article"> {formatArticle(item.article)}</span> : null}
        </span>
      </span>
      {state && item.tone !== "done" ? <Chip tone={TONE[item.tone]}>{state}</Chip> : null}
    </>
  );
  return to ? (
    <Link className="axis-list-line" to={to}>
      {body}
    </Link>
  ) : (
    <div className="axis-list-line">{body}</div>
  );
}
