import { Typography } from "antd";
import { type ReactNode, useState } from "react";
import { Link, useParams } from "react-router";
import { useStation } from "@/api/queries";
import type { DockView, StationPage as Data, UploadView } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatInstant, formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { stationWords as w } from "@/i18n/zh-stations";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { StepButton } from "@/widgets/StepButton";
import { CloseDialog, DeviceDialog, RotateDialog } from "./KeepDialogs";
import { pinCommand } from "./pin-command";
import { OnlineChip, BayList, StationFigures } from "./StationParts";
import "./stations.css";

/** One station: how it is, what was put in, what it brought in, by which key it is known. */
export default function StationPage() {
  const { id = "" } = useParams();
  const page = useStation(id);
  return (
    <Loaded key={id} from={page} rows={10}>
      {(data) => <Body data={data} />}
    </Loaded>
  );
}

function Body({ data }: { data: Data }) {
  const { tile, keep } = data;
  const [asked, setAsked] = useState<"device" | "rotate" | "close" | null>(null);
  const done = () => setAsked(null);
  return (
    <div className="stack">
      <PageHead
        title={
          <>
            {tile.name} <OnlineChip tile={tile} />
          </>
        }
        tab={tile.name}
        note={`${tile.place} · ${tile.agency}`}
        actions={
          tile.closed_at ? null : (
            <>
              <StepButton step={{ ...keep, title: w.nameDevice }} onGo={() => setAsked("device")} />
              <StepButton step={{ ...keep, title: w.rotate }} onGo={() => setAsked("rotate")} />
              <StepButton step={{ ...keep, title: w.close }} danger onGo={() => setAsked("close")} />
            </>
          )
        }
      />
      {tile.closed_at ? <p className="amber-text">{w.closedAt(formatInstant(tile.closed_at), data.closed_reason)}</p> : null}
      <div className="station-grid">
        <section className="panel stack-tight" aria-label={w.bays}>
          <h2>{w.bays}</h2>
          <StationFigures tile={tile} />
          <BayList bays={tile.said?.bays ?? []} />
        </section>
        <section className="panel stack-tight" aria-label={w.troubles}>
          <h2>{w.troubles}</h2>
          <Troubles data={data} />
        </section>
      </div>
      <section className="panel stack-tight" aria-label={w.docks}>
        <h2>{w.docks}</h2>
        {data.docks.length === 0 ? <p className="faint">{w.noDocks}</p> : <Docks docks={data.docks} />}
      </section>
      <section className="panel stack-tight" aria-label={w.uploads}>
        <h2>{w.uploads}</h2>
        {data.uploads.length === 0 ? <p className="faint">{w.noUploads}</p> : <Uploads uploads={data.uploads} />}
      </section>
      <Registration data={data} />
      {asked === "device" ? <DeviceDialog id={tile.station_id} current={data.device?.device_id} onClose={done} /> : null}
      {asked === "rotate" ? <RotateDialog id={tile.station_id} onClose={done} /> : null}
      {asked === "close" ? <CloseDialog id={tile.station_id} onClose={done} /> : null}
    </div>
  );
}

function Troubles({ data }: { data: Data }) {
  const troubles = data.tile.said?.troubles ?? [];
  if (troubles.length === 0) return <p className="faint">{w.noTroubles}</p>;
  return (
    <ul className="station-bays">
      {troubles.map((one) => (
        <li key={`${one.bay}/${one.file_name}/${one.what}`}>
          <b className="station-file">{one.file_name}</b>
          <span>
            {one.bay}：{one.what}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A plain table that scrolls sideways on a phone. */
function Table({ titles, children }: { titles: string[]; children: ReactNode }) {
  return (
    <div className="station-scroll">
      <table className="station-table">
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function Docks({ docks }: { docks: DockView[] }) {
  const d = w.dock;
  const numbers = (one: DockView) => (one.first_no == null || one.last_no == null ? zh.state.none : `${one.first_no}–${one.last_no}`);
  return (
    <Table titles={[d.at, d.bay, d.serial, d.clock, d.files, d.numbers, d.battery]}>
      {docks.map((one) => (
        <tr key={one.dock_id}>
          <td>{formatShort(one.at)}</td>
          <td>{one.bay}</td>
          <td>{one.serial_no ?? w.noSerial}</td>
          <td>{one.device_ahead_ms == null ? d.unread : w.deviceClock(one.device_ahead_ms)}</td>
          <td>{one.files_present}</td>
          <td>
            {numbers(one)} {one.missing_numbers > 0 ? <span className="amber-text">{d.missing(one.missing_numbers)}</span> : null}
          </td>
          <td>{one.battery_percent == null ? d.unread : `${one.battery_percent}%`}</td>
        </tr>
      ))}
    </Table>
  );
}

function Uploads({ uploads }: { uploads: UploadView[] }) {
  const u = w.upload;
  return (
    <Table titles={[u.at, u.name, u.size, u.state]}>
      {uploads.map((one) => (
        <tr key={one.upload_id}>
          <td>{formatShort(one.created_at)}</td>
          <td className="station-file">{one.recording_id ? <Link to={`/av/${one.recording_id}`}>{one.file_name}</Link> : one.file_name}</td>
          <td>{formatBytes(one.size_bytes)}</td>
          <td>
            {w.uploadState[one.state] ?? one.state}
            {one.error ? <div className="red-text">{one.error}</div> : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Registration({ data }: { data: Data }) {
  const { tile } = data;
  const { device } = data;
  const known = device ? <Link to={`/devices/${device.device_id}`}>{`${device.asset_no} ${device.maker} ${device.model}`}</Link> : w.noDevice;
  const rows: [string, ReactNode][] = [
    [w.device, known],
    [w.registeredAt, formatInstant(tile.registered_at)],
    [w.keySince, formatInstant(data.key_since)],
    [w.id, tile.station_id],
    [w.publicKey, data.public_key],
    [w.serverKey, data.server_key],
  ];
  return (
    <section className="panel stack-tight" aria-label={w.keys}>
      <h2>{w.keys}</h2>
      <dl className="station-keys">
        {rows.map(([label, text]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {tile.closed_at ? null : (
        <>
          <span>{w.pin}</span>
          <Typography.Paragraph className="station-command" copyable={{ tooltips: [zh.act.copy, zh.act.copied] }}>
            {pinCommand(tile.station_id, data.server_key)}
          </Typography.Paragraph>
        </>
      )}
    </section>
  );
}
