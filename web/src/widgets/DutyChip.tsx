import { CheckCircleFilled, ExclamationCircleFilled, FormOutlined, MinusCircleOutlined } from "@ant-design/icons";
import type { Standing } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { Chip } from "./Chip";

/** 应做未做 red · 已完成 green · 不适用 grey (with its reason) · 已说明. */
export function DutyChip({ standing, late, reason }: { standing: Standing; late?: boolean; reason?: string | null }) {
  switch (standing) {
    case "met":
      return late ? (
        <Chip tone="red" icon={<ExclamationCircleFilled />}>
          {zh.duty.lateMet}
        </Chip>
      ) : (
        <Chip tone="green" icon={<CheckCircleFilled />}>
          {zh.duty.done}
        </Chip>
      );
    case "open":
      return (
        <Chip tone="red" icon={<ExclamationCircleFilled />}>
          {late ? zh.duty.late : zh.duty.todo}
        </Chip>
      );
    case "explained":
      return (
        <Chip tone="amber" icon={<FormOutlined />} title={reason ?? undefined}>
          {zh.duty.explained}
        </Chip>
      );
    case "not_applicable":
      return (
        <Chip tone="grey" icon={<MinusCircleOutlined />} title={reason ?? undefined}>
          {zh.duty.na}
        </Chip>
      );
  }
}
