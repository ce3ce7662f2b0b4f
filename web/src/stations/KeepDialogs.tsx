import { App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { stationWords as w } from "@/i18n/zh-stations";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { ProblemView } from "@/widgets/ProblemView";
import { StepModal } from "@/widgets/StepModal";
import { keyRules } from "./RegisterDialog";
import { StationDevicePicker } from "./StationDevicePicker";

interface Props {
  id: string;
  onClose: () => void;
}

/** Another key for a station; the old one is worth nothing from then on. */
export function RotateDialog({ id, onClose }: Props) {
  const [form] = Form.useForm<{ public_key: string; reason: string }>();
  const { message } = App.useApp();
  const { run, busy, problem } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(w.done);
      onClose();
    },
  });
  return (
    <Modal open title={w.rotate} okText={w.rotate} cancelText={zh.act.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <p className="dialog-note">{w.rotateNote}</p>
      <Form
        form={form}
        layout="vertical"
        onFinish={({ public_key, reason }) => void run("POST", `/stations/${id}/key`, { public_key: public_key.trim(), reason: reason.trim() })}
      >
        <Form.Item name="public_key" label={w.publicKey} extra={w.publicKeyHint} rules={keyRules}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 3 }} maxLength={80} spellCheck={false} />
        </Form.Item>
        <Form.Item name="reason" label={zh.act.reason} rules={[{ required: true, whitespace: true, message: w.required(zh.act.reason) }]}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}

/** Says which device of the register a station is. */
export function DeviceDialog({ id, current, onClose }: Props & { current: string | undefined }) {
  const [device, setDevice] = useState(current);
  return (
    <StepModal title={w.nameDevice} path={`/stations/${id}/device`} body={() => ({ device_id: device })} missing={device ? [] : [w.device]} words={w} onClose={onClose}>
      <label className="field-label" htmlFor="station-device">
        {w.device}
      </label>
      <StationDevicePicker id="station-device" onChange={setDevice} {...(device ? { value: device } : {})} />
      <p className="faint">{w.deviceHint}</p>
    </StepModal>
  );
}

/** Closes a station for good. */
export function CloseDialog({ id, onClose }: Props) {
  const { run, busy, problem } = useAction({ errors: "inline", success: w.done, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      danger
      title={w.close}
      okText={w.close}
      busy={busy}
      problem={problem}
      onOk={(reason) => void run("POST", `/stations/${id}/close`, { reason: reason.slice(0, 200) })}
      onCancel={onClose}
    >
      <p className="dialog-note">{w.closeNote}</p>
    </ConfirmWithReason>
  );
}
