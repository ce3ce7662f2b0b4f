import { QuestionCircleOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import type { Verification } from "@/api/schema";
import { completenessWords as w } from "@/i18n/zh-tabs";

/** Says that nobody has checked the wording of a rule's article yet. */
export function UnverifiedMark({ verified }: { verified: Verification }) {
  if (verified === "checked") return null;
  return (
    <Tooltip title={w.unverifiedHint}>
      <span className="unverified" tabIndex={0}>
        <QuestionCircleOutlined aria-hidden /> {w.unverified}
      </span>
    </Tooltip>
  );
}
