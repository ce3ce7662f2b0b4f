import { Input, Select } from "antd";
import { useState } from "react";
import type { NonEnforcementKind, Step } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { StepButton } from "@/widgets/StepButton";
import { StepModal } from "@/widgets/StepModal";
import { words } from "./zh-match";

const text = words.aside;
const KINDS = Object.entries(words.kinds).map(([value, label]) => ({ value, label }));

/** What may be said of a recording that shows no enforcement, as far as the server offers it. */
export function AsideSteps({ recordingId, actions }: { recordingId: string; actions: readonly Step[] }) {
  const [open, setOpen] = useState<"propose" | "revoke" | null>(null);
  const path = `/recordings/${recordingId}/non-enforcement`;
  const confirm = useAction({ success: text.confirmed });
  const revoke = useAction({ errors: "inline", success: text.revoked, onDone: () => setOpen(null) });
  return (
    <>
      {actions.map((step) => (
        <StepButton
          key={step.action}
          step={step}
          plain
          busy={confirm.busy}
          onGo={() => {
            if (step.action === "confirm") void confirm.run("POST", path, { step: "confirm" });
            else setOpen(step.action === "propose" ? "propose" : "revoke");
          }}
        />
      ))}
      {open === "propose" ? <ProposeDialog path={path} onClose={() => setOpen(null)} /> : null}
      <ConfirmWithReason
        open={open === "revoke"}
        title={text.revoke}
        busy={revoke.busy}
        problem={revoke.problem}
        onOk={(reason) => void revoke.run("POST", path, { step: "revoke", text: reason.slice(0, 300) })}
        onCancel={() => setOpen(null)}
      />
    </>
  );
}

/** Says what a recording shows instead of enforcement, and why. */
function ProposeDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const [kind, setKind] = useState<NonEnforcementKind | null>(null);
  const [reason, setReason] = useState("");
  const missing = [kind === null ? text.kind : "", reason.trim() === "" ? text.reason : ""].filter(Boolean);
  return (
    <StepModal
      title={text.propose}
      path={path}
      body={() => ({ step: "propose", kind, text: reason.trim() })}
      missing={missing}
      words={{ done: text.done, required: text.required }}
      onClose={onClose}
    >
      <p className="dialog-note">{text.note}</p>
      <div>
        <label className="field-label" htmlFor="aside-kind">
          {text.kind}
          <span className="must"> *</span>
        </label>
        <Select id="aside-kind" className="match-kind" value={kind} options={KINDS} onChange={(value) => setKind(value as NonEnforcementKind)} />
      </div>
      <div>
        <label className="field-label" htmlFor="aside-reason">
          {text.reason}
          <span className="must"> *</span>
        </label>
        <Input.TextArea id="aside-reason" value={reason} maxLength={300} showCount autoSize={{ minRows: 2, maxRows: 6 }} onChange={(event) => setReason(event.target.value)} />
      </div>
    </StepModal>
  );
}
