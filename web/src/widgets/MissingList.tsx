import type { Missing } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { zh } from "@/i18n/zh";
import { SeverityChip } from "./StatusChips";

/** What the law misses before something may be done: article, what, what to do. */
export function MissingList({ missing, heading = zh.missing.title, scrolls = false }: { missing: Missing[]; heading?: string | null; scrolls?: boolean }) {
  if (missing.length === 0) return null;
  return (
    <div className="missing">
      {heading ? <div className="missing-head">{heading}</div> : null}
      <ul {...(scrolls ? { tabIndex: 0, "aria-label": heading ?? zh.missing.title, className: "missing-scrolls" } : {})}>
        {missing.map((m) => (
          <li key={`${m.rule}:${m.subject ?? ""}`}>
            <div className="missing-line">
              <SeverityChip severity={m.severity} />
              <b>{m.title}</b>
              <span className="article">{formatArticle(m.article)}</span>
            </div>
            {m.message && m.message !== m.title ? <div className="missing-todo">{m.message}</div> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
