import { CheckCircleFilled, ClockCircleOutlined, EditOutlined, ExclamationCircleFilled, FileSearchOutlined, MinusCircleOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import type { ViolationStatus } from "@/api/schema";
import { oversightWords as w } from "@/i18n/zh-oversight";
import { Chip } from "@/widgets/Chip";
import type { ChipTone } from "@/widgets/tones";

const LOOK: Record<ViolationStatus, [ChipTone, ReactNode]> = {
  raised: ["amber", <ClockCircleOutlined key="i" />],
  dismissed: ["grey", <MinusCircleOutlined key="i" />],
  verified: ["red", <ExclamationCircleFilled key="i" />],
  ordered: ["red", <EditOutlined key="i" />],
  rectified: ["blue", <FileSearchOutlined key="i" />],
  closed: ["green", <CheckCircleFilled key="i" />],
};

export function ViolationStatusChip({ status }: { status: ViolationStatus }) {
  const [tone, icon] = LOOK[status] ?? ["grey", null];
  return (
    <Chip tone={tone} icon={icon}>
      {w.status[status] ?? status}
    </Chip>
  );
}
