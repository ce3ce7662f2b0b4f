import { CheckCircleFilled, ExclamationCircleFilled } from "@ant-design/icons";
import { Input } from "antd";
import { useState } from "react";
import type { RecordingPage } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatInstant } from "@/format/time";
import { custodyWords, originalWords as w } from "@/i18n/zh-custody";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
import { StepModal } from "@/widgets/StepModal";

/** Whether the original is as it was deposited: read again when its keeper asks (Art. 24). */
export function OriginalPanel({ page }: { page: RecordingPage }) {
  const { original } = page;
  const [disposing, setDisposing] = useState(false);
  const base = `/recordings/${page.summary.recording_id}`;
  const check = useAction({ errors: "inline", success: w.done });
  const whole = original.state === "intact";
  return (
    <section aria-label={w.head}>
      <h3>{w.head}</h3>
      <p className="faint">{w.text}</p>
      <div className="row">
        <Chip tone={whole ? (original.checked_at === null ? "grey" : "green") : "red"} icon={whole ? <CheckCircleFilled /> : <ExclamationCircleFilled />}>
          {whole && original.checked_at === null ? w.never : custodyWords.state[original.state]}
        </Chip>
        {original.checked_at === null ? null : <span className="faint num">{w.checked(formatInstant(original.checked_at))}</span>}
        {original.disposed_under === null ? null : <span>{w.disposed(original.disposed_under)}</span>}
      </div>
      <div className="row">
        {original.steps.map((step) => (
          <StepButton
            key={step.action}
            step={step}
            busy={step.action === "check-original" && check.busy}
            onGo={() => (step.action === "check-original" ? void check.run("POST", `${base}/check-original`) : setDisposing(true))}
          />
        ))}
      </div>
      <ProblemView problem={check.problem} />
      {disposing ? <DisposeDialog path={`${base}/dispose-original`} onClose={() => setDisposing(false)} /> : null}
    </section>
  );
}

/** Notes a destruction that was ordered; nothing is deleted by it. */
function DisposeDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const [order, setOrder] = useState("");
  const [witness, setWitness] = useState("");
  const missing = [order.trim() === "" ? w.order : "", witness.trim() === "" ? w.witness : ""].filter(Boolean);
  return (
    <StepModal
      title={w.disposeTitle}
      path={path}
      body={() => ({ approval_no: order.trim(), witness: witness.trim() })}
      missing={missing}
      words={{ done: w.disposeDone, required: custodyWords.required }}
      onClose={onClose}
    >
      <p className="dialog-note">{w.disposeNote}</p>
      <Needed id="dispose-order" label={w.order} max={200} value={order} onChange={setOrder} />
      <Needed id="dispose-witness" label={w.witness} max={60} value={witness} onChange={setWitness} />
    </StepModal>
  );
}

function Needed({ id, label, max, value, onChange }: { id: string; label: string; max: number; value: string; onChange: (value: string) => void }) {
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
        <span className="must"> *</span>
      </label>
      <Input id={id} maxLength={max} value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
