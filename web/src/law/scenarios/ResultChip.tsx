import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import type { ScenarioResult } from "@/api/schema";
import { scenarioWords as w } from "@/i18n/zh-law";
import { Chip } from "@/widgets/Chip";

/** Whether a scenario came out as expected; nothing while it was not run. */
export function ResultChip({ result }: { result: ScenarioResult | undefined }) {
  if (result === undefined) return null;
  return result.passed ? (
    <Chip tone="green" icon={<CheckCircleFilled />}>
      {w.passed}
    </Chip>
  ) : (
    <Chip tone="red" icon={<CloseCircleFilled />}>
      {w.failed}
    </Chip>
  );
}
