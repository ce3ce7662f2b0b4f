import { Checkbox, Input, Modal } from "antd";
import { useState } from "react";
import type { ListRow } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { listWords as w } from "@/i18n/zh-lists";
import { ProblemView } from "@/widgets/ProblemView";

const MAX_TEXT = 500;
const text = w.comments;

/** What a comment is about: a row, perhaps one that demands less than ours; or the whole. */
export interface CommentTarget {
  row: ListRow | null;
  /** The row demands less than the superior agency's list, so there is something to agree to. */
  weaker?: boolean;
  /** Begin with the consent given. */
  consent?: boolean;
}

/** The superior agency writes in the margin. */
export function CommentDialog({ listId, target, onClose }: { listId: string; target: CommentTarget; onClose: () => void }) {
  const [words, setWords] = useState("");
  const [consent, setConsent] = useState(target.consent ?? false);
  const [tried, setTried] = useState(false);
  const { run, busy, problem } = useAction({ errors: "inline", success: text.done, onDone: onClose });
  const blank = words.trim() === "";
  const submit = () => {
    setTried(true);
    if (!blank) void run("POST", `/recording-lists/${listId}/comments`, { row_id: target.row?.row_id ?? null, text: words.trim(), consent });
  };
  return (
    <Modal open title={target.row === null ? text.addWhole : text.onRow(target.row.item)} okText={text.add} cancelText={zh.act.cancel} okButtonProps={{ loading: busy }} onOk={submit} onCancel={onClose}>
      <label className="field-label" htmlFor="list-comment">
        {text.text}
        <span className="must"> *</span>
      </label>
      <Input.TextArea id="list-comment" autoFocus autoSize={{ minRows: 3, maxRows: 8 }} maxLength={MAX_TEXT} showCount value={words} status={tried && blank ? "error" : ""} onChange={(event) => setWords(event.target.value)} />
      {tried && blank ? (
        <div className="red-text" role="alert">
          {text.required}
        </div>
      ) : null}
      {target.weaker ? (
        <Checkbox checked={consent} onChange={(event) => setConsent(event.target.checked)}>
          {text.consent}
        </Checkbox>
      ) : null}
      <ProblemView problem={problem} />
    </Modal>
  );
}
