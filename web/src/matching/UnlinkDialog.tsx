import { useAction } from "@/api/use-action";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { words } from "./zh-match";

/** Takes a link back, with the reason. */
export function UnlinkDialog({ recordingId, onClose }: { recordingId: string; onClose: () => void }) {
  const { run, busy, problem } = useAction({ errors: "inline", success: words.unlinkDone, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      danger
      title={words.unlink}
      okText={words.unlink}
      reasons={words.unlinkReasons}
      busy={busy}
      problem={problem}
      onOk={(reason) => void run("POST", `/recordings/${recordingId}/unlink`, { reason: reason.slice(0, 300) })}
      onCancel={onClose}
    >
      <p className="dialog-note">{words.unlinkNote}</p>
    </ConfirmWithReason>
  );
}
