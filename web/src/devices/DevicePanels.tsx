import { Button } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { DeviceFault, DeviceGap, DevicePage, DeviceSeen } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatDay, formatInstant, formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { deviceWords as w } from "@/i18n/zh-devices";
import { Chip } from "@/widgets/Chip";
import { offsetText } from "./device-text";
import type { DeviceAction } from "./device-forms";

const p = w.page;
export type Ask = (action: DeviceAction, no: number, title: string) => void;

/** What the register says. */
export function RegisterPanel({ data }: { data: DevicePage }) {
  const d = data.details;
  const row = (name: string, value: ReactNode) => (
    <div>
      <dt>{name}</dt>
      <dd>{value ?? zh.state.none}</dd>
    </div>
  );
  return (
    <section className="panel" aria-label={p.facts}>
      <h2>{p.facts}</h2>
      <dl className="facts">
        {row(w.field.serial, d.serial_no)}
        {row(w.field.maker, `${d.maker} ${d.model}`)}
        {row(w.field.capacity, d.capacity_bytes === null ? null : formatBytes(d.capacity_bytes))}
        {row(w.field.division, d.division)}
        {row(w.field.place, d.place)}
        {d.kind === "fixed_camera" ? row(w.field.room, d.room) : null}
        {row(w.field.naming, d.naming === null ? null : <code>{d.naming}</code>)}
        {row(w.field.numbering, w.numbering[d.numbering])}
        {row(w.register, formatInstant(data.registered_at))}
        {data.station ? row(p.stationKey, <Link to={`/stations/${data.station.station_id}`}>{data.station.name}</Link>) : null}
        {d.namesake_reason ? row(w.field.reason, d.namesake_reason) : null}
      </dl>
    </section>
  );
}

/** The chain of custody, newest first. */
export function CustodyPanel({ data }: { data: DevicePage }) {
  return (
    <section className="panel" aria-label={p.custody}>
      <h2>{p.custody}</h2>
      <ol className="custody">
        {data.custody.map((one) => (
          <li key={one.from} className={one.holder ? "custody-out" : ""}>
            <b>{one.holder?.name ?? w.store}</b>{" "}
            <span className="faint num">
              {formatShort(one.from)} — {one.to ? formatShort(one.to) : p.now}
            </span>
            <div className="faint">
              {one.handed_over_from ? `${p.handedOver(one.handed_over_from)} · ` : ""}
              {one.by ? p.recordedBy(one.by) : ""}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function SeenLine({ one }: { one: DeviceSeen }) {
  const parts = [
    one.battery_percent === null ? null : `${p.batteryShort} ${one.battery_percent}%`,
    one.free_bytes === null ? null : `${p.freeShort} ${formatBytes(one.free_bytes)}`,
    one.offset_ms === null ? null : `${p.clock} ${offsetText(one.offset_ms)}`,
    one.looks === null ? null : w.looks[one.looks],
    one.files_present === null ? null : p.filesPresent(one.files_present),
    one.files_left === null ? null : p.filesLeft(one.files_left),
    one.note,
  ];
  return (
    <li>
      <span className="num faint">{formatShort(one.at)}</span> {one.docked ? <Chip tone="blue">{p.station}</Chip> : one.by} {parts.filter(Boolean).join(" · ")}
    </li>
  );
}

/** Looks and reports of stations. */
export function SeenPanel({ data }: { data: DevicePage }) {
  return (
    <section className="panel" aria-label={p.seen}>
      <h2>{p.seen}</h2>
      {data.seen.length === 0 ? <p className="faint">{p.unseen}</p> : null}
      <ul className="device-lines">
        {data.seen.slice(0, 20).map((one) => (
          <SeenLine key={`${one.at}${one.docked}`} one={one} />
        ))}
      </ul>
    </section>
  );
}

function FaultLine({ one, mayKeep, onAsk }: { one: DeviceFault; mayKeep: boolean; onAsk: Ask }) {
  const open = one.closed_at === null;
  return (
    <li>
      <div className="row between">
        <span>
          <b>{w.faultKind[one.kind]}</b> <span className="num faint">{formatShort(one.happened_at)}</span> {one.unusable && open ? <Chip tone="red">{p.unusable}</Chip> : null}{" "}
          {one.late ? <Chip tone="amber">{p.lateReport}</Chip> : null}
        </span>
        {open && mayKeep ? (
          <span className="row">
            {one.repair_at === null ? (
              <Button size="small" onClick={() => onAsk("repair", one.number, p.repair)}>
                {p.repair}
              </Button>
            ) : null}
            <Button size="small" onClick={() => onAsk("close", one.number, p.close)}>
              {p.close}
            </Button>
          </span>
        ) : null}
      </div>
      <div>{one.text}</div>
      <div className="faint">
        {[one.holder ? p.withWhom(one.holder) : null, `${one.reported_by} ${formatShort(one.reported_at)}`, one.repair_at ? p.inRepair(one.repair_place ?? "", formatShort(one.repair_at)) : null, one.closed_at ? p.closed(one.closed_text ?? "", formatShort(one.closed_at)) : null]
          .filter(Boolean)
          .join(" · ")}
      </div>
    </li>
  );
}

export function FaultPanel({ data, onAsk }: { data: DevicePage; onAsk: Ask }) {
  return (
    <section className="panel" aria-label={p.faults}>
      <h2>{p.faults}</h2>
      {data.faults.length === 0 ? <p className="faint">{p.noFaults}</p> : null}
      <ul className="device-lines">
        {data.faults.map((one) => (
          <FaultLine key={one.number} one={one} mayKeep={data.may_keep} onAsk={onAsk} />
        ))}
      </ul>
    </section>
  );
}

function GapLine({ one, mayExplain, onAsk }: { one: DeviceGap; mayExplain: boolean; onAsk: Ask }) {
  return (
    <li>
      <div className="row between">
        <span>
          <b>{p.run(one.first_no, one.last_no)}</b> {one.file_day ? <span className="faint">{formatDay(one.file_day)}</span> : null}{" "}
          <Chip tone={one.open ? "red" : "green"}>{one.open ? p.open : one.reason === null ? p.filled : p.explained}</Chip>
        </span>
        {one.open && mayExplain ? (
          <Button size="small" onClick={() => onAsk("explain", one.number, p.explain)}>
            {p.explain}
          </Button>
        ) : null}
      </div>
      <div className="faint">
        {[w.gapKind[one.kind], p.missing(one.still_missing), formatShort(one.found_at), one.while_coming ? p.whileComing : null].filter(Boolean).join(" · ")}
      </div>
      {one.reason ? (
        <div>
          {w.gapReason[one.reason]}：{one.text}{" "}
          <span className="faint">
            {one.explained_by} {one.explained_at ? formatShort(one.explained_at) : ""}
          </span>
        </div>
      ) : null}
    </li>
  );
}

/** Missing numbers: red until somebody says why. */
export function NumbersPanel({ data, onAsk }: { data: DevicePage; onAsk: Ask }) {
  return (
    <section className="panel" aria-label={p.numbers}>
      <h2>{p.numbers}</h2>
      {data.coming.length === 0 ? null : <p role="status">{p.coming(data.coming.map((one) => p.comingAt(one.station, one.files)).join("、"))}</p>}
      {data.gaps.length === 0 ? <p className="faint">{p.noNumbers}</p> : null}
      <ul className="device-lines">
        {data.gaps.map((one) => (
          <GapLine key={one.number} one={one} mayExplain={data.may_explain} onAsk={onAsk} />
        ))}
      </ul>
    </section>
  );
}

export function RecordingsPanel({ data }: { data: DevicePage }) {
  const cleared = (value: boolean | null) => (value === null ? p.clearedUnknown : value ? p.clearedYes : p.clearedNo);
  return (
    <section className="panel" aria-label={p.recordings}>
      <h2>{p.recordings}</h2>
      {data.recordings.length === 0 ? <p className="faint">{p.noRecordings}</p> : null}
      <ul className="device-lines">
        {data.recordings.map((one) => (
          <li key={one.recording_id}>
            <Link to={`/av/${one.recording_id}`}>{one.file_name}</Link>{" "}
            <span className="faint">
              {[one.file_no === null ? null : `${p.no} ${one.file_no}`, formatBytes(one.size_bytes), `${p.deposited} ${formatShort(one.deposited_at)}`, `${p.cleared}${cleared(one.cleared)}`].filter(Boolean).join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
