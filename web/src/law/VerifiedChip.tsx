import { CheckCircleFilled, QuestionCircleOutlined } from "@ant-design/icons";
import type { Verification } from "@/api/schema";
import { lawWords as w } from "@/i18n/zh-people";
import { Chip } from "@/widgets/Chip";

/** How well a wording was compared with the law. */
export function VerifiedChip({ verified }: { verified: Verification }) {
  const checked = verified === "checked";
  return (
    <Chip tone={checked ? "green" : "amber"} icon={checked ? <CheckCircleFilled /> : <QuestionCircleOutlined />}>
      {w.verified[verified]}
    </Chip>
  );
}
