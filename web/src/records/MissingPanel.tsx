import { CheckCircleFilled, ExclamationCircleFilled } from "@ant-design/icons";
import { formatArticle } from "@/format/text";
import type { MissingElement } from "./schema-model";
import { inputId } from "./SchemaForm";
import { words } from "./zh-records";

/** Legal elements still missing, live while typing; a press leads to the field. */
export function MissingPanel({ missing }: { missing: readonly MissingElement[] }) {
  if (missing.length === 0)
    return (
      <div className="missing-panel complete" role="status">
        <CheckCircleFilled aria-hidden /> {words.missingNone}
      </div>
    );
  return (
    <div className="missing-panel" role="status">
      <div>
        <ExclamationCircleFilled aria-hidden /> {words.missingHead(missing.length)}
      </div>
      <ul>
        {missing.map((one) => (
          <li key={`${one.field}:${one.row ?? ""}:${one.title}`}>
            <button type="button" onClick={() => goToField(one.field)}>
              {one.title}
              {one.article === null ? null : <span className="article"> {formatArticle(one.article)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Brings a field into view and puts the cursor into it. */
export function goToField(field: string): void {
  const box = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
  box?.scrollIntoView({ block: "center" });
  const input = document.getElementById(inputId(field)) ?? box;
  const target = input?.matches("input,textarea,button") ? input : (input?.querySelector<HTMLElement>("input,textarea,button") ?? input);
  target?.focus({ preventScroll: true });
}
