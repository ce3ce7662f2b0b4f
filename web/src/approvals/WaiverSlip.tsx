import { RollbackOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "@/api/use-action";
import type { ApprovalItem } from "@/api/schema";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { completenessWords as c } from "@/i18n/zh-tabs";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { ProblemView } from "@/widgets/ProblemView";
import { SlipHead } from "./SlipHead";

/** A reason why a duty does not apply, before the head who has to sign it. */
export function WaiverSlip({ item, onDecided }: { item: ApprovalItem; onDecided: () => void }) {
  const { message } = App.useApp();
  const [refusing, setRefusing] = useState(false);
  const said = (text: string) => () => {
    setRefusing(false);
    void message.success(text);
    onDecided();
  };
  const sign = useAction({ errors: "inline", onDone: said(c.signed) });
  const revoke = useAction({ errors: "inline", onDone: said(c.revoked) });
  const base = `/cases/${item.case_id}/waivers`;
  const duty = { rule: item.rule, subject: item.subject };
  return (
    <section className="panel slip" aria-label={w.slip}>
      <SlipHead item={item} />
      <Link to={item.href}>{w.openCase}</Link>
      <ProblemView problem={sign.problem} />
      <div className="slip-foot">
        <Button type="primary" size="large" loading={sign.busy} onClick={() => void sign.run("POST", `${base}/sign`, duty)}>
          {c.sign}
        </Button>
        <Button size="large" icon={<RollbackOutlined />} onClick={() => setRefusing(true)}>
          {c.revoke}
        </Button>
      </div>
      <ConfirmWithReason
        open={refusing}
        title={c.revokeTitle}
        okText={c.revoke}
        reasons={c.revokeReasons}
        busy={revoke.busy}
        problem={revoke.problem}
        onCancel={() => setRefusing(false)}
        onOk={(reason) => void revoke.run("POST", `${base}/revoke`, { ...duty, reason })}
      />
    </section>
  );
}
