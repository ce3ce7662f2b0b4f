import { Link } from "react-router";
import type { ApprovalItem } from "@/api/schema";
import { remoteWords as r } from "@/i18n/zh-approvals";
import { DecisionSlip } from "./DecisionSlip";

/** A declaration that same-day deposit is impossible, before a head who took no part (Art. 22, paragraph 2). */
export function RemoteSlip({ item, activityId, onDecided }: { item: ApprovalItem; activityId: string; onDecided: () => void }) {
  const base = `/activities/${activityId}/remote`;
  return (
    <DecisionSlip
      item={item}
      links={<Link to={item.href}>{r.open}</Link>}
      agree={{ label: r.approve, path: `${base}/approve`, body: {}, said: r.approved }}
      refuse={{ label: r.refuse, path: `${base}/refuse`, body: {}, said: r.refused, title: r.refuseTitle, note: r.refuseNote, reasons: r.reasons }}
      onDecided={onDecided}
    />
  );
}
