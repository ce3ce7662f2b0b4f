import { LinkOutlined, RobotOutlined, UserOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import type { MatchView } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatShort, formatSpan } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { useFilters } from "@/widgets/use-filters";
import { AsideSteps } from "./AsideDialog";
import { Candidates } from "./Candidates";
import { Reasons } from "./Reasons";
import { UnlinkDialog } from "./UnlinkDialog";
import { words } from "./zh-match";

interface Props {
  recordingId: string;
  found: MatchView;
  /** On the desk: the device, to narrow the list to it. */
  deviceId?: string | null;
  mayUnlink: boolean;
  /** Opens the list of all work. */
  onOther?: () => void;
}

/** Where a recording belongs: why it hangs where it hangs, or where it may, or what it shows instead. */
export function MatchPanel({ recordingId, found, deviceId, mayUnlink, onOther }: Props) {
  const [open, setOpen] = useState(false);
  const accept = useAction({ success: words.accepted });
  const { link, non_enforcement: said } = found;
  return (
    <div className="stack match-panel">
      <Facts found={found} />
      {onOther ? <Narrowing found={found} deviceId={deviceId ?? null} /> : null}
      {link === null ? null : (
        <section className="match-why" aria-label={words.why}>
          <div className="row">
            <Chip tone={link.by === null ? "blue" : "grey"} icon={link.by === null ? <RobotOutlined /> : <UserOutlined />}>
              {link.by === null ? words.system : words.by(link.by)}
            </Chip>
            <span className="faint num">
              {formatShort(link.at)} {link.activity_title}
            </span>
          </div>
          {link.grounds === null ? null : <Reasons reasons={link.grounds.reasons} />}
          {mayUnlink ? (
            <div>
              <Button danger onClick={() => setOpen(true)}>
                {words.unlink}
              </Button>
            </div>
          ) : null}
        </section>
      )}
      {said === null ? null : (
        <section className="match-why">
          <b>
            {words.standing.confirmed}：{words.kinds[said.kind]}
          </b>
          <div>{said.text}</div>
          <div className="faint">
            {words.aside.said(said.by, formatShort(said.at))} ·{" "}
            {said.confirmed_by === null ? words.aside.waits : words.aside.agreed(said.confirmed_by, formatShort(said.confirmed_at))}
          </div>
        </section>
      )}
      {found.partings.map((one) => (
        <p key={one.at} className="faint">
          {words.parted(one.by, formatShort(one.at), one.reason)}
        </p>
      ))}
      {found.unclassified ? (
        <Candidates found={found} busy={accept.busy} onAccept={(activity) => void accept.run("POST", `/recordings/${recordingId}/link`, { activity_id: activity })} />
      ) : null}
      <div className="row">
        {found.unclassified && onOther ? (
          <Button icon={<LinkOutlined />} onClick={onOther}>
            {words.other}
          </Button>
        ) : null}
        <AsideSteps recordingId={recordingId} actions={found.actions} />
      </div>
      {open ? <UnlinkDialog recordingId={recordingId} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

/** From one recording to all that wait of its device, or of whoever had it. */
function Narrowing({ found, deviceId }: { found: MatchView; deviceId: string | null }) {
  const { set } = useFilters(["device_id", "holder_id"] as const);
  if (deviceId === null && found.holders.length === 0) return null;
  return (
    <div className="row">
      {found.holders.map((one) => (
        <Button key={one.officer_id} size="small" onClick={() => set({ holder_id: one.officer_id })}>
          {words.narrow.only(one.name)}
        </Button>
      ))}
      {deviceId === null ? null : (
        <Button size="small" onClick={() => set({ device_id: deviceId })}>
          {words.narrow.onlyDevice}
        </Button>
      )}
    </div>
  );
}

/** Who had the device, and how well the time is known. */
function Facts({ found }: { found: MatchView }) {
  const names = found.holders.map((one) => one.name).join("、");
  const holder = names === "" ? words.holderUnknown : found.holder_certain ? words.holder(names) : words.holderMaybe(names);
  const clock = found.from === null ? words.noTime : `${words.clock[found.clock]}，${words.slack(formatSpan(found.slack_ms))}`;
  return (
    <p className="faint">
      {holder} · {clock}
    </p>
  );
}
