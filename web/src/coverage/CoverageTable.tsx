import type { CoverageMatrix, CoverageRow } from "@/api/schema";
import { ModeChip } from "@/recording-lists/ListChips";
import { CoverageCell } from "./CoverageCell";
import { cellKey, rowIdOf, sumOf, sumsOf } from "./matrix";
import { coverageWords as w } from "./zh-coverage";

interface Props {
  matrix: CoverageMatrix;
  rows: readonly CoverageRow[];
  /** Key of the cell that is open. */
  open: string | null;
  onOpen: (rowId: string | null, unitId: string | null, onlyMissing?: boolean) => void;
}

/** List rows × units, sums at both edges. */
export function CoverageTable({ matrix, rows, open, onOpen }: Props) {
  const sums = sumsOf({ units: matrix.units, rows: [...rows] });
  const several = matrix.units.length > 1;
  return (
    <div className="coverage-scroll" tabIndex={0} role="region" aria-label={w.title}>
      <table className="coverage-table">
        <thead>
          <tr>
            <th scope="col">{w.row}</th>
            {matrix.units.map((unit) => (
              <th key={unit.unit_id} scope="col">
                {unit.name}
              </th>
            ))}
            {several ? <th scope="col">{w.total}</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const id = rowIdOf(row);
            const name = rowName(row);
            return (
              <tr key={id}>
                <th scope="row">
                  <RowName row={row} />
                </th>
                {matrix.units.map((unit, place) => {
                  const cell = row.cells[place];
                  return (
                    <td key={unit.unit_id} className={open === cellKey(id, unit.unit_id) ? "open" : ""}>
                      {cell === undefined ? null : <CoverageCell sum={cell} applies={cell.applies} label={`${name} ${unit.name}`} onOpen={(only) => onOpen(id, unit.unit_id, only)} />}
                    </td>
                  );
                })}
                {several ? (
                  <td className={`sum${open === cellKey(id, null) ? " open" : ""}`}>
                    <CoverageCell sum={sumOf(row.cells)} applies label={`${name} ${w.total}`} onOpen={(only) => onOpen(id, null, only)} />
                  </td>
                ) : null}
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{w.total}</th>
            {matrix.units.map((unit, place) => (
              <td key={unit.unit_id} className="sum">
                <CoverageCell sum={sums.units[place] ?? sums.all} applies label={`${w.total} ${unit.name}`} onOpen={(only) => onOpen(null, unit.unit_id, only)} />
              </td>
            ))}
            {several ? (
              <td className="sum">
                <CoverageCell sum={sums.all} applies label={w.total} onOpen={(only) => onOpen(null, null, only)} />
              </td>
            ) : null}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

export const rowName = (row: CoverageRow): string => (row.row === null ? w.outside : `${row.row.item}${row.row.scene === "" ? "" : `（${row.row.scene}）`}`);

export function RowName({ row }: { row: CoverageRow }) {
  if (row.row === null) return <span title={w.outsideHint}>{w.outside}</span>;
  return (
    <>
      <span className="coverage-row-name">{rowName(row)}</span>
      <span className="row wrap">
        <ModeChip mode={row.row.mode} />
        <small className="faint">{[row.row.act, row.row.stage_text].filter((text) => text !== "").join(" · ")}</small>
      </span>
    </>
  );
}
