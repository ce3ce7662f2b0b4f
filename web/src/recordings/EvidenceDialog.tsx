import { Modal, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCase } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { RecordingSummary } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { ProblemView } from "@/widgets/ProblemView";
import { words } from "./zh-recordings";

const text = words.evidence;
/** Record kind of the evidence note (Art. 23). */
const EVIDENCE_NOTE = "WS16";

/** Copies the original into the case file, tied to its evidence note (Art. 23). */
export function EvidenceDialog({ recording, caseId, onClose }: { recording: RecordingSummary; caseId: string; onClose: () => void }) {
  const page = useCase(caseId);
  const notes = (page.data?.records ?? []).filter((record) => record.kind === EVIDENCE_NOTE && record.status === "effective");
  const [chosen, setChosen] = useState<string | null>(null);
  const action = useAction({ errors: "inline", success: text.done, onDone: onClose });
  const picked = chosen ?? notes[0]?.record_id ?? null;
  return (
    <Modal
      open
      title={text.title}
      okText={text.attach}
      cancelText={zh.act.cancel}
      okButtonProps={{ loading: action.busy, disabled: picked === null }}
      onCancel={onClose}
      onOk={() => void action.run("POST", `/recordings/${recording.recording_id}/evidence`, { record_id: picked })}
    >
      <p>{text.text}</p>
      <label className="field-label" htmlFor="evidence-note">
        {text.note}
        <span className="must"> *</span>
      </label>
      <Select
        id="evidence-note"
        className="full-width"
        loading={page.isPending}
        placeholder={text.pick}
        notFoundContent={text.none}
        value={picked}
        options={notes.map((note) => ({ value: note.record_id, label: `${note.title}${note.doc_no === null ? "" : ` ${note.doc_no}`}` }))}
        onChange={setChosen}
      />
      {page.data !== undefined && notes.length === 0 ? (
        <p className="red-text">
          {text.none} <Link to={`/cases/${caseId}/records/new?kind=${EVIDENCE_NOTE}&recording=${recording.recording_id}`}>{text.draft}</Link>
        </p>
      ) : null}
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
