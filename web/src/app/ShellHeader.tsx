import { CloudUploadOutlined, KeyOutlined, LogoutOutlined, SearchOutlined, UserOutlined, WarningFilled } from "@ant-design/icons";
import { Badge, Dropdown, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { hasRole, useLogout } from "@/api/session";
import type { SessionView } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { shellWords } from "@/i18n/zh-shell";
import { PasswordDialog } from "@/session/PasswordDialog";
import { useUploadBadge } from "@/uploads/use-upload-badge";
import { useNarrow } from "@/widgets/use-narrow";

export function ShellHeader({ session }: { session: SessionView }) {
  const narrow = useNarrow();
  const sees = hasRole(session, "officer", "division_head", "legal_reviewer", "agency_head", "records_custodian", "supervisor");
  return (
    <header className="shell-head">
      <Link to="/desk" className="brand" title={zh.nav.desk}>
        <img src="/favicon.svg" alt="" width={26} height={26} />
        <span className="brand-name">{zh.product}</span>
        <span className="brand-agency" title={session.agency.name}>
          {narrow ? session.agency.short_name : session.agency.name}
        </span>
      </Link>
      {sees ? <CaseSearch narrow={narrow} /> : <span className="grow" />}
      {hasRole(session, "officer", "device_custodian") ? <UploadBadge /> : null}
      <PersonMenu session={session} narrow={narrow} />
    </header>
  );
}

function CaseSearch({ narrow }: { narrow: boolean }) {
  const navigate = useNavigate();
  const input = useRef<InputRef>(null);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
        e.preventDefault();
        input.current?.focus({ cursor: "all" });
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <form
      role="search"
      className="case-search"
      onSubmit={(e) => {
        e.preventDefault();
        const q = input.current?.input?.value.trim() ?? "";
        void navigate(q ? `/cases?q=${encodeURIComponent(q)}` : "/cases");
        input.current?.blur();
      }}
    >
      <Input
        ref={input}
        allowClear
        aria-label={shellWords.searchCases}
        placeholder={narrow ? zh.act.search : shellWords.searchCases}
        prefix={<SearchOutlined aria-hidden />}
        suffix={narrow ? null : <span className="faint key-hint">{shellWords.searchHint}</span>}
      />
    </form>
  );
}

function UploadBadge() {
  const waiting = useUploadBadge();
  const text = waiting > 0 ? shellWords.uploadsBusy(waiting) : shellWords.uploads;
  return (
    <Link to="/intake" className="head-key" title={text} aria-label={text}>
      <Badge count={waiting} size="small">
        <CloudUploadOutlined />
      </Badge>
    </Link>
  );
}

function PersonMenu({ session, narrow }: { session: SessionView; narrow: boolean }) {
  const logout = useLogout();
  const navigate = useNavigate();
  const [password, setPassword] = useState(false);
  const { officer } = session;
  const invalid = session.roles.includes("officer") && !officer.credential_valid;
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "who", disabled: true, label: <WhoCard session={session} invalid={invalid} /> },
            { type: "divider" },
            { key: "password", icon: <KeyOutlined />, label: shellWords.changePassword, onClick: () => setPassword(true) },
            {
              key: "logout",
              icon: <LogoutOutlined />,
              label: shellWords.logout,
              onClick: () => void logout().finally(() => void navigate("/login")),
            },
          ],
        }}
      >
        <button type="button" className="head-key head-person" title={shellWords.person}>
          {invalid ? <WarningFilled className="warn-icon" /> : <UserOutlined />}
          {narrow ? (
            <span className="visually-hidden">{officer.name}</span>
          ) : (
            <span>
              {officer.name}
              <small>{session.roles.map((role) => zh.role[role] ?? role).join("、")}</small>
            </span>
          )}
        </button>
      </Dropdown>
      <PasswordDialog open={password} onClose={() => setPassword(false)} />
    </>
  );
}

function WhoCard({ session, invalid }: { session: SessionView; invalid: boolean }) {
  const { officer } = session;
  return (
    <div className="who-card">
      <b>{officer.name}</b>
      <div>{[officer.agency_name, officer.division_name].filter(Boolean).join(" · ")}</div>
      <div>{session.roles.map((role) => zh.role[role] ?? role).join("、")}</div>
      {officer.credential_no ? (
        <div>
          {shellWords.credential} {officer.credential_no}
        </div>
      ) : null}
      {invalid ? <div className="red-text">{shellWords.credentialInvalid}</div> : null}
    </div>
  );
}
