import { QuestionCircleOutlined } from "@ant-design/icons";
import { Alert, Button, Checkbox, Modal, Progress } from "antd";
import { useEffect, useMemo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useReviewQueue } from "@/api/queries";
import { useMe } from "@/api/session";
import type { ReviewItem, ViewingView } from "@/api/schema";
import { formatPpm } from "@/format/text";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { useFilters } from "@/widgets/use-filters";
import type { Span } from "../spans";
import { recall, remember } from "./remembered";
import { alsoWatched, firstOf, inOrder, progressOf, type Wish } from "./review-queue";
import { ReviewClip } from "./ReviewClip";
import { ReviewList } from "./ReviewList";
import { reviewWords as w } from "./zh-review";
import "../recordings.css";
import "./review.css";

const FILTERS = ["case_id", "activity_id", "unmatched", "mine", "device_id"] as const;
const PLACE = ["at"] as const;

/** S6: many clips one after another. The filters of the list, or a case, or a visit, say which. */
export default function ReviewPage() {
  const { filters } = useFilters(FILTERS);
  const asked = useMemo(() => ({ ...filters, unmatched: filters.unmatched === "true", mine: filters.mine === "true" }), [filters]);
  const queue = useReviewQueue(asked);
  const key = JSON.stringify(filters);
  return (
    <Loaded from={queue}>
      {(data) => {
        const items = inOrder(data.pages.flatMap((page) => page.items));
        return items.length === 0 ? <Nothing text={w.none} /> : <Review key={key} items={items} more={queue.hasNextPage} back={backOf(filters)} />;
      }}
    </Loaded>
  );
}

function backOf(filters: Record<(typeof FILTERS)[number], string | null>): string {
  if (filters.activity_id !== null) return `/acts/${filters.activity_id}`;
  if (filters.case_id !== null) return `/cases/${filters.case_id}?tab=recordings`;
  const query = new URLSearchParams(Object.entries(filters).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
  return query.size === 0 ? "/av" : `/av?${query.toString()}`;
}

const NO_WISH: Wish = { watched: true, quiet: false, dark: false };

function wishOf(text: string | null): Wish {
  if (text === null) return NO_WISH;
  const on = new Set(text.split(","));
  return { watched: on.has("watched"), quiet: on.has("quiet"), dark: on.has("dark") };
}

function Review({ items, more, back }: { items: readonly ReviewItem[]; more: boolean; back: string }) {
  const me = useMe();
  const who = me.officer.officer_id;
  const navigate = useNavigate();
  const place = useFilters(PLACE);
  // What was said and played since the queue was read, until it is read again.
  const [told, setTold] = useState<ReadonlyMap<string, ViewingView>>(new Map());
  const [played, setPlayed] = useState<ReadonlyMap<string, readonly Span[]>>(new Map());
  const [wish, setWish] = useState<Wish>(() => wishOf(recall(who, "wish")));
  const [auto, setAuto] = useState(false);
  const [help, setHelp] = useState(false);
  const now = useMemo(
    () =>
      items.map((item) => {
        const id = item.recording.recording_id;
        return alsoWatched({ ...item, viewing: told.get(id) ?? item.viewing }, played.get(id) ?? []);
      }),
    [items, played, told],
  );
  const [first] = useState(() => firstOf(items, place.filters.at)?.recording.recording_id ?? "");
  const at = place.filters.at ?? first;
  const current = now.find((item) => item.recording.recording_id === at) ?? now[0];
  const progress = progressOf(now);
  const go = (id: string) => place.set({ at: id });
  const here = window.location.pathname + window.location.search;
  useEffect(() => remember(who, "review", progress.done === progress.total ? null : here), [here, progress.done, progress.total, who]);
  const change = (one: keyof Wish) => {
    const next = { ...wish, [one]: !wish[one] };
    setWish(next);
    remember(who, "wish", (Object.keys(next) as (keyof Wish)[]).filter((key) => next[key]).join(","));
  };
  if (current === undefined) return <Nothing text={w.none} />;
  return (
    <div className="stack">
      <PageHead
        title={w.title}
        note={w.note}
        actions={
          <>
            <Button icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)}>
              {w.keysOpen}
            </Button>
            <Link to={back}>
              <Button>{w.leave}</Button>
            </Link>
          </>
        }
      />
      {more ? <Alert type="info" showIcon title={w.more(items.length)} /> : null}
      <div className="review-head" role="status" aria-label={w.progressLabel}>
        <b className="num">{w.progress(progress.done, progress.total, formatPpm(progress.watchedPpm))}</b>
        <Progress percent={Math.floor(progress.watchedPpm / 10_000)} showInfo={false} aria-label={w.progressLabel} />
        {progress.done === progress.total ? <span className="green-text">{w.allDone}</span> : null}
      </div>
      <div className="row wrap" role="group" aria-label={w.wishes}>
        <span className="faint">{w.wishes}</span>
        {(Object.keys(w.wish) as (keyof Wish)[]).map((one) => (
          <Checkbox key={one} checked={wish[one]} onChange={() => change(one)}>
            {w.wish[one]}
          </Checkbox>
        ))}
      </div>
      <div className="review-columns">
        <ReviewList items={now} at={current.recording.recording_id} onGo={go} />
        <ReviewClip
          key={current.recording.recording_id}
          item={current}
          items={now}
          wish={wish}
          auto={auto}
          onAuto={() => setAuto(true)}
          onGo={go}
          onTold={(id, viewing) => setTold((before) => new Map(before).set(id, viewing))}
          onPlayed={(id, spans) => setPlayed((before) => new Map(before).set(id, [...(before.get(id) ?? []), ...spans]))}
          onHelp={() => setHelp(true)}
          onLeave={() => (help ? setHelp(false) : void navigate(back))}
        />
      </div>
      <Modal open={help} title={w.keysTitle} footer={null} onCancel={() => setHelp(false)}>
        <dl className="facts">
          {w.keyTable.map(([keys, what]) => (
            <div key={keys}>
              <dt>{keys}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </div>
  );
}
