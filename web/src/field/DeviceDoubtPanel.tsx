import { Link } from "react-router";
import { useActivityDevices } from "@/api/queries";
import { formatBytes } from "@/format/text";
import { formatShort } from "@/format/time";
import { deviceWords } from "@/i18n/zh-devices";
import { words } from "./zh-field";

const w = deviceWords.doubt;
const p = deviceWords.page;

/** What is known of the devices at each break, and what does not fit the noted cause; nothing where no cause is a device's. */
export function DeviceDoubtPanel({ activityId }: { activityId: string }) {
  const items = useActivityDevices(activityId).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      <p className="faint">{w.note}</p>
      <ul className="duty-lines">
        {items.map((one) => (
          <li key={`${one.interrupted_at}${one.device_id ?? ""}`}>
            <span>
              <span className="num">{formatShort(one.interrupted_at)}</span> {words.cut.causes[one.cause] ?? one.cause}
              {one.device_id ? (
                <>
                  {" · "}
                  <Link to={`/devices/${one.device_id}`}>{one.device}</Link> {one.officer?.name}
                </>
              ) : null}
              {one.battery_at ? <span className="faint"> · {p.batteryShort} {one.battery_percent}%（{p.seenAt(formatShort(one.battery_at))}）</span> : null}
              {one.free_at ? <span className="faint"> · {p.freeShort} {formatBytes(one.free_bytes)}（{p.seenAt(formatShort(one.free_at))}）</span> : null}
              <div className={one.doubt ? "amber-text" : "faint"}>{one.doubt ?? w.fits}</div>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
