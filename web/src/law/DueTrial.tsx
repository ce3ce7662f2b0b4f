import { Select } from "antd";
import { useState } from "react";
import { useDue } from "@/api/queries";
import type { RuleView } from "@/api/schema";
import { formatDay, formatInstant } from "@/format/time";
import { deadlineWords } from "@/i18n/zh-tabs";
import { lawWords as w } from "@/i18n/zh-people";
import { InstantInput } from "@/records/widgets/InstantInput";
import { Loaded } from "@/widgets/Loaded";

/** A limit tried out from any start, with the steps that lead to its end. */
export function DueTrial({ rule }: { rule: RuleView }) {
  const [from, setFrom] = useState<string | null>(null);
  const [extended, setExtended] = useState(0);
  const due = useDue(rule.id, from, extended);
  const limit = rule.time_limit;
  if (limit === null) return null;
  const id = `due-${rule.pack}-${rule.id}`;
  return (
    <div className="law-trial">
      <div className="row">
        <label className="field-label" htmlFor={id}>
          {limit.start}
        </label>
        <span className="law-trial-from">
          <InstantInput id={id} precision={limit.needs_instant ? "minute" : "day"} value={from} onChange={setFrom} />
        </span>
        {limit.prolongations > 0 ? (
          <Select
            aria-label={w.prolonged}
            value={extended}
            onChange={setExtended}
            options={Array.from({ length: limit.prolongations + 1 }, (_, n) => ({ value: n, label: w.prolongedTimes(n) }))}
          />
        ) : null}
      </div>
      {from === null ? null : (
        <Loaded from={due} rows={2}>
          {(answer) => (
            <div role="status">
              <div className="row">
                <b className="num">
                  {limit.backwards ? w.latest : deadlineWords.due} {answer.due_on ? formatDay(answer.due_on) : formatInstant(answer.due_at)}
                </b>
                {answer.lenient_due_on && answer.lenient_due_on !== answer.due_on ? (
                  <span className="amber-text num" title={deadlineWords.lenientHint}>
                    {deadlineWords.lenient(formatDay(answer.lenient_due_on))}
                  </span>
                ) : null}
              </div>
              {answer.estimated ? <p className="amber-text">{deadlineWords.estimated}</p> : null}
              <ol className="trace">
                {answer.trace.map((line, i) => (
                  <li key={i}>{line}</li>
                ))}
              </ol>
            </div>
          )}
        </Loaded>
      )}
    </div>
  );
}
