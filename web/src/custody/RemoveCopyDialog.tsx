import { Input } from "antd";
import { useState } from "react";
import type { PrivateCopyView } from "@/api/schema";
import { custodyWords as w } from "@/i18n/zh-custody";
import { ReasonField } from "@/widgets/ReasonField";
import { StepModal } from "@/widgets/StepModal";

/** The id of a recording as it was typed, or in the address of its page. */
const recordingIdIn = (typed: string): string | null => /rec_[0-7][0-9A-HJKMNP-TV-Z]{25}/.exec(typed)?.[0] ?? null;

/** Notes that a private copy was taken back, and what it is the same as (Art. 22). */
export function RemoveCopyDialog({ copy, onClose }: { copy: PrivateCopyView; onClose: () => void }) {
  const [typed, setTyped] = useState(copy.recording_id ?? "");
  const [text, setText] = useState("");
  const recording = recordingIdIn(typed);
  const missing = [recording === null ? w.sameRequired : "", text.trim() === "" ? w.removeText : ""].filter(Boolean);
  return (
    <StepModal
      title={w.remove}
      path={`/private-copies/${copy.copy_id}/remove`}
      body={() => ({ recording_id: recording, text: text.trim() })}
      missing={missing}
      words={{ done: w.removedDone, required: w.required }}
      onClose={onClose}
    >
      <p className="dialog-note">{w.removeNote}</p>
      <div>
        <label className="field-label" htmlFor="copy-same">
          {w.same}
          <span className="must"> *</span>
        </label>
        <Input id="copy-same" value={typed} placeholder={w.sameHint} onChange={(event) => setTyped(event.target.value)} />
      </div>
      <div>
        <ReasonField id="copy-removed" label={w.removeText} placeholder={w.removeHint} value={text} onChange={setText} reasons={w.removeReasons} />
      </div>
    </StepModal>
  );
}
