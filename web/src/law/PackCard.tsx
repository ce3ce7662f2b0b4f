import type { PackView } from "@/api/schema";
import { formatDay } from "@/format/time";
import { lawWords as w } from "@/i18n/zh-people";
import { VerifiedChip } from "./VerifiedChip";

/** Where a law stands: since when, from which text, what to know, and which clauses no rule judges. */
export function PackCard({ pack }: { pack: PackView }) {
  return (
    <section className="law-pack-card" aria-label={pack.title}>
      <div className="row">
        <b>{pack.title}</b>
        <VerifiedChip verified={pack.verified} />
      </div>
      <dl className="law-facts">
        <dt>{w.version}</dt>
        <dd>{pack.pack}</dd>
        <dt>{w.inForce}</dt>
        <dd>{w.span(pack.effective_from === null ? null : formatDay(pack.effective_from), pack.effective_until === null ? null : formatDay(pack.effective_until))}</dd>
        {pack.sources.length > 0 ? (
          <>
            <dt>{w.sources}</dt>
            <dd>{pack.sources.join("；")}</dd>
          </>
        ) : null}
        {pack.note === null ? null : (
          <>
            <dt>{w.packNote}</dt>
            <dd>{pack.note}</dd>
          </>
        )}
      </dl>
      {pack.unruled.length > 0 ? (
        <details>
          <summary>{w.unruled(pack.unruled.length)}</summary>
          <ul className="plain-list law-unruled">
            {pack.unruled.map((one) => (
              <li key={one.article}>
                <span className="article">{one.article}</span> {one.title} <span className="faint">{one.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}
