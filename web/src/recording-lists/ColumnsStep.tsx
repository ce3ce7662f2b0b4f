import { Select } from "antd";
import type { ListField, SheetView } from "@/api/schema";
import { listWords } from "@/i18n/zh-lists";
import { samplesOf, titlesOf } from "./table-import";

const w = listWords.import;
const FIELDS = Object.keys(listWords.field) as ListField[];
const OPTIONS = FIELDS.map((value) => ({ value, label: value === "remarks" ? w.asRemark : listWords.field[value] }));

interface Props {
  sheet: SheetView;
  headerLine: number;
  mapping: readonly ListField[];
  onMap: (column: number, field: ListField) => void;
}

/** Each column with its first values and what it is taken for. */
export function ColumnsStep({ sheet, headerLine, mapping, onMap }: Props) {
  const titles = titlesOf(sheet, headerLine);
  const left = mapping.filter((field) => field === "remarks").length;
  return (
    <section className="panel" aria-label={w.step[2]}>
      <h2>3 {w.step[2]}</h2>
      <ul className="plain-list import-columns">
        {titles.map((title, column) => {
          const name = title || `${w.column} ${column + 1}`;
          return (
            <li key={column}>
              <b>{name}</b>
              <span className="faint import-samples">{samplesOf(sheet, headerLine, column).join(" / ") || w.blank}</span>
              <Select aria-label={`${name} ${w.means}`} value={mapping[column] ?? "remarks"} options={OPTIONS} virtual={false} listHeight={400} onChange={(field) => onMap(column, field)} />
            </li>
          );
        })}
      </ul>
      {left > 0 ? <p className="faint">{w.remarksNote(left)}</p> : null}
    </section>
  );
}
