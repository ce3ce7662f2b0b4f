import { Button, DatePicker, Input, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import type { AccessView } from "@/api/schema";
import { DAY_FORMAT, instantToPicked, pickedToDay } from "@/format/picker";
import { zh } from "@/i18n/zh";
import { recordingsWords as w } from "@/i18n/zh-tabs";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { ProblemView } from "@/widgets/ProblemView";

const DEFAULT_DAYS = 7;
const MAX_OPINION = 500;

/** The agency head's two keys: approve until a day, or refuse with a reason. */
export function AccessDecision({ request, large = false, onDecided }: { request: Pick<AccessView, "request_id">; large?: boolean; onDecided?: () => void }) {
  const [dialog, setDialog] = useState<"approve" | "refuse" | null>(null);
  const [until, setUntil] = useState<Dayjs>(() => instantToPicked().add(DEFAULT_DAYS, "day"));
  const [opinion, setOpinion] = useState("");
  const { run, busy, problem, clear } = useAction({
    errors: "inline",
    onDone: () => {
      setDialog(null);
      onDecided?.();
    },
  });
  const path = `/access-requests/${request.request_id}`;
  const close = () => {
    clear();
    setDialog(null);
  };
  const size = large ? "large" : "small";
  return (
    <>
      <Button size={size} type="primary" onClick={() => setDialog("approve")}>
        {w.approve}
      </Button>
      <Button size={size} onClick={() => setDialog("refuse")}>
        {w.refuse}
      </Button>
      <Modal
        open={dialog === "approve"}
        title={w.approveTitle}
        okText={w.approve}
        cancelText={zh.act.cancel}
        confirmLoading={busy}
        onCancel={close}
        onOk={() => void run("POST", `${path}/approve`, { until_on: pickedToDay(until), opinion: opinion.trim() || null })}
        destroyOnHidden
      >
        <label className="field-label" htmlFor="access-until">
          {w.until}
        </label>
        <DatePicker id="access-until" value={until} format={DAY_FORMAT} allowClear={false} disabledDate={(d) => d.isBefore(instantToPicked(), "day")} onChange={(d) => d && setUntil(d)} />
        <label className="field-label" htmlFor="access-opinion">
          {w.opinion}
        </label>
        <Input.TextArea id="access-opinion" value={opinion} maxLength={MAX_OPINION} autoSize={{ minRows: 2 }} onChange={(e) => setOpinion(e.target.value)} />
        <ProblemView problem={problem} />
      </Modal>
      <ConfirmWithReason
        open={dialog === "refuse"}
        title={w.refuseTitle}
        okText={w.refuse}
        reasons={w.refuseReasons}
        busy={busy}
        problem={problem}
        onCancel={close}
        onOk={(reason) => void run("POST", `${path}/refuse`, { reason })}
      />
    </>
  );
}
