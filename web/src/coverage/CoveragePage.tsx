import { DownloadOutlined } from "@ant-design/icons";
import { Button, Checkbox, DatePicker, Select } from "antd";
import { useMemo } from "react";
import { API, withQuery } from "@/api/client";
import { useCoverage } from "@/api/queries";
import type { CoverageMatrix } from "@/api/schema";
import { DAY_FORMAT, dayToPicked, instantToPicked, pickedToDay } from "@/format/picker";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { useFilters } from "@/widgets/use-filters";
import { useNarrow } from "@/widgets/use-narrow";
import { CoverageCards } from "./CoverageCards";
import { CoverageTable } from "./CoverageTable";
import { CoveredWork } from "./CoveredWork";
import { cellKey, cellOf, shownRows } from "./matrix";
import { coverageWords as w } from "./zh-coverage";
import "./coverage.css";

const KEYS = ["agency_id", "from", "to", "worked", "cell", "missing"] as const;

/** S10: what had to be recorded and what was; two presses from a number to the clip. */
export default function CoveragePage() {
  const { filters, set } = useFilters(KEYS);
  const asked = useMemo(() => ({ agency_id: filters.agency_id, from: filters.from, to: filters.to }), [filters.agency_id, filters.from, filters.to]);
  const matrix = useCoverage(asked);
  return (
    <div className="stack">
      <PageHead
        title={w.title}
        note={w.note}
        actions={
          <Button icon={<DownloadOutlined />} href={API + withQuery("/coverage/table", asked)} download>
            {w.download}
          </Button>
        }
      />
      <Loaded from={matrix} rows={8}>
        {(data) => <Matrix matrix={data} onSet={set} worked={filters.worked === "true"} cell={filters.cell} missing={filters.missing === "true"} />}
      </Loaded>
    </div>
  );
}

interface Props {
  matrix: CoverageMatrix;
  worked: boolean;
  cell: string | null;
  missing: boolean;
  onSet: (changes: Partial<Record<(typeof KEYS)[number], string | null>>) => void;
}

function Matrix({ matrix, worked, cell, missing, onSet }: Props) {
  const narrow = useNarrow();
  const rows = shownRows(matrix.rows, worked);
  const open = (rowId: string | null, unitId: string | null, onlyMissing = false) => onSet({ cell: cellKey(rowId, unitId), missing: onlyMissing ? "true" : null });
  const chosen = cellOf(cell);
  const now = instantToPicked();
  const presets = [
    { label: w.presets.quarter, value: () => [now.subtract(89, "day"), now] as [typeof now, typeof now] },
    { label: w.presets.month, value: () => [now.startOf("month"), now] as [typeof now, typeof now] },
    { label: w.presets.year, value: () => [now.startOf("year"), now] as [typeof now, typeof now] },
    { label: w.presets.lastYear, value: () => [now.subtract(1, "year"), now] as [typeof now, typeof now] },
  ];
  return (
    <>
      <div className="filters">
        {matrix.agencies.length > 1 ? (
          <Select
            aria-label={w.agency}
            className="coverage-agency"
            value={matrix.agency_id ?? ""}
            onChange={(agency_id: string) => onSet({ agency_id: agency_id === "" ? null : agency_id, cell: null })}
            options={[{ value: "", label: w.allAgencies }, ...matrix.agencies.map((one) => ({ value: one.unit_id, label: one.name }))]}
          />
        ) : null}
        <span className="coverage-presets" role="group" aria-label={w.span}>
          {presets.map((preset) => (
            <Button
              key={preset.label}
              size="small"
              onClick={() => {
                const [from, to] = preset.value();
                onSet({ from: pickedToDay(from), to: pickedToDay(to), cell: null });
              }}
            >
              {preset.label}
            </Button>
          ))}
        </span>
        <DatePicker aria-label={w.from} value={dayToPicked(matrix.from)} format={DAY_FORMAT} allowClear={false} onChange={(day) => day && onSet({ from: pickedToDay(day), to: matrix.to, cell: null })} />
        <DatePicker aria-label={w.to} value={dayToPicked(matrix.to)} format={DAY_FORMAT} allowClear={false} onChange={(day) => day && onSet({ to: pickedToDay(day), from: matrix.from, cell: null })} />
        <Checkbox checked={worked} onChange={(event) => onSet({ worked: event.target.checked ? "true" : null })}>
          {w.hideEmpty}
        </Checkbox>
      </div>
      {rows.length === 0 ? <Nothing text={w.none} /> : narrow ? <CoverageCards matrix={matrix} rows={rows} onOpen={open} /> : <CoverageTable matrix={matrix} rows={rows} open={cell} onOpen={open} />}
      <p className="faint">{w.legend}</p>
      {chosen === null ? null : (
        <CoveredWork
          matrix={matrix}
          cell={chosen}
          missing={missing}
          onMissing={(only) => onSet({ missing: only ? "true" : null })}
          onClose={() => onSet({ cell: null, missing: null })}
        />
      )}
    </>
  );
}
