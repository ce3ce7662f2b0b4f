import { App, Form, Input, Modal } from "antd";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { archiveWords as w } from "@/i18n/zh-archive";
import { ProblemView } from "@/widgets/ProblemView";

export function ArchiveDialog({ open, caseId, onClose }: { open: boolean; caseId: string; onClose: () => void }) {
  const [form] = Form.useForm<{ archive_no: string }>();
  const { message } = App.useApp();
  const { run, busy, problem, clear } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(w.archivedToast);
      onClose();
    },
  });
  return (
    <Modal
      open={open}
      title={w.archiveTitle}
      okText={w.archiveTitle}
      cancelText={zh.act.cancel}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={() => {
        clear();
        onClose();
      }}
      destroyOnHidden
    >
      <p className="dialog-note">{w.archiveNote}</p>
      <Form form={form} layout="vertical" onFinish={({ archive_no }) => void run("POST", `/cases/${caseId}/archive`, { archive_no: archive_no.trim() })}>
        <Form.Item name="archive_no" label={w.archiveNo} extra={w.archiveNoHint} rules={[{ required: true, whitespace: true, message: w.archiveNoRequired }]}>
          <Input maxLength={64} autoFocus />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
