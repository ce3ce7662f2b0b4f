import { ClockCircleOutlined, ExclamationCircleFilled, HourglassFilled } from "@ant-design/icons";
import { archiveWords as w } from "@/i18n/zh-archive";
import { Chip } from "@/widgets/Chip";

const SOON_DAYS = 5;

/** Working days left of the legal number; both come from the server. */
export function DaysLeft({ left, total }: { left: number | null; total: number | null }) {
  if (left === null) return null;
  if (left < 0)
    return (
      <Chip tone="red" icon={<ExclamationCircleFilled />}>
        {w.over(-left)}
      </Chip>
    );
  const soon = left <= SOON_DAYS;
  return (
    <Chip tone={soon ? "amber" : "grey"} icon={soon ? <HourglassFilled /> : <ClockCircleOutlined />}>
      {left === 0 ? w.lastDay : total === null ? w.daysOnly(left) : w.days(left, total)}
    </Chip>
  );
}
