import { ClockCircleOutlined, PlayCircleOutlined, WarningFilled } from "@ant-design/icons";
import { Checkbox } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { API } from "@/api/client";
import type { MatchItem } from "@/api/schema";
import { formatLength, formatShort, formatSpan, instantMs } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { useNow } from "@/widgets/use-now";
import { words } from "./zh-match";

interface Props {
  item: MatchItem;
  isOpen: boolean;
  /** The one that the tab key reaches; the arrows reach the others. */
  isTabStop: boolean;
  isPicked: boolean;
  pickable: boolean;
  failure: string | undefined;
  into: (row: HTMLElement | null) => void;
  onOpen: () => void;
  onPick: () => void;
  /** What opens below it on a phone. */
  children: ReactNode;
}

/** A recording that waits: picture, time, how long it waits, and its first candidate. */
export function MatchRow({ item, isOpen, isTabStop, isPicked, pickable, failure, into, onOpen, onPick, children }: Props) {
  const { summary, found } = item;
  return (
    <li className={isOpen ? "match-row match-row-open" : "match-row"}>
      <div className="match-line">
        <Checkbox aria-label={words.pick(summary.file_name)} className="match-pick" checked={isPicked} disabled={!pickable} onChange={onPick} />
        <Link to={`/av/${summary.recording_id}`} className="match-picture" aria-label={summary.file_name} tabIndex={-1}>
          {summary.poster ? <img src={`${API}/recordings/${summary.recording_id}/poster`} alt="" loading="lazy" /> : <PlayCircleOutlined aria-hidden />}
        </Link>
        <button type="button" ref={into} data-match-row className="match-text" aria-expanded={isOpen} tabIndex={isTabStop ? 0 : -1} onClick={onOpen}>
          <span className="match-name">{summary.file_name}</span>
          <span className="faint num">
            {found.from === null ? words.noTime : formatShort(found.from)} · {formatLength(summary.duration_ms)}
          </span>
          <span className="match-guess">{gistOf(found)}</span>
        </button>
        <Age item={item} />
      </div>
      {failure === undefined ? null : (
        <div className="red-text" role="alert">
          {words.failed(failure)}
        </div>
      )}
      {children}
    </li>
  );
}

/** What is known of it in one line: what it shows instead, where it hangs, or where it may belong. */
function gistOf(found: MatchItem["found"]): string {
  if (found.non_enforcement !== null) return words.kinds[found.non_enforcement.kind];
  if (found.link !== null) return found.link.activity_title ?? words.hidden;
  const first = found.candidates[0];
  return first === undefined ? words.noneYet : `${first.title ?? words.hidden} · ${words.score(first.score)}`;
}

/** How long it may still wait, or how long it is over. */
function Age({ item }: { item: MatchItem }) {
  const now = useNow();
  if (!item.found.unclassified) return null;
  const left = instantMs(item.found.due_at) - now;
  return left > 0 ? (
    <Chip tone="grey" icon={<ClockCircleOutlined />}>
      {words.age.left(formatSpan(left))}
    </Chip>
  ) : (
    <Chip tone="red" icon={<WarningFilled />}>
      {words.age.late(formatSpan(-left))}
    </Chip>
  );
}
