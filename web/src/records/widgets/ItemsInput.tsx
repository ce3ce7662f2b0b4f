import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNarrow } from "@/widgets/use-narrow";
import { words } from "../zh-records";
import { FieldInput, type InputProps } from "./FieldInput";

type Row = Record<string, unknown>;

/** A list of things (goods, samples, key moments): a table on a desk, cards on a phone. */
export function ItemsInput({ field, id, value, onChange, disabled, labelledBy }: InputProps) {
  const narrow = useNarrow();
  const rows: Row[] = Array.isArray(value) ? (value as Row[]) : [];
  const set = (index: number, name: string, next: unknown) => onChange(rows.map((row, i) => (i === index ? { ...row, [name]: next } : row)));
  const remove = (index: number) => onChange(rows.filter((_, i) => i !== index));
  const full = field.maxItems !== null && rows.length >= field.maxItems;
  const cell = (row: Row, index: number, column: (typeof field.columns)[number]) => (
    <FieldInput
      field={column}
      id={`${id}-${index}-${column.name}`}
      label={`${words.item.row(index + 1)} ${column.title}`}
      value={row[column.name]}
      disabled={disabled}
      wrong={false}
      onChange={(next) => set(index, column.name, next)}
    />
  );
  const removeKey = (index: number) => (
    <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${words.item.remove} ${index + 1}`} disabled={disabled} onClick={() => remove(index)}>
      {narrow ? words.item.remove : null}
    </Button>
  );
  return (
    <div className="items-input" id={id} tabIndex={-1} role="group" aria-labelledby={labelledBy}>
      {rows.length === 0 ? (
        <div className="faint">{words.item.empty}</div>
      ) : narrow ? (
        <ul className="cards">
          {rows.map((row, index) => (
            <li key={index}>
              <div className="item-card-head">
                <b>{words.item.row(index + 1)}</b>
                {removeKey(index)}
              </div>
              {field.columns.map((column) => (
                <div key={column.name} className="item-card-cell">
                  <span className="faint">
                    {column.title}
                    {column.required ? <span className="must"> *</span> : null}
                  </span>
                  {cell(row, index, column)}
                </div>
              ))}
            </li>
          ))}
        </ul>
      ) : (
        <div className="items-scroll">
          <table>
            <thead>
              <tr>
                <th aria-label={words.item.row(0)} />
                {field.columns.map((column) => (
                  <th key={column.name} title={column.help ?? undefined}>
                    {column.title}
                    {column.required ? <span className="must"> *</span> : null}
                  </th>
                ))}
                <th aria-label={words.item.remove} />
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={index}>
                  <td className="faint num">{index + 1}</td>
                  {field.columns.map((column) => (
                    <td key={column.name} className={`item-${column.widget}`}>
                      {cell(row, index, column)}
                    </td>
                  ))}
                  <td>{removeKey(index)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Button size="small" icon={<PlusOutlined />} disabled={disabled || full} onClick={() => onChange([...rows, {}])}>
        {words.item.add}
      </Button>
    </div>
  );
}
