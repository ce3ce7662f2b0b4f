import { useAction } from "@/api/use-action";
import type { SlotState } from "@/api/schema";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { words } from "./zh-records";

/** Sends a record back to its drafter with what is wrong. */
export function ReturnDialog({ slot, base, onClose }: { slot: SlotState; base: string; onClose: () => void }) {
  const action = useAction({ errors: "inline", success: words.returned, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      title={words.returnTitle}
      reasons={words.returnReasons}
      okText={words.return}
      busy={action.busy}
      problem={action.problem}
      onOk={(reason) => void action.run("POST", `${base}/return`, { slot: slot.slot, reason })}
      onCancel={onClose}
    />
  );
}
