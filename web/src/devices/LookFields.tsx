import { Input, InputNumber, Select } from "antd";
import type { ComponentProps } from "react";
import { deviceWords as w } from "@/i18n/zh-devices";
import type { Look } from "./device-text";

interface Props {
  look: Look;
  onChange: (look: Look) => void;
  /** Enter in any field: done. */
  onEnter: () => void;
  first?: ComponentProps<typeof InputNumber>["ref"];
}

/** A look at a device: charge, room, clock, looks. Every field but the charge may stay blank. */
export function LookFields({ look, onChange, onEnter, first }: Props) {
  const number = (id: string, label: string, value: number | null, put: (value: number | null) => void, min: number, max: number) => (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <InputNumber id={id} ref={id === "look-battery" ? (first ?? null) : null} min={min} max={max} value={value} onChange={put} onPressEnter={onEnter} className="full-width" />
    </div>
  );
  return (
    <div className="look-fields">
      {number("look-battery", w.field.battery, look.battery, (battery) => onChange({ ...look, battery }), 0, 100)}
      {number("look-free", w.field.free, look.freeGib, (freeGib) => onChange({ ...look, freeGib }), 0, 100_000)}
      {number("look-offset", w.field.offset, look.offsetS, (offsetS) => onChange({ ...look, offsetS }), -3_000_000_000, 3_000_000_000)}
      <div>
        <label className="field-label" htmlFor="look-looks">
          {w.field.looks}
        </label>
        <Select id="look-looks" className="full-width" value={look.looks} onChange={(looks) => onChange({ ...look, looks })} options={Object.entries(w.looks).map(([value, label]) => ({ value, label }))} />
      </div>
      <div className="look-note">
        <label className="field-label" htmlFor="look-note">
          {w.field.note}
        </label>
        <Input id="look-note" maxLength={200} value={look.note} onChange={(e) => onChange({ ...look, note: e.target.value })} onPressEnter={onEnter} />
      </div>
    </div>
  );
}
