import { MessageOutlined, PlusOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Checkbox, Input, type InputRef, Select } from "antd";
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { ListComment, ListMode, ListPage, ListRow } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { listWords as w } from "@/i18n/zh-lists";
import { Chip } from "@/widgets/Chip";
import { Nothing } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { useFilters } from "@/widgets/use-filters";
import { useNarrow } from "@/widgets/use-narrow";
import type { CommentTarget } from "./CommentDialog";
import { CommentThread } from "./CommentThread";
import { ModeChip, RowStateChip } from "./ListChips";
import { addRow, editCount, editedRows, type EditedRow, type Edits, emptyRow, findRows, NO_EDITS, putRow, toggleRemoved, toSave } from "./row-edits";
import { RowDialog } from "./RowDialog";
import { mayAnswer } from "./WholeComments";

const KEYS = ["q", "mode", "commented"] as const;
const MODES: readonly ListMode[] = ["continuous", "situational", "optional"];

interface Props {
  page: ListPage;
  editing: boolean;
  onEdited: () => void;
  /** The superior agency writes in the margin; null for everybody else. */
  onComment: ((target: CommentTarget) => void) | null;
}

/** The rows with their margin: found by words and mode, gone through by keys, edited in place. */
export function RowsTab({ page, editing, onEdited, onComment }: Props) {
  const { filters, set } = useFilters(KEYS);
  const [edits, setEdits] = useState<Edits>(NO_EDITS);
  const [dialog, setDialog] = useState<{ key: string | null; row: ListRow } | null>(null);
  const search = useRef<InputRef>(null);
  const mode = MODES.find((one) => one === filters.mode) ?? null;
  const q = useDeferredValue(filters.q ?? "");
  const all = useMemo(() => editedRows(page.items, edits), [page.items, edits]);
  const shown = findRows(all, { q, mode, commented: filters.commented === "1" }, page.comments);
  useWarning(editCount(edits) > 0);
  const act = (one: EditedRow) => {
    if (editing) setDialog(one);
    else onComment?.({ row: one.row, weaker: weaker(page, one.row) });
  };
  return (
    <>
      <div className="filters">
        <Input
          ref={search}
          className="list-search"
          allowClear
          value={filters.q ?? ""}
          placeholder={w.rows.search}
          aria-label={w.rows.search}
          onChange={(event) => set({ q: event.target.value })}
        />
        <Select
          aria-label={w.field.mode}
          allowClear
          value={mode}
          placeholder={w.rows.anyMode}
          options={MODES.map((value) => ({ value, label: w.modeLong[value] }))}
          onChange={(next) => set({ mode: next ?? null })}
          popupMatchSelectWidth={false}
        />
        {page.comments.length > 0 ? (
          <Checkbox checked={filters.commented === "1"} onChange={(event) => set({ commented: event.target.checked ? "1" : null })}>
            {w.rows.commented}
          </Checkbox>
        ) : null}
        {editing ? (
          <Button icon={<PlusOutlined />} onClick={() => setDialog({ key: null, row: emptyRow() })}>
            {w.edit.add}
          </Button>
        ) : null}
        <span className="grow" />
        <span className="faint">{w.rows.shown(shown.length, all.length)}</span>
      </div>
      {editing ? <SaveBar page={page} edits={edits} onDone={() => { setEdits(NO_EDITS); onEdited(); }} /> : null}
      {shown.length === 0 ? <Nothing text={w.rows.none} /> : (
        <Rows
          rows={shown}
          page={page}
          editing={editing}
          onAct={editing || onComment ? act : null}
          onSearch={() => search.current?.focus()}
          onRemove={(key) => setEdits(toggleRemoved(edits, key))}
        />
      )}
      {dialog === null ? null : (
        <RowDialog
          row={dialog.row}
          isNew={dialog.key === null}
          onClose={() => setDialog(null)}
          onOk={(row) => {
            setEdits(dialog.key === null ? addRow(edits, `new-${Date.now()}`, row) : putRow(edits, page.items, dialog.key, row));
            setDialog(null);
          }}
        />
      )}
    </>
  );
}

/** Whether the superior agency demands more of a row than this version does. */
const weaker = (page: ListPage, row: ListRow) => page.alarms.some((alarm) => !alarm.agreed && alarm.own?.row_id === row.row_id);

/** The browser asks before it leaves a page with changes that are not saved. */
function useWarning(on: boolean) {
  useEffect(() => {
    if (!on) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [on]);
}

function SaveBar({ page, edits, onDone }: { page: ListPage; edits: Edits; onDone: () => void }) {
  const { run, busy, problem } = useAction({ errors: "inline", success: w.edit.saved, onDone });
  const count = editCount(edits);
  return (
    <div className="list-save">
      <div className="row">
        <Button type="primary" disabled={count === 0} loading={busy} onClick={() => void run("PUT", `/recording-lists/${page.summary.list_id}/rows`, { rows: toSave(page.items, edits), rows_changed: page.rows_changed })}>
          {w.edit.save(count)}
        </Button>
        <Button onClick={onDone}>{w.edit.drop}</Button>
        {count > 0 ? <span className="faint">{w.edit.pending(count)}</span> : null}
      </div>
      <ProblemView problem={problem} />
    </div>
  );
}

interface RowsProps {
  rows: readonly EditedRow[];
  page: ListPage;
  editing: boolean;
  onAct: ((one: EditedRow) => void) | null;
  onSearch: () => void;
  onRemove: (key: string) => void;
}

function Rows(props: RowsProps) {
  const { rows, page, editing, onAct } = props;
  const narrow = useNarrow();
  const box = useRef<HTMLDivElement>(null);
  const commentsOf = (row: ListRow) => page.comments.filter((one) => one.row_id === row.row_id);
  const keys = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest("input,textarea,button,a")) return;
    const places = [...(box.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = places.findIndex((place) => place === document.activeElement);
    const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: places.length - 1 }[event.key];
    const row = rows[at];
    if (event.key === "/") props.onSearch();
    else if (event.key === "Enter" && row) onAct?.(row);
    else if (to !== undefined) places[Math.min(Math.max(to, 0), places.length - 1)]?.focus();
    else return;
    event.preventDefault();
  };
  const entry = (one: EditedRow) => {
    const comments = commentsOf(one.row);
    const isWeaker = weaker(page, one.row);
    const marks = (
      <span className="list-marks">
        <RowStateChip state={one.state} />
        {isWeaker ? (
          <Chip tone="amber" icon={<WarningFilled />}>
            {w.rows.alarm}
          </Chip>
        ) : null}
      </span>
    );
    const buttons = onAct === null ? null : (
      <span className="list-row-keys">
        {one.state === "removed" ? null : (
          <Button size="small" icon={editing ? null : <MessageOutlined />} onClick={() => onAct(one)}>
            {editing ? w.edit.row : w.comments.add}
          </Button>
        )}
        {editing ? (
          <Button size="small" onClick={() => props.onRemove(one.key)}>
            {one.state === "removed" ? w.edit.undo : w.edit.remove}
          </Button>
        ) : null}
      </span>
    );
    return { one, comments, marks, buttons };
  };
  const margin = (comments: readonly ListComment[]) =>
    comments.map((comment) => <CommentThread key={comment.no} listId={page.summary.list_id} comment={comment} mayAnswer={mayAnswer(page)} />);
  const entries = rows.map(entry);
  const first = (at: number) => (at === 0 ? 0 : -1);
  return (
    <div ref={box} onKeyDown={keys} className="list-rows">
      <p className="faint list-keys">{onAct === null ? w.rows.keys : w.rows.keysAct}</p>
      {narrow ? (
        <ul className="cards">
          {entries.map(({ one, comments, marks, buttons }, at) => (
            <li key={one.key} data-row={one.key} tabIndex={first(at)} className={`row-${one.state}`}>
              <Cells row={one.row} marks={marks} />
              {buttons}
              {margin(comments)}
            </li>
          ))}
        </ul>
      ) : (
        <table className="list-table">
          <thead>
            <tr>
              <th>{w.field.item}</th>
              <th>{w.field.mode}</th>
              <th>{w.field.content}</th>
              <th>{w.startEnd}</th>
              <th>{w.field.devices}</th>
              <th>{w.field.retention}</th>
              {onAct === null ? null : <th aria-label={w.edit.row} />}
            </tr>
          </thead>
          {entries.map(({ one, comments, marks, buttons }, at) => (
            <tbody key={one.key} data-row={one.key} tabIndex={first(at)} className={`row-${one.state}`}>
              <tr>
                <td>
                  <b>{one.row.item}</b> {marks}
                  <div className="faint">{where(one.row)}</div>
                  <Remarks row={one.row} />
                </td>
                <td>
                  <ModeChip mode={one.row.mode} />
                </td>
                <td>{one.row.content}</td>
                <td>{startEnd(one.row)}</td>
                <td>{one.row.devices}</td>
                <td>{one.row.retention}</td>
                {onAct === null ? null : <td>{buttons}</td>}
              </tr>
              {comments.length === 0 ? null : (
                <tr className="list-margin">
                  <td colSpan={onAct === null ? 6 : 7}>{margin(comments)}</td>
                </tr>
              )}
            </tbody>
          ))}
        </table>
      )}
    </div>
  );
}

const where = (row: ListRow) => [row.act, row.stage_text, row.scene].filter(Boolean).join(" · ");
const startEnd = (row: ListRow) => [row.start_point, row.end_point].filter(Boolean).join(" → ");

function Remarks({ row }: { row: ListRow }) {
  if (row.remarks.length === 0) return null;
  return (
    <dl className="list-remarks">
      {row.remarks.map((remark, at) => (
        <div key={`${at}${remark.title}`}>
          <dt>{remark.title}</dt>
          <dd>{remark.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Cells({ row, marks }: { row: ListRow; marks: React.ReactNode }) {
  const lines = [
    [w.field.content, row.content],
    [w.startEnd, startEnd(row)],
    [w.field.devices, row.devices],
    [w.field.retention, row.retention],
  ] as const;
  return (
    <>
      <div className="card-line">
        <b>{row.item}</b> <ModeChip mode={row.mode} /> {marks}
      </div>
      <div className="card-line faint">{where(row)}</div>
      {lines.filter(([, value]) => value !== "").map(([name, value]) => (
        <div key={name} className="card-line">
          <span className="faint">{name}</span> {value}
        </div>
      ))}
      <Remarks row={row} />
    </>
  );
}
