import type { CoverageMatrix, CoverageRow } from "@/api/schema";
import { CoverageCell } from "./CoverageCell";
import { RowName, rowName } from "./CoverageTable";
import { rowIdOf } from "./matrix";

interface Props {
  matrix: CoverageMatrix;
  rows: readonly CoverageRow[];
  onOpen: (rowId: string | null, unitId: string | null, onlyMissing?: boolean) => void;
}

/** The same on a phone: a card for each row, its units below each other. */
export function CoverageCards({ matrix, rows, onOpen }: Props) {
  return (
    <ul className="cards">
      {rows.map((row) => {
        const id = rowIdOf(row);
        return (
          <li key={id}>
            <div className="coverage-card-head">
              <RowName row={row} />
            </div>
            {matrix.units.map((unit, place) => {
              const cell = row.cells[place];
              if (cell === undefined || (cell.done === 0 && !cell.applies)) return null;
              return (
                <div key={unit.unit_id} className="coverage-card-unit">
                  <span>{unit.name}</span>
                  <CoverageCell sum={cell} applies={cell.applies} label={`${rowName(row)} ${unit.name}`} onOpen={(only) => onOpen(id, unit.unit_id, only)} />
                </div>
              );
            })}
          </li>
        );
      })}
    </ul>
  );
}
