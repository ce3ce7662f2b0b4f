import { Input, Select } from "antd";
import { useState } from "react";
import { useOfficers } from "@/api/queries";
import { useMe } from "@/api/session";
import { useAction } from "@/api/use-action";
import { custodyWords as w } from "@/i18n/zh-custody";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";

/** Reports a recording that somebody kept for themselves (Art. 22). */
export function ReportCopyDialog({ onClose }: { onClose: () => void }) {
  const me = useMe();
  const officers = useOfficers(me.agency.agency_id);
  const [holder, setHolder] = useState<string | null>(null);
  const [place, setPlace] = useState("");
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: w.reported, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      title={w.reportTitle}
      okText={w.report}
      reasons={w.reasons}
      busy={action.busy}
      problem={action.problem}
      onCancel={onClose}
      onOk={(text) => {
        setTried(true);
        if (place.trim() !== "") void action.run("POST", "/private-copies", { holder, recording_id: null, place: place.trim(), text });
      }}
    >
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
      <label className="field-label" htmlFor="copy-place">
        {w.place}
        <span className="must"> *</span>
      </label>
      <Input id="copy-place" maxLength={200} value={place} placeholder={w.placeHint} status={tried && place.trim() === "" ? "error" : ""} onChange={(event) => setPlace(event.target.value)} />
      {tried && place.trim() === "" ? (
        <div className="red-text" role="alert">
          {w.required}
        </div>
      ) : null}
    </ConfirmWithReason>
  );
}
