import { App, Form, Input, Modal } from "antd";
import { useNavigate } from "react-router";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { stationWords as w } from "@/i18n/zh-stations";
import { ProblemView } from "@/widgets/ProblemView";
import { StationDevicePicker } from "./StationDevicePicker";
import { isPublicKey } from "./pin-command";

interface Fields {
  name: string;
  place: string;
  public_key: string;
  device_id?: string;
}

const must = (label: string) => [{ required: true, whitespace: true, message: w.required(label) }];
export const keyRules = [
  ...must(w.publicKey),
  { validator: (_: unknown, text: string) => (!text || isPublicKey(text) ? Promise.resolve() : Promise.reject(new Error(w.keyForm))) },
];

/** A new station with the public key that its own program made. */
export function RegisterDialog({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<Fields>();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { run, busy, problem } = useAction({
    errors: "inline",
    onDone: (done) => {
      void message.success(w.registered);
      onClose();
      if (done.id) void navigate(`/stations/${done.id}`);
    },
  });
  const submit = ({ name, place, public_key, device_id }: Fields) =>
    void run("POST", "/stations", { name: name.trim(), place: place.trim(), public_key: public_key.trim(), device_id: device_id ?? null });
  return (
    <Modal open title={w.register} okText={w.register} cancelText={zh.act.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <Form<Fields> form={form} layout="vertical" onFinish={submit}>
        <Form.Item name="name" label={w.name} rules={must(w.name)}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="place" label={w.place} rules={must(w.place)}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="device_id" label={w.device} extra={w.deviceHint}>
          <StationDevicePicker />
        </Form.Item>
        <Form.Item name="public_key" label={w.publicKey} extra={w.publicKeyHint} rules={keyRules}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 3 }} maxLength={80} spellCheck={false} />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
