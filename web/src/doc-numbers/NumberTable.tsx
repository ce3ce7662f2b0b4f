import { CheckCircleOutlined, StopOutlined } from "@ant-design/icons";
import type { TableColumnsType } from "antd";
import { Link } from "react-router";
import { useNumbers } from "@/api/queries";
import type { NumberEntry, NumberSeries } from "@/api/schema";
import { dayOf, formatDay } from "@/format/time";
import { zh } from "@/i18n/zh";
import { numberWords as w } from "@/i18n/zh-numbers";
import { Chip } from "@/widgets/Chip";
import { QueryTable } from "@/widgets/QueryTable";

const given = (entry: NumberEntry) => (entry.given_at === null ? zh.state.none : formatDay(dayOf(entry.given_at)));

const columns: TableColumnsType<NumberEntry> = [
  { title: w.docNo, key: "no", width: 210, render: (_, e) => <DocNo entry={e} /> },
  { title: w.record, key: "record", width: 200, render: (_, e) => <Link to={e.href}>{e.title}</Link> },
  { title: w.status, key: "status", width: 300, render: (_, e) => <State entry={e} /> },
  { title: w.given, key: "given", width: 140, className: "num nowrap", render: (_, e) => given(e) },
  { title: w.case, key: "case", render: (_, e) => <Link to={e.case_href}>{e.case_label}</Link> },
];

/** The numbers of one series, in order. */
export function NumberTable({ series, agencyId }: { series: NumberSeries; agencyId: string | null }) {
  const numbers = useNumbers({ agency_id: agencyId, series: series.series, year: series.year });
  return (
    <section className="panel" aria-label={w.entries}>
      <h2>{w.open(series.series, series.year)}</h2>
      <QueryTable<NumberEntry>
        from={numbers}
        rowKey="seq"
        label={w.entries}
        columns={columns}
        minWidth={980}
        empty={w.none}
        card={(e) => (
          <div className="stack-tight">
            <div className="row between">
              <b>
                <DocNo entry={e} />
              </b>
              <span className="faint">{given(e)}</span>
            </div>
            <Link to={e.href}>{e.title}</Link>
            <State entry={e} />
            <Link className="faint" to={e.case_href}>
              {e.case_label}
            </Link>
          </div>
        )}
      />
    </section>
  );
}

function DocNo({ entry }: { entry: NumberEntry }) {
  return entry.voided ? <del>{entry.doc_no}</del> : <span>{entry.doc_no}</span>;
}

function State({ entry: { voided, corrected } }: { entry: NumberEntry }) {
  if (voided === null)
    return (
      <Chip tone="green" icon={<CheckCircleOutlined />}>
        {corrected ? w.corrected : w.used}
      </Chip>
    );
  return (
    <span className="stack-tight">
      <span>
        <Chip tone="red" icon={<StopOutlined />}>
          {w.voided}
        </Chip>
      </span>
      <span>{w.why(voided.reason)}</span>
      <span className="faint">{w.hands(voided.proposed_by ?? "", voided.voided_by, formatDay(dayOf(voided.voided_at)))}</span>
    </span>
  );
}
