import { CheckCircleFilled, WarningFilled } from "@ant-design/icons";
import { Select } from "antd";
import type { NumberSeries } from "@/api/schema";
import { numberWords as w } from "@/i18n/zh-numbers";
import { Chip } from "@/widgets/Chip";
import { useNarrow } from "@/widgets/use-narrow";
import { holesText } from "./holes";

interface Props {
  items: readonly NumberSeries[];
  chosen: NumberSeries | undefined;
  onChoose: (series: string) => void;
}

/** Each series of a year: how many numbers, how many void, and whether any is missing. On a phone one at a time. */
export function SeriesList({ items, chosen, onChoose }: Props) {
  const narrow = useNarrow();
  const broken = items.filter((one) => one.holes.length > 0).length;
  return (
    <div className="stack-tight">
      <p className={broken === 0 ? "green-text" : "red-text"}>
        {broken === 0 ? <CheckCircleFilled aria-hidden /> : <WarningFilled aria-hidden />} {broken === 0 ? w.allWhole(items.length) : w.someHoles(items.length, broken)}
        {broken === 0 ? null : <span> {w.holesNote}</span>}
      </p>
      {narrow ? (
        <>
          <Select
            aria-label={w.series}
            value={chosen?.series ?? null}
            onChange={onChoose}
            options={items.map((one) => ({ value: one.series, label: w.option(one.series, holesText(one.holes)) }))}
          />
          {chosen ? <Counts series={chosen} /> : null}
        </>
      ) : (
        <ul className="number-series">
          {items.map((one) => (
            <li key={one.series}>
              <button type="button" className="number-choice" aria-pressed={one === chosen} onClick={() => onChoose(one.series)}>
                <Counts series={one} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Counts({ series }: { series: NumberSeries }) {
  const whole = series.holes.length === 0;
  return (
    <>
      <span className="row between">
        <b>{series.series}</b>
        <Chip tone={whole ? "green" : "red"} icon={whole ? <CheckCircleFilled /> : <WarningFilled />}>
          {holesText(series.holes)}
        </Chip>
      </span>
      <span className="faint">{series.kinds.join("、")}</span>
      <span className="faint num">
        {w.taken} {series.taken} · {w.last} {series.last}
        {series.voided > 0 ? (
          <span className="amber-text">
            {" "}
            · {w.voided} {series.voided}
          </span>
        ) : null}
      </span>
    </>
  );
}
