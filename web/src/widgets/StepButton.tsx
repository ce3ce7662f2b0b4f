import { LockOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import type { ReactNode } from "react";
import type { Step } from "@/api/schema";
import { MissingList } from "./MissingList";

interface Props {
  step: Step;
  onGo: (step: Step) => void;
  icon?: ReactNode;
  busy?: boolean;
  block?: boolean;
  /** Without it a primary step is drawn as primary. */
  plain?: boolean;
  danger?: boolean;
  small?: boolean;
}

/** A step of the server's list. A blocked one stays visible and says why, on hover, focus and press. */
export function StepButton({ step, onGo, icon, busy, block, plain, danger, small }: Props) {
  if (step.allowed)
    return (
      <Button
        size={small ? "small" : "middle"}
        type={step.primary && !plain ? "primary" : "default"}
        icon={icon}
        loading={busy ?? false}
        block={block ?? false}
        danger={danger ?? false}
        onClick={() => onGo(step)}
      >
        {step.title}
      </Button>
    );
  return (
    <Popover content={<MissingList missing={step.missing} scrolls />} trigger={["hover", "focus", "click"]} classNames={{ root: "missing-popover" }}>
      {/* aria-disabled, not disabled: the reason must be reachable by keyboard and finger. */}
      <Button aria-disabled size={small ? "small" : "middle"} className="blocked" icon={<LockOutlined />} block={block ?? false}>
        {step.title}
      </Button>
    </Popover>
  );
}
