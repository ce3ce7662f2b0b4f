import { Select } from "antd";
import { useState } from "react";
import { useListDiff } from "@/api/queries";
import type { ListDiff, ListField, ListPage, ListRow, RecordingLists } from "@/api/schema";
import { listWords as w } from "@/i18n/zh-lists";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { AddedChip, ChangedChip, ModeChip, RemovedChip } from "./ListChips";
import { labelOf } from "./list-text";

const text = w.diff;

/** This version beside another: what is new, gone or different, each as word and sign. */
export function DiffTab({ page, lists }: { page: ListPage; lists: RecordingLists }) {
  const own = page.summary.list_id;
  const others = lists.own.some((one) => one.list_id === own) ? lists.own : lists.below.filter((one) => one.agency_id === page.summary.agency_id);
  const choices = [
    ...(page.superior === null ? [] : [{ value: "superior", label: `${text.superior}：${page.superior.label}` }]),
    ...others.filter((one) => one.list_id !== own).map((one) => ({ value: one.list_id, label: labelOf(one) })),
  ];
  const base = choices.find((one) => one.value === page.based_on?.list_id) ?? choices[0];
  const [chosen, setChosen] = useState<string | null>(null);
  const against = chosen ?? base?.value ?? null;
  const diff = useListDiff(own, against);
  if (against === null) return <Nothing text={text.nothing} />;
  return (
    <>
      <div className="filters">
        <label htmlFor="list-against">{text.against}</label>
        <Select id="list-against" className="list-against" value={against} options={choices} onChange={setChosen} popupMatchSelectWidth={false} />
      </div>
      <Loaded from={diff}>{(data) => <Differences diff={data} />}</Loaded>
    </>
  );
}

function Differences({ diff }: { diff: ListDiff }) {
  const none = diff.added.length + diff.removed.length + diff.changed.length === 0;
  return (
    <>
      <p className="faint">{text.direction(diff.before.label, diff.after.label)}</p>
      {none ? <Nothing text={text.none} /> : null}
      <ul className="plain-list list-diff" aria-label={w.tabs.diff}>
        {diff.changed.map(({ before, after, fields }) => (
          <li key={`c${after.row_id}`}>
            <ChangedChip />
            <div>
              <b>{after.item}</b> <span className="faint">{after.scene}</span>
              <dl className="diff-cells">
                {fields.map((field) => (
                  <div key={field}>
                    <dt>{w.field[field]}</dt>
                    <dd>
                      <del>{cell(before, field) || text.blank}</del> → <ins>{cell(after, field) || text.blank}</ins>
                    </dd>
                  </div>
                ))}
              </dl>
            </div>
          </li>
        ))}
        {diff.added.map((row) => (
          <li key={`a${row.row_id}`}>
            <AddedChip />
            <One row={row} />
          </li>
        ))}
        {diff.removed.map((row) => (
          <li key={`r${row.row_id}`}>
            <RemovedChip />
            <One row={row} />
          </li>
        ))}
      </ul>
      {none ? null : <p className="faint">{text.same(diff.same)}</p>}
    </>
  );
}

function One({ row }: { row: ListRow }) {
  return (
    <div>
      <b>{row.item}</b> <ModeChip mode={row.mode} /> <span className="faint">{[row.act, row.stage_text, row.scene].filter(Boolean).join(" · ")}</span>
    </div>
  );
}

/** What a row says under a heading of ours. */
function cell(row: ListRow, field: ListField): string {
  switch (field) {
    case "stage":
      return row.stage_text;
    case "mode":
      return w.modeLong[row.mode];
    case "remarks":
      return row.remarks.map((one) => `${one.title}：${one.value}`).join("；");
    default:
      return row[field];
  }
}
