import { CheckCircleFilled, ClockCircleOutlined, ExclamationCircleFilled, HourglassFilled } from "@ant-design/icons";
import { useMemo } from "react";
import { useCalendar } from "@/api/queries";
import { formatInstant, formatSpan, instantMs } from "@/format/time";
import { daysOff, workingDaysLeft } from "@/format/working-days";
import { zh } from "@/i18n/zh";
import { Chip } from "./Chip";
import { useNow } from "./use-now";

interface Props {
  dueAt: string | null | undefined;
  /** When it was done; then the chip is green, or red if it was done too late. */
  metAt?: string | null;
  late?: boolean;
  estimated?: boolean;
  title?: string;
}

const SOON_WORKING_DAYS = 3;
const SOON_MS = 3 * 86_400_000;

/** Time left to a due instant: icon, word and tone; the exact instant on hover. */
export function DeadlineChip({ dueAt, metAt, late, estimated, title }: Props) {
  const now = useNow();
  const year = new Date(now).getFullYear();
  const [a, b] = [useCalendar(year).data, useCalendar(year + 1).data];
  const calendar = useMemo(() => daysOff([a, b]), [a, b]);
  if (!dueAt) return null;
  const due = instantMs(dueAt);
  const hint = [title, zh.duty.dueAt(formatInstant(dueAt)), estimated ? zh.duty.estimated : ""].filter(Boolean).join("\n");
  if (metAt)
    return late ? (
      <Chip tone="red" icon={<ExclamationCircleFilled />} title={hint}>
        {zh.duty.lateMet}
      </Chip>
    ) : (
      <Chip tone="green" icon={<CheckCircleFilled />} title={hint}>
        {zh.duty.done}
      </Chip>
    );
  if (due <= now)
    return (
      <Chip tone="red" icon={<ExclamationCircleFilled />} title={hint}>
        {zh.duty.over(formatSpan(now - due))}
      </Chip>
    );
  const working = due - now < 86_400_000 ? null : workingDaysLeft(now, dueAt, calendar);
  const soon = working === null ? due - now < SOON_MS : working <= SOON_WORKING_DAYS;
  const words = working === null ? zh.duty.left(formatSpan(due - now)) : zh.duty.workingDays(working);
  return (
    <Chip tone={soon ? "amber" : "grey"} icon={soon ? <HourglassFilled /> : <ClockCircleOutlined />} title={hint}>
      {words}
      {estimated ? zh.duty.estimatedMark : ""}
    </Chip>
  );
}
