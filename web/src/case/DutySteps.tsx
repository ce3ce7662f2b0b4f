import { App, Button } from "antd";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import type { CompletenessRow, Step } from "@/api/schema";
import { completenessWords as w } from "@/i18n/zh-tabs";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { StepButton } from "@/widgets/StepButton";
import { useNavigate } from "react-router";

interface Dialog {
  title: string;
  note: string;
  ok: string;
  reasons: readonly string[];
  optional: boolean;
  path: string;
  said: string;
}

/** What each step asks for, and where it goes. */
function dialogOf(action: string, caseId: string): Dialog | null {
  const waivers = `/cases/${caseId}/waivers`;
  switch (action) {
    case "waive":
      return { title: w.waiveTitle, note: w.waiveNote, ok: w.waive, reasons: w.waiveReasons, optional: false, path: waivers, said: w.waived };
    case "revoke_waiver":
      return { title: w.revokeTitle, note: "", ok: w.revoke, reasons: w.revokeReasons, optional: false, path: `${waivers}/revoke`, said: w.revoked };
    case "raise":
      return { title: w.raiseTitle, note: w.raiseNote, ok: w.raise, reasons: [], optional: true, path: "/violations", said: w.raised };
    default:
      return null;
  }
}

/** The server's steps of one duty: set it aside with a reason, sign that, raise it as a violation. */
export function DutySteps({ caseId, row }: { caseId: string; row: CompletenessRow }) {
  const [asked, setAsked] = useState<Step | null>(null);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const dialog = asked === null ? null : dialogOf(asked.action, caseId);
  const ask = useAction({
    errors: "inline",
    onDone: (done) => {
      if (dialog) void message.success(dialog.said);
      if (asked?.action === "raise" && done.id) void navigate(`/violations/${done.id}`);
      setAsked(null);
    },
  });
  const sign = useAction({ success: w.signed });
  const duty = { rule: row.rule, subject: row.subject };
  const go = (step: Step) => {
    if (step.action === "sign_waiver") void sign.run("POST", `/cases/${caseId}/waivers/sign`, duty);
    else setAsked(step);
  };
  const close = () => {
    ask.clear();
    setAsked(null);
  };
  const submit = (reason: string) => {
    if (dialog === null) return;
    const body = asked?.action === "raise" ? { case_id: caseId, ...duty, seen: reason || null, evidence: [row.subject] } : { ...duty, reason };
    void ask.run("POST", dialog.path, body);
  };
  if (row.steps.length === 0) return null;
  return (
    <span className="duty-steps">
      {row.steps.map((step) =>
        step.allowed ? (
          <Button key={step.action} size="small" type={step.action === "sign_waiver" ? "primary" : "default"} loading={step.action === "sign_waiver" && sign.busy} onClick={() => go(step)}>
            {step.title}
          </Button>
        ) : (
          <StepButton key={step.action} step={step} onGo={go} small />
        ),
      )}
      <ConfirmWithReason
        open={dialog !== null}
        title={dialog?.title ?? ""}
        okText={dialog?.ok ?? ""}
        reasons={dialog?.reasons ?? []}
        optional={dialog?.optional ?? false}
        busy={ask.busy}
        problem={ask.problem}
        onCancel={close}
        onOk={submit}
      >
        <p>
          <b>{row.title}</b>
        </p>
        {dialog?.note ? <p className="faint">{dialog.note}</p> : null}
      </ConfirmWithReason>
    </span>
  );
}
