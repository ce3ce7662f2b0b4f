import { Modal } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import type { Problem } from "@/api/schema";
import { zh } from "@/i18n/zh";
import { ProblemView } from "./ProblemView";
import { ReasonField } from "./ReasonField";

interface Props {
  open: boolean;
  title: string;
  /** What will happen, said before it happens. */
  children?: ReactNode;
  /** Common reasons, taken over by one press and then editable. */
  reasons?: readonly string[];
  /** Without it a blank reason is refused. */
  optional?: boolean;
  danger?: boolean;
  okText?: string;
  busy?: boolean;
  problem?: Problem | null;
  onOk: (reason: string) => void;
  onCancel: () => void;
}

/** Asks for a reason before something that needs one. */
export function ConfirmWithReason(props: Props) {
  const { open, title, children, reasons = [], optional, danger, okText, busy, problem, onOk, onCancel } = props;
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  useEffect(() => {
    if (open) {
      setReason("");
      setTried(false);
    }
  }, [open]);
  const blank = !optional && reason.trim() === "";
  return (
    <Modal
      open={open}
      title={title}
      okText={okText ?? zh.act.confirm}
      cancelText={zh.act.cancel}
      okButtonProps={{ danger: danger ?? false, loading: busy ?? false }}
      onOk={() => {
        setTried(true);
        if (!blank) onOk(reason.trim());
      }}
      onCancel={onCancel}
      destroyOnHidden
    >
      {children}
      <ReasonField id="confirm-reason" label={zh.act.reason} value={reason} onChange={setReason} reasons={reasons} optional={optional} isWrong={tried && blank} focused />
      {tried && blank ? (
        <div className="red-text" role="alert">
          {zh.reason.required}
        </div>
      ) : null}
      <ProblemView problem={problem ?? null} />
    </Modal>
  );
}
