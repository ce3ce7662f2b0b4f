import { ClockCircleOutlined } from "@ant-design/icons";
import { Alert } from "antd";
import { shellWords as w } from "@/i18n/zh-shell";

/** Why one has to wait, for how long, and what one can do instead. */
export function WaitNotice({ seconds }: { seconds: number }) {
  return (
    <Alert
      role="alert"
      type="warning"
      showIcon
      icon={<ClockCircleOutlined />}
      title={w.waitTitle}
      description={
        <>
          {/* Counted for the eye only: a screen reader would read out every second. */}
          <div className="login-wait" aria-hidden>
            {w.timeLeft(seconds)}
          </div>
          <div>{w.waitWhy}</div>
          <ul className="login-instead">
            {w.waitInstead.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      }
    />
  );
}
