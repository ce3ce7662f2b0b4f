import { Input, Select } from "antd";
import { useEffect, useMemo, useRef } from "react";
import { useDevices, useOfficers } from "@/api/queries";
import { useMe } from "@/api/session";
import { byHolder, type UploadOrigin } from "./upload-origin";
import { words } from "./zh-uploads";

const text = words.origin;
/** More than anybody ever had. */
const MOST = 100;

/** Where the files come from: which device, who recorded them, what to know. Asked before they go. */
export function Origin({ origin, onChange }: { origin: UploadOrigin; onChange: (origin: UploadOrigin) => void }) {
  const me = useMe();
  const devices = useDevices({}, MOST);
  const officers = useOfficers(me.agency.agency_id);
  const mine = me.officer.officer_id;
  const { held, others } = useMemo(() => byHolder(devices.data?.pages.flatMap((page) => page.items) ?? [], mine), [devices.data, mine]);
  // The one held now is meant, until somebody says otherwise.
  const proposed = useRef(false);
  useEffect(() => {
    const first = held[0];
    if (proposed.current || devices.data === undefined) return;
    proposed.current = true;
    if (origin.device === null && first !== undefined) onChange({ ...origin, device: { id: first.device_id, label: first.asset_no } });
  }, [devices.data, held, onChange, origin]);
  const option = (one: (typeof held)[number]) => ({ value: one.device_id, label: `${one.asset_no} ${one.maker} ${one.model}` });
  const known = [...held, ...others];
  return (
    <div className="upload-origin">
      <div>
        <label htmlFor="upload-device" className="add-label">
          {text.device}
        </label>
        <Select
          id="upload-device"
          className="full-width"
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          loading={devices.isPending}
          placeholder={text.byName}
          value={origin.device?.id ?? null}
          options={[
            ...(held.length > 0 ? [{ label: text.held, options: held.map(option) }] : []),
            ...(others.length > 0 ? [{ label: text.had, options: others.map(option) }] : []),
          ]}
          onChange={(id: string | undefined) => {
            const found = known.find((one) => one.device_id === id);
            onChange({ ...origin, device: found === undefined ? null : { id: found.device_id, label: found.asset_no } });
          }}
        />
      </div>
      <div>
        <label htmlFor="upload-person" className="add-label">
          {text.person}
        </label>
        <Select
          id="upload-person"
          className="full-width"
          showSearch={{ optionFilterProp: "label" }}
          value={origin.takenBy ?? ""}
          options={[{ value: "", label: text.self(me.officer.name) }, ...(officers.data?.items ?? []).filter((one) => one.officer_id !== mine).map((one) => ({ value: one.officer_id, label: one.name }))]}
          onChange={(id: string) => onChange({ ...origin, takenBy: id === "" ? null : id })}
        />
      </div>
      <div>
        <label htmlFor="upload-note" className="add-label">
          {text.note}
        </label>
        <Input id="upload-note" maxLength={200} placeholder={text.notePlaceholder} value={origin.note} onChange={(event) => onChange({ ...origin, note: event.target.value })} />
      </div>
    </div>
  );
}
