import { formatArticle } from "@/format/text";
import { Chip } from "@/widgets/Chip";
import { changedFields, isBlank, type FieldModel, type Values } from "./schema-model";
import { showValue } from "./show-value";
import { useCaseChoices } from "./widgets/case-choices";
import { words } from "./zh-records";

/** A record's content where it can no longer be changed: plain text, easy to read and to copy. */
export function SchemaView({ fields, values, before = null }: { fields: readonly FieldModel[]; values: Values; before?: Values | null }) {
  const choices = useCaseChoices();
  const changed = new Set(before === null ? [] : changedFields(fields, before, values).map((field) => field.name));
  const shown = fields.filter((field) => field.required || !isBlank(values[field.name]) || changed.has(field.name));
  return (
    <dl className="schema-view">
      {shown.map((field) => (
        <div key={field.name} className={changed.has(field.name) ? "changed" : ""}>
          <dt>
            {field.title}
            {field.article === null ? null : <span className="article"> {formatArticle(field.article)}</span>}
          </dt>
          <dd>
            <Content field={field} value={values[field.name]} />
            {changed.has(field.name) ? (
              <div className="schema-before">
                <Chip tone="amber">{words.changed}</Chip> {words.before(showValue(field, before?.[field.name], choices))}
              </div>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Content({ field, value }: { field: FieldModel; value: unknown }) {
  const choices = useCaseChoices();
  if (field.required && isBlank(value)) return <span className="red-text">{words.missingValue(field.title)}</span>;
  if (field.widget !== "items" || !Array.isArray(value)) return <>{showValue(field, value, choices)}</>;
  return (
    <div className="items-scroll">
      <table>
        <thead>
          <tr>
            {field.columns.map((column) => (
              <th key={column.name}>{column.title}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(value as Values[]).map((row, index) => (
            <tr key={index}>
              {field.columns.map((column) => (
                <td key={column.name}>{showValue(column, row[column.name], choices)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
