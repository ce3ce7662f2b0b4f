import { Checkbox, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useCases, useOfficers, useRecordingList } from "@/api/queries";
import { useMe } from "@/api/session";
import { useAction } from "@/api/use-action";
import { toWire } from "@/format/time";
import { zh } from "@/i18n/zh";
import { InstantInput } from "@/records/widgets/InstantInput";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";
import { words } from "./zh-field";

const text = words.form;
const OPEN_CASES = { status: "open", mine: true };
const FEWEST_OFFICERS = 2;
const QUARTER_MS = 900_000;

/** Plans a visit: what, where, under which row of the recording list, who. */
export function PlanActivityDialog({ caseId, onClose }: { caseId: string | null; onClose: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const cases = useCases(OPEN_CASES, 50);
  const list = useRecordingList();
  const officers = useOfficers(me.agency.agency_id);
  const [ofCase, setOfCase] = useState<string | null>(caseId);
  const [title, setTitle] = useState("");
  const [place, setPlace] = useState("");
  const [row, setRow] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string[]>([me.officer.officer_id]);
  const [plannedAt, setPlannedAt] = useState<string | null>(() => toWire(Math.ceil(Date.now() / QUARTER_MS) * QUARTER_MS));
  const [purpose, setPurpose] = useState("");
  const [needed, setNeeded] = useState(false);
  const [tried, setTried] = useState(false);
  const action = useAction({
    errors: "inline",
    success: text.done,
    onDone: (done) => {
      onClose();
      if (done.id) void navigate(`/acts/${done.id}`);
    },
  });
  const rows = list.data?.items ?? [];
  const picked = rows.find((one) => one.row_id === row) ?? null;
  const lacks = { title: title.trim() === "", place: place.trim() === "", row: row === null, officers: chosen.length < FEWEST_OFFICERS, plannedAt: plannedAt === null };
  const submit = () => {
    setTried(true);
    if (Object.values(lacks).some(Boolean)) return;
    void action.run("POST", "/activities", {
      case_id: ofCase,
      title: title.trim(),
      place: place.trim(),
      list_row: row,
      officers: chosen,
      planned_at: plannedAt,
      purpose: purpose.trim() === "" ? null : purpose.trim(),
      needed: needed && picked?.mode !== "continuous",
    });
  };
  const complaint = (lacking: boolean, what: string = text.required) =>
    tried && lacking ? (
      <div className="red-text" role="alert">
        {what}
      </div>
    ) : null;
  const label = (htmlFor: string, name: string, must = true) => (
    <label className="field-label" htmlFor={htmlFor}>
      {name}
      {must ? <span className="must"> *</span> : null}
    </label>
  );
  const status = (lacking: boolean) => (tried && lacking ? "error" : "");
  return (
    <Modal open title={words.plan} okText={text.ok} cancelText={zh.act.cancel} width={620} okButtonProps={{ loading: action.busy }} onOk={submit} onCancel={onClose}>
      {label("plan-title", text.title)}
      <Input id="plan-title" autoFocus maxLength={100} placeholder={text.titleHint} value={title} status={status(lacks.title)} onChange={(event) => setTitle(event.target.value)} />
      {complaint(lacks.title)}
      {label("plan-case", text.case, false)}
      <Select
        id="plan-case"
        className="full-width"
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        placeholder={text.caseHint}
        value={ofCase}
        options={(cases.data?.pages ?? []).flatMap((page) => page.items).map((one) => ({ value: one.case_id, label: `${one.case_no ?? ""} ${one.party_label} ${one.title}` }))}
        onChange={(next: string | undefined) => setOfCase(next ?? null)}
      />
      {label("plan-row", text.row)}
      <Select
        id="plan-row"
        className="full-width"
        showSearch={{ optionFilterProp: "label" }}
        loading={list.isPending}
        notFoundContent={text.rowNone}
        placeholder={text.rowHint}
        value={row}
        status={status(lacks.row)}
        options={rows.map((one) => ({ value: one.row_id, label: `${one.item} · ${one.stage_text} · ${one.scene}（${words.mode[one.mode]}）` }))}
        onChange={setRow}
      />
      {complaint(lacks.row)}
      {picked === null ? null : (
        <div className="mode-note">
          <Chip tone={picked.mode === "continuous" ? "blue" : "grey"}>{words.mode[picked.mode]}</Chip> {words.modeText[picked.mode]}
          <div className="faint">
            {words.rowFacts.content}：{picked.content}；{words.rowFacts.start}：{picked.start_point}；{words.rowFacts.end}：{picked.end_point}
          </div>
          {picked.other_focus === "" ? null : (
            <div>
              {words.rowFacts.otherFocus}：{picked.other_focus}
            </div>
          )}
          {picked.mode === "continuous" ? null : (
            <Checkbox checked={needed} onChange={(event) => setNeeded(event.target.checked)}>
              {text.needed}
            </Checkbox>
          )}
        </div>
      )}
      {label("plan-place", text.place)}
      <Input id="plan-place" maxLength={200} value={place} status={status(lacks.place)} onChange={(event) => setPlace(event.target.value)} />
      {complaint(lacks.place)}
      {label("plan-officers", text.officers)}
      <Select
        id="plan-officers"
        className="full-width"
        mode="multiple"
        showSearch={{ optionFilterProp: "label" }}
        placeholder={text.officersHint}
        value={chosen}
        status={status(lacks.officers)}
        options={(officers.data?.items ?? [])
          .filter((person) => person.enabled && person.roles.includes("officer"))
          .map((person) => ({ value: person.officer_id, label: `${person.name}（${person.credential_no ?? "—"}）`, disabled: !person.credential_valid }))}
        onChange={setChosen}
      />
      {complaint(lacks.officers, text.officersFew)}
      {label("plan-at", text.plannedAt)}
      <InstantInput id="plan-at" precision="minute" value={plannedAt} wrong={tried && lacks.plannedAt} onChange={setPlannedAt} />
      {complaint(lacks.plannedAt)}
      {label("plan-purpose", text.purpose, false)}
      <Input.TextArea id="plan-purpose" autoSize={{ minRows: 2 }} maxLength={500} value={purpose} onChange={(event) => setPurpose(event.target.value)} />
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
