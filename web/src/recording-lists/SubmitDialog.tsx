import { Modal } from "antd";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { listWords as w } from "@/i18n/zh-lists";
import { ProblemView } from "@/widgets/ProblemView";

/** Says what happens with a draft that goes to the superior agency, and sends it. */
export function SubmitDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const { run, busy, problem } = useAction({ errors: "inline", success: w.steps.submitDone, onDone: onClose });
  return (
    <Modal open title={w.steps.submitTitle} okText={w.steps.submitTitle} cancelText={zh.act.cancel} okButtonProps={{ loading: busy }} onOk={() => void run("POST", `${path}/submit`)} onCancel={onClose}>
      <p>{w.steps.submitText}</p>
      <ProblemView problem={problem} />
    </Modal>
  );
}
