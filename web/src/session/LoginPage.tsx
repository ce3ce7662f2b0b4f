import { useEffect } from "react";
import { Navigate, useNavigate, useSearchParams } from "react-router";
import { useSession, useSessionEnd } from "@/api/session";
import { zh } from "@/i18n/zh";
import { shellWords as w } from "@/i18n/zh-shell";
import { LoginForm } from "./LoginForm";

/** Only paths of our own: never a redirect to another site. */
const ownPath = (next: string | null) => (next && /^\/(?![/\\])/.test(next) ? next : "/desk");

export default function LoginPage() {
  const session = useSession();
  const ended = useSessionEnd();
  const navigate = useNavigate();
  const next = ownPath(useSearchParams()[0].get("next"));
  useEffect(() => {
    document.title = `${w.loginTitle} · ${zh.product}`;
  }, []);
  if (session.data && !ended) return <Navigate to={next} replace />;

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
        <LoginForm ended={ended} onDone={() => void navigate(next, { replace: true })} />
        <div className="faint login-foot">{w.loginFoot}</div>
      </main>
    </div>
  );
}
