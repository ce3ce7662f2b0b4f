import { useState } from "react";
import { useAction } from "@/api/use-action";
import type { RecordingPage } from "@/api/schema";
import { InstantInput } from "@/records/widgets/InstantInput";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { words } from "./zh-recordings";

const text = words.time;

/** Corrects where the recording stands on the axis: a new fact, the original and the device's claim stay. */
export function TimeDialog({ page, onClose }: { page: RecordingPage; onClose: () => void }) {
  const known = page.summary.started_at ?? page.claimed_start;
  const [at, setAt] = useState<string | null>(known);
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: text.done, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      title={text.title}
      reasons={text.reasons}
      busy={action.busy}
      problem={action.problem}
      onCancel={onClose}
      onOk={(reason) => {
        setTried(true);
        if (at !== null) void action.run("POST", `/recordings/${page.summary.recording_id}/time`, { started_at: at, reason });
      }}
    >
      <p>{text.text}</p>
      <label className="field-label" htmlFor="time-at">
        {text.at}
        <span className="must"> *</span>
      </label>
      <InstantInput id="time-at" precision="second" value={at} wrong={tried && at === null} onChange={setAt} />
      {tried && at === null ? (
        <div className="red-text" role="alert">
          {text.required}
        </div>
      ) : null}
    </ConfirmWithReason>
  );
}
