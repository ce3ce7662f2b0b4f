import { Link } from "react-router";
import type { ApprovalItem } from "@/api/schema";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { words } from "@/records/zh-records";
import { DecisionSlip } from "./DecisionSlip";

const v = words.voiding;

/** A wish to void a numbered record, before the head who may agree. */
export function VoidingSlip({ item, recordId, onDecided }: { item: ApprovalItem; recordId: string; onDecided: () => void }) {
  const base = `/cases/${item.case_id}/records/${recordId}/voiding`;
  const links = (
    <>
      <Link to={item.href}>{w.openRecord}</Link>
      <Link to={`/cases/${item.case_id}`}>{w.openCase}</Link>
    </>
  );
  return (
    <DecisionSlip
      item={item}
      links={links}
      agree={{ label: v.approve, path: `${base}/approve`, body: {}, said: v.approved, danger: true }}
      refuse={{ label: v.refuse, path: `${base}/refuse`, body: {}, said: v.refused, title: v.refuseTitle, note: v.refuseNote, reasons: v.refuseReasons }}
      onDecided={onDecided}
    />
  );
}
