import { DownOutlined, LockOutlined } from "@ant-design/icons";
import { Button, Drawer, Tag } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useRecordKinds } from "@/api/queries";
import type { CasePage, RecordKindView, Stage, Step } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { caseWords as w } from "@/i18n/zh-case";
import { MissingList } from "@/widgets/MissingList";
import { StepButton } from "@/widgets/StepButton";
import { nextSteps } from "./next-steps";
import { stepTarget } from "./step-target";

const STAGES: readonly Stage[] = ["initiation", "investigation", "decision", "execution", "archiving"];

/** Steps under the stage of the record they make; steps that make none come first. */
function byStage(steps: Step[], kinds: readonly RecordKindView[]): { title: string; steps: Step[] }[] {
  const stageOf = new Map(kinds.map((k) => [k.code, k.stage]));
  const of = (stage: Stage | undefined) => steps.filter((s) => (s.kind ? stageOf.get(s.kind) : undefined) === stage);
  return [{ title: w.otherSteps, steps: of(undefined) }, ...STAGES.map((stage) => ({ title: zh.stage[stage], steps: of(stage) }))].filter((g) => g.steps.length > 0);
}

/** The next duty as buttons; all the rest, blocked ones with their reasons, in a drawer. */
export function CaseSteps({ data }: { data: CasePage }) {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const { steps } = data;
  const kinds = useRecordKinds(data.summary.act_kind);
  const next = nextSteps(steps, data.records);
  const go = (step: Step) => {
    setOpen(false);
    void navigate(stepTarget(data.summary.case_id, step));
  };
  // Nothing is written to an archived case; its head says so in one sentence.
  if (data.summary.status === "archived" && !steps.some((s) => s.allowed)) return null;
  if (steps.length === 0) return <div className="faint case-steps">{w.nothingNext}</div>;
  const allowed = steps.filter((s) => s.allowed);
  const groups = byStage(allowed, kinds.data?.items ?? []);
  const blocked = steps.filter((s) => !s.allowed);
  return (
    <div className="case-steps">
      {next.map((step, i) => (
        <StepButton key={step.action} step={{ ...step, primary: true }} onGo={go} plain={i > 0} />
      ))}
      <Button onClick={() => setOpen(true)}>
        {w.more} <DownOutlined />
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} title={w.more} size={460}>
        {groups.map((group) => (
          <div key={group.title} className="step-list">
            <h3>{group.title}</h3>
            {group.steps.map((step) => (
            <Button key={step.action} block type={step.primary ? "primary" : "default"} ghost={step.primary} onClick={() => go(step)}>
              <span className="step-title">{step.title}</span>
              {step.kind ? <Tag>{step.kind}</Tag> : null}
            </Button>
            ))}
          </div>
        ))}
        {blocked.length > 0 ? <h3 className="step-blocked-head">{w.blockedTitle}</h3> : null}
        <ul className="stack">
          {blocked.map((step) => (
            <li key={step.action} className="step-blocked">
              <div className="row">
                <LockOutlined aria-hidden /> <b>{step.title}</b>
              </div>
              <MissingList missing={step.missing} heading={null} />
            </li>
          ))}
        </ul>
      </Drawer>
    </div>
  );
}
