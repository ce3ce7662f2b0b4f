import { CheckCircleFilled, ClockCircleOutlined, EditOutlined, MinusCircleOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { CasePage, CaseProcess, CaseProcessStep } from "@/api/schema";
import { formatDay } from "@/format/time";
import { zh } from "@/i18n/zh";
import { processWords as w } from "@/i18n/zh-case";
import { Chip } from "@/widgets/Chip";
import { Nothing } from "@/widgets/Loaded";

/** The case's process step by step; what falls away stays readable, struck out with its reason. */
export function ProcessTab({ data }: { data: CasePage }) {
  const process = data.process;
  if (!process) return <Nothing text={w.none} />;
  return (
    <section className="panel stack">
      <div className="row between">
        <h2>{process.title}</h2>
        <EndOfAct process={process} />
      </div>
      <p className="faint">{process.note}</p>
      <ol className="process">
        {process.steps.map((step, place) => (
          <Step key={`${step.stage}:${step.title}`} step={step} first={process.steps[place - 1]?.stage !== step.stage} caseId={data.summary.case_id} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step, first, caseId }: { step: CaseProcessStep; first: boolean; caseId: string }) {
  return (
    <li className={`process-step process-${step.state}`}>
      <span className="process-stage">{first ? zh.stage[step.stage] : ""}</span>
      <StateChip state={step.state} />
      <span className="process-what">
        {step.state === "struck" ? <s>{step.title}</s> : <b>{step.title}</b>}
        {step.records.map((record) => (
          <Link key={record.record_id} to={`/cases/${caseId}/records/${record.record_id}`}>
            {record.title}
          </Link>
        ))}
      </span>
      <span className="faint">{step.because ? `${step.state === "struck" ? w.because : w.when}：${step.because}` : ""}</span>
    </li>
  );
}

const CHIPS: Record<CaseProcessStep["state"], { tone: "green" | "amber" | "grey" | "blue"; icon: ReactNode }> = {
  done: { tone: "green", icon: <CheckCircleFilled /> },
  under_way: { tone: "blue", icon: <EditOutlined /> },
  open: { tone: "amber", icon: <ClockCircleOutlined /> },
  if_needed: { tone: "grey", icon: <QuestionCircleOutlined /> },
  struck: { tone: "grey", icon: <MinusCircleOutlined /> },
};

function StateChip({ state }: { state: CaseProcessStep["state"] }) {
  return (
    <Chip tone={CHIPS[state].tone} icon={CHIPS[state].icon}>
      {w.state[state]}
    </Chip>
  );
}

/** From which day Art. 21 counts, and by which written rule. */
function EndOfAct({ process }: { process: CaseProcess }) {
  const day = process.act_ended_on;
  return (
    <span className="stack-tight">
      <span>
        {w.ruleOfEnd}：{day ? `${formatDay(day)}（${process.end_fixed ? w.endFixed : w.endByRule}）` : w.endUnknown}
      </span>
      <span className="faint">{process.rule_of_end}</span>
    </span>
  );
}
