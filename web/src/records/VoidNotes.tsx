import { Alert } from "antd";
import type { RecordPage } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { words } from "./zh-records";

/** That a record was voided, or that somebody wants it to be: why, and by whose hands. */
export function VoidNotes({ page: { summary, voiding, voided } }: { page: RecordPage }) {
  const v = words.voiding;
  return (
    <>
      {voiding === null ? null : (
        <Alert
          type="warning"
          showIcon
          title={v.waits(voiding.decided_by, voiding.reason)}
          description={`${v.proposedBy(voiding.proposed_by)} · ${formatInstant(voiding.proposed_at)}`}
        />
      )}
      {voided === null ? null : (
        <Alert
          type="error"
          showIcon
          title={`${summary.doc_no === null ? v.draftVoided : v.isVoided(summary.doc_no)}${v.because(voided.reason)}`}
          description={`${voided.proposed_by === null ? "" : `${v.proposedBy(voided.proposed_by)}，`}${v.voidedBy(voided.voided_by, summary.doc_no !== null)} · ${formatInstant(voided.voided_at)}`}
        />
      )}
    </>
  );
}
