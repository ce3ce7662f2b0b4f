import { Alert, Button } from "antd";
import { tapOutbox } from "./tap-outbox";
import type { Taps } from "./use-taps";
import { words } from "./zh-field";

/** What has not got through yet, and what was refused: the one place where taps show their errors. */
export function OutboxBanner({ taps }: { taps: Taps }) {
  const text = words.outbox;
  return (
    <>
      {taps.waiting.length > 0 && !taps.sending ? (
        <Alert
          type="warning"
          showIcon
          title={text.waiting(taps.waiting.length)}
          action={
            <Button size="small" onClick={() => void tapOutbox.flush()}>
              {text.sendNow}
            </Button>
          }
        />
      ) : null}
      {taps.refused.map(({ tap, why }) => (
        <Alert
          key={tap.key}
          type="error"
          showIcon
          title={text.refused(tap.label, why)}
          action={
            <Button size="small" onClick={() => tapOutbox.dismiss(tap.key)}>
              {text.dismiss}
            </Button>
          }
        />
      ))}
    </>
  );
}
