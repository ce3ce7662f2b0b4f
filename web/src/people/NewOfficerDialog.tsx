import { DatePicker, Form, Input, Modal, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import type { AgencyView, NewOfficer } from "@/api/schema";
import { DAY_FORMAT, pickedToDay } from "@/format/picker";
import { zh } from "@/i18n/zh";
import { peopleWords as w } from "@/i18n/zh-people";
import { ProblemView } from "@/widgets/ProblemView";
import { OncePassword } from "./OncePassword";

interface Fields {
  name: string;
  login_name: string;
  agency_id: string;
  division_id?: string;
  credential_no?: string;
  credential_from_on?: Dayjs;
  credential_until_on?: Dayjs;
}
interface Props {
  open: boolean;
  onClose: () => void;
  agencies: AgencyView[];
  agencyId: string;
}

/** A new person; the one-time password is shown once and never again. */
export function NewOfficerDialog({ open, onClose, agencies, agencyId }: Props) {
  const [form] = Form.useForm<Fields>();
  const [made, setMade] = useState<{ login: string; password: string } | null>(null);
  const { run, busy, problem, clear } = useAction<NewOfficer>({ errors: "inline" });
  const chosen = Form.useWatch("agency_id", form) ?? agencyId;
  const divisions = agencies.find((a) => a.agency_id === chosen)?.divisions ?? [];
  const submit = async (f: Fields) => {
    const login = f.login_name.trim();
    const reply = await run("POST", "/officers", {
      name: f.name.trim(),
      login_name: login,
      agency_id: f.agency_id,
      division_id: f.division_id ?? null,
      credential_no: f.credential_no?.trim() || null,
      credential_from_on: f.credential_from_on ? pickedToDay(f.credential_from_on) : null,
      credential_until_on: f.credential_until_on ? pickedToDay(f.credential_until_on) : null,
    });
    if (reply) setMade({ login, password: reply.one_time_password });
  };
  const close = () => {
    setMade(null);
    clear();
    onClose();
  };
  if (made) return <OncePassword open={open} login={made.login} password={made.password} onClose={close} />;
  return (
    <Modal open={open} title={w.newOfficer} okText={w.newOfficer} cancelText={zh.act.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={close} destroyOnHidden>
      <Form<Fields> form={form} layout="vertical" preserve={false} initialValues={{ agency_id: agencyId }} onFinish={(f) => void submit(f)}>
        <div className="form-pair">
          <Form.Item name="name" label={w.name} rules={[{ required: true, whitespace: true, message: w.required(w.name) }]}>
            <Input maxLength={50} autoFocus />
          </Form.Item>
          <Form.Item name="login_name" label={w.loginName} rules={[{ required: true, pattern: /^[A-Za-z0-9.-]{2,32}$/, message: w.loginRule }]}>
            <Input maxLength={32} autoComplete="off" />
          </Form.Item>
          <Form.Item name="agency_id" label={w.agency} rules={[{ required: true }]}>
            <Select options={agencies.map((a) => ({ value: a.agency_id, label: a.name }))} onChange={() => form.setFieldValue("division_id", undefined)} />
          </Form.Item>
          <Form.Item name="division_id" label={w.division}>
            <Select allowClear placeholder={w.noDivision} options={divisions.map((d) => ({ value: d.division_id, label: d.name }))} />
          </Form.Item>
        </div>
        <Form.Item name="credential_no" label={w.credentialNo}>
          <Input maxLength={40} />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="credential_from_on" label={w.credentialFrom}>
            <DatePicker format={DAY_FORMAT} />
          </Form.Item>
          <Form.Item name="credential_until_on" label={w.credentialUntil}>
            <DatePicker format={DAY_FORMAT} />
          </Form.Item>
        </div>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
