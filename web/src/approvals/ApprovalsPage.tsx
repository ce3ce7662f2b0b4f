import { ArrowLeftOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import { useApprovals } from "@/api/queries";
import type { ApprovalItem } from "@/api/schema";
import { formatShort } from "@/format/time";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { Chip } from "@/widgets/Chip";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { useFilters } from "@/widgets/use-filters";
import { useNarrow } from "@/widgets/use-narrow";
import { AccessSlip } from "./AccessSlip";
import { RecordSlip } from "./RecordSlip";
import { RemoteSlip } from "./RemoteSlip";
import { VoidingSlip } from "./VoidingSlip";
import { WaiverSlip } from "./WaiverSlip";
import "@/records/records.css";
import "./approvals.css";

const KEYS = ["item"] as const;
/** Due first, then the longest waiting. */
const inOrder = (items: ApprovalItem[]) =>
  [...items].sort((a, b) => (a.due_at ?? "9999").localeCompare(b.due_at ?? "9999") || a.asked_at.localeCompare(b.asked_at));

/** Inbox of decisions: list, slip and material side by side; the next one by keyboard. */
export default function ApprovalsPage() {
  const inbox = useApprovals();
  return (
    <Loaded from={inbox}>
      {({ items }) =>
        items.length === 0 ? (
          <>
            <PageHead title={w.title} />
            <section className="panel">
              <Nothing text={w.none} />
            </section>
          </>
        ) : (
          <Inbox items={inOrder(items)} />
        )
      }
    </Loaded>
  );
}

function Inbox({ items }: { items: ApprovalItem[] }) {
  const narrow = useNarrow();
  const { filters, set } = useFilters(KEYS);
  const at = items.findIndex((i) => i.key === filters.item);
  const chosen = items[at] ?? (narrow ? undefined : items[0]);
  const place = chosen ? items.indexOf(chosen) : -1;
  const go = (by: number) => {
    const next = items[Math.min(items.length - 1, Math.max(0, place + by))];
    if (next) set({ item: next.key });
  };
  // After a decision the item leaves the list; what stood below it comes next.
  const decided = () => set({ item: narrow ? null : ((items[place + 1] ?? items[place - 1])?.key ?? null) });

  const goRef = useRef(go);
  goRef.current = go;
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || target.closest("input,textarea,[contenteditable],.ant-modal")) return;
      if (e.key === "j") goRef.current(1);
      if (e.key === "k") goRef.current(-1);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  if (narrow && chosen)
    return (
      <>
        <Button type="link" icon={<ArrowLeftOutlined />} className="link-button" onClick={() => set({ item: null })}>
          {w.back}
        </Button>
        <Slip item={chosen} onDecided={decided} />
      </>
    );
  return (
    <>
      <PageHead title={w.title} note={narrow ? w.waiting(items.length) : `${w.waiting(items.length)} · ${w.keys}`} />
      <div className="inbox">
        <ul className="inbox-list" aria-label={w.title}>
          {items.map((item) => (
            <li key={item.key}>
              <button
                type="button"
                className={!narrow && item === chosen ? "inbox-item inbox-on" : "inbox-item"}
                aria-current={!narrow && item === chosen ? "true" : undefined}
                onClick={() => set({ item: item.key })}
              >
                <span className="row between">
                  <b>{item.title}</b>
                  <Chip tone={item.kind === "record" ? "blue" : "grey"}>{w.kind[item.kind]}</Chip>
                </span>
                <span className="faint">{item.case_label}</span>
                <span className="row between">
                  <span className="faint">{w.asked(formatShort(item.asked_at))}</span>
                  <DeadlineChip dueAt={item.due_at} />
                </span>
              </button>
            </li>
          ))}
        </ul>
        {!narrow && chosen ? <Slip item={chosen} onDecided={decided} /> : null}
      </div>
    </>
  );
}

function Slip({ item, onDecided }: { item: ApprovalItem; onDecided: () => void }) {
  return item.kind === "record" && item.record_id ? (
    <RecordSlip key={item.key} item={item} recordId={item.record_id} onDecided={onDecided} />
  ) : item.kind === "voiding" && item.record_id ? (
    <VoidingSlip key={item.key} item={item} recordId={item.record_id} onDecided={onDecided} />
  ) : item.kind === "remote" && item.activity_id ? (
    <RemoteSlip key={item.key} item={item} activityId={item.activity_id} onDecided={onDecided} />
  ) : item.kind === "waiver" ? (
    <WaiverSlip key={item.key} item={item} onDecided={onDecided} />
  ) : (
    <AccessSlip key={item.key} item={item} onDecided={onDecided} />
  );
}
