import { Link } from "react-router";
import type { ApprovalItem } from "@/api/schema";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { completenessWords as c } from "@/i18n/zh-tabs";
import { DecisionSlip } from "./DecisionSlip";

/** A reason why a duty does not apply, before the head who has to sign it. */
export function WaiverSlip({ item, onDecided }: { item: ApprovalItem; onDecided: () => void }) {
  const base = `/cases/${item.case_id}/waivers`;
  const duty = { rule: item.rule, subject: item.subject };
  return (
    <DecisionSlip
      item={item}
      links={<Link to={item.href}>{w.openCase}</Link>}
      agree={{ label: c.sign, path: `${base}/sign`, body: duty, said: c.signed }}
      refuse={{ label: c.revoke, path: `${base}/revoke`, body: duty, said: c.revoked, title: c.revokeTitle, note: "", reasons: c.revokeReasons }}
      onDecided={onDecided}
    />
  );
}
