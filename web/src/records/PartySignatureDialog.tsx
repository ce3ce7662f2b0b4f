import { Button, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import type { SlotState } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { ProblemView } from "@/widgets/ProblemView";
import { words } from "./zh-records";

const text = words.party;

/** How a party or witness signed, or that they refused: with the reason and who saw it. */
export function PartySignatureDialog({ slot, base, onClose }: { slot: SlotState; base: string; onClose: () => void }) {
  const [refuses, setRefuses] = useState(false);
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const [witness, setWitness] = useState("");
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: text.done, onDone: onClose });
  const blank = { name: name.trim() === "", reason: refuses && reason.trim() === "", witness: refuses && witness.trim() === "" };
  const complaint = (lacking: boolean, message: string) =>
    tried && lacking ? (
      <div className="red-text" role="alert">
        {message}
      </div>
    ) : null;
  return (
    <Modal
      open
      title={text.record(slot.title)}
      okText={zh.act.confirm}
      cancelText={zh.act.cancel}
      okButtonProps={{ loading: action.busy }}
      onCancel={onClose}
      onOk={() => {
        setTried(true);
        if (blank.name || blank.reason || blank.witness) return;
        const refused = refuses ? { reason: reason.trim(), witness: witness.trim() } : null;
        void action.run("POST", `${base}/party-signature`, { slot: slot.slot, name: name.trim(), refused });
      }}
    >
      {slot.refusable ? (
        <Radio.Group
          aria-label={text.how}
          value={refuses}
          onChange={(event) => setRefuses(event.target.value as boolean)}
          options={[
            { value: false, label: text.signed },
            { value: true, label: text.refusedKey },
          ]}
        />
      ) : null}
      <label htmlFor="party-name" className="field-label">
        {text.name}
        <span className="must"> *</span>
      </label>
      <Input id="party-name" maxLength={50} value={name} status={tried && blank.name ? "error" : ""} onChange={(event) => setName(event.target.value)} />
      {complaint(blank.name, text.nameRequired)}
      {refuses ? (
        <>
          <label htmlFor="party-reason" className="field-label">
            {text.reason}
            <span className="must"> *</span>
          </label>
          <div className="reason-keys" role="group" aria-label={zh.reason.common}>
            {text.reasons.map((one) => (
              <Button key={one} size="small" onClick={() => setReason(one)}>
                {one}
              </Button>
            ))}
          </div>
          <Input.TextArea
            id="party-reason"
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={reason}
            status={tried && blank.reason ? "error" : ""}
            onChange={(event) => setReason(event.target.value)}
          />
          {complaint(blank.reason, text.reasonRequired)}
          <label htmlFor="party-witness" className="field-label">
            {text.witness}
            <span className="must"> *</span>
          </label>
          <Input id="party-witness" maxLength={200} value={witness} status={tried && blank.witness ? "error" : ""} onChange={(event) => setWitness(event.target.value)} />
          {complaint(blank.witness, text.witnessRequired)}
          <div className="faint">{text.hint}</div>
        </>
      ) : null}
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
