import { App, Form, Input, Modal, Select } from "antd";
import { useNavigate } from "react-router";
import { useAgencies } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { Severity } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { oversightWords as w } from "@/i18n/zh-oversight";
import { ProblemView } from "@/widgets/ProblemView";

interface Fields {
  agency_id?: string;
  title: string;
  severity: Severity;
  seen: string;
  evidence?: string;
}

/** A violation that no rule found: of an agency, in words. */
export function RaiseDialog({ onClose }: { onClose: () => void }) {
  const [form] = Form.useForm<Fields>();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const agencies = useAgencies().data?.items ?? [];
  const { run, busy, problem } = useAction({
    errors: "inline",
    onDone: (done) => {
      void message.success(w.done);
      onClose();
      if (done.id) void navigate(`/violations/${done.id}`);
    },
  });
  const submit = (fields: Fields) => {
    const evidence = (fields.evidence ?? "").split("\n").map((line) => line.trim());
    void run("POST", "/violations", {
      agency_id: fields.agency_id ?? null,
      title: fields.title.trim(),
      severity: fields.severity,
      seen: fields.seen.trim(),
      evidence: evidence.filter((line) => line !== ""),
    });
  };
  const must = (label: string) => [{ required: true, whitespace: true, message: w.required(label) }];
  return (
    <Modal open title={w.byHandTitle} okText={w.byHand} cancelText={zh.act.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <p className="dialog-note">{w.byHandNote}</p>
      <Form<Fields> form={form} layout="vertical" initialValues={{ severity: "S3" }} onFinish={submit}>
        {agencies.length > 1 ? (
          <Form.Item name="agency_id" label={w.agency} rules={[{ required: true, message: w.required(w.agency) }]}>
            <Select options={agencies.map((a) => ({ value: a.agency_id, label: a.name }))} />
          </Form.Item>
        ) : null}
        <Form.Item name="title" label={w.name} rules={must(w.name)}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="severity" label={w.severityLabel}>
          <Select options={Object.entries(zh.severity).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item name="seen" label={w.seen} rules={must(w.seen)}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} maxLength={1000} showCount />
        </Form.Item>
        <Form.Item name="evidence" label={w.evidence}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
