import type { ClockPoint } from "@/api/schema";
import { formatDay, formatInstant } from "@/format/time";
import { deviceWords as w } from "@/i18n/zh-devices";
import { offsetText } from "./device-text";
import { driftOf, resetsOf } from "./drift-geometry";

const WIDTH = 640;
const HEIGHT = 160;
const LEFT = 92;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 22;

/** Readings of a device's clock over time; the same as a list for those who do not see it. */
export function DriftCurve({ points }: { points: readonly ClockPoint[] }) {
  const drift = driftOf(points);
  const resets = resetsOf(points);
  const x = (share: number) => LEFT + share * (WIDTH - LEFT - RIGHT);
  const y = (share: number) => TOP + share * (HEIGHT - TOP - BOTTOM);
  const first = drift?.dots[0];
  const last = drift?.dots[drift.dots.length - 1];
  return (
    <div className="drift">
      {drift && first && last ? (
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="drift-picture" aria-hidden>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(drift.zero)} y2={y(drift.zero)} className="drift-zero" />
          <text x={LEFT - 6} y={y(drift.zero) + 4} className="drift-label" textAnchor="end">
            {w.exact}
          </text>
          <text x={LEFT - 6} y={TOP + 9} className="drift-label" textAnchor="end">
            {offsetText(drift.top * 1000)}
          </text>
          <text x={LEFT - 6} y={HEIGHT - BOTTOM} className="drift-label" textAnchor="end">
            {offsetText(drift.bottom * 1000)}
          </text>
          <polyline points={drift.dots.map((dot) => `${x(dot.x)},${y(dot.y)}`).join(" ")} className="drift-line" />
          {drift.dots.map((dot) => (
            <circle key={dot.point.at} cx={x(dot.x)} cy={y(dot.y)} r={3.5} className={dot.point.source === "noted" ? "drift-noted" : "drift-measured"} />
          ))}
          <text x={x(first.x)} y={HEIGHT - 6} className="drift-label" textAnchor={drift.dots.length > 1 ? "start" : "middle"}>
            {formatDay(first.point.at)}
          </text>
          {drift.dots.length > 1 ? (
            <text x={x(last.x)} y={HEIGHT - 6} className="drift-label" textAnchor="end">
              {formatDay(last.point.at)}
            </text>
          ) : null}
        </svg>
      ) : null}
      {resets > 0 ? <p className="amber-text">{w.page.resets(resets)}</p> : null}
      <ul className="drift-list">
        {[...points].reverse().slice(0, 12).map((one) => (
          <li key={one.at}>
            <span className="num">{formatInstant(one.at)}</span> {offsetText(one.offset_ms)} <span className="faint">{w.source[one.source]}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
