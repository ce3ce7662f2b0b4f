import { CheckCircleFilled, ExclamationCircleFilled, MinusCircleOutlined, ToolOutlined, UserOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { DeviceStatus } from "@/api/schema";
import { deviceWords as w } from "@/i18n/zh-devices";
import { Chip } from "@/widgets/Chip";
import type { ChipTone } from "@/widgets/tones";

const LOOK: Record<DeviceStatus, [ChipTone, ReactNode]> = {
  in_store: ["green", <CheckCircleFilled key="i" />],
  out: ["blue", <UserOutlined key="i" />],
  installed: ["green", <CheckCircleFilled key="i" />],
  faulty: ["red", <ExclamationCircleFilled key="i" />],
  in_repair: ["amber", <ToolOutlined key="i" />],
  lost: ["red", <ExclamationCircleFilled key="i" />],
  retired: ["grey", <MinusCircleOutlined key="i" />],
};

export function DeviceStatusChip({ status }: { status: DeviceStatus }) {
  const [tone, icon] = LOOK[status] ?? ["grey", null];
  return (
    <Chip tone={tone} icon={icon}>
      {w.status[status] ?? status}
    </Chip>
  );
}
