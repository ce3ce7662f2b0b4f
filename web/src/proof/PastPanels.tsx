import { CheckCircleFilled } from "@ant-design/icons";
import type { ProofCentre } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatInstant } from "@/format/time";
import { proofWords as w } from "@/i18n/zh-proof";
import { Chip } from "@/widgets/Chip";
import { Result } from "./ProofCentrePage";

/** Rounds that ended and files that were put right; each is a fact with its number. */
export function PastPanels({ data }: { data: ProofCentre }) {
  return (
    <div className="proof-pair">
      <section className="panel" aria-label={w.rounds}>
        <h2>{w.rounds}</h2>
        {data.rounds.length === 0 ? <p className="faint">{w.noRounds}</p> : null}
        <ul className="proof-list">
          {data.rounds.map((one) => (
            <li key={one.n}>
              <div>
                <span className="num">{formatInstant(one.at)}</span> {w.round(one.files, formatBytes(one.bytes))} <span className="faint">{w.factNo(one.n)}</span>
              </div>
              <div className={one.damaged > one.restored || one.unread > 0 ? "red-text" : "faint"}>
                <Result {...one} />
              </div>
              {one.names.length === 0 ? null : (
                <details>
                  <summary>{w.names}</summary>
                  {one.names.map((name) => (
                    <code key={name} className="proof-hash">
                      {name}
                    </code>
                  ))}
                </details>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section className="panel" aria-label={w.repairs}>
        <h2>{w.repairs}</h2>
        {data.repairs.length === 0 ? <p className="faint">{w.noRepairs}</p> : null}
        <ul className="proof-list">
          {data.repairs.map((one) => (
            <li key={one.n}>
              <div className="row">
                <Chip tone="green" icon={<CheckCircleFilled />}>
                  {w.kind[one.kind]}
                </Chip>
                <span className="num">{formatInstant(one.at)}</span>
                <span className="faint">{w.factNo(one.n)}</span>
              </div>
              <code className="proof-hash">{one.sha256}</code>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
