import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { asProblem } from "@/api/client";
import { useLogin } from "@/api/session";
import type { Problem, SessionView } from "@/api/schema";
import { shellWords as w } from "@/i18n/zh-shell";
import { ProblemView } from "@/widgets/ProblemView";
import { useNow } from "@/widgets/use-now";
import { secondsLeft, type Wait, waitOf } from "./wait";
import { WaitNotice } from "./WaitNotice";

interface Fields {
  login_name: string;
  password: string;
}
interface Props {
  /** Why the last session ended, if it is known. */
  ended: Problem | null;
  /** Whose page is still open behind this form; only theirs goes on. */
  pageOf?: string | undefined;
  onDone: (session: SessionView) => void | Promise<void>;
}

/** Name, password, and what there is to say about the last try. */
export function LoginForm({ ended, pageOf, onDone }: Props) {
  const login = useLogin(pageOf);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState<Wait | null>(null);
  const [form] = Form.useForm<Fields>();
  const typed = Form.useWatch("login_name", form)?.trim();
  // The wait is this account's; another name may be tried.
  const seconds = secondsLeft(wait?.loginName === typed ? wait : null, useNow(500));

  const submit = async (fields: Fields) => {
    if (seconds > 0) return;
    const name = fields.login_name.trim();
    setBusy(true);
    setProblem(null);
    setWait(null);
    try {
      await onDone(await login(name, fields.password));
    } catch (thrown) {
      const found = asProblem(thrown);
      const told = waitOf(found, name, Date.now());
      setWait(told);
      setProblem(told ? null : found);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      {ended && !problem && !wait ? <Alert type="info" showIcon title={ended.title} description={ended.detail} /> : null}
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={(f) => void submit(f)} size="large">
        <Form.Item name="login_name" label={w.loginName} rules={[{ required: true, message: w.loginNameRequired }]}>
          <Input prefix={<UserOutlined aria-hidden />} autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={w.password} rules={[{ required: true, message: w.passwordRequired }]}>
          <Input.Password prefix={<LockOutlined aria-hidden />} autoComplete="current-password" />
        </Form.Item>
        <Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy} disabled={seconds > 0}>
            {seconds > 0 ? w.loginWaits : w.login}
          </Button>
        </Form.Item>
      </Form>
      {seconds > 0 ? <WaitNotice seconds={seconds} /> : null}
      {wait && seconds === 0 && wait.loginName === typed ? <Alert role="status" type="success" showIcon title={w.waitOver} /> : null}
      <ProblemView problem={problem} />
    </>
  );
}
