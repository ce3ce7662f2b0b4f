import { Checkbox, Input } from "antd";
import { InstantInput } from "./widgets/InstantInput";
import { words } from "./zh-records";

/** What is said of a record that is written after the event (Art. 5). */
export interface Late {
  on: boolean;
  at: string | null;
  reason: string;
}
export const NOT_LATE: Late = { on: false, at: null, reason: "" };

/** Why a late record may not be saved yet; null when nothing is missing. */
export const lateLacks = (late: Late): boolean => late.on && (late.at === null || late.reason.trim() === "");

/** As the server takes it. */
export const lateOnWire = (late: Late) => (late.on ? { happened_at: late.at, late_reason: late.reason.trim() } : {});

const text = words.late;

/** A record written later than what it tells of: when that happened, and why it is written now. */
export function LateNote({ late, tried, onChange }: { late: Late; tried: boolean; onChange: (late: Late) => void }) {
  const wrong = tried && lateLacks(late);
  return (
    <section className="panel stack-tight" aria-label={text.head}>
      <Checkbox checked={late.on} onChange={(event) => onChange({ ...late, on: event.target.checked })}>
        {text.check}
      </Checkbox>
      {late.on ? (
        <>
          <label className="field-label" htmlFor="late-at">
            {text.at}
            <span className="must"> *</span>
          </label>
          <InstantInput id="late-at" precision="minute" value={late.at} wrong={wrong && late.at === null} onChange={(at) => onChange({ ...late, at })} />
          <label className="field-label" htmlFor="late-reason">
            {text.reason}
            <span className="must"> *</span>
          </label>
          <Input id="late-reason" maxLength={300} value={late.reason} status={wrong && late.reason.trim() === "" ? "error" : ""} onChange={(event) => onChange({ ...late, reason: event.target.value })} />
          {wrong ? (
            <div className="red-text" role="alert">
              {text.required}
            </div>
          ) : null}
        </>
      ) : null}
    </section>
  );
}
