import { App, Form, Input, Modal, Radio } from "antd";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { archiveWords as w } from "@/i18n/zh-archive";
import { ProblemView } from "@/widgets/ProblemView";

interface Fields {
  retention: (typeof w.retentions)[number];
  note?: string;
}
interface Props {
  open: boolean;
  caseId: string;
  order: string[] | null;
  onClose: () => void;
  onDone: () => void;
}

export function ComposeDialog({ open, caseId, order, onClose, onDone }: Props) {
  const [form] = Form.useForm<Fields>();
  const { message } = App.useApp();
  const { run, busy, problem, clear } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(w.composed);
      onDone();
      onClose();
    },
  });
  return (
    <Modal
      open={open}
      title={w.composeTitle}
      okText={w.composeTitle}
      cancelText={zh.act.cancel}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={() => {
        clear();
        onClose();
      }}
      destroyOnHidden
    >
      <p className="dialog-note">{w.composeNote}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ retention: "30年" }}
        onFinish={(f) =>
          void run("POST", `/cases/${caseId}/case-file/compose`, { order, retention: f.retention, note: f.note?.trim() || null })
        }
      >
        <Form.Item name="retention" label={w.retention} extra={w.retentionHint}>
          <Radio.Group optionType="button" options={w.retentions.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="note" label={w.backNote} extra={w.backNoteHint}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} showCount />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
