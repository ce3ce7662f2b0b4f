import { useState } from "react";
import { Link } from "react-router";
import { useStations } from "@/api/queries";
import type { StationTile } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { stationWords as w } from "@/i18n/zh-stations";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { StepButton } from "@/widgets/StepButton";
import { RegisterDialog } from "./RegisterDialog";
import { OnlineChip, BayList, StationFigures } from "./StationParts";
import "./stations.css";

/** The wall: each station with its bays, read from across the room. */
export default function StationWallPage() {
  const wall = useStations();
  const [registering, setRegistering] = useState(false);
  return (
    <Loaded from={wall} rows={8}>
      {({ items, register }) => (
        <>
          <PageHead title={w.title} note={w.note} actions={<StepButton step={{ ...register, primary: true }} onGo={() => setRegistering(true)} />} />
          {items.length === 0 ? <Nothing text={w.empty} /> : null}
          <ul className="station-wall">
            {items.map((tile) => (
              <li key={tile.station_id} className="panel">
                <Tile tile={tile} />
              </li>
            ))}
          </ul>
          {registering ? <RegisterDialog onClose={() => setRegistering(false)} /> : null}
        </>
      )}
    </Loaded>
  );
}

function Tile({ tile }: { tile: StationTile }) {
  const troubles = tile.said?.troubles ?? [];
  return (
    <article className="stack-tight" aria-label={tile.name}>
      <span className="station-bay-head">
        <Link to={`/stations/${tile.station_id}`} className="station-name">
          {tile.name}
        </Link>
        <OnlineChip tile={tile} />
      </span>
      <span className="faint">
        {tile.place} · {tile.agency}
      </span>
      {tile.closed_at ? (
        <span className="faint">{w.closedAt(formatInstant(tile.closed_at), null)}</span>
      ) : (
        <>
          <StationFigures tile={tile} />
          {troubles.length > 0 ? (
            <span className="amber-text">
              {w.troubles}：{troubles.length}
            </span>
          ) : null}
          {tile.said ? <BayList bays={tile.said.bays} /> : null}
        </>
      )}
    </article>
  );
}
