import { App, Modal } from "antd";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { deviceWords as w } from "@/i18n/zh-devices";
import { ProblemView } from "@/widgets/ProblemView";
import { checkBody, NO_LOOK, type Look } from "./device-text";
import { LookFields } from "./LookFields";

/** A look at a device that goes nowhere. */
export function LookDialog({ deviceId, title, onClose }: { deviceId: string; title: string; onClose: () => void }) {
  const { message } = App.useApp();
  const [look, setLook] = useState<Look>(NO_LOOK);
  const { run, busy, problem } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(w.done);
      onClose();
    },
  });
  const go = () => void run("POST", `/devices/${deviceId}/check`, checkBody(look));
  return (
    <Modal open title={title} okText={title} cancelText={zh.act.cancel} confirmLoading={busy} onCancel={onClose} onOk={go}>
      <LookFields look={look} onChange={setLook} onEnter={go} />
      <ProblemView problem={problem} />
    </Modal>
  );
}
