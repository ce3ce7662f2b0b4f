import { Button, DatePicker, Drawer, Form, Input, Select, Tag } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import type { OneTimePassword, Person, Role } from "@/api/schema";
import { formatDay } from "@/format/time";
import { DAY_FORMAT, dayToPicked, instantToPicked, pickedToDay } from "@/format/picker";
import { zh } from "@/i18n/zh";
import { peopleWords as w } from "@/i18n/zh-people";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { ProblemView } from "@/widgets/ProblemView";
import { CredentialChip } from "./OfficerList";
import { OncePassword } from "./OncePassword";

/** Roles, credential and the end of one person's account. */
export function OfficerDrawer({ person, onClose }: { person: Person | null; onClose: () => void }) {
  return (
    <Drawer open={person !== null} onClose={onClose} size={460} title={person ? w.manageTitle(person.name) : ""} destroyOnHidden>
      {person ? (
        <div className="stack-wide">
          <Roles person={person} />
          <Credential key={person.credential_no ?? ""} person={person} />
          {person.enabled ? (
            <div className="row">
              <ResetPassword person={person} />
              <Disable person={person} />
            </div>
          ) : (
            <Tag>{w.disabled}</Tag>
          )}
        </div>
      ) : null}
    </Drawer>
  );
}

function Roles({ person }: { person: Person }) {
  const [role, setRole] = useState<Role | null>(null);
  const [fromOn, setFromOn] = useState<Dayjs>(() => instantToPicked());
  const [ending, setEnding] = useState<Role | null>(null);
  const { run, busy, problem } = useAction({
    errors: "inline",
    success: w.saved,
    onDone: () => {
      setRole(null);
      setEnding(null);
    },
  });
  const path = `/officers/${person.officer_id}/roles`;
  return (
    <section>
      <h3>{w.roles}</h3>
      <ul className="role-list">
        {person.appointments.map((held) => (
          <li key={`${held.role}:${held.from_on}`}>
            <div className="row between">
              <span>
                {zh.role[held.role]} <span className="faint">{w.heldOn(formatDay(held.from_on), held.until_on && formatDay(held.until_on))}</span>
              </span>
              <Button size="small" danger type="text" disabled={busy} onClick={() => setEnding(held.role)}>
                {w.revoke}
              </Button>
            </div>
            {ending === held.role ? (
              <LastDay busy={busy} onCancel={() => setEnding(null)} onOk={(day) => void run("DELETE", `${path}/${held.role}?until_on=${day}`)} />
            ) : null}
          </li>
        ))}
      </ul>
      <div className="row">
        <Select<Role>
          className="grow"
          aria-label={w.grant}
          placeholder={w.grant}
          value={role}
          onChange={setRole}
          options={(Object.keys(zh.role) as Role[]).map((value) => ({ value, label: zh.role[value] }))}
        />
        <DatePicker aria-label={w.fromOn} allowClear={false} format={DAY_FORMAT} value={fromOn} onChange={(day) => day && setFromOn(day)} />
        <Button type="primary" loading={busy} disabled={!role} onClick={() => role && void run("POST", path, { role, from_on: pickedToDay(fromOn) })}>
          {w.grant}
        </Button>
      </div>
      <p className="faint">{w.roleHint}</p>
      <ProblemView problem={problem} />
    </section>
  );
}

/** The role is held through the day chosen here; yesterday ends it at once. */
function LastDay({ busy, onCancel, onOk }: { busy: boolean; onCancel: () => void; onOk: (day: string) => void }) {
  const [day, setDay] = useState<Dayjs>(() => instantToPicked());
  return (
    <div className="row">
      <label className="row grow">
        {w.lastDay}
        <DatePicker autoFocus allowClear={false} format={DAY_FORMAT} value={day} onChange={(day) => day && setDay(day)} />
      </label>
      <Button size="small" onClick={onCancel}>
        {zh.act.cancel}
      </Button>
      <Button size="small" danger loading={busy} onClick={() => onOk(pickedToDay(day))}>
        {w.revoke}
      </Button>
    </div>
  );
}

interface CredentialFields {
  credential_no: string;
  from_on: Dayjs;
  until_on: Dayjs;
}

function Credential({ person }: { person: Person }) {
  const { run, busy, problem } = useAction({ errors: "inline", success: w.saved });
  return (
    <section>
      <h3 className="row">
        {w.credential} <CredentialChip person={person} />
      </h3>
      <Form<CredentialFields>
        layout="vertical"
        initialValues={{ credential_no: person.credential_no ?? "", ...(person.credential_until_on ? { until_on: dayToPicked(person.credential_until_on) } : {}) }}
        onFinish={(f) =>
          void run("POST", `/officers/${person.officer_id}/credential`, { credential_no: f.credential_no.trim(), from_on: pickedToDay(f.from_on), until_on: pickedToDay(f.until_on) })
        }
      >
        <Form.Item name="credential_no" label={w.credentialNo} rules={[{ required: true, whitespace: true, message: w.required(w.credentialNo) }]}>
          <Input maxLength={40} />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="from_on" label={w.credentialFrom} rules={[{ required: true, message: w.required(w.credentialFrom) }]}>
            <DatePicker format={DAY_FORMAT} />
          </Form.Item>
          <Form.Item name="until_on" label={w.credentialUntil} rules={[{ required: true, message: w.required(w.credentialUntil) }]}>
            <DatePicker format={DAY_FORMAT} />
          </Form.Item>
        </div>
        <ProblemView problem={problem} />
        <Button htmlType="submit" loading={busy}>
          {w.setCredential}
        </Button>
      </Form>
    </section>
  );
}

function ResetPassword({ person }: { person: Person }) {
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState<string | null>(null);
  const { run, busy, problem } = useAction<OneTimePassword>({
    errors: "inline",
    onDone: (made) => {
      setOpen(false);
      setPassword(made.one_time_password);
    },
  });
  return (
    <section>
      <Button onClick={() => setOpen(true)}>{w.reset}</Button>
      <ConfirmWithReason
        open={open}
        title={w.resetTitle(person.name)}
        okText={w.reset}
        reasons={w.resetReasons}
        busy={busy}
        problem={problem}
        onCancel={() => setOpen(false)}
        onOk={(reason) => void run("POST", `/officers/${person.officer_id}/password`, { reason })}
      >
        <p>{w.resetNote}</p>
      </ConfirmWithReason>
      <OncePassword open={password !== null} login={person.login_name ?? ""} password={password ?? ""} onClose={() => setPassword(null)} />
    </section>
  );
}

function Disable({ person }: { person: Person }) {
  const [open, setOpen] = useState(false);
  const { run, busy, problem } = useAction({ errors: "inline", success: w.saved, onDone: () => setOpen(false) });
  return (
    <section>
      <Button danger onClick={() => setOpen(true)}>
        {w.disable}
      </Button>
      <ConfirmWithReason
        open={open}
        danger
        title={w.disableTitle(person.name)}
        okText={w.disable}
        reasons={w.disableReasons}
        busy={busy}
        problem={problem}
        onCancel={() => setOpen(false)}
        onOk={(reason) => void run("POST", `/officers/${person.officer_id}/disable`, { reason })}
      >
        <p>{w.disableNote}</p>
      </ConfirmWithReason>
    </section>
  );
}
