import { Input } from "antd";
import { useState } from "react";
import type { PrivateCopyView } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { custodyWords as w } from "@/i18n/zh-custody";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";

/** The id of a recording as it was typed, or in the address of its page. */
export const recordingIdIn = (typed: string): string | null => /rec_[0-7][0-9A-HJKMNP-TV-Z]{25}/.exec(typed)?.[0] ?? null;

/** Notes that a private copy was taken back, and what it is the same as (Art. 22). */
export function RemoveCopyDialog({ copy, onClose }: { copy: PrivateCopyView; onClose: () => void }) {
  const [typed, setTyped] = useState(copy.recording_id ?? "");
  const [tried, setTried] = useState(false);
  const recording = recordingIdIn(typed);
  const action = useAction({ errors: "inline", success: w.removedDone, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      title={w.removeTitle}
      okText={w.remove}
      reasons={w.removeReasons}
      busy={action.busy}
      problem={action.problem}
      onCancel={onClose}
      onOk={(text) => {
        setTried(true);
        if (recording !== null) void action.run("POST", `/private-copies/${copy.copy_id}/remove`, { recording_id: recording, text });
      }}
    >
      <p className="faint">{w.removeNote}</p>
      <label className="field-label" htmlFor="copy-same">
        {w.same}
        <span className="must"> *</span>
      </label>
      <Input id="copy-same" value={typed} placeholder={w.sameHint} status={tried && recording === null ? "error" : ""} onChange={(event) => setTyped(event.target.value)} />
      {tried && recording === null ? (
        <div className="red-text" role="alert">
          {w.sameRequired}
        </div>
      ) : null}
    </ConfirmWithReason>
  );
}
