import { QuestionCircleOutlined } from "@ant-design/icons";
import { Tooltip } from "antd";
import { completenessWords as w } from "@/i18n/zh-tabs";

/** The words of the server for "compared with the original", as code and as it is shown. */
const CHECKED: ReadonlySet<string> = new Set(["checked", "已对照原文", ""]);
export const isChecked = (verified: string): boolean => CHECKED.has(verified);

/** Says that nobody has checked the wording of a rule's article yet. */
export function UnverifiedMark({ verified }: { verified: string }) {
  if (isChecked(verified)) return null;
  return (
    <Tooltip title={w.unverifiedHint}>
      <span className="unverified" tabIndex={0}>
        <QuestionCircleOutlined aria-hidden /> {w.unverified}
      </span>
    </Tooltip>
  );
}
