import { LockOutlined, UserOutlined } from "@ant-design/icons";
import { Alert, Button, Form, Input } from "antd";
import { useEffect, useState } from "react";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { asProblem } from "@/api/client";
import { useLogin, useSession, useSessionEnd } from "@/api/session";
import type { Problem } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { shellWords as w } from "@/i18n/zh-shell";
import { ProblemView } from "@/widgets/ProblemView";
import { useNow } from "@/widgets/use-now";
import { secondsLeft, type Wait, waitOf } from "./wait";
import { WaitNotice } from "./WaitNotice";

interface Fields {
  login_name: string;
  password: string;
}

/** Only paths of our own: never a redirect to another site. */
const ownPath = (next: string | null) => (next && /^\/(?![/\\])/.test(next) ? next : "/desk");

export default function LoginPage() {
  const session = useSession();
  const login = useLogin();
  const navigate = useNavigate();
  const next = ownPath(useSearchParams()[0].get("next"));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState<Wait | null>(null);
  const [form] = Form.useForm<Fields>();
  const typed = Form.useWatch("login_name", form)?.trim();
  const ended = useSessionEnd();
  // The wait is this account's; another name may be tried.
  const seconds = secondsLeft(wait?.loginName === typed ? wait : null, useNow(500));
  useEffect(() => {
    document.title = `${w.loginTitle} · ${zh.product}`;
  }, []);
  if (session.data) return <Navigate to={next} replace />;

  const submit = async (fields: Fields) => {
    if (seconds > 0) return;
    const name = fields.login_name.trim();
    setBusy(true);
    setProblem(null);
    setWait(null);
    try {
      await login(name, fields.password);
      await navigate(next, { replace: true });
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
    <div className="login">
      <section className="login-side" aria-hidden>
        <img src="/favicon.svg" alt="" width={48} height={48} />
        <div className="login-name">{zh.product}</div>
        <div className="login-long">{zh.productLong}</div>
        <dl>
          <dt>{w.promise1}</dt>
          <dd>{w.promise1Text}</dd>
          <dt>{w.promise2}</dt>
          <dd>{w.promise2Text}</dd>
          <dt>{w.promise3}</dt>
          <dd>{w.promise3Text}</dd>
        </dl>
      </section>
      <main className="login-main">
        <h1>{w.loginTitle}</h1>
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
        <div className="faint login-foot">{w.loginFoot}</div>
      </main>
    </div>
  );
}
