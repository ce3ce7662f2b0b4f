import { App, Checkbox, Form, Input, InputNumber, Modal, Select } from "antd";
import { useNavigate } from "react-router";
import { useRooms } from "@/api/queries";
import { useMe } from "@/api/session";
import { useAction } from "@/api/use-action";
import type { DevicePage, DeviceKind, Numbering } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { deviceWords as w } from "@/i18n/zh-devices";
import { ProblemView } from "@/widgets/ProblemView";
import { GIB, gibToBytes } from "./device-text";

interface Fields {
  kind: DeviceKind;
  asset_no: string;
  serial_no: string;
  maker: string;
  model: string;
  capacity_gib?: number | null;
  naming?: string;
  numbering: Numbering;
  division_id?: string;
  place?: string;
  room_id?: string;
  namesake_reason?: string;
  renumbered?: boolean;
}

const options = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));
const text = (value: string | undefined) => (value && value.trim() !== "" ? value.trim() : null);

/** Enters a device in the register, or changes what it says of one. */
export function RegisterDialog({ device, onClose }: { device?: DevicePage; onClose: () => void }) {
  const [form] = Form.useForm<Fields>();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const divisions = useMe().agency.divisions;
  const kind = Form.useWatch("kind", form) ?? device?.details.kind;
  const rooms = useRooms();
  const roomOptions = (rooms.data?.items ?? [])
    .filter((room) => room.closed_at === null || room.room_id === device?.details.room_id)
    .map((room) => ({ value: room.room_id, label: room.name, disabled: room.closed_at !== null }));
  const { run, busy, problem } = useAction({
    errors: "inline",
    onDone: (done) => {
      void message.success(w.done);
      onClose();
      if (done.id) void navigate(`/devices/${done.id}`);
    },
  });
  const submit = (fields: Fields) => {
    const details = {
      kind: fields.kind,
      asset_no: fields.asset_no,
      serial_no: fields.serial_no,
      maker: fields.maker.trim(),
      model: fields.model.trim(),
      capacity_bytes: gibToBytes(fields.capacity_gib),
      naming: text(fields.naming),
      numbering: fields.numbering,
      division_id: fields.division_id ?? null,
      place: text(fields.place),
      room_id: fields.kind === "fixed_camera" ? (fields.room_id ?? null) : null,
    };
    const namesake_reason = text(fields.namesake_reason);
    if (device) void run("POST", `/devices/${device.device_id}/change`, { details, renumbered: fields.renumbered ?? false, namesake_reason });
    else void run("POST", "/devices", { details, clock: null, namesake_reason });
  };
  const must = (label: string) => [{ required: true, whitespace: true, message: w.required(label) }];
  const known = device?.details;
  const initial: Partial<Fields> = known
    ? {
        kind: known.kind,
        asset_no: known.asset_no,
        serial_no: known.serial_no,
        maker: known.maker,
        model: known.model,
        capacity_gib: known.capacity_bytes === null ? null : Math.round((known.capacity_bytes / GIB) * 10) / 10,
        naming: known.naming ?? "",
        numbering: known.numbering,
        ...(known.division_id === null ? {} : { division_id: known.division_id }),
        place: known.place ?? "",
        ...(known.room_id === null ? {} : { room_id: known.room_id }),
        namesake_reason: known.namesake_reason ?? "",
      }
    : { kind: "body_camera", numbering: "continuous" };
  const title = device ? w.change : w.register;
  return (
    <Modal open title={title} okText={title} cancelText={zh.act.cancel} confirmLoading={busy} width={640} onOk={() => form.submit()} onCancel={onClose}>
      <p className="dialog-note">{w.registerNote}</p>
      <Form<Fields> form={form} layout="vertical" initialValues={initial} onFinish={submit} className="register-form">
        <Form.Item name="kind" label={w.field.kind}>
          <Select options={options(w.kind)} />
        </Form.Item>
        <Form.Item name="asset_no" label={w.field.asset} rules={must(w.field.asset)}>
          <Input maxLength={40} autoFocus />
        </Form.Item>
        <Form.Item name="serial_no" label={w.field.serial} rules={must(w.field.serial)}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="maker" label={w.field.maker} rules={must(w.field.maker)}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="model" label={w.field.model} rules={must(w.field.model)}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="capacity_gib" label={w.field.capacity}>
          <InputNumber min={0} max={100_000} className="full-width" />
        </Form.Item>
        <Form.Item name="division_id" label={w.field.division}>
          <Select allowClear options={divisions.map((d) => ({ value: d.division_id, label: d.name }))} />
        </Form.Item>
        <Form.Item name="place" label={w.field.place}>
          <Input maxLength={60} />
        </Form.Item>
        {kind === "fixed_camera" ? (
          <Form.Item name="room_id" label={w.field.room} extra={w.field.roomHint} className="register-wide">
            <Select allowClear loading={rooms.isPending} notFoundContent={w.field.roomNone} options={roomOptions} />
          </Form.Item>
        ) : null}
        <Form.Item name="naming" label={w.field.naming} extra={w.field.namingHint} className="register-wide">
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="numbering" label={w.field.numbering}>
          <Select options={options(w.numbering)} />
        </Form.Item>
        {device ? (
          <Form.Item name="renumbered" valuePropName="checked" label=" ">
            <Checkbox>{w.field.renumbered}</Checkbox>
          </Form.Item>
        ) : null}
        <Form.Item name="namesake_reason" label={w.field.reason} className="register-wide">
          <Input maxLength={200} />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
