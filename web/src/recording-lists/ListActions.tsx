import { useState } from "react";
import type { ListPage, Step } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { listWords as w } from "@/i18n/zh-lists";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { StepButton } from "@/widgets/StepButton";
import { ApproveDialog } from "./ApproveDialog";
import { SubmitDialog } from "./SubmitDialog";

interface Props {
  page: ListPage;
  editing: boolean;
  onEdit: () => void;
  onComment: () => void;
}

/** Steps that make no sense any more, or never for whoever reads, are not drawn at all. */
function shown(page: ListPage): Step[] {
  const open = page.summary.standing === "draft" || page.summary.standing === "submitted";
  if (!open) return [];
  if (!page.own) return page.actions.filter((step) => step.action === "comment");
  const next = page.summary.standing === "draft" && page.submitted_to === null && page.superior !== null ? "submit" : "approve";
  return page.actions
    .filter((step) => step.action !== "comment" && !(step.action === "submit" && next === "approve"))
    .map((step) => ({ ...step, primary: step.action === next }));
}

export function ListActions({ page, editing, onEdit, onComment }: Props) {
  const [dialog, setDialog] = useState<string | null>(null);
  const path = `/recording-lists/${page.summary.list_id}`;
  const close = () => setDialog(null);
  const withdraw = useAction({ errors: "inline", success: w.steps.withdrawDone, onDone: close });
  const go = (step: Step) => {
    if (step.action === "edit") onEdit();
    else if (step.action === "comment") onComment();
    else setDialog(step.action);
  };
  return (
    <>
      {shown(page)
        .filter((step) => !(editing && step.action === "edit"))
        .map((step) => (
          <StepButton key={step.action} step={step.action === "comment" ? { ...step, title: w.comments.addWhole } : step} onGo={go} />
        ))}
      {dialog === "submit" ? <SubmitDialog path={path} onClose={close} /> : null}
      {dialog === "approve" ? <ApproveDialog page={page} onClose={close} /> : null}
      <ConfirmWithReason
        open={dialog === "withdraw"}
        title={w.steps.withdrawTitle}
        reasons={w.steps.withdrawReasons}
        danger
        busy={withdraw.busy}
        problem={withdraw.problem}
        onCancel={() => {
          withdraw.clear();
          close();
        }}
        onOk={(reason) => void withdraw.run("POST", `${path}/withdraw`, { reason })}
      />
    </>
  );
}
