import { PlusOutlined } from "@ant-design/icons";
import { Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import type { AgencyView } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { peopleWords as w } from "@/i18n/zh-people";
import { Nothing } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";

export function AgencyList({ agencies }: { agencies: AgencyView[] }) {
  const [dialog, setDialog] = useState<"agency" | AgencyView | null>(null);
  return (
    <section className="panel">
      <div className="row between tab-head">
        <span className="grow" />
        <Button icon={<PlusOutlined />} onClick={() => setDialog("agency")}>
          {w.newAgency}
        </Button>
      </div>
      {agencies.length === 0 ? <Nothing text={w.noAgencies} /> : null}
      <ul className="cards">
        {agencies.map((a) => (
          <li key={a.agency_id}>
            <div className="row between">
              <span>
                <b>{a.name}</b> <span className="faint">{[a.short_name, a.region].filter(Boolean).join(" · ")}</span>
              </span>
              <Button size="small" icon={<PlusOutlined />} onClick={() => setDialog(a)}>
                {w.newDivision}
              </Button>
            </div>
            <div className="card-line">{a.divisions.length === 0 ? w.noDivisions : a.divisions.map((d) => <span key={d.division_id}>{d.name}</span>)}</div>
          </li>
        ))}
      </ul>
      <NewAgency open={dialog === "agency"} agencies={agencies} onClose={() => setDialog(null)} />
      <NewDivision agency={dialog === "agency" ? null : dialog} onClose={() => setDialog(null)} />
    </section>
  );
}

function NewAgency({ open, agencies, onClose }: { open: boolean; agencies: AgencyView[]; onClose: () => void }) {
  const [form] = Form.useForm<{ name: string; short_name: string; region: string; superior?: string }>();
  const { run, busy, problem } = useAction({ errors: "inline", success: w.created, onDone: onClose });
  return (
    <Modal open={open} title={w.newAgency} okText={zh.act.save} cancelText={zh.act.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" preserve={false} onFinish={(f) => void run("POST", "/agencies", { ...f, superior: f.superior ?? null })}>
        <Form.Item name="name" label={w.agency} rules={[{ required: true, whitespace: true, message: w.required(w.agency) }]}>
          <Input maxLength={100} />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="short_name" label={w.shortName} rules={[{ required: true, whitespace: true, message: w.required(w.shortName) }]}>
            <Input maxLength={20} />
          </Form.Item>
          <Form.Item name="region" label={w.region} rules={[{ required: true, whitespace: true, message: w.required(w.region) }]}>
            <Input maxLength={50} />
          </Form.Item>
        </div>
        <Form.Item name="superior" label={w.superior}>
          <Select allowClear placeholder={w.none} options={agencies.map((a) => ({ value: a.agency_id, label: a.name }))} />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}

function NewDivision({ agency, onClose }: { agency: AgencyView | null; onClose: () => void }) {
  const [form] = Form.useForm<{ name: string }>();
  const { run, busy, problem } = useAction({ errors: "inline", success: w.created, onDone: onClose });
  return (
    <Modal open={agency !== null} title={`${w.newDivision} · ${agency?.name ?? ""}`} okText={zh.act.save} cancelText={zh.act.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose} destroyOnHidden>
      <Form form={form} layout="vertical" preserve={false} onFinish={({ name }) => void run("POST", `/agencies/${agency?.agency_id ?? ""}/divisions`, { name: name.trim() })}>
        <Form.Item name="name" label={w.division} rules={[{ required: true, whitespace: true, message: w.required(w.division) }]}>
          <Input maxLength={60} autoFocus />
        </Form.Item>
      </Form>
      <ProblemView problem={problem} />
    </Modal>
  );
}
