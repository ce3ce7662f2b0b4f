import { App, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { ProblemView } from "./ProblemView";

interface Props {
  title: string;
  path: string;
  body: () => object;
  /** What is not filled in yet, in words; nothing is sent while there is some. */
  missing: readonly string[];
  words: { done: string; required: (what: string) => string };
  onClose: () => void;
  children: ReactNode;
}

/** One step with its few fields: what is missing once somebody tried, and what the server says. */
export function StepModal({ title, path, body, missing, words, onClose, children }: Props) {
  const { message } = App.useApp();
  const [tried, setTried] = useState(false);
  const { run, busy, problem } = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(words.done);
      onClose();
    },
  });
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={zh.act.cancel}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => {
        setTried(true);
        if (missing.length === 0) void run("POST", path, body());
      }}
    >
      <div className="stack">{children}</div>
      {tried && missing.length > 0 ? (
        <div className="red-text" role="alert">
          {words.required(missing.join("、"))}
        </div>
      ) : null}
      <ProblemView problem={problem} />
    </Modal>
  );
}
