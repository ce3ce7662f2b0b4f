import {
  AimOutlined,
  ClockCircleOutlined,
  CloudUploadOutlined,
  FieldTimeOutlined,
  QuestionCircleOutlined,
  ScheduleOutlined,
  UserOutlined,
  UserSwitchOutlined,
  VideoCameraOutlined,
  WarningFilled,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { ReasonView } from "@/api/schema";
import { Chip } from "@/widgets/Chip";

const ICONS: Record<string, ReactNode> = {
  same_holder: <UserOutlined />,
  maybe_holder: <UserSwitchOutlined />,
  same_carrier: <UserOutlined />,
  same_depositor: <CloudUploadOutlined />,
  other_holder: <UserSwitchOutlined />,
  overlap: <ClockCircleOutlined />,
  apart: <FieldTimeOutlined />,
  still_there: <FieldTimeOutlined />,
  about_planned: <ScheduleOutlined />,
  time_unknown: <QuestionCircleOutlined />,
  distance: <AimOutlined />,
  same_device: <VideoCameraOutlined />,
  weak_clock: <WarningFilled />,
};

/** Why a recording may belong to some work: each with icon and words, what speaks against it apart. */
export function Reasons({ reasons }: { reasons: readonly ReasonView[] }) {
  return (
    <ul className="match-reasons">
      {reasons.map((one) => (
        <li key={one.text}>
          <Chip tone={one.against ? "amber" : "blue"} icon={ICONS[one.kind] ?? <QuestionCircleOutlined />}>
            {one.text}
          </Chip>
        </li>
      ))}
    </ul>
  );
}
