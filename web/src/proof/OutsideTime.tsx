import { ClockCircleFilled, FieldTimeOutlined, InfoCircleFilled, WarningFilled } from "@ant-design/icons";
import type { OutsideTimeView, StampingView } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { timeWords as w } from "./zh-time";

/** What clocks that are not ours said of the log last. */
export function OutsideTime({ time }: { time: OutsideTimeView }) {
  return (
    <section className="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      {time.has_beacons ? <Beacon time={time} /> : null}
      {time.stamping === null ? null : <Stamp time={time} stamping={time.stamping} />}
      {time.has_beacons || time.stamping !== null ? null : <None />}
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

/** The last time stamp, and why there is none since, if the authority fails us. */
function Stamp({ time: { stamp }, stamping }: { time: OutsideTimeView; stamping: StampingView }) {
  return (
    <>
      {stamp === null ? (
        <div>
          <Chip tone="amber" icon={<ClockCircleFilled />}>
            {w.neverStamped}
          </Chip>
          <p>{w.neverStampedFix(stamping.host)}</p>
        </div>
      ) : (
        <p className="row">
          <Chip tone="green" icon={<FieldTimeOutlined />}>
            {w.stamp(stamp.n)}
          </Chip>
          <span>{w.stamped(formatInstant(stamp.stamped_at), stamp.authority, stamp.size, stamp.accuracy_ms)}</span>
        </p>
      )}
      {stamping.why === null ? (
        <p>{w.stampDue}</p>
      ) : (
        <div role="alert">
          <Chip tone="amber" icon={<WarningFilled />}>
            {w.stampFails(stamping.failures)}
          </Chip>
          <p>{stamping.why}。</p>
          <p className="faint">{w.stampTried(stamping.host, formatInstant(stamping.asked_at), formatInstant(stamping.next_at), stamp === null ? null : formatInstant(stamp.at))}</p>
        </div>
      )}
    </>
  );
}
