import { WarningFilled } from "@ant-design/icons";
import type { LawDefect } from "@/api/schema";
import { draftWords as w } from "@/i18n/zh-law";

/** What is wrong with files of the law: place, what, what to do. A place can be gone to. */
export function DefectList({ defects, onGo }: { defects: readonly LawDefect[]; onGo?: ((defect: LawDefect) => void) | undefined }) {
  if (defects.length === 0) return null;
  return (
    <ul className="law-defects">
      {defects.map((defect, at) => {
        const place = `${defect.file}${defect.line == null ? "" : ` ${w.line(defect.line)}`}`;
        return (
          <li key={at}>
            <WarningFilled className="red-text" aria-hidden />{" "}
            {onGo ? (
              <button type="button" aria-label={w.goTo(place)} onClick={() => onGo(defect)}>
                {place}
              </button>
            ) : (
              <b>{place}</b>
            )}
            ：{defect.what}。<span className="faint">{defect.fix}。</span>
          </li>
        );
      })}
    </ul>
  );
}
