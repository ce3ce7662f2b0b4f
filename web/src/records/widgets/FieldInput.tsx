import { Checkbox, Input, InputNumber, Radio, Select } from "antd";
import type { FieldModel } from "../schema-model";
import { words } from "../zh-records";
import { RoomInput } from "./RoomInput";
import { useCaseChoices, type Choice } from "./case-choices";
import { InstantInput } from "./InstantInput";
import { ItemsInput } from "./ItemsInput";
import { MoneyInput } from "./MoneyInput";

export interface InputProps {
  field: FieldModel;
  id: string;
  value: unknown;
  onChange: (value: unknown) => void;
  disabled: boolean;
  /** Something is wrong with the value: drawn red, said below. */
  wrong: boolean;
  describedBy?: string | undefined;
  /** Inside a table: the column's head is the label. */
  label?: string;
  /** Id of the text that names a group of inputs, which no `label` can point at. */
  labelledBy?: string | undefined;
}

/** More options than this become a drop-down. */
const RADIO_MAX = 6;

/** The input a field asks for. */
export function FieldInput(props: InputProps) {
  const { field, id, value, onChange, disabled, wrong, describedBy, label, labelledBy } = props;
  const choices = useCaseChoices();
  const status = wrong ? "error" : "";
  const shared = { id, disabled, "aria-describedby": describedBy, "aria-label": label, "aria-labelledby": labelledBy, "aria-invalid": wrong || undefined };
  const text = typeof value === "string" ? value : "";
  switch (field.widget) {
    case "text":
      if (field.offer === "rooms") return <RoomInput {...shared} status={status} value={text} onChange={onChange} />;
      return <Input {...shared} status={status} value={text} onChange={(event) => onChange(event.target.value)} />;
    case "textarea":
      return (
        <Input.TextArea
          {...shared}
          status={status}
          value={text}
          autoSize={{ minRows: label === undefined ? 3 : 1, maxRows: 16 }}
          showCount={field.maxLength !== null && text.length > field.maxLength * 0.8 ? { formatter: ({ count }) => words.count(count, field.maxLength ?? 0) } : false}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "number":
      return (
        <InputNumber
          {...shared}
          status={status}
          value={typeof value === "number" ? value : null}
          min={field.minimum ?? undefined}
          max={field.maximum ?? undefined}
          className="record-number"
          onChange={(next) => onChange(next)}
        />
      );
    case "money":
      return <MoneyInput {...props} />;
    case "date":
    case "datetime":
      return (
        <InstantInput
          id={id}
          value={typeof value === "string" ? value : null}
          onChange={onChange}
          precision={field.widget === "date" ? "day" : "minute"}
          disabled={disabled}
          wrong={wrong}
          label={label}
          describedBy={describedBy}
        />
      );
    case "checkbox":
      return field.only === undefined ? <YesNo {...props} /> : (
        <Checkbox {...shared} aria-labelledby={undefined} checked={value === true} onChange={(event) => onChange(event.target.checked)}>
          {field.yes ?? field.title}
        </Checkbox>
      );
    case "choice":
      return field.options.length <= RADIO_MAX && label === undefined ? (
        <Radio.Group {...shared} value={text === "" ? null : text} options={field.options.map((one) => ({ value: one, label: one }))} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Select {...shared} status={status} allowClear placeholder={words.pick} value={text === "" ? undefined : text} options={field.options.map((one) => ({ value: one, label: one }))} onChange={onChange} />
      );
    case "choices":
      return <Checkbox.Group {...shared} role="group" value={listOf(value)} options={[...field.options]} onChange={onChange} />;
    case "officers":
      // Whom the system does not bring in is none of those who act on site, and needs no credential.
      return (
        <ManyOf
          {...shared}
          status={status}
          value={listOf(value)}
          from={field.prefilled ? choices.officers : choices.people}
          placeholder={field.prefilled ? words.officersHint : words.peopleHint}
          loading={choices.loading}
          onChange={onChange}
        />
      );
    case "record":
    case "recording": {
      const from = field.widget === "record" ? choices.records : choices.recordings;
      return (
        <Select
          {...shared}
          status={status}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          loading={choices.loading}
          placeholder={words.pick}
          notFoundContent={field.widget === "record" ? words.noRecords : words.noRecordings}
          value={text === "" ? undefined : text}
          options={withUnknown(from, text === "" ? [] : [text])}
          onChange={onChange}
        />
      );
    }
    case "items":
      return <ItemsInput {...props} />;
  }
}

function YesNo({ field, id, value, onChange, disabled, describedBy, label, labelledBy }: InputProps) {
  return (
    <Radio.Group
      id={id}
      disabled={disabled}
      aria-describedby={describedBy}
      aria-label={labelledBy === undefined ? (label ?? field.title) : undefined}
      aria-labelledby={labelledBy}
      value={typeof value === "boolean" ? value : null}
      options={[
        { value: true, label: field.yes ?? "是" },
        { value: false, label: field.no ?? "否" },
      ]}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface ManyProps {
  id: string;
  disabled: boolean;
  status: "" | "error";
  value: string[];
  from: readonly Choice[];
  placeholder: string;
  loading: boolean;
  onChange: (value: string[]) => void;
}

function ManyOf({ from, value, ...rest }: ManyProps) {
  return <Select {...rest} mode="multiple" showSearch={{ optionFilterProp: "label" }} value={value} options={withUnknown(from, value)} />;
}

/** A chosen id that is not on the list any more stays visible as what it is. */
function withUnknown(from: readonly Choice[], chosen: readonly string[]): Choice[] {
  const known = new Set(from.map((one) => one.value));
  return [...from, ...chosen.filter((id) => !known.has(id)).map((id) => ({ value: id, label: id }))];
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : []);
