import { Button, Checkbox, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useAccessRequests } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { AccessVerb } from "@/api/schema";
import { dayOf } from "@/format/time";
import { InstantInput } from "@/records/widgets/InstantInput";
import { zh } from "@/i18n/zh";
import { ProblemView } from "@/widgets/ProblemView";
import { words } from "./zh-recordings";

const text = words.request;
const DAY_MS = 86_400_000;
const USUAL_DAYS = 7;

/** Asks the agency head for the right to look or copy (Art. 24). */
export function AccessRequestDialog({ caseId, recordingId, onClose }: { caseId: string; recordingId: string; onClose: () => void }) {
  const [verbs, setVerbs] = useState<AccessVerb[]>(["view"]);
  const [all, setAll] = useState(false);
  const [purpose, setPurpose] = useState("");
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState<string | null>(() => dayOf(Date.now() + USUAL_DAYS * DAY_MS));
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: text.done, onDone: onClose });
  const pending = useAccessRequests(caseId).data?.items.some((one) => one.status === "pending" && (one.recording_ids === null || one.recording_ids.includes(recordingId)));
  const lacking = verbs.length === 0 || purpose.trim() === "" || reason.trim() === "" || until === null;
  return (
    <Modal
      open
      title={text.title}
      okText={text.title}
      cancelText={zh.act.cancel}
      okButtonProps={{ loading: action.busy }}
      onCancel={onClose}
      onOk={() => {
        setTried(true);
        if (lacking) return;
        void action.run("POST", "/access-requests", {
          case_id: caseId,
          recording_ids: all ? null : [recordingId],
          verbs,
          purpose: purpose.trim(),
          reason: reason.trim(),
          until_on: until,
        });
      }}
    >
      {pending ? <div className="amber-text">{text.waiting}</div> : null}
      <span className="field-label">{text.verbs}</span>
      <Checkbox.Group
        value={verbs}
        onChange={(next) => setVerbs(next as AccessVerb[])}
        options={[
          { value: "view", label: text.view },
          { value: "copy", label: text.copy },
        ]}
      />
      <span className="field-label">{text.scope}</span>
      <Radio.Group
        value={all}
        onChange={(event) => setAll(event.target.value as boolean)}
        options={[
          { value: false, label: text.one },
          { value: true, label: text.all },
        ]}
      />
      <label className="field-label" htmlFor="access-purpose">
        {text.purpose}
        <span className="must"> *</span>
      </label>
      <div className="reason-keys">
        {text.purposes.map((one) => (
          <Button key={one} size="small" onClick={() => setPurpose(one)}>
            {one}
          </Button>
        ))}
      </div>
      <Input id="access-purpose" maxLength={100} value={purpose} status={tried && purpose.trim() === "" ? "error" : ""} onChange={(event) => setPurpose(event.target.value)} />
      <label className="field-label" htmlFor="access-reason">
        {text.reason}
        <span className="must"> *</span>
      </label>
      <Input.TextArea
        id="access-reason"
        autoSize={{ minRows: 3 }}
        maxLength={500}
        value={reason}
        status={tried && reason.trim() === "" ? "error" : ""}
        onChange={(event) => setReason(event.target.value)}
      />
      <label className="field-label" htmlFor="access-until">
        {text.until}
        <span className="must"> *</span>
      </label>
      <InstantInput id="access-until" precision="day" value={until} wrong={tried && until === null} onChange={setUntil} />
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
