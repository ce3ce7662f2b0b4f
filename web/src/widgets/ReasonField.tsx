import { Button, Input } from "antd";
import { zh } from "@/i18n/zh";

const MAX_REASON = 500;

interface Props {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Common reasons, taken over by one press and then editable. */
  reasons?: readonly string[];
  optional?: boolean | undefined;
  placeholder?: string;
  isWrong?: boolean;
  focused?: boolean;
}

/** A text of one's own, helped by what is often said. */
export function ReasonField({ id, label, value, onChange, reasons = [], optional, placeholder, isWrong, focused }: Props) {
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {label}
        {optional ? null : <span className="must"> *</span>}
      </label>
      {reasons.length > 0 ? (
        <div className="reason-keys" role="group" aria-label={zh.reason.common}>
          {reasons.map((text) => (
            <Button key={text} size="small" onClick={() => onChange(value.trim() ? `${value.trim()}；${text}` : text)}>
              {text}
            </Button>
          ))}
        </div>
      ) : null}
      <Input.TextArea
        id={id}
        autoFocus={focused ?? false}
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={MAX_REASON}
        showCount
        value={value}
        status={isWrong ? "error" : ""}
        placeholder={placeholder ?? zh.reason.placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    </>
  );
}
