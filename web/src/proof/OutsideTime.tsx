import { ClockCircleFilled, FieldTimeOutlined, InfoCircleFilled } from "@ant-design/icons";
import type { OutsideTimeView } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { timeWords as w } from "./zh-time";

/** What clocks that are not ours said of the log last. */
export function OutsideTime({ time }: { time: OutsideTimeView }) {
  return (
    <section className="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      {time.has_beacons ? <Beacon time={time} /> : <None />}
      <p className="faint">{w.meaning}</p>
    </section>
  );
}

function None() {
  return (
    <div>
      <Chip tone="grey" icon={<InfoCircleFilled />}>
        {w.none}
      </Chip>
      <p>{w.noneFix}</p>
    </div>
  );
}

function Beacon({ time: { beacon, beacon_due_at } }: { time: OutsideTimeView }) {
  if (beacon === null)
    return (
      <div>
        <Chip tone="amber" icon={<ClockCircleFilled />}>
          {w.never}
        </Chip>
        <p>{w.neverFix}</p>
      </div>
    );
  return (
    <>
      <p className="row">
        <Chip tone="green" icon={<FieldTimeOutlined />}>
          {w.beacon(beacon.n)}
        </Chip>
        <span>{w.cosigned(formatInstant(beacon.cosigned_at), beacon.witnesses.join("、"), beacon.size)}</span>
      </p>
      {beacon_due_at === null ? null : <p>{w.due(formatInstant(beacon_due_at))}</p>}
    </>
  );
}
