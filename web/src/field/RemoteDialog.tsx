import { Button } from "antd";
import { useState } from "react";
import { useAction } from "@/api/use-action";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { words } from "./zh-field";

const text = words.remote;

/** Declares why the recordings cannot be deposited the same day (Art. 22, paragraph 2). */
export function RemoteDialog({ activityId, onClose }: { activityId: string; onClose: () => void }) {
  const [ground, setGround] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: text.done, onDone: onClose });
  return (
    <ConfirmWithReason
      open
      title={text.title}
      reasons={text.reasons}
      busy={action.busy}
      problem={action.problem}
      onCancel={onClose}
      onOk={(reason) => {
        setTried(true);
        if (ground !== null) void action.run("POST", `/activities/${activityId}/remote`, { ground, reason });
      }}
    >
      <p>{text.text}</p>
      <span className="field-label" id="remote-ground">
        {text.ground}
        <span className="must"> *</span>
      </span>
      <div className="cause-keys" role="radiogroup" aria-labelledby="remote-ground">
        {Object.entries(text.grounds).map(([key, title]) => (
          <Button key={key} role="radio" aria-checked={ground === key} type={ground === key ? "primary" : "default"} onClick={() => setGround(key)}>
            {title}
          </Button>
        ))}
      </div>
      {tried && ground === null ? (
        <div className="red-text" role="alert">
          {text.groundRequired}
        </div>
      ) : null}
    </ConfirmWithReason>
  );
}
