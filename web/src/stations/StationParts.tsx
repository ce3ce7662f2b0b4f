import { CheckCircleFilled, CloudUploadOutlined, DisconnectOutlined, ExclamationCircleFilled, MinusCircleOutlined, StopOutlined, SyncOutlined, WifiOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { BayState, BayStatus, StationTile } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatShort } from "@/format/time";
import { stationWords as w } from "@/i18n/zh-stations";
import { Chip } from "@/widgets/Chip";
import type { ChipTone } from "@/widgets/tones";

const LOOK: Record<BayState, [ChipTone, ReactNode]> = {
  empty: ["grey", <MinusCircleOutlined key="i" />],
  reading: ["blue", <SyncOutlined key="i" />],
  sending: ["blue", <CloudUploadOutlined key="i" />],
  safe: ["green", <CheckCircleFilled key="i" />],
  cleared: ["grey", <CheckCircleFilled key="i" />],
  trouble: ["amber", <ExclamationCircleFilled key="i" />],
  pulled: ["red", <ExclamationCircleFilled key="i" />],
};

export function BayChip({ state }: { state: BayState }) {
  const [tone, icon] = LOOK[state];
  return (
    <Chip tone={tone} icon={icon}>
      {w.bay[state]}
    </Chip>
  );
}

export function OnlineChip({ tile }: { tile: StationTile }) {
  if (tile.closed_at)
    return (
      <Chip tone="grey" icon={<StopOutlined />}>
        {w.closed}
      </Chip>
    );
  if (tile.online)
    return (
      <Chip tone="green" icon={<WifiOutlined />}>
        {w.online}
      </Chip>
    );
  return (
    <Chip tone={tile.seen_at ? "red" : "grey"} icon={<DisconnectOutlined />}>
      {tile.seen_at ? w.offline : w.never}
    </Chip>
  );
}

/** How the station itself is, in a few words. */
export function StationFigures({ tile }: { tile: StationTile }) {
  const { said } = tile;
  return (
    <div className="station-figures">
      {tile.seen_at ? <span className="faint">{w.lastSeen(formatShort(tile.seen_at))}</span> : null}
      {said && !tile.online ? <span className="amber-text">{w.stale}</span> : null}
      {said ? <span>{w.waiting(said.waiting, formatBytes(said.waiting_bytes))}</span> : null}
      {said?.free_bytes != null ? <span>{w.free(formatBytes(said.free_bytes))}</span> : null}
      {tile.station_ahead_ms != null ? (
        <span className={Math.abs(tile.station_ahead_ms) < 30_000 ? "" : "amber-text"}>{w.clock(tile.station_ahead_ms)}</span>
      ) : null}
    </div>
  );
}

export function BayList({ bays }: { bays: BayStatus[] }) {
  if (bays.length === 0) return <p className="faint">{w.noBays}</p>;
  return (
    <ul className="station-bays" aria-label={w.bays}>
      {bays.map((bay) => (
        <li key={bay.bay}>
          <span className="station-bay-head">
            <b>{bay.bay}</b>
            <BayChip state={bay.state} />
          </span>
          <span>
            {bay.serial_no ?? w.noSerial} · {w.files(bay.deposited, bay.files)}
          </span>
          <progress
            className="station-progress"
            max={Math.max(bay.bytes, 1)}
            value={bay.bytes === 0 ? 1 : Math.min(bay.sent_bytes, bay.bytes)}
            aria-label={w.files(bay.deposited, bay.files)}
          />
          <span className="faint station-figures">
            <span>
              {formatBytes(bay.sent_bytes)} / {formatBytes(bay.bytes)}
            </span>
            {bay.battery_percent != null ? <span>{w.battery(bay.battery_percent)}</span> : null}
            {bay.free_bytes != null ? <span>{w.deviceFree(formatBytes(bay.free_bytes))}</span> : null}
            {bay.device_ahead_ms != null ? <span>{w.deviceClock(bay.device_ahead_ms)}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
