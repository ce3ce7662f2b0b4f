import { FieldTimeOutlined } from "@ant-design/icons";
import { formatInstant, formatSpan, instantMs } from "@/format/time";
import { zh } from "@/i18n/zh";
import { Chip } from "./Chip";
import { useNow } from "./use-now";

interface Props {
  /** The agency's own, stricter limit. */
  dueAt: string | null | undefined;
  /** The server says that it was passed and the law's was not. */
  past?: boolean;
  /** Still to be done, and in time by the law. */
  isOpen?: boolean;
}

/** The agency's own limit beside the law's: what is left, or that it was passed; never red, since nobody is late by it. */
export function InternalChip({ dueAt, past = false, isOpen = true }: Props) {
  const now = useNow();
  if (!dueAt || (!past && !isOpen)) return null;
  const left = instantMs(dueAt) - now;
  const hint = zh.duty.internalAt(formatInstant(dueAt));
  const over = past || left <= 0;
  const words = !over ? zh.duty.internalLeft(formatSpan(left)) : isOpen && left <= 0 ? zh.duty.internalOver(formatSpan(-left)) : zh.duty.internalPast;
  return (
    <Chip tone={over ? "amber" : "grey"} icon={<FieldTimeOutlined />} title={hint}>
      {words}
    </Chip>
  );
}
