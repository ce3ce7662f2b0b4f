import { CheckCircleFilled, WarningFilled } from "@ant-design/icons";
import type { NumberSeries } from "@/api/schema";
import { numberWords as w } from "@/i18n/zh-numbers";
import { Chip } from "@/widgets/Chip";
import { holesText } from "./holes";

interface Props {
  items: readonly NumberSeries[];
  chosen: string | null;
  onChoose: (series: string) => void;
}

/** Each series of a year: how many numbers, how many void, and whether any is missing. */
export function SeriesList({ items, chosen, onChoose }: Props) {
  return (
    <ul className="number-series">
      {items.map((one) => {
        const whole = one.holes.length === 0;
        return (
          <li key={one.series}>
            <button type="button" className="number-choice" aria-pressed={one.series === chosen} onClick={() => onChoose(one.series)}>
              <span className="row between">
                <b>{one.series}</b>
                <Chip tone={whole ? "green" : "red"} icon={whole ? <CheckCircleFilled /> : <WarningFilled />}>
                  {holesText(one.holes)}
                </Chip>
              </span>
              <span className="faint">{one.kinds.join("、")}</span>
              <span className="faint num">
                {w.taken} {one.taken} · {w.last} {one.last}
                {one.voided > 0 ? <span className="amber-text"> · {w.voided} {one.voided}</span> : null}
              </span>
              {whole ? null : <span className="red-text">{w.holesNote}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
