import { Checkbox, DatePicker, Input, Radio } from "antd";
import { useState } from "react";
import { DAY_FORMAT, instantToPicked, pickedToDay } from "@/format/picker";
import { oversightWords as w } from "@/i18n/zh-oversight";
import { StepModal } from "@/widgets/StepModal";
import { bodyOf, missingOf, STEP_FIELDS, type StepAction, type StepField } from "./step-form";

interface Props {
  violationId: string;
  action: StepAction;
  title: string;
  onClose: () => void;
}

/** One step of a violation: its few fields, and what the server says to them. */
export function StepDialog({ violationId, action, title, onClose }: Props) {
  const [values, setValues] = useState<Record<string, string | boolean>>({});
  return (
    <StepModal
      title={title}
      path={`/violations/${violationId}/${action}`}
      body={() => bodyOf(action, values)}
      missing={missingOf(action, values)}
      words={w}
      onClose={onClose}
    >
      {STEP_FIELDS[action].map((field) => (
        <Entry key={field.name} field={field} value={values[field.name]} onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))} />
      ))}
    </StepModal>
  );
}

function Entry({ field, value, onChange }: { field: StepField; value: string | boolean | undefined; onChange: (value: string | boolean) => void }) {
  const id = `step-${field.name}`;
  const text = typeof value === "string" ? value : "";
  const isYes = typeof value === "boolean" ? value : (field.first ?? false);
  if (field.kind === "flag")
    return (
      <Checkbox checked={isYes} onChange={(e) => onChange(e.target.checked)}>
        {field.label}
      </Checkbox>
    );
  if (field.kind === "choice")
    return (
      <Radio.Group value={isYes} onChange={(e) => onChange(Boolean(e.target.value))}>
        <Radio value={true}>{field.words?.[0]}</Radio>
        <Radio value={false}>{field.words?.[1]}</Radio>
      </Radio.Group>
    );
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {field.label}
        <span className="must"> *</span>
      </label>
      {field.kind === "day" ? (
        <DatePicker id={id} format={DAY_FORMAT} disabledDate={(d) => d.isBefore(instantToPicked(), "day")} onChange={(d) => onChange(d ? pickedToDay(d) : "")} />
      ) : field.kind === "line" ? (
        <Input id={id} value={text} maxLength={field.max ?? 100} onChange={(e) => onChange(e.target.value)} />
      ) : (
        <Input.TextArea id={id} value={text} maxLength={field.max ?? 1000} showCount autoSize={{ minRows: 3, maxRows: 8 }} onChange={(e) => onChange(e.target.value)} />
      )}
    </div>
  );
}
