import { Alert, Button } from "antd";
import type { Problem } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { zh } from "@/i18n/zh";
import { MissingList } from "./MissingList";

/** An error in its one place: what, why, what to do next, and the number to report. */
export function ProblemView({ problem, onRetry }: { problem: Problem | null; onRetry?: () => void }) {
  if (!problem) return null;
  const conflict = problem.status === 409;
  return (
    <Alert
      role="alert"
      type={problem.status === 422 || conflict ? "warning" : "error"}
      showIcon
      title={
        <>
          {problem.title}
          {problem.article ? <span className="article"> {formatArticle(problem.article)}</span> : null}
        </>
      }
      description={
        <>
          {problem.detail ? <div>{problem.detail}</div> : null}
          <MissingList missing={problem.missing} heading={null} />
          {problem.fields.length > 0 ? (
            <ul className="problem-fields">
              {problem.fields.map((f) => (
                <li key={f.path}>
                  <b>{f.title}</b>：{f.message}
                </li>
              ))}
            </ul>
          ) : null}
          {problem.request_id ? <div className="faint">{zh.error.requestId(problem.request_id)}</div> : null}
        </>
      }
      action={onRetry ? <Button onClick={onRetry}>{conflict ? zh.error.reload : zh.act.retry}</Button> : undefined}
    />
  );
}
