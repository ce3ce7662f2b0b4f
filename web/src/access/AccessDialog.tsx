import { Alert, App, Checkbox, DatePicker, Form, Input, Modal, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useAction } from "@/api/use-action";
import type { AccessVerb, RecordingSummary } from "@/api/schema";
import { DAY_FORMAT, instantToPicked, pickedToDay } from "@/format/picker";
import { formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { recordingsWords as w } from "@/i18n/zh-tabs";
import { ProblemView } from "@/widgets/ProblemView";

interface Fields {
  recording_ids?: string[];
  verbs: AccessVerb[];
  purpose: string;
  reason: string;
  until_on: Dayjs;
}
/** Offered at first; the agency head decides. */
const OFFERED_DAYS = 7;

interface Props {
  open: boolean;
  onClose: () => void;
  caseId: string;
  recordings: readonly RecordingSummary[];
  /** Clips chosen at first; none = all of the case. */
  chosen?: string[];
  /** What is asked for at first. */
  verbs?: AccessVerb[];
}

/** Asks the agency head for leave to view or copy recordings (Art. 24 para. 2). */
export function AccessDialog({ open, onClose, caseId, recordings, chosen, verbs = ["view"] }: Props) {
  const [form] = Form.useForm<Fields>();
  const { message } = App.useApp();
  const { run, busy, problem, clear } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(w.submitted);
      form.resetFields();
      onClose();
    },
  });
  const submit = (f: Fields) =>
    void run("POST", "/access-requests", {
      case_id: caseId,
      recording_ids: f.recording_ids && f.recording_ids.length > 0 ? f.recording_ids : null,
      verbs: f.verbs,
      purpose: f.purpose,
      reason: f.reason.trim(),
      until_on: pickedToDay(f.until_on),
    });
  return (
    <Modal
      open={open}
      title={w.ask}
      okText={w.submit}
      cancelText={zh.act.cancel}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={() => {
        clear();
        onClose();
      }}
      destroyOnHidden
    >
      <Alert type="info" showIcon title={w.askNote} className="dialog-note" />
      <Form<Fields>
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ verbs, recording_ids: chosen ?? [], until_on: instantToPicked().add(OFFERED_DAYS, "day") }}
      >
        <Form.Item name="recording_ids" label={w.scope}>
          <Select
            mode="multiple"
            allowClear
            maxTagCount={3}
            placeholder={w.allClips}
            optionFilterProp="label"
            options={recordings.map((r) => ({ value: r.recording_id, label: `${r.file_name}（${formatShort(r.started_at ?? r.deposited_at)}）` }))}
          />
        </Form.Item>
        <Form.Item name="verbs" label={w.verbs} rules={[{ required: true, type: "array", min: 1, message: w.required(w.verbs) }]}>
          <Checkbox.Group
            options={[
              { value: "view", label: w.view },
              { value: "copy", label: w.copy },
            ]}
          />
        </Form.Item>
        <Form.Item name="purpose" label={w.purpose} rules={[{ required: true, message: w.required(w.purpose) }]}>
          <Select options={w.purposes.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="reason" label={w.reason} rules={[{ required: true, whitespace: true, message: w.required(w.reason) }]}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} showCount />
        </Form.Item>
        <Form.Item name="until_on" label={w.until} extra={w.untilHint} rules={[{ required: true, message: w.required(w.until) }]}>
          <DatePicker format={DAY_FORMAT} disabledDate={(d) => d.isBefore(instantToPicked(), "day")} />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
