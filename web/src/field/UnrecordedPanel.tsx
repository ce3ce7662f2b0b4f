import { useState } from "react";
import type { ActivityPage } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { StepButton } from "@/widgets/StepButton";
import { words } from "./zh-field";

const text = words.unrecorded;

/** Where the list leaves recording to the situation and nothing was recorded: why (Art. 4). */
export function UnrecordedPanel({ page }: { page: ActivityPage }) {
  const [asking, setAsking] = useState(false);
  const action = useAction({ errors: "inline", success: text.done, onDone: () => setAsking(false) });
  const step = page.actions.find((one) => one.action === "unrecorded");
  const offered = step?.allowed === true && page.unrecorded === null;
  if (!offered && page.unrecorded === null) return null;
  return (
    <section className="panel row between" aria-label={text.head}>
      <span>{page.unrecorded === null ? text.ask : `${text.told}${page.unrecorded}`}</span>
      {offered ? <StepButton step={step} plain onGo={() => setAsking(true)} /> : null}
      {asking ? (
        <ConfirmWithReason
          open
          title={text.title}
          reasons={text.reasons}
          busy={action.busy}
          problem={action.problem}
          onCancel={() => setAsking(false)}
          onOk={(reason) => void action.run("POST", `/activities/${page.summary.activity_id}/unrecorded`, { reason })}
        >
          <p>{text.text}</p>
        </ConfirmWithReason>
      ) : null}
    </section>
  );
}
