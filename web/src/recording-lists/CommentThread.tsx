import { CheckCircleOutlined, ExclamationCircleFilled } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import type { ListComment } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { listWords as w } from "@/i18n/zh-lists";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";

const MAX_TEXT = 500;
const text = w.comments;

/** A comment in the margin with its answer, or with the place to write one. */
export function CommentThread({ listId, comment, mayAnswer }: { listId: string; comment: ListComment; mayAnswer: boolean }) {
  const [answering, setAnswering] = useState(false);
  return (
    <article className="list-comment" aria-label={text.no(comment.no)}>
      <div className="row">
        <b>{text.no(comment.no)}</b>
        <Chip tone={comment.open ? "amber" : "green"} icon={comment.open ? <ExclamationCircleFilled /> : <CheckCircleOutlined />}>
          {comment.consent ? text.consented : comment.open ? text.open : comment.answer === null ? text.rowChanged : text.dealt}
        </Chip>
        <span className="faint">{text.by(comment.agency_name, comment.by, formatShort(comment.at))}</span>
      </div>
      <p>{comment.text}</p>
      {comment.answer === null ? null : (
        <p className="list-answer">
          <b>{text.answer}</b> {comment.answer.text} <span className="faint">{`${comment.answer.by} ${formatShort(comment.answer.at)}`}</span>
        </p>
      )}
      {mayAnswer && comment.answer === null && !comment.consent ? (
        answering ? (
          <AnswerForm listId={listId} no={comment.no} onClose={() => setAnswering(false)} />
        ) : (
          <Button size="small" onClick={() => setAnswering(true)}>
            {text.answer}
          </Button>
        )
      ) : null}
    </article>
  );
}

function AnswerForm({ listId, no, onClose }: { listId: string; no: number; onClose: () => void }) {
  const [words, setWords] = useState("");
  const { run, busy, problem } = useAction({ errors: "inline", success: text.answered, onDone: onClose });
  const blank = words.trim() === "";
  return (
    <div className="list-answer-form">
      <Input.TextArea aria-label={text.answerTo(no)} autoFocus autoSize={{ minRows: 2 }} maxLength={MAX_TEXT} value={words} onChange={(event) => setWords(event.target.value)} />
      <div className="row">
        <Button size="small" type="primary" loading={busy} disabled={blank} onClick={() => void run("POST", `/recording-lists/${listId}/comments/${no}/answer`, { text: words.trim() })}>
          {text.answerTo(no)}
        </Button>
        <Button size="small" onClick={onClose}>
          {zh.act.cancel}
        </Button>
      </div>
      <ProblemView problem={problem} />
    </div>
  );
}
