import { RollbackOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "@/api/use-action";
import type { ApprovalItem } from "@/api/schema";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { words } from "@/records/zh-records";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { ProblemView } from "@/widgets/ProblemView";
import { SlipHead } from "./SlipHead";

const v = words.voiding;

/** A wish to void a numbered record, before the head who may agree. */
export function VoidingSlip({ item, recordId, onDecided }: { item: ApprovalItem; recordId: string; onDecided: () => void }) {
  const { message } = App.useApp();
  const [refusing, setRefusing] = useState(false);
  const said = (text: string) => () => {
    setRefusing(false);
    void message.success(text);
    onDecided();
  };
  const approve = useAction({ errors: "inline", onDone: said(v.approved) });
  const refuse = useAction({ errors: "inline", onDone: said(v.refused) });
  const base = `/cases/${item.case_id}/records/${recordId}/voiding`;
  return (
    <section className="panel slip" aria-label={w.slip}>
      <SlipHead item={item} />
      <div className="row">
        <Link to={item.href}>{w.openRecord}</Link>
        <Link to={`/cases/${item.case_id}`}>{w.openCase}</Link>
      </div>
      <ProblemView problem={approve.problem} />
      <div className="slip-foot">
        <Button type="primary" danger size="large" loading={approve.busy} onClick={() => void approve.run("POST", `${base}/approve`)}>
          {v.approve}
        </Button>
        <Button size="large" icon={<RollbackOutlined />} onClick={() => setRefusing(true)}>
          {v.refuse}
        </Button>
      </div>
      <ConfirmWithReason
        open={refusing}
        title={v.refuseTitle}
        okText={v.refuse}
        reasons={v.refuseReasons}
        busy={refuse.busy}
        problem={refuse.problem}
        onCancel={() => setRefusing(false)}
        onOk={(reason) => void refuse.run("POST", `${base}/refuse`, { reason })}
      >
        <p className="faint">{v.refuseNote}</p>
      </ConfirmWithReason>
    </section>
  );
}
