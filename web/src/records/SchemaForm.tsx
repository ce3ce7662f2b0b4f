import { InfoCircleOutlined } from "@ant-design/icons";
import { memo, type ReactNode } from "react";
import { formatArticle } from "@/format/text";
import { Chip } from "@/widgets/Chip";
import { changedFields, type FieldModel, type Values } from "./schema-model";
import { showValue } from "./show-value";
import { useCaseChoices } from "./widgets/case-choices";
import { FieldInput } from "./widgets/FieldInput";
import { words } from "./zh-records";

interface Props {
  fields: readonly FieldModel[];
  values: Values;
  onChange: (name: string, value: unknown) => void;
  /** Wrong values, by field name; the browser's and the server's. */
  errors: ReadonlyMap<string, string>;
  disabled?: boolean;
  /** Values of the record being corrected: differences are shown beside them. */
  before?: Values | null;
  /** Names the system filled in and nobody has touched yet. */
  untouched?: ReadonlySet<string>;
  /** Something to show right after a field, such as the wording it belongs to. */
  after?: (field: FieldModel) => ReactNode;
}

/** Id of a field's input; links of the missing list lead there. */
export const inputId = (name: string): string => `field-${name}`;

/** Widgets that fit two on a line. */
const SHORT: ReadonlySet<FieldModel["widget"]> = new Set(["text", "number", "money", "date", "datetime"]);
/** A text that may be longer than this gets the whole line. */
const SHORT_TEXT = 100;

const isShort = (field: FieldModel): boolean => SHORT.has(field.widget) && (field.widget !== "text" || (field.maxLength ?? 0) <= SHORT_TEXT);

/** A form made from the record kind's schema: the same one the server validates with. */
export function SchemaForm({ fields, values, onChange, errors, disabled = false, before = null, untouched, after }: Props) {
  const changed = new Set(before === null ? [] : changedFields(fields, before, values).map((field) => field.name));
  return (
    <div className="schema-form" role="group">
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={values[field.name]}
          error={errors.get(field.name) ?? null}
          disabled={disabled}
          prefilled={untouched?.has(field.name) ?? false}
          before={changed.has(field.name) ? (before?.[field.name] ?? null) : undefined}
          onChange={onChange}
          after={after}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  field: FieldModel;
  value: unknown;
  error: string | null;
  disabled: boolean;
  prefilled: boolean;
  /** Value before the correction; undefined when it did not change. */
  before: unknown;
  onChange: (name: string, value: unknown) => void;
  after: ((field: FieldModel) => ReactNode) | undefined;
}

const Field = memo(function Field({ field, value, error, disabled, prefilled, before, onChange, after }: FieldProps) {
  const choices = useCaseChoices();
  const id = inputId(field.name);
  const helpId = `${id}-help`;
  const labelId = `${id}-label`;
  const grouped = field.widget === "checkbox" || field.widget === "choice" || field.widget === "choices" || field.widget === "items";
  const label = (
    <>
      {field.title}
      {field.required ? (
        <span className="must" title={words.mustHave}>
          {" *"}
        </span>
      ) : null}
      {field.article === null ? null : <span className="article"> {formatArticle(field.article)}</span>}
    </>
  );
  return (
    <div className={`schema-field${isShort(field) ? " short" : ""}${before === undefined ? "" : " changed"}`} data-field={field.name}>
      <div className="schema-label">
        {grouped ? <span id={labelId}>{label}</span> : <label htmlFor={id}>{label}</label>}
        {prefilled ? (
          <span className="faint schema-prefilled" title={words.prefilledHint}>
            <InfoCircleOutlined aria-hidden /> {words.prefilled}
          </span>
        ) : null}
        {before === undefined ? null : <Chip tone="amber">{words.changed}</Chip>}
      </div>
      <FieldInput
        field={field}
        id={id}
        value={value}
        disabled={disabled}
        wrong={error !== null}
        describedBy={field.help !== null || error !== null ? helpId : undefined}
        labelledBy={grouped ? labelId : undefined}
        onChange={(next) => onChange(field.name, next)}
      />
      <div id={helpId}>
        {error === null ? null : (
          <div className="red-text" role="alert">
            {error}
          </div>
        )}
        {field.help === null ? null : <div className="schema-help">{field.help}</div>}
        {before === undefined ? null : <div className="schema-before">{words.before(showValue(field, before, choices))}</div>}
      </div>
      {after?.(field)}
    </div>
  );
});
