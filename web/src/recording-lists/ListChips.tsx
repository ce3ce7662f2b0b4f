import { CheckCircleFilled, ClockCircleOutlined, EditOutlined, HistoryOutlined, MinusCircleOutlined, PlusCircleOutlined, SendOutlined, StopOutlined, SwapOutlined, VideoCameraFilled, VideoCameraOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { ListMode, ListStanding } from "@/api/schema";
import { listWords as w } from "@/i18n/zh-lists";
import { Chip } from "@/widgets/Chip";
import type { ChipTone } from "@/widgets/tones";
import type { RowState } from "./row-edits";

const STANDING: Record<ListStanding, [ChipTone, ReactNode]> = {
  draft: ["grey", <EditOutlined key="i" />],
  submitted: ["amber", <SendOutlined key="i" />],
  to_come: ["blue", <ClockCircleOutlined key="i" />],
  in_force: ["green", <CheckCircleFilled key="i" />],
  ended: ["grey", <HistoryOutlined key="i" />],
  withdrawn: ["grey", <StopOutlined key="i" />],
};

export function StandingChip({ standing }: { standing: ListStanding }) {
  const [tone, icon] = STANDING[standing];
  return (
    <Chip tone={tone} icon={icon}>
      {w.standing[standing]}
    </Chip>
  );
}

/** How strongly recording is demanded; the long name on demand. */
export function ModeChip({ mode }: { mode: ListMode }) {
  return (
    <Chip tone={mode === "continuous" ? "blue" : "grey"} icon={mode === "continuous" ? <VideoCameraFilled /> : <VideoCameraOutlined />} title={w.modeLong[mode]}>
      {w.mode[mode]}
    </Chip>
  );
}

export function AddedChip() {
  return (
    <Chip tone="green" icon={<PlusCircleOutlined />}>
      {w.diff.added}
    </Chip>
  );
}

export function RemovedChip({ text = w.diff.removed }: { text?: string }) {
  return (
    <Chip tone="red" icon={<MinusCircleOutlined />}>
      {text}
    </Chip>
  );
}

export function ChangedChip({ text = w.diff.changed }: { text?: string }) {
  return (
    <Chip tone="amber" icon={<SwapOutlined />}>
      {text}
    </Chip>
  );
}

/** What is to become of a row that is being edited. */
export function RowStateChip({ state }: { state: RowState }) {
  if (state === "added") return <AddedChip />;
  if (state === "removed") return <RemovedChip text={w.edit.removed} />;
  if (state === "changed") return <ChangedChip text={w.edit.changed} />;
  return null;
}
