import { App, Form, Input, Modal } from "antd";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { shellWords } from "@/i18n/zh-shell";
import { ProblemView } from "@/widgets/ProblemView";

interface Fields {
  old_password: string;
  new_password: string;
  again: string;
}
/** As the server has it; it decides, and names everything else that is wrong. */
const MIN_PASSWORD = 12;

/** Characters, not UTF-16 units. */
const isLongEnough = (_: unknown, value = "") =>
  value === "" || Array.from(value).length >= MIN_PASSWORD ? Promise.resolve() : Promise.reject(new Error(shellWords.passwordShort(MIN_PASSWORD)));

function PasswordRules() {
  return (
    <>
      {shellWords.passwordRulesTitle}
      <ul className="password-rules">
        {shellWords.passwordRules(MIN_PASSWORD).map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
    </>
  );
}

export function PasswordDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [form] = Form.useForm<Fields>();
  const { message } = App.useApp();
  const { run, busy, problem, clear } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(shellWords.passwordChanged);
      form.resetFields();
      onClose();
    },
  });
  return (
    <Modal
      open={open}
      title={shellWords.changePassword}
      okText={zh.act.save}
      cancelText={zh.act.cancel}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={() => {
        clear();
        onClose();
      }}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ old_password, new_password }) => void run("POST", "/session/password", { old_password, new_password })}
      >
        <Form.Item name="old_password" label={shellWords.oldPassword} rules={[{ required: true, message: shellWords.passwordRequired }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="new_password"
          label={shellWords.newPassword}
          extra={<PasswordRules />}
          rules={[{ required: true, message: shellWords.passwordRequired }, { validator: isLongEnough }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={shellWords.repeatPassword}
          dependencies={["new_password"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value: string) =>
                value === getFieldValue("new_password") ? Promise.resolve() : Promise.reject(new Error(shellWords.passwordDiffers)),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
