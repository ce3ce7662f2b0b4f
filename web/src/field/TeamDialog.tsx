import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useOfficers } from "@/api/queries";
import type { ActivityPage } from "@/api/schema";
import { useMe } from "@/api/session";
import { toWire } from "@/format/time";
import { InstantInput } from "@/records/widgets/InstantInput";
import { StepModal } from "@/widgets/StepModal";
import { zh } from "@/i18n/zh";
import { words } from "./zh-field";

const text = words.team;

/** Others take part from some moment on: two at least, by their credentials of that day (Art. 10). */
export function TeamDialog({ page, onClose }: { page: ActivityPage; onClose: () => void }) {
  const me = useMe();
  const people = useOfficers(me.agency.agency_id);
  const [officers, setOfficers] = useState<string[]>(page.summary.officers.map((one) => one.officer_id));
  const [since, setSince] = useState<string | null>(page.summary.departed_at ?? toWire(Date.now()));
  const [reason, setReason] = useState("");
  const missing = [
    ...(officers.length < 2 ? [text.two] : []),
    ...(since === null ? [text.since] : []),
    ...(reason.trim() === "" ? [text.reason] : []),
  ];
  return (
    <StepModal
      title={text.change}
      path={`/activities/${page.summary.activity_id}/officers`}
      body={() => ({ officers, since, reason: reason.trim() })}
      missing={missing}
      words={{ done: text.changed, required: words.missing }}
      onClose={onClose}
    >
      <p className="faint">{text.changeNote}</p>
      <div>
        <Label id="team-officers" name={text.from} />
        <Select
          id="team-officers"
          className="full-width"
          mode="multiple"
          showSearch={{ optionFilterProp: "label" }}
          value={officers}
          options={(people.data?.items ?? [])
            .filter((one) => officers.includes(one.officer_id) || (one.enabled && one.roles.includes("officer")))
            .map((one) => ({ value: one.officer_id, label: `${one.name}（${one.credential_no ?? "—"}）`, disabled: !one.credential_valid && !officers.includes(one.officer_id) }))}
          onChange={setOfficers}
        />
      </div>
      <div>
        <Label id="team-since" name={text.since} />
        <InstantInput id="team-since" precision="minute" value={since} wrong={false} onChange={setSince} />
      </div>
      <Reason value={reason} onChange={setReason} offered={text.reasons} />
    </StepModal>
  );
}

/** It is not done after all, or was noted by mistake. Nothing is deleted. */
export function CancelDialog({ page, onClose }: { page: ActivityPage; onClose: () => void }) {
  const [reason, setReason] = useState("");
  return (
    <StepModal
      title={text.cancel}
      path={`/activities/${page.summary.activity_id}/cancel`}
      body={() => ({ reason: reason.trim() })}
      missing={reason.trim() === "" ? [text.reason] : []}
      words={{ done: text.cancelled, required: words.missing }}
      onClose={onClose}
    >
      <p>{text.cancelNote}</p>
      {page.summary.arrived_at === null ? null : <p className="amber-text">{text.cancelArrived}</p>}
      {page.recordings.length === 0 ? null : <p>{text.cancelRecordings(page.recordings.length)}</p>}
      <Reason value={reason} onChange={setReason} offered={text.cancelReasons} />
    </StepModal>
  );
}

function Label({ id, name }: { id: string; name: string }) {
  return (
    <label className="field-label" htmlFor={id}>
      {name}
      <span className="must"> *</span>
    </label>
  );
}

function Reason({ value, onChange, offered }: { value: string; onChange: (text: string) => void; offered: readonly string[] }) {
  return (
    <div>
      <Label id="team-reason" name={text.reason} />
      <div className="reason-keys" role="group" aria-label={zh.reason.common}>
        {offered.map((one) => (
          <Button key={one} size="small" onClick={() => onChange(one)}>
            {one}
          </Button>
        ))}
      </div>
      <Input.TextArea id="team-reason" autoSize={{ minRows: 2 }} maxLength={300} value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}
