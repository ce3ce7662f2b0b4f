import { App, Button, Checkbox, DatePicker, Form, Input, Radio, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useEffect, useMemo } from "react";
import { useNavigate } from "react-router";
import { useOfficers, useProcesses } from "@/api/queries";
import { hasRole, useMe } from "@/api/session";
import { useAction } from "@/api/use-action";
import type { NewCase, Person, ProcessView } from "@/api/schema";
import { instantToPicked, MINUTE_FORMAT, pickedToWire } from "@/format/picker";
import { zh } from "@/i18n/zh";
import { caseWords as words, newCaseWords as w } from "@/i18n/zh-case";
import { PageHead } from "@/widgets/PageHead";
import { ProblemView } from "@/widgets/ProblemView";
import "./case.css";

interface Fields {
  source: { kind: NewCase["source"]["kind"]; received_at: Dayjs; provider?: string; provider_contact?: string; confidential?: boolean; summary: string };
  party: NewCase["party"];
  title: string;
  process: string;
  division_id?: string;
  officers: string[];
}
const MIN_OFFICERS = 2;

/** Registers a case: where it came from, against whom, who handles it. */
export default function NewCasePage() {
  const me = useMe();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const people = useOfficers(me.agency.agency_id);
  const processes = useProcesses();
  const { run, busy, problem } = useAction({
    errors: "inline",
    onDone: async (done) => {
      void message.success(w.title);
      await navigate(`/cases/${done.id ?? ""}`);
    },
  });
  const partyKind = Form.useWatch(["party", "kind"], form) ?? "organisation";
  const citizen = partyKind === "citizen";
  const officers = useMemo(() => (people.data?.items ?? []).filter((p) => p.enabled && p.roles.includes("officer")), [people.data]);

  const chosen = Form.useWatch("process", form);
  const known = processes.data?.items;
  const process = known?.find((one) => one.process === chosen);
  const usual = known?.[0]?.process;
  // The usual one stands in the field as soon as it is known, as a choice and not as a pale hint.
  useEffect(() => {
    if (usual !== undefined && form.getFieldValue("process") === undefined) form.setFieldValue("process", usual);
  }, [form, usual]);

  const submit = (f: Fields) => {
    if (!process) return;
    void run("POST", "/cases", {
      act_kind: process.act_kind,
      procedure: process.procedure,
      process: process.process,
      title: f.title.trim(),
      source: { ...f.source, confidential: f.source.confidential ?? false, received_at: pickedToWire(f.source.received_at) },
      party: f.party,
      division_id: f.division_id ?? null,
      officers: f.officers,
    } satisfies NewCase);
  };

  return (
    <div className="narrow-page">
      <PageHead title={w.title} note={w.note} />
      <Form<Fields>
        form={form}
        layout="vertical"
        scrollToFirstError={{ block: "center", focus: true }}
        onFinish={submit}
        initialValues={{
          source: { received_at: instantToPicked() },
          party: { kind: "organisation" },
          division_id: me.officer.division_id ?? undefined,
          officers: hasRole(me, "officer") && me.officer.credential_valid ? [me.officer.officer_id] : [],
        }}
        className="stack"
      >
        <section className="panel stack-tight">
          <Form.Item name="process" label={w.process} rules={[{ required: true, message: w.choose(w.process) }]}>
            <Select
              loading={processes.isPending}
              options={(known ?? []).map((one) => ({ value: one.process, label: one.title }))}
            />
          </Form.Item>
          {process ? <ProcessNote process={process} /> : null}
        </section>

        <section className="panel">
          <h2>{w.source}</h2>
          <div className="form-grid">
            <Form.Item name={["source", "kind"]} label={w.sourceKind} rules={[{ required: true, message: w.choose(w.sourceKind) }]}>
              <Select options={Object.entries(w.sourceKinds).map(([value, label]) => ({ value, label }))} placeholder={w.choose(w.sourceKind)} />
            </Form.Item>
            <Form.Item
              name={["source", "received_at"]}
              label={w.receivedAt}
              rules={[
                { required: true, message: w.choose(w.receivedAt) },
                { validator: (_, v?: Dayjs) => (v && v.isAfter(instantToPicked()) ? Promise.reject(new Error(w.future)) : Promise.resolve()) },
              ]}
            >
              <DatePicker showTime={{ format: "HH:mm" }} format={MINUTE_FORMAT} style={{ width: "100%" }} />
            </Form.Item>
            <Form.Item name={["source", "provider"]} label={w.provider}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name={["source", "provider_contact"]} label={w.contact}>
              <Input maxLength={60} />
            </Form.Item>
          </div>
          <Form.Item name={["source", "confidential"]} valuePropName="checked" extra={w.confidentialNote}>
            <Checkbox>{w.confidential}</Checkbox>
          </Form.Item>
          <Form.Item
            name={["source", "summary"]}
            label={w.summary}
            rules={[{ required: true, whitespace: true, message: w.required(w.summary) }]}
          >
            <Input.TextArea placeholder={w.summaryHint} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={2000} showCount />
          </Form.Item>
        </section>

        <section className="panel">
          <h2>{w.party}</h2>
          <Form.Item name={["party", "kind"]} label={w.partyKind}>
            <Radio.Group
              optionType="button"
              options={[
                { value: "organisation", label: w.organisation },
                { value: "citizen", label: w.citizen },
              ]}
            />
          </Form.Item>
          <div className="form-grid">
            <Form.Item name={["party", "name"]} label={w.partyName} rules={[{ required: true, whitespace: true, message: w.required(w.partyName) }]}>
              <Input maxLength={100} />
            </Form.Item>
            <Form.Item
              name={["party", "id_no"]}
              label={citizen ? w.idCitizen : w.idOrganisation}
              rules={[{ len: 18, message: citizen ? w.idCitizenBad : w.idOrganisationBad }]}
            >
              <Input maxLength={18} />
            </Form.Item>
            {citizen ? null : (
              <Form.Item name={["party", "legal_representative"]} label={words.legalRep}>
                <Input maxLength={50} />
              </Form.Item>
            )}
            <Form.Item name={["party", "phone"]} label={words.phone}>
              <Input maxLength={30} inputMode="tel" />
            </Form.Item>
            <Form.Item name={["party", "address"]} label={words.address}>
              <Input maxLength={200} />
            </Form.Item>
          </div>
        </section>

        <section className="panel">
          <h2>{w.handling}</h2>
          <Form.Item name="title" label={w.cause} rules={[{ required: true, whitespace: true, message: w.required(w.cause) }]}>
            <Input maxLength={200} placeholder={w.causeHint} />
          </Form.Item>
          <div className="form-grid">
            <Form.Item name="division_id" label={w.division}>
              <Select allowClear options={me.agency.divisions.map((d) => ({ value: d.division_id, label: d.name }))} />
            </Form.Item>
            <Form.Item
              name="officers"
              label={w.officers}
              extra={w.officersNote}
              rules={[{ required: true, type: "array", min: MIN_OFFICERS, message: w.officersTooFew }]}
            >
              <Select mode="multiple" loading={people.isPending} optionFilterProp="label" options={officers.map(officerOption)} />
            </Form.Item>
          </div>
        </section>

        <div className="form-foot">
          <ProblemView problem={problem} />
          <Button onClick={() => void navigate(-1)}>{zh.act.cancel}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>
            {w.submit}
          </Button>
        </div>
      </Form>
    </div>
  );
}

/** What to know before choosing it: its note, what it begins with, what falls away in it. */
function ProcessNote({ process }: { process: ProcessView }) {
  const struck = process.steps.filter((step) => step.struck);
  return (
    <>
      <span>{process.note}</span>
      {struck.length > 0 ? (
        <span className="faint">
          {w.processStruck}：{struck.map((step) => `${step.title}（${step.struck}）`).join("；")}
        </span>
      ) : null}
    </>
  );
}

function officerOption(p: Person) {
  const note = p.credential_valid ? (p.credential_no ?? "") : w.creditInvalid;
  return { value: p.officer_id, label: `${p.name}（${note}）`, disabled: !p.credential_valid };
}
