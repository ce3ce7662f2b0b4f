import { CheckCircleFilled, ExclamationCircleFilled, WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { formatPpm } from "@/format/text";
import { coveredPpm, missingOf, toneOf, type CellTone, type Sum } from "./matrix";
import { coverageWords } from "./zh-coverage";

const w = coverageWords.cell;
const ICONS: Record<CellTone, ReactNode> = { none: null, plain: null, green: <CheckCircleFilled />, amber: <WarningFilled />, red: <ExclamationCircleFilled /> };

interface Props {
  sum: Sum;
  /** The list in force has the row; sums have no such question. */
  applies: boolean;
  /** Whose cell it is, for those who do not see the table. */
  label: string;
  onOpen: (onlyMissing: boolean) => void;
}

/** What was recorded of what had to be; the missing can be pressed for themselves. */
export function CoverageCell({ sum, applies, label, onOpen }: Props) {
  const tone = toneOf(sum);
  if (tone === "none") return <span className="faint coverage-nothing">{applies ? w.noWork : w.notInList}</span>;
  if (tone === "plain")
    return (
      <button type="button" className="coverage-cell plain" onClick={() => onOpen(false)}>
        <span className="visually-hidden">{label}</span>
        <span className="num">
          {sum.with_recording} <small>/ {sum.done}</small>
        </span>
        <small>{w.optional(sum.done, sum.with_recording)}</small>
      </button>
    );
  const ppm = coveredPpm(sum);
  const missing = missingOf(sum);
  return (
    <div className={`coverage-cell ${tone}`}>
      <button type="button" onClick={() => onOpen(false)}>
        <span className="visually-hidden">{`${label}：${w.ofLabel(sum.recorded, sum.required)}`}</span>
        <span className="num">
          <span className="coverage-icon" aria-hidden>
            {ICONS[tone]}
          </span>
          {w.of(sum.recorded, sum.required)}
        </span>
        {ppm === null ? null : <small className="num">{w.covered(formatPpm(ppm))}</small>}
      </button>
      {missing > 0 ? (
        <button type="button" className="coverage-missing num" aria-label={`${label}：${w.missing(missing)}`} onClick={() => onOpen(true)}>
          {w.missing(missing)}
        </button>
      ) : (
        <small>{tone === "amber" ? w.gaps(sum.with_gaps) : w.whole}</small>
      )}
    </div>
  );
}
