import { CheckSquareOutlined, LinkOutlined } from "@ant-design/icons";
import { App, Button, Checkbox, type RefSelectProps, Segmented } from "antd";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useMatches } from "@/api/queries";
import type { LinkOutcomes, MatchItem, MatchStanding } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { LinkDialog } from "@/recordings/LinkDialog";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { useFilters } from "@/widgets/use-filters";
import { useNarrow } from "@/widgets/use-narrow";
import { LevelBar } from "./LevelBar";
import { MatchFilters } from "./MatchFilters";
import { commandOf, stepped } from "./match-keys";
import { MatchPanel } from "./MatchPanel";
import { MatchRow } from "./MatchRow";
import { words } from "./zh-match";
import "./match.css";

const KEYS = ["standing", "mine", "late", "device_id", "holder_id"] as const;
const STANDINGS = ["unclassified", "proposed", "confirmed", "by_machine", "cancelled"] as const satisfies readonly MatchStanding[];
const LATE_HOURS = 72;

/** S9: what hangs on nothing yet, longest waiting first; `?item=` is the one that is looked at. */
export default function MatchPage() {
  const { filters, set } = useFilters(KEYS);
  const standing = STANDINGS.find((one) => one === filters.standing) ?? "unclassified";
  const matches = useMatches({
    standing,
    mine: filters.mine === "true",
    older_than_hours: filters.late === "true" ? LATE_HOURS : null,
    device_id: filters.device_id,
    holder_id: filters.holder_id,
  });
  const items = useMemo(() => (matches.data?.pages ?? []).flatMap((page) => page.items), [matches.data]);
  const level = matches.data?.pages[0]?.level;
  const narrow = useRef<RefSelectProps>(null);
  const isNarrowed = KEYS.some((key) => key !== "standing" && filters[key] !== null);
  return (
    <div className="stack">
      <PageHead title={words.title} note={words.note} />
      {level === undefined ? null : <LevelBar level={level} />}
      <div className="filters">
        <Segmented
          className="match-standings"
          value={standing}
          options={STANDINGS.map((one) => ({ value: one, label: words.standing[one] }))}
          onChange={(next) => set({ standing: next === "unclassified" ? null : next })}
        />
        <Checkbox checked={filters.mine === "true"} onChange={(event) => set({ mine: event.target.checked ? "true" : null })}>
          <span title={words.mineHint}>{words.mine}</span>
        </Checkbox>
        <Checkbox checked={filters.late === "true"} onChange={(event) => set({ late: event.target.checked ? "true" : null })}>
          {words.late}
        </Checkbox>
        <MatchFilters filters={filters} onChange={set} first={narrow} />
      </div>
      <Loaded from={matches}>
        {() =>
          items.length === 0 ? (
            <Nothing text={isNarrowed ? words.narrow.empty : words.empty[standing]} />
          ) : (
            // What was picked under other filters is picked no more.
            <Waiting
              key={KEYS.map((key) => filters[key]).join("|")}
              items={items}
              standing={standing}
              isStale={matches.isPlaceholderData}
              onFilter={() => narrow.current?.focus()}
            />
          )
        }
      </Loaded>
      {matches.hasNextPage ? (
        <div className="table-foot">
          <Button loading={matches.isFetchingNextPage} onClick={() => void matches.fetchNextPage()}>
            {zh.act.loadMore}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

const firstOf = (item: MatchItem) => {
  const first = item.found.candidates[0];
  return first?.link.allowed ? first : undefined;
};

interface WaitingProps {
  items: MatchItem[];
  standing: MatchStanding;
  /** The list is that of the filters before; nothing of it is linked. */
  isStale: boolean;
  onFilter: () => void;
}

/** The list and the one that is looked at; on a phone each opens in its place. */
function Waiting({ items, standing, isStale, onFilter }: WaitingProps) {
  const look = useFilters(["item"] as const);
  const narrow = useNarrow();
  const { message } = App.useApp();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(new Map());
  const [other, setOther] = useState<MatchItem | null>(null);
  const rows = useRef(new Map<string, HTMLElement>());
  const moved = useRef(false);
  const link = useAction<LinkOutcomes>({
    onDone: (reply) => {
      setFailures(new Map(reply.items.filter((one) => !one.linked).map((one) => [one.recording_id, one.problem ?? ""])));
      setPicked(new Set());
      if (reply.failed === 0) void message.success(words.bulkDone(reply.linked));
      else void message.warning(words.bulkPart(reply.linked, reply.failed));
    },
  });
  const here = Math.max(0, items.findIndex((item) => item.summary.recording_id === look.filters.item));
  const current = items[here];
  const open = narrow ? look.filters.item : current?.summary.recording_id;
  const linkable = standing === "unclassified";

  useEffect(() => {
    if (moved.current && current) rows.current.get(current.summary.recording_id)?.focus();
    moved.current = false;
  }, [current]);

  const accept = (chosen: readonly MatchItem[]) => {
    const links = chosen.flatMap((item) => {
      const first = firstOf(item);
      return first === undefined ? [] : [{ recording_id: item.summary.recording_id, activity_id: first.activity_id }];
    });
    if (linkable && !isStale && links.length > 0) void link.run("POST", "/match/links", { links });
  };
  const pick = (id: string) =>
    setPicked((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const chosen = items.filter((item) => picked.has(item.summary.recording_id) && firstOf(item) !== undefined);
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    const command = commandOf(event);
    // Buttons, boxes and links inside a row keep their own keys.
    if (command === null || current === undefined || !(event.target as HTMLElement).hasAttribute("data-match-row")) return;
    event.preventDefault();
    if (command === "down" || command === "up") {
      moved.current = true;
      look.set({ item: items[stepped(here, command, items.length)]?.summary.recording_id ?? null });
    } else if (command === "filter") onFilter();
    else if (command === "accept") accept([current]);
    else if (command === "pick") pick(current.summary.recording_id);
    else accept(chosen);
  };
  const panel = (item: MatchItem) => (
    <MatchPanel
      key={item.summary.recording_id}
      recordingId={item.summary.recording_id}
      found={item.found}
      deviceId={item.summary.device_id ?? null}
      mayUnlink={standing === "by_machine" || standing === "cancelled"}
      onOther={() => setOther(item)}
    />
  );
  return (
    <>
      {linkable ? (
        <div className="match-bulk">
          <Button icon={<CheckSquareOutlined />} onClick={() => setPicked(picked.size > 0 ? new Set() : new Set(items.filter(firstOf).map((item) => item.summary.recording_id)))}>
            {picked.size > 0 ? words.pickNone : words.pickAll}
          </Button>
          <Button type="primary" icon={<LinkOutlined />} disabled={chosen.length === 0 || isStale} loading={link.busy} onClick={() => accept(chosen)}>
            {words.bulk(chosen.length)}
          </Button>
          <span className="faint match-keys">{words.keys}</span>
        </div>
      ) : null}
      <div className="match-columns">
        <ul className="match-list" aria-label={words.list} onKeyDown={onKey}>
          {items.map((item, place) => (
            <MatchRow
              key={item.summary.recording_id}
              item={item}
              isOpen={open === item.summary.recording_id}
              isTabStop={place === here}
              isPicked={picked.has(item.summary.recording_id)}
              pickable={linkable && firstOf(item) !== undefined}
              failure={failures.get(item.summary.recording_id)}
              into={(row) => (row === null ? rows.current.delete(item.summary.recording_id) : rows.current.set(item.summary.recording_id, row))}
              onOpen={() => look.set({ item: narrow && open === item.summary.recording_id ? null : item.summary.recording_id })}
              onPick={() => pick(item.summary.recording_id)}
            >
              {narrow && open === item.summary.recording_id ? panel(item) : null}
            </MatchRow>
          ))}
        </ul>
        {narrow || current === undefined ? null : <section className="panel match-side">{panel(current)}</section>}
      </div>
      {other === null ? null : <LinkDialog recording={other.summary} onClose={() => setOther(null)} />}
    </>
  );
}
