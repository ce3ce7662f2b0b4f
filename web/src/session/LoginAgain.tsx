import { Modal } from "antd";
import type { Problem, SessionView } from "@/api/schema";
import { shellWords as w } from "@/i18n/zh-shell";
import { LoginForm } from "./LoginForm";

/**
 * The time of the session is over, but the page stays as it is behind an opaque screen: what was
 * typed there is not lost. Somebody else who logs in here begins anew and sees none of it.
 */
export function LoginAgain({ before, ended }: { before: SessionView; ended: Problem }) {
  const { officer } = before;
  return (
    <Modal open title={w.loginAgain(officer.name)} footer={null} closable={false} keyboard={false} mask={{ closable: false }} zIndex={3000} rootClassName="login-again" destroyOnHidden>
      <div className="stack-wide">
        <LoginForm
          ended={ended}
          pageOf={officer.officer_id}
          onDone={(session) => {
            if (session.officer.officer_id !== officer.officer_id) window.location.assign("/desk");
          }}
        />
        <div className="faint">{w.loginAgainNote}</div>
      </div>
    </Modal>
  );
}
