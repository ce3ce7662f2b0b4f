import type { ListPage } from "@/api/schema";
import { listWords as w } from "@/i18n/zh-lists";
import { CommentThread } from "./CommentThread";

/** Whoever drafts may answer as long as rows may change. */
export const mayAnswer = (page: ListPage): boolean => page.own && page.actions.some((step) => step.action === "edit" && step.allowed);

/** Comments on no row of this version: on the whole, or on a row that is gone or never was. */
export function WholeComments({ page }: { page: ListPage }) {
  const here = new Set(page.items.map((row) => row.row_id));
  const others = page.comments.filter((one) => one.row_id === null || !here.has(one.row_id));
  if (others.length === 0) return null;
  return (
    <section className="list-whole" aria-label={w.comments.head}>
      {others.map((comment) => (
        <div key={comment.no}>
          <span className="faint">{comment.row_id === null ? w.comments.whole : (comment.row_label ?? w.comments.gone)}</span>
          <CommentThread listId={page.summary.list_id} comment={comment} mayAnswer={mayAnswer(page)} />
        </div>
      ))}
    </section>
  );
}
