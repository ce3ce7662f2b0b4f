import { ClockCircleOutlined, FieldTimeOutlined, WarningFilled } from "@ant-design/icons";
import type { ClockFinding, TimeBox } from "@/api/schema";
import { boxedFacts, timeWords as w } from "@/proof/zh-time";
import { Chip } from "@/widgets/Chip";

/** Told one by one; more are counted. */
const SHOWN = 20;

/** Between which outside clocks the facts of the case were written, and where our own clock ran wrong. */
export function TimeBoxes({ boxes, clock }: { boxes: readonly TimeBox[]; clock: readonly ClockFinding[] }) {
  const { boxed, all } = boxedFacts(boxes);
  return (
    <>
      <span className="row">
        <Chip tone={boxed === 0 ? "grey" : "green"} icon={boxed === 0 ? <ClockCircleOutlined /> : <FieldTimeOutlined />}>
          {boxed === 0 ? w.unboxed : boxed === all ? w.boxed(all) : w.partly(boxed, all)}
        </Chip>
        <span className="faint">{boxed === 0 ? w.byOurs : w.byWhom}</span>
      </span>
      {boxes.some((box) => box.not_before !== null || box.not_after !== null) ? (
        <details>
          <summary>{w.show}</summary>
          <ul>
            {boxes.slice(0, SHOWN).map((box) => (
              <li key={box.first}>{w.one(box)}</li>
            ))}
            {boxes.length > SHOWN ? <li>{w.more(boxes.length - SHOWN)}</li> : null}
          </ul>
        </details>
      ) : null}
      {clock.length === 0 ? null : (
        <div role="alert">
          <Chip tone="amber" icon={<WarningFilled />}>
            {w.clock(clock.length)}
          </Chip>
          <p>{w.clockFix}</p>
          <ul>
            {clock.slice(0, SHOWN).map((one) => (
              <li key={one.n}>{w.clockOne(one)}</li>
            ))}
            {clock.length > SHOWN ? <li>{w.more(clock.length - SHOWN)}</li> : null}
          </ul>
        </div>
      )}
    </>
  );
}
