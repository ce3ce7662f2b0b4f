import { App } from "antd";
import { useState } from "react";
import type { RecordPage, Step } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { StepButton } from "@/widgets/StepButton";
import { words } from "./zh-records";

interface Dialog {
  title: string;
  note: string;
  ok: string;
  reasons: readonly string[];
  path: string;
  said: string;
}

const v = words.voiding;

/** What each step asks for, and where it goes; agreeing asks for nothing. */
const DIALOGS: Record<string, Dialog> = {
  void: { title: words.voidTitle, note: words.voidText, ok: words.void, reasons: words.voidReasons, path: "void", said: words.voided },
  propose_voiding: { title: v.proposeTitle, note: v.proposeNote, ok: v.propose, reasons: v.reasons, path: "voiding", said: v.proposed },
  refuse_voiding: { title: v.refuseTitle, note: v.refuseNote, ok: v.refuse, reasons: v.refuseReasons, path: "voiding/refuse", said: v.refused },
};
const ACTIONS: readonly string[] = [...Object.keys(DIALOGS), "approve_voiding"];

/** The server's steps about voiding a record: give a draft up, ask for a number to be voided, agree or not. */
export function VoidSteps({ page, base }: { page: RecordPage; base: string }) {
  const { message } = App.useApp();
  const [asked, setAsked] = useState<Step | null>(null);
  const dialog = asked === null ? null : (DIALOGS[asked.action] ?? null);
  const ask = useAction({
    errors: "inline",
    onDone: () => {
      if (dialog) void message.success(dialog.said);
      setAsked(null);
    },
  });
  const approve = useAction({ success: v.approved });
  const go = (step: Step) => {
    if (step.action === "approve_voiding") void approve.run("POST", `${base}/voiding/approve`);
    else setAsked(step);
  };
  const close = () => {
    ask.clear();
    setAsked(null);
  };
  const steps = page.actions.filter((step) => ACTIONS.includes(step.action));
  return (
    <>
      {steps.map((step) => (
        <StepButton key={step.action} step={step} plain danger={step.action !== "refuse_voiding"} busy={step.action === "approve_voiding" && approve.busy} onGo={go} />
      ))}
      <ConfirmWithReason
        open={dialog !== null}
        danger
        title={dialog?.title ?? ""}
        okText={dialog?.ok ?? ""}
        reasons={dialog?.reasons ?? []}
        busy={ask.busy}
        problem={ask.problem}
        onOk={(reason) => dialog && void ask.run("POST", `${base}/${dialog.path}`, { reason })}
        onCancel={close}
      >
        {dialog?.note}
      </ConfirmWithReason>
    </>
  );
}
