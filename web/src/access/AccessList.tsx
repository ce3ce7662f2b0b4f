import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { hasRole, useMe } from "@/api/session";
import { useAction } from "@/api/use-action";
import type { AccessView } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { recordingsWords as w } from "@/i18n/zh-tabs";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { Nothing } from "@/widgets/Loaded";
import { AccessStatusChip } from "@/widgets/StatusChips";
import { AccessDecision } from "./AccessDecision";

/** Requests to view or copy, each with its decision and, for the agency head, the buttons to decide. */
export function AccessList({ requests, empty, withCase = false }: { requests: AccessView[]; empty: string; withCase?: boolean }) {
  if (requests.length === 0) return <Nothing text={empty} />;
  return (
    <ul className="cards">
      {requests.map((r) => (
        <li key={r.request_id}>
          <Request request={r} withCase={withCase} />
        </li>
      ))}
    </ul>
  );
}

export const verbsOf = (r: AccessView) => r.verbs.map((v) => (v === "view" ? w.view : w.copy)).join("、");

function Request({ request: r, withCase }: { request: AccessView; withCase: boolean }) {
  const me = useMe();
  const head = hasRole(me, "agency_head");
  const [revoking, setRevoking] = useState(false);
  const { run, busy, problem } = useAction({ errors: "inline", onDone: () => setRevoking(false) });
  return (
    <div className="access-request">
      <div className="stack-tight">
        <div className="row">
          <AccessStatusChip status={r.status} />
          <b>
            {verbsOf(r)} · {r.scope}
          </b>
          {withCase ? <Link to={`/cases/${r.case_id}?tab=recordings`}>{r.case_label}</Link> : null}
        </div>
        <div>
          {r.purpose}：{r.reason}
        </div>
        <div className="faint">
          {r.asked_by} {formatInstant(r.asked_at)} {w.asked}
          {r.decided_by ? ` · ${r.decided_by} ${formatInstant(r.decided_at)} ${w.decided}` : ""}
          {r.status === "approved" && r.until_at ? ` · ${w.validUntil(formatInstant(r.until_at))}` : ""}
          {r.copies > 0 ? ` · ${w.copied(r.copies)}` : ""}
        </div>
      </div>
      <div className="row">
        {head && r.status === "pending" ? <AccessDecision request={r} /> : null}
        {head && r.status === "approved" ? (
          <Button size="small" danger onClick={() => setRevoking(true)}>
            {w.revoke}
          </Button>
        ) : null}
      </div>
      <ConfirmWithReason
        open={revoking}
        title={w.revokeTitle}
        danger
        okText={w.revoke}
        reasons={w.revokeReasons}
        busy={busy}
        problem={problem}
        onCancel={() => setRevoking(false)}
        onOk={(reason) => void run("POST", `/access-requests/${r.request_id}/revoke`, { reason })}
      >
        <p>{w.revokeNote}</p>
      </ConfirmWithReason>
    </div>
  );
}
