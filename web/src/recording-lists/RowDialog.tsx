import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import type { ListRow } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { listWords as w } from "@/i18n/zh-lists";

/** Cells in the order of the form, with their longest text. */
const CELLS = [
  ["item", 200],
  ["act", 500],
  ["stage_text", 500],
  ["scene", 500],
  ["devices", 500],
  ["content", 500],
  ["other_focus", 500],
  ["start_point", 500],
  ["end_point", 500],
  ["retention", 500],
] as const;
const NAME = { ...w.field, stage_text: w.field.stage };

/** One row as a form. Nothing is sent yet: rows are saved together. */
export function RowDialog({ row, isNew, onOk, onClose }: { row: ListRow; isNew: boolean; onOk: (row: ListRow) => void; onClose: () => void }) {
  const [cells, setCells] = useState(row);
  const [tried, setTried] = useState(false);
  const blank = cells.item.trim() === "";
  const submit = () => {
    setTried(true);
    if (!blank) onOk({ ...cells, item: cells.item.trim() });
  };
  return (
    <Modal open title={isNew ? w.edit.newTitle : w.edit.rowTitle} okText={zh.act.confirm} cancelText={zh.act.cancel} width={620} onOk={submit} onCancel={onClose}>
      <span className="field-label" id="row-mode">
        {w.field.mode}
      </span>
      <Radio.Group
        aria-labelledby="row-mode"
        value={cells.mode}
        onChange={(event) => setCells({ ...cells, mode: event.target.value as ListRow["mode"] })}
        options={(["continuous", "situational", "optional"] as const).map((value) => ({ value, label: w.modeLong[value] }))}
      />
      <div className="list-form">
        {CELLS.map(([cell, most]) => (
          <div key={cell} className={cell === "content" ? "list-form-wide" : undefined}>
            <label className="field-label" htmlFor={`row-${cell}`}>
              {NAME[cell]}
              {cell === "item" ? <span className="must"> *</span> : null}
            </label>
            <Input.TextArea
              id={`row-${cell}`}
              autoSize={{ minRows: 1, maxRows: 5 }}
              maxLength={most}
              value={cells[cell]}
              status={cell === "item" && tried && blank ? "error" : ""}
              onChange={(event) => setCells({ ...cells, [cell]: event.target.value })}
            />
          </div>
        ))}
      </div>
      {tried && blank ? (
        <div className="red-text" role="alert">
          {w.edit.required}
        </div>
      ) : null}
      {cells.remarks.length === 0 ? null : (
        <p className="faint">
          {w.edit.keepRemarks}：{cells.remarks.map((one) => `${one.title} ${one.value}`).join("；")}
        </p>
      )}
    </Modal>
  );
}
