import { Spin } from "antd";
import { zh } from "@/i18n/zh";

/** What stands there until the first page's code has come. */
export function FirstLook() {
  return (
    <div className="shell-wait" role="status" aria-label={zh.state.loading}>
      <Spin size="large" />
    </div>
  );
}
