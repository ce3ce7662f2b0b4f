import { EditOutlined, PlusOutlined, StopOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useRooms } from "@/api/queries";
import type { RoomView } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatShort } from "@/format/time";
import { deviceWords } from "@/i18n/zh-devices";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { StepButton } from "@/widgets/StepButton";
import { StepModal } from "@/widgets/StepModal";

const w = deviceWords.rooms;

/** The register of rooms kept for enforcement work, and the cameras that are fixed in each (Art. 15). */
export default function RoomsPage() {
  const rooms = useRooms();
  const [naming, setNaming] = useState<RoomView | "new" | null>(null);
  const [closing, setClosing] = useState<RoomView | null>(null);
  const keep = rooms.data?.keep;
  return (
    <div className="stack">
      <PageHead
        title={w.title}
        note={w.note}
        actions={keep === undefined ? null : <StepButton step={{ ...keep, title: w.add }} icon={<PlusOutlined />} onGo={() => setNaming("new")} />}
      />
      <Loaded from={rooms}>
        {({ items }) => (
          <>
            {items.length === 0 ? <Nothing text={w.empty} /> : null}
            {items.map((room) => (
              <Room key={room.room_id} room={room} mayKeep={keep?.allowed === true} onName={() => setNaming(room)} onClose={() => setClosing(room)} />
            ))}
            <p className="faint">{w.howToTie}</p>
          </>
        )}
      </Loaded>
      {naming === null ? null : <NameDialog room={naming === "new" ? null : naming} onClose={() => setNaming(null)} />}
      {closing === null ? null : <CloseDialog room={closing} onClose={() => setClosing(null)} />}
    </div>
  );
}

interface RoomProps {
  room: RoomView;
  mayKeep: boolean;
  onName: () => void;
  onClose: () => void;
}

function Room({ room, mayKeep, onName, onClose }: RoomProps) {
  const isUsed = room.closed_at === null;
  return (
    <section className="panel" aria-label={room.name}>
      <div className="row between">
        <h2>{room.name}</h2>
        {mayKeep && isUsed ? (
          <div className="row">
            <Button icon={<EditOutlined />} onClick={onName}>
              {w.rename}
            </Button>
            <Button danger icon={<StopOutlined />} onClick={onClose}>
              {w.close}
            </Button>
          </div>
        ) : null}
      </div>
      {room.former.length === 0 ? null : <p className="faint">{w.former(room.former.join("、"))}</p>}
      {isUsed ? null : <p className="faint">{w.closed(formatShort(room.closed_at ?? ""), room.close_reason ?? "")}</p>}
      <div className="row">
        <span className="faint">{room.cameras.length === 0 ? w.noCamera : w.cameras}</span>
        {room.cameras.map((one) => (
          <Link key={one.device_id} to={`/devices/${one.device_id}`}>
            {one.asset_no}
          </Link>
        ))}
      </div>
    </section>
  );
}

function NameDialog({ room, onClose }: { room: RoomView | null; onClose: () => void }) {
  const [name, setName] = useState(room?.name ?? "");
  return (
    <StepModal
      title={room === null ? w.add : w.rename}
      path={room === null ? "/rooms" : `/rooms/${room.room_id}/name`}
      body={() => ({ name: name.trim() })}
      missing={name.trim() === "" ? [w.name] : []}
      words={w}
      onClose={onClose}
    >
      {room === null ? null : <p className="faint">{w.renameNote}</p>}
      <div>
        <label className="field-label" htmlFor="room-name">
          {w.name}
          <span className="must"> *</span>
        </label>
        <Input id="room-name" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
      </div>
    </StepModal>
  );
}

function CloseDialog({ room, onClose }: { room: RoomView; onClose: () => void }) {
  const action = useAction({ errors: "inline", success: w.done, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      danger
      title={`${w.close}：${room.name}`}
      reasons={w.closeReasons}
      busy={action.busy}
      problem={action.problem}
      onCancel={onClose}
      onOk={(reason) => void action.run("POST", `/rooms/${room.room_id}/close`, { reason })}
    />
  );
}
