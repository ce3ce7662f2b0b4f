import { Modal, Select } from "antd";
import { useState } from "react";
import type { ExcerptView, RecordingPage } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { formatShort } from "@/format/time";
import { ProblemView } from "@/widgets/ProblemView";
import { words as text } from "./zh-excerpts";

/** An excerpt joins the copy of the whole original, under the same note (Art. 23). */
export function AttachExcerptDialog({ page, one, onClose }: { page: RecordingPage; one: ExcerptView; onClose: () => void }) {
  const [note, setNote] = useState(page.evidence[0]?.record_id ?? null);
  const action = useAction({ errors: "inline", success: text.attachDone, onDone: onClose });
  const path = `/recordings/${page.summary.recording_id}/excerpts/${one.number}/evidence`;
  return (
    <Modal
      open
      title={text.attachTitle}
      okText={text.attach}
      cancelText={zh.act.cancel}
      okButtonProps={{ loading: action.busy, disabled: note === null }}
      onOk={() => void action.run("POST", path, { record_id: note })}
      onCancel={onClose}
    >
      <p>{text.attachText}</p>
      <label className="field-label" htmlFor="excerpt-note">
        {text.attachNote}
        <span className="must"> *</span>
      </label>
      <Select
        id="excerpt-note"
        className="full-width"
        value={note}
        options={page.evidence.map((copy) => ({ value: copy.record_id, label: `${copy.doc_no ?? text.attachNote}（${formatShort(copy.attached_at)}）` }))}
        onChange={setNote}
      />
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
