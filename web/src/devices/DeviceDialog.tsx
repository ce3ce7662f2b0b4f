import { Checkbox, DatePicker, Input, Select } from "antd";
import { useState } from "react";
import { instantToPicked, MINUTE_FORMAT, pickedToWire } from "@/format/picker";
import { deviceWords as w } from "@/i18n/zh-devices";
import { StepModal } from "@/widgets/StepModal";
import { bodyOf, DEVICE_FIELDS, missingOf, pathOf, type DeviceAction, type DeviceField, type Values } from "./device-forms";

interface Props {
  deviceId: string;
  action: DeviceAction;
  no: number | null;
  title: string;
  onClose: () => void;
}

/** One step of a device: its few fields, and what the server says to them. */
export function DeviceDialog({ deviceId, action, no, title, onClose }: Props) {
  const [values, setValues] = useState<Values>({});
  return (
    <StepModal
      title={title}
      path={pathOf(deviceId, action, no)}
      body={() => bodyOf(action, values)}
      missing={missingOf(action, values)}
      words={w}
      onClose={onClose}
    >
      {DEVICE_FIELDS[action].map((field) => (
        <Entry key={field.name} field={field} value={values[field.name]} onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))} />
      ))}
    </StepModal>
  );
}

function Entry({ field, value, onChange }: { field: DeviceField; value: string | boolean | undefined; onChange: (value: string | boolean) => void }) {
  const id = `device-${field.name}`;
  const text = typeof value === "string" ? value : "";
  if (field.kind === "flag")
    return (
      <Checkbox checked={value === true} onChange={(e) => onChange(e.target.checked)}>
        {field.label}
      </Checkbox>
    );
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {field.label}
        {field.optional ? null : <span className="must"> *</span>}
      </label>
      {field.kind === "choice" ? (
        <Select id={id} className="full-width" showSearch={{ optionFilterProp: "label" }} placeholder={field.label} value={text === "" ? null : text} onChange={onChange} options={Object.entries(field.options ?? {}).map(([key, label]) => ({ value: key, label }))} />
      ) : field.kind === "instant" ? (
        <DatePicker id={id} showTime={{ format: "HH:mm" }} format={MINUTE_FORMAT} disabledDate={(d) => d.isAfter(instantToPicked(), "day")} onChange={(d) => onChange(d ? pickedToWire(d) : "")} />
      ) : field.kind === "line" ? (
        <Input id={id} value={text} maxLength={100} onChange={(e) => onChange(e.target.value)} />
      ) : (
        <Input.TextArea id={id} value={text} maxLength={500} showCount autoSize={{ minRows: 3, maxRows: 8 }} onChange={(e) => onChange(e.target.value)} />
      )}
    </div>
  );
}
