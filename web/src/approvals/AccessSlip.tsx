import { useAccessRequests } from "@/api/queries";
import type { ApprovalItem } from "@/api/schema";
import { AccessDecision } from "@/access/AccessDecision";
import { verbsOf } from "@/access/AccessList";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { recordingsWords } from "@/i18n/zh-tabs";
import { Loaded } from "@/widgets/Loaded";
import { SlipHead } from "./SlipHead";

/** A request to view or copy recordings, before the agency head. */
export function AccessSlip({ item, onDecided }: { item: ApprovalItem; onDecided: () => void }) {
  const requests = useAccessRequests(item.case_id ?? undefined);
  return (
    <section className="panel slip" aria-label={w.slip}>
      <SlipHead item={item} />
      <Loaded from={requests} rows={3}>
        {({ items }) => {
          const request = items.find((r) => r.request_id === item.request_id);
          return request ? (
            <dl className="facts">
              <dt>{w.accessBy}</dt>
              <dd>{request.asked_by}</dd>
              <dt>{w.accessScope}</dt>
              <dd>{request.scope}</dd>
              <dt>{w.accessVerbs}</dt>
              <dd>{verbsOf(request)}</dd>
            </dl>
          ) : null;
        }}
      </Loaded>
      <p className="faint">{recordingsWords.askNote}</p>
      {item.request_id ? (
        <div className="slip-foot">
          <AccessDecision large request={{ request_id: item.request_id }} onDecided={onDecided} />
        </div>
      ) : null}
    </section>
  );
}
