import { Input } from "antd";
import { useEffect, useState } from "react";
import { parseYuan, yuanInWords, yuanText } from "../yuan";
import { words } from "../zh-records";
import type { InputProps } from "./FieldInput";

/** Yuan on the screen, fen in the record; the amount in words as it will be printed. */
export function MoneyInput({ id, value, onChange, disabled, wrong, describedBy, label }: InputProps) {
  const fen = typeof value === "number" ? value : null;
  const [text, setText] = useState(fen === null ? "" : yuanText(fen));
  useEffect(() => {
    setText((now) => (parseYuan(now) === fen ? now : fen === null ? "" : yuanText(fen)));
  }, [fen]);
  const unreadable = text.trim() !== "" && parseYuan(text) === null;
  return (
    <div className="money-input">
      <Input
        id={id}
        disabled={disabled}
        inputMode="decimal"
        suffix={words.yuan}
        aria-label={label}
        aria-describedby={describedBy}
        status={wrong || unreadable ? "error" : ""}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const parsed = parseYuan(event.target.value);
          // An unreadable amount is kept as text in the box, never as an old number behind it.
          if (parsed !== null || event.target.value.trim() === "") onChange(parsed);
          else onChange(null);
        }}
        onBlur={() => {
          const parsed = parseYuan(text);
          if (parsed !== null) setText(yuanText(parsed));
        }}
      />
      {unreadable ? <span className="red-text">{words.yuanHint}</span> : fen === null ? null : <span className="faint">{yuanInWords(fen)}</span>}
    </div>
  );
}
