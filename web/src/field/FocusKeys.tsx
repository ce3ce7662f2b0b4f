import { ClockCircleOutlined } from "@ant-design/icons";
import type { ActivityPage } from "@/api/schema";
import { formatClock } from "@/format/time";
import type { Taps } from "./use-taps";
import { words } from "./zh-field";

const text = words.focus;

interface Props {
  page: ActivityPage;
  taps: Taps;
  /** Keys work on site only; afterwards the marks are shown. */
  live: boolean;
}

/** Six big keys, one per focus point of Art. 17: each press drops a time mark. */
export function FocusKeys({ page, taps, live }: Props) {
  const waiting = taps.waiting.filter((tap) => tap.action === "focus");
  const marks = [
    ...page.focus.map((one) => ({ point: one.point, at: one.at, waits: false })),
    ...waiting.map((tap) => ({ point: Number(tap.body["point"]), at: tap.atWire, waits: true })),
  ].sort((a, b) => b.at.localeCompare(a.at));
  if (!live && marks.length === 0) return null;
  return (
    <section className="panel" aria-label={text.head}>
      <h2>{text.head}</h2>
      {live ? <p className="faint">{text.hint}</p> : null}
      {live ? (
        <div className="focus-keys">
          {text.points.map((title, index) => {
            const count = marks.filter((mark) => mark.point === index + 1).length;
            return (
              <button key={title} type="button" className={count > 0 ? "focus-key marked" : "focus-key"} onClick={() => taps.tap("focus", title, { point: index + 1 })}>
                <span className="focus-number" aria-hidden>
                  {text.marks[index]}
                </span>
                <b>{title}</b>
                <small className="num">{count > 0 ? text.count(count) : " "}</small>
              </button>
            );
          })}
        </div>
      ) : null}
      {marks.length > 0 ? (
        <ul className="focus-list" aria-label={text.recent}>
          {marks.slice(0, live ? 4 : undefined).map((mark) => (
            <li key={`${mark.point}${mark.at}`}>
              <span className="num">{formatClock(mark.at, true)}</span> {text.marks[mark.point - 1]} {text.points[mark.point - 1]}
              {mark.waits ? (
                <span className="amber-text">
                  {" "}
                  <ClockCircleOutlined aria-hidden /> {words.flow.waiting}
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
