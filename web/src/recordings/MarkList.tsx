import { FlagOutlined } from "@ant-design/icons";
import type { Mark } from "@/api/schema";
import { formatClock } from "@/format/time";
import { Nothing } from "@/widgets/Loaded";
import { exactLength } from "./ruler-geometry";
import { words } from "./zh-recordings";

interface Props {
  marks: readonly Mark[];
  startedAtMs: number | null;
  onJump: (ms: number) => void;
}

/** Marks in playing order; a press goes there. */
export function MarkList({ marks, startedAtMs, onJump }: Props) {
  if (marks.length === 0) return <Nothing text={words.markNone} />;
  return (
    <ul className="mark-list">
      {[...marks]
        .sort((a, b) => a.at_ms - b.at_ms)
        .map((mark) => (
          <li key={mark.mark_id}>
            <button type="button" onClick={() => onJump(mark.at_ms)}>
              <span className="num mark-at">
                {exactLength(mark.at_ms)}
                {startedAtMs === null ? null : <small>{formatClock(startedAtMs + mark.at_ms, true)}</small>}
              </span>
              <span>
                <b>
                  <FlagOutlined aria-hidden /> {words.marks[mark.kind]}
                </b>
                {mark.text === null ? null : <span className="mark-text">{mark.text}</span>}
                <small className="faint">{words.markBy(mark.by)}</small>
              </span>
            </button>
          </li>
        ))}
    </ul>
  );
}
