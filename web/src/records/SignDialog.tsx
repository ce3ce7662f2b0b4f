import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import type { SlotState } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { ProblemView } from "@/widgets/ProblemView";
import { words } from "./zh-records";

/** Signs for a slot, with an opinion where the form has a line for one. */
export function SignDialog({ slot, base, onClose }: { slot: SlotState; base: string; onClose: () => void }) {
  const [opinion, setOpinion] = useState("");
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: words.signed, onDone: onClose });
  const blank = slot.opinion && opinion.trim() === "";
  const usual = words.opinions[slot.slot] ?? words.opinions["other"] ?? [];
  return (
    <Modal
      open
      title={words.signAs(slot.title)}
      okText={words.signKey}
      cancelText={zh.act.cancel}
      okButtonProps={{ loading: action.busy }}
      onCancel={onClose}
      onOk={() => {
        setTried(true);
        if (!blank) void action.run("POST", `${base}/sign`, { slot: slot.slot, ...(slot.opinion ? { opinion: opinion.trim() } : {}) });
      }}
    >
      <p className="faint">{words.signMeans}</p>
      {slot.opinion ? (
        <>
          <label htmlFor="sign-opinion" className="field-label">
            {words.opinion}
            <span className="must"> *</span> <span className="faint">{words.opinionHint}</span>
          </label>
          <div className="reason-keys" role="group" aria-label={words.opinionHint}>
            {usual.map((text) => (
              <Button key={text} size="small" onClick={() => setOpinion(text)}>
                {text}
              </Button>
            ))}
          </div>
          <Input.TextArea
            id="sign-opinion"
            autoFocus
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={2000}
            value={opinion}
            status={tried && blank ? "error" : ""}
            onChange={(event) => setOpinion(event.target.value)}
          />
          {tried && blank ? (
            <div className="red-text" role="alert">
              {words.opinionRequired}
            </div>
          ) : null}
        </>
      ) : null}
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
