import { CheckCircleFilled, ExclamationCircleFilled, EyeInvisibleOutlined, QuestionCircleFilled } from "@ant-design/icons";
import { useEffect, useRef } from "react";
import type { ReviewItem, ViewingVerdict } from "@/api/schema";
import { formatPpm } from "@/format/text";
import { formatLength, formatShort } from "@/format/time";
import { words } from "../zh-recordings";
import { isDone, shareOf } from "./review-queue";
import { reviewWords as w } from "./zh-review";

const ICONS: Record<ViewingVerdict, React.ReactNode> = {
  fine: <CheckCircleFilled className="green-text" />,
  doubtful: <QuestionCircleFilled className="amber-text" />,
  faulty: <ExclamationCircleFilled className="red-text" />,
};

/** The queue: which clip, how much of it was seen, what is held of it. */
export function ReviewList({ items, at, onGo }: { items: readonly ReviewItem[]; at: string; onGo: (id: string) => void }) {
  const here = useRef<HTMLLIElement>(null);
  useEffect(() => {
    here.current?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <nav className="review-list" aria-label={w.queue}>
      <ol>
        {items.map((item) => {
          const { recording, viewing } = item;
          const id = recording.recording_id;
          const share = formatPpm(Math.floor(shareOf(item) * 1_000_000));
          return (
            <li key={id} ref={id === at ? here : undefined}>
              <button type="button" aria-current={id === at} className={isDone(item) ? "done" : ""} onClick={() => onGo(id)}>
                <span className="review-name">{recording.file_name}</span>
                <span className="faint num">
                  {recording.started_at === null ? words.noTime : formatShort(recording.started_at)} · {formatLength(recording.duration_ms)}
                </span>
                <span className="review-bar" aria-hidden>
                  <span style={{ width: `${shareOf(item) * 100}%` }} />
                </span>
                <span className="review-state">
                  {item.may_view ? <span className="num faint">{share}</span> : <span className="faint"><EyeInvisibleOutlined aria-hidden /> {w.shut}</span>}
                  {viewing.verdict === null ? (isDone(item) ? <span className="faint">{w.done}</span> : null) : (
                    <span>
                      <span aria-hidden>{ICONS[viewing.verdict]}</span> {w.verdicts[viewing.verdict]}
                    </span>
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
