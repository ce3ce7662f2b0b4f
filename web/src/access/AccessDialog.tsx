import { Alert, App, AutoComplete, Checkbox, DatePicker, Form, Input, Modal, Radio, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useAccessRequests } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { AccessVerb, RecordingSummary } from "@/api/schema";
import { DAY_FORMAT, instantToPicked, pickedToDay } from "@/format/picker";
import { formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { recordingsWords as w } from "@/i18n/zh-tabs";
import { ProblemView } from "@/widgets/ProblemView";

interface Fields {
  scope: "some" | "all";
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
  /** What may be chosen one by one; of a single one, it is chosen at first. */
  recordings: readonly RecordingSummary[];
  /** Asks for a copy of everything, and for nothing else. */
  copyAll?: boolean;
  /** What is ticked at first. */
  verbs?: readonly AccessVerb[];
}

/** Asks the agency head for leave to view or copy (Art. 24 para. 2). */
export function AccessDialog({ open, onClose, caseId, recordings, copyAll = false, verbs = ["view"] }: Props) {
  const [form] = Form.useForm<Fields>();
  const scope = Form.useWatch("scope", form);
  const { message } = App.useApp();
  const { run, busy, problem, clear } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(w.submitted);
      form.resetFields();
      onClose();
    },
  });
  const only = recordings.length === 1 ? recordings[0] : undefined;
  const known = useAccessRequests(caseId).data?.items ?? [];
  const isWaiting = known.some(
    (one) => one.status === "pending" && (one.recording_ids === null || (only !== undefined && one.recording_ids.includes(only.recording_id))),
  );
  const submit = (f: Fields) => {
    const some = only !== undefined ? [only.recording_id] : f.recording_ids;
    void run("POST", "/access-requests", {
      case_id: caseId,
      recording_ids: copyAll || f.scope === "all" ? null : some,
      verbs: copyAll ? ["copy"] : f.verbs,
      purpose: f.purpose.trim(),
      reason: f.reason.trim(),
      until_on: pickedToDay(f.until_on),
    });
  };
  return (
    <Modal
      open={open}
      title={copyAll ? w.askCopy : w.ask}
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
      <Alert type="info" showIcon title={copyAll ? w.askCopyNote : w.askNote} className="dialog-note" />
      {isWaiting ? <p className="amber-text">{w.waiting}</p> : null}
      <Form<Fields>
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ scope: only === undefined ? "all" : "some", verbs: [...verbs], recording_ids: [], until_on: instantToPicked().add(OFFERED_DAYS, "day") }}
      >
        {copyAll ? null : (
          <>
            <Form.Item name="scope" label={w.scope}>
              <Radio.Group
                options={[
                  { value: "some", label: only === undefined ? w.someClips : w.onlyThis },
                  { value: "all", label: w.allClips },
                ]}
              />
            </Form.Item>
            {scope === "some" && only === undefined ? (
              <Form.Item name="recording_ids" rules={[{ required: true, type: "array", min: 1, message: w.required(w.chooseClips) }]}>
                <Select
                  mode="multiple"
                  allowClear
                  maxTagCount={3}
                  aria-label={w.chooseClips}
                  placeholder={w.chooseClips}
                  optionFilterProp="label"
                  options={recordings.map((r) => ({ value: r.recording_id, label: `${r.file_name}（${formatShort(r.started_at ?? r.deposited_at)}）` }))}
                />
              </Form.Item>
            ) : null}
            <Form.Item name="verbs" label={w.verbs} rules={[{ required: true, type: "array", min: 1, message: w.required(w.verbs) }]}>
              <Checkbox.Group
                options={[
                  { value: "view", label: w.view },
                  { value: "copy", label: w.copy },
                ]}
              />
            </Form.Item>
          </>
        )}
        <Form.Item name="purpose" label={w.purpose} rules={[{ required: true, whitespace: true, message: w.required(w.purpose) }]}>
          <AutoComplete maxLength={100} placeholder={w.purposeHint} options={w.purposes.map((value) => ({ value }))} />
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
