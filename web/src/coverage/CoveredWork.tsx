import { Button, Drawer, Segmented } from "antd";
import { Link } from "react-router";
import { useCoveredWork } from "@/api/queries";
import type { ActivitySummary, CoverageMatrix } from "@/api/schema";
import { formatPpm } from "@/format/text";
import { formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { Chip } from "@/widgets/Chip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { rowName } from "./CoverageTable";
import { rowIdOf } from "./matrix";
import { coverageWords } from "./zh-coverage";

const w = coverageWords.work;

interface Props {
  matrix: CoverageMatrix;
  cell: { row_id: string | null; unit_id: string | null };
  missing: boolean;
  onMissing: (only: boolean) => void;
  onClose: () => void;
}

/** The pieces of work behind a number; the next press opens one. */
export function CoveredWork({ matrix, cell, missing, onMissing, onClose }: Props) {
  const work = useCoveredWork({ ...cell, agency_id: matrix.agency_id, from: matrix.from, to: matrix.to, missing });
  const row = matrix.rows.find((one) => rowIdOf(one) === cell.row_id);
  const unit = matrix.units.find((one) => one.unit_id === cell.unit_id);
  return (
    <Drawer open size={560} title={[row === undefined ? coverageWords.total : rowName(row), unit?.name].filter(Boolean).join(" · ")} onClose={onClose} aria-label={w.title}>
      <div className="stack">
        <Segmented
          aria-label={w.title}
          value={missing ? "missing" : "all"}
          options={[
            { value: "all", label: w.all },
            { value: "missing", label: w.missing },
          ]}
          onChange={(next) => onMissing(next === "missing")}
        />
        <Loaded from={work}>
          {(data) => {
            const items = data.pages.flatMap((page) => page.items);
            return items.length === 0 ? (
              <Nothing text={w.none} />
            ) : (
              <ul className="covered-work">
                {items.map((one) => (
                  <Work key={one.activity_id} one={one} />
                ))}
              </ul>
            );
          }}
        </Loaded>
        {work.hasNextPage ? (
          <Button loading={work.isFetchingNextPage} onClick={() => void work.fetchNextPage()}>
            {zh.act.loadMore}
          </Button>
        ) : null}
      </div>
    </Drawer>
  );
}

function Work({ one }: { one: ActivitySummary }) {
  const lacks = one.continuous && one.recordings === 0;
  return (
    <li>
      <Link to={`/acts/${one.activity_id}`}>{one.title}</Link>
      <span className="faint num">
        {formatShort(one.arrived_at ?? one.planned_at)} · {one.officers.map((officer) => officer.name).join("、")}
      </span>
      <span className="row wrap">
        <Chip tone={lacks ? "red" : one.recordings === 0 ? "grey" : "green"}>{w.recordings(one.recordings)}</Chip>
        {one.continuous && one.recordings > 0 ? <span className="num">{w.covered(formatPpm(one.coverage_ppm))}</span> : null}
        {one.open_gaps > 0 && one.recordings > 0 ? <Chip tone="amber">{w.gaps(one.open_gaps)}</Chip> : null}
      </span>
    </li>
  );
}
