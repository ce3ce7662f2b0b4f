import { Button, DatePicker } from "antd";
import { useState } from "react";
import { useDeviceAt } from "@/api/queries";
import { formatBytes } from "@/format/text";
import { formatShort } from "@/format/time";
import { pickedToWire } from "@/format/picker";
import { deviceWords as w } from "@/i18n/zh-devices";
import { offsetText } from "./device-text";

/** Who had the device at one second, and what was known of it then. */
export function HolderAt({ deviceId }: { deviceId: string }) {
  const [picked, setPicked] = useState<string | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const { data } = useDeviceAt(deviceId, asked);
  const tenure = data?.tenure;
  return (
    <section className="panel" aria-label={w.page.holderAt}>
      <h2>{w.page.holderAt}</h2>
      <div className="row">
        <label htmlFor="holder-at" className="visually-hidden">
          {w.page.at}
        </label>
        <DatePicker id="holder-at" showTime format="YYYY年M月D日 HH:mm:ss" onChange={(d) => setPicked(d ? pickedToWire(d) : null)} />
        <Button disabled={picked === null} onClick={() => setAsked(picked)}>
          {w.page.ask}
        </Button>
      </div>
      {data ? (
        <div role="status" className="holder-answer">
          {tenure ? (
            <p>
              <b>{tenure.holder?.name ?? w.store}</b> <span className="faint">{w.page.since(formatShort(tenure.from))}</span>
              {tenure.handed_over_from ? <span className="faint"> · {w.page.handedOver(tenure.handed_over_from)}</span> : null}
            </p>
          ) : (
            <p>{w.page.nobody}</p>
          )}
          {data.battery_at ? (
            <p className="faint">
              {w.page.batteryShort} {data.battery_percent}%（{w.page.seenAt(formatShort(data.battery_at))}）
            </p>
          ) : null}
          {data.free_at ? (
            <p className="faint">
              {w.page.freeShort} {formatBytes(data.free_bytes)}（{w.page.seenAt(formatShort(data.free_at))}）
            </p>
          ) : null}
          {data.clock ? (
            <p className="faint">
              {w.page.clock} {offsetText(data.clock.offset_ms)}
            </p>
          ) : null}
          {data.faults.length > 0 ? (
            <p className="amber-text">
              {w.page.openFaults}：{data.faults.map((one) => w.faultKind[one.kind]).join("、")}
            </p>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
