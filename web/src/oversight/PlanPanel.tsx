import { App, Button, Form, Input, InputNumber, Modal } from "antd";
import { useState } from "react";
import { useOversightPlans } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { PlanView } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { zh } from "@/i18n/zh";
import { oversightWords } from "@/i18n/zh-oversight";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";

const w = oversightWords.plan;
type Asked = { kind: "plan" } | { kind: "report" | "publish"; plan: PlanView };

/** The agency's plans of inspection: planned, reported, indicators published (Art. 26). */
export function PlanPanel() {
  const plans = useOversightPlans();
  const [asked, setAsked] = useState<Asked | null>(null);
  return (
    <Loaded from={plans}>
      {({ items, plan, this_year }) => (
        <section className="panel stack" aria-label={oversightWords.plans}>
          <div>
            <StepButton step={{ ...plan, title: w.make }} onGo={() => setAsked({ kind: "plan" })} />
          </div>
          {items.length === 0 ? <Nothing text={w.none} /> : null}
          <ul className="cards">
            {items.map((one) => (
              <li key={one.plan_id} className="stack-tight">
                <b>
                  {one.year} · {one.title}
                </b>
                <span>{one.scope}</span>
                <span className="faint">{w.planned(formatInstant(one.planned_at))}</span>
                {one.report ? (
                  <>
                    <span>{w.reported(one.report.sampled, one.report.found, one.report.rectified)}</span>
                    <span className="said">{one.report.summary}</span>
                  </>
                ) : (
                  <span className="amber-text">{w.notReported}</span>
                )}
                {one.published_at && one.published_in ? (
                  <span>{w.published(one.published_in, formatInstant(one.published_at))}</span>
                ) : one.report ? (
                  <span className="amber-text">{w.notPublished}</span>
                ) : null}
                {plan.allowed ? (
                  <span className="row">
                    {one.report ? null : (
                      <Button size="small" onClick={() => setAsked({ kind: "report", plan: one })}>
                        {w.report}
                      </Button>
                    )}
                    {one.report && !one.published_at ? (
                      <Button size="small" onClick={() => setAsked({ kind: "publish", plan: one })}>
                        {w.publish}
                      </Button>
                    ) : null}
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
          {asked === null ? null : <PlanDialog asked={asked} thisYear={this_year} onClose={() => setAsked(null)} />}
        </section>
      )}
    </Loaded>
  );
}

const TITLES = { plan: w.make, report: w.report, publish: w.publish } as const;

function PlanDialog({ asked, thisYear, onClose }: { asked: Asked; thisYear: number; onClose: () => void }) {
  const [form] = Form.useForm<Record<string, string | number>>();
  const { message } = App.useApp();
  const { run, busy, problem } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(oversightWords.done);
      onClose();
    },
  });
  const path = asked.kind === "plan" ? "/oversight-plans" : `/oversight-plans/${asked.plan.plan_id}/${asked.kind === "report" ? "report" : "indicator"}`;
  const must = (label: string) => [{ required: true, message: oversightWords.required(label) }];
  const text = (name: string, label: string, max: number, rows = 2) => (
    <Form.Item name={name} label={label} rules={must(label)}>
      <Input.TextArea autoSize={{ minRows: rows, maxRows: 8 }} maxLength={max} />
    </Form.Item>
  );
  const count = (name: string, label: string) => (
    <Form.Item name={name} label={label} rules={must(label)}>
      <InputNumber min={0} max={1_000_000} precision={0} />
    </Form.Item>
  );
  return (
    <Modal open title={TITLES[asked.kind]} okText={TITLES[asked.kind]} cancelText={zh.act.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" initialValues={{ plan_year: thisYear }} onFinish={(fields) => void run("POST", path, fields)}>
        {asked.kind === "plan" ? (
          <>
            <Form.Item name="plan_year" label={w.year} rules={must(w.year)}>
              <InputNumber min={thisYear - 1} max={thisYear + 1} precision={0} />
            </Form.Item>
            {text("title", w.title, 100, 1)}
            {text("scope", w.scope, 500)}
          </>
        ) : asked.kind === "report" ? (
          <>
            {count("sampled", w.sampled)}
            {count("found", w.found)}
            {count("rectified", w.rectified)}
            {text("summary", w.summary, 2000, 3)}
          </>
        ) : (
          text("published_in", w.source, 200, 1)
        )}
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
