import { Loaded } from "@/widgets/Loaded";
import { useAgencyDuties, useLawReading } from "@/api/queries";
import type { AgencyDuty } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { readingWords as w } from "@/i18n/zh-reading";
import { DutyChip } from "@/widgets/DutyChip";
import { SeverityChip } from "@/widgets/StatusChips";
import { UnverifiedMark } from "@/widgets/UnverifiedMark";
import { ReadingPanel } from "./ReadingPanel";

/** How one's agency reads the law where it leaves a choice, and what it asks of the agency itself. */
export function AgencyTab() {
  const reading = useLawReading();
  const duties = useAgencyDuties();
  return (
    <div className="stack">
      <p className="faint">{w.note}</p>
      <Loaded from={duties} rows={4}>
        {({ items }) => <DutiesPanel duties={items} />}
      </Loaded>
      <Loaded from={reading} rows={8}>
        {(data) => <ReadingPanel reading={data} />}
      </Loaded>
    </div>
  );
}

function DutiesPanel({ duties }: { duties: readonly AgencyDuty[] }) {
  const open = duties.filter((one) => one.standing === "open");
  const rest = duties.filter((one) => one.standing !== "open");
  return (
    <section className="panel" aria-label={w.duties}>
      <h2>
        {w.duties} <span className="faint">{w.open(open.length)}</span>
      </h2>
      <p className="faint">{w.dutiesNote}</p>
      <DutyList duties={open} />
      {rest.length > 0 ? (
        <details>
          <summary>{w.allDuties}</summary>
          <DutyList duties={rest} />
        </details>
      ) : null}
    </section>
  );
}

function DutyList({ duties }: { duties: readonly AgencyDuty[] }) {
  return (
    <ul className="law-list">
      {duties.map((one, place) => (
        <li key={`${one.rule}:${place}`} className="law-duty">
          <DutyChip standing={one.standing} late={one.late} reason={one.reason} />
          <span>
            <span className="article">{formatArticle(one.article)}</span> <UnverifiedMark verified={one.verified} />
          </span>
          <b>{one.title}</b>
          <SeverityChip severity={one.severity} />
          <span className="faint">{one.standing === "open" ? one.message : (one.reason ?? one.message)}</span>
        </li>
      ))}
    </ul>
  );
}
