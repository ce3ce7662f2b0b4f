import { DownloadOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { API, withQuery } from "@/api/client";
import { useAgencies, useNumberRegister } from "@/api/queries";
import { hasRole, useMe } from "@/api/session";
import type { NumberRegister } from "@/api/schema";
import { numberWords as w } from "@/i18n/zh-numbers";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { useFilters } from "@/widgets/use-filters";
import { yearsOf } from "./holes";
import { NumberTable } from "./NumberTable";
import { SeriesList } from "./SeriesList";
import "./numbers.css";

const KEYS = ["agency_id", "year", "series"] as const;

/** The document numbers an agency gave, by series and year, with whatever is missing or void. */
export default function NumbersPage() {
  const me = useMe();
  const { filters, set } = useFilters(KEYS);
  const register = useNumberRegister(filters.agency_id);
  const agencies = useAgencies().data?.items ?? [];
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      {hasRole(me, "supervisor") && agencies.length > 1 ? (
        <div className="filters">
          <Select
            aria-label={w.agency}
            className="number-agency"
            value={filters.agency_id ?? me.agency.agency_id}
            onChange={(agency_id) => set({ agency_id, year: null, series: null })}
            options={agencies.map((one) => ({ value: one.agency_id, label: one.name }))}
          />
        </div>
      ) : null}
      <Loaded from={register} rows={8}>
        {(data) => <Register register={data} agencyId={filters.agency_id} wanted={filters} onChange={set} />}
      </Loaded>
    </>
  );
}

interface Props {
  register: NumberRegister;
  agencyId: string | null;
  wanted: { year: string | null; series: string | null };
  onChange: (changes: { year?: string | null; series?: string | null }) => void;
}

function Register({ register, agencyId, wanted, onChange }: Props) {
  const years = yearsOf(register.items);
  const year = years.find((one) => String(one) === wanted.year) ?? years[0];
  if (year === undefined) return <Nothing text={w.none} />;
  const items = register.items.filter((one) => one.year === year);
  const chosen = items.find((one) => one.series === wanted.series) ?? items[0];
  const table = API + withQuery("/doc-numbers/table", { agency_id: agencyId, year });
  return (
    <div className="stack">
      <section className="panel" aria-label={w.series}>
        <div className="row between tab-head">
          <Select
            aria-label={w.year}
            className="number-year"
            value={year}
            onChange={(next) => onChange({ year: String(next), series: null })}
            options={years.map((one) => ({ value: one, label: `${one} 年` }))}
          />
          <Button icon={<DownloadOutlined />} href={table} download>
            {w.download}
          </Button>
        </div>
        <SeriesList items={items} chosen={chosen} onChoose={(series) => onChange({ series })} />
      </section>
      {chosen ? <NumberTable key={`${chosen.series}${year}`} series={chosen} agencyId={agencyId} /> : null}
    </div>
  );
}
