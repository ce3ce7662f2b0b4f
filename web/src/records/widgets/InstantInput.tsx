import { DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { instantMs, toWire } from "@/format/time";
import { useNarrow } from "@/widgets/use-narrow";

interface Props {
  id: string;
  /** RFC 3339 instant, or a civil day `2025-03-07` when `precision` is `day`. */
  value: string | null;
  onChange: (value: string | null) => void;
  precision: "day" | "minute" | "second";
  disabled?: boolean;
  wrong?: boolean;
  label?: string | undefined;
  describedBy?: string | undefined;
}

const FORMAT = { day: "YYYY年M月D日", minute: "YYYY年M月D日 HH:mm", second: "YYYY年M月D日 HH:mm:ss" } as const;
const PLAIN_LENGTH = { day: 10, minute: 16, second: 19 } as const;

/**
 * A civil day or an instant. Instants are shown and typed in +08:00 whatever the browser's zone:
 * the picker works on the plain text without its zone, which is put back afterwards.
 */
export function InstantInput({ id, value, onChange, precision, disabled = false, wrong = false, label, describedBy }: Props) {
  const narrow = useNarrow();
  const plain = plainOf(value, precision);
  const give = (text: string) => onChange(text === "" ? null : precision === "day" ? text : `${text.length === 16 ? `${text}:00` : text}+08:00`);
  if (narrow)
    return (
      <Input
        id={id}
        type={precision === "day" ? "date" : "datetime-local"}
        step={precision === "second" ? 1 : undefined}
        disabled={disabled}
        status={wrong ? "error" : ""}
        aria-label={label}
        aria-describedby={describedBy}
        value={plain}
        onChange={(event) => give(event.target.value)}
      />
    );
  return (
    <DatePicker
      id={id}
      className="full-width"
      disabled={disabled}
      status={wrong ? "error" : ""}
      aria-label={label}
      showTime={precision === "day" ? false : { format: precision === "minute" ? "HH:mm" : "HH:mm:ss" }}
      format={FORMAT[precision]}
      needConfirm={false}
      value={plain === "" ? null : dayjs(plain)}
      onChange={(day) => give(day === null || Array.isArray(day) ? "" : day.format(precision === "day" ? "YYYY-MM-DD" : "YYYY-MM-DDTHH:mm:ss"))}
    />
  );
}

function plainOf(value: string | null, precision: Props["precision"]): string {
  if (value === null || value === "") return "";
  if (precision === "day") return value;
  const at = instantMs(value);
  return Number.isNaN(at) ? "" : toWire(at).slice(0, PLAIN_LENGTH[precision]);
}
