import { Alert, Input, InputNumber, Modal } from "antd";
import { useState } from "react";
import type { RecordingPage } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { ProblemView } from "@/widgets/ProblemView";
import { exactLength } from "../ruler-geometry";
import { hanIn, unplaced, type Place } from "./excerpts";
import { words as text } from "./zh-excerpts";

interface Props {
  page: RecordingPage;
  durationMs: number;
  first: Place;
  onClose: () => void;
  onTaken: () => void;
}

/** Where, why and to prove what: without that there is only a cut (Art. 23). */
export function ExcerptDialog({ page, durationMs, first, onClose, onTaken }: Props) {
  const [place, setPlace] = useState(first);
  const [reason, setReason] = useState("");
  const [purpose, setPurpose] = useState("");
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: text.done, onDone: onTaken });
  const { least_chars: least, longest_ms: longest } = page.excerpts;
  const wrong = unplaced(place, durationMs, longest);
  const thin = (value: string) => tried && hanIn(value) < least;
  const submit = () => {
    setTried(true);
    if (wrong !== null || hanIn(reason) < least || hanIn(purpose) < least) return;
    void action.run("POST", `/recordings/${page.summary.recording_id}/excerpts`, {
      kind: place.kind,
      from_ms: place.fromMs,
      to_ms: place.toMs,
      reason: reason.trim(),
      purpose: purpose.trim(),
    });
  };
  const move = (ends: Partial<Place>) => setPlace((before) => ({ ...before, ...ends }));
  return (
    <Modal open title={text.title[first.kind]} okText={text.ok} cancelText={zh.act.cancel} okButtonProps={{ loading: action.busy }} onOk={submit} onCancel={onClose}>
      <Alert type="info" showIcon title={text.text} className="dialog-note" />
      <div className="excerpt-ends">
        {place.kind === "still" ? (
          <Seconds id="excerpt-at" label={text.at} ms={place.fromMs} mostMs={durationMs} onChange={(ms) => move({ fromMs: ms, toMs: ms })} />
        ) : (
          <>
            <Seconds id="excerpt-from" label={text.from} ms={place.fromMs} mostMs={durationMs} onChange={(ms) => move({ fromMs: ms })} />
            <Seconds id="excerpt-to" label={text.to} ms={place.toMs} mostMs={durationMs} onChange={(ms) => move({ toMs: ms })} />
            <span className="num faint">{text.lasts(exactLength(place.toMs - place.fromMs))}</span>
          </>
        )}
      </div>
      {wrong === null ? null : (
        <div className="red-text" role="alert">
          {wrong === "too_long" ? text.tooLong(Math.floor(longest / 60_000)) : text.unplaced}
        </div>
      )}
      <Written id="excerpt-reason" label={text.reason} hint={text.reasonHint} value={reason} error={thin(reason) ? text.thin(least) : null} onChange={setReason} />
      <Written id="excerpt-purpose" label={text.purpose} hint={text.purposeHint} value={purpose} error={thin(purpose) ? text.thin(least) : null} onChange={setPurpose} />
      <ProblemView problem={action.problem} />
    </Modal>
  );
}

function Seconds({ id, label, ms, mostMs, onChange }: { id: string; label: string; ms: number; mostMs: number; onChange: (ms: number) => void }) {
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <InputNumber id={id} min={0} max={Math.floor(mostMs) / 1000} step={0.1} precision={3} value={ms / 1000} onChange={(value) => onChange(Math.round((value ?? 0) * 1000))} />
    </div>
  );
}

function Written({ id, label, hint, value, error, onChange }: { id: string; label: string; hint: string; value: string; error: string | null; onChange: (value: string) => void }) {
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {label}
        <span className="must"> *</span>
      </label>
      <Input.TextArea id={id} value={value} placeholder={hint} maxLength={300} autoSize={{ minRows: 2, maxRows: 6 }} status={error === null ? "" : "error"} onChange={(event) => onChange(event.target.value)} />
      {error === null ? null : (
        <div className="red-text" role="alert">
          {error}
        </div>
      )}
    </>
  );
}
