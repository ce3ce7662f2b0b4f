import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import type { FourProperty } from "@/api/schema";
import { archiveWords as w } from "@/i18n/zh-archive";
import { Chip } from "@/widgets/Chip";

const PROPERTIES = ["真实性", "完整性", "可用性", "安全性"] as const;

/** 四性检测: by property, failures first. */
export function ReportPanel({ report }: { report: FourProperty | null }) {
  if (!report) return <p className="faint">{w.noReport}</p>;
  return (
    <ul className="stack">
      {PROPERTIES.map((property) => {
        const items = report.items.filter((i) => i.property === property).sort((a, b) => Number(a.passed) - Number(b.passed));
        if (items.length === 0) return null;
        const passed = items.filter((i) => i.passed).length;
        const whole = passed === items.length;
        return (
          <li key={property}>
            <details open={!whole}>
              <summary className="row">
                <b>{property}</b>
                <Chip tone={whole ? "green" : "red"} icon={whole ? <CheckCircleFilled /> : <CloseCircleFilled />}>
                  {w.passedOf(passed, items.length)}
                </Chip>
              </summary>
              <ul className="report-items">
                {items.map((i) => (
                  <li key={i.rule + i.title}>
                    <span className={i.passed ? "green-text" : "red-text"}>{i.passed ? w.passed : w.failed}</span> {i.title}{" "}
                    <span className="faint">
                      {i.rule} · {i.detail}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        );
      })}
    </ul>
  );
}
