import type { TrailEntry } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { words } from "./zh-records";

/** What happened to this record, newest first. */
export function RecordHistory({ entries }: { entries: readonly TrailEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <section className="panel" aria-label={words.history}>
      <h2>{words.history}</h2>
      <ol className="history">
        {[...entries]
          .sort((a, b) => b.n - a.n)
          .map((entry) => (
            <li key={entry.n}>
              <div>
                <b>{entry.action}</b> <span className="faint">{entry.person}</span>
              </div>
              {entry.detail.map((line) => (
                <div key={line.label} className="faint">
                  {line.label}：{line.before ? `${line.before} → ` : ""}
                  {line.after ?? ""}
                </div>
              ))}
              <div className="faint num">
                {formatInstant(entry.at)} · 日志 {entry.n}
              </div>
            </li>
          ))}
      </ol>
    </section>
  );
}
