import { Input, Select } from "antd";
import { useState } from "react";
import { useOfficers } from "@/api/queries";
import { useMe } from "@/api/session";
import { custodyWords as w } from "@/i18n/zh-custody";
import { ReasonField } from "@/widgets/ReasonField";
import { StepModal } from "@/widgets/StepModal";

/** Reports a recording that somebody kept for themselves (Art. 22). */
export function ReportCopyDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const officers = useOfficers(me.agency.agency_id);
  const [holder, setHolder] = useState<string | null>(null);
  const [place, setPlace] = useState("");
  const [text, setText] = useState("");
  const missing = [place.trim() === "" ? w.place : "", text.trim() === "" ? w.text : ""].filter(Boolean);
  return (
    <StepModal
      title={w.report}
      path="/private-copies"
      body={() => ({ holder, recording_id: null, place: place.trim(), text: text.trim() })}
      missing={missing}
      words={{ done: w.reported, required: w.required }}
      onClose={onClose}
    >
      <div>
        <label className="field-label" htmlFor="copy-holder">
          {w.holder}
        </label>
        <Select
          id="copy-holder"
          allowClear
          showSearch
          optionFilterProp="label"
          style={{ width: "100%" }}
          value={holder}
          placeholder={w.holderHint}
          options={(officers.data?.items ?? []).map((one) => ({ value: one.officer_id, label: one.name }))}
          onChange={(value: string | undefined) => setHolder(value ?? null)}
        />
      </div>
      <div>
        <label className="field-label" htmlFor="copy-place">
          {w.place}
          <span className="must"> *</span>
        </label>
        <Input id="copy-place" maxLength={200} value={place} placeholder={w.placeHint} onChange={(event) => setPlace(event.target.value)} />
      </div>
      <div>
        <ReasonField id="copy-found" label={w.text} placeholder={w.textHint} value={text} onChange={setText} reasons={w.reasons} />
      </div>
    </StepModal>
  );
}
