import { Alert, Button, DatePicker } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useListReplay } from "@/api/queries";
import type { ListReplay } from "@/api/schema";
import { DAY_FORMAT, instantToPicked, pickedToDay } from "@/format/picker";
import { formatDay } from "@/format/time";
import { listWords as w } from "@/i18n/zh-lists";
import { Loaded } from "@/widgets/Loaded";
import { ModeChip } from "./ListChips";

const text = w.replay;
const MOST = 500;

/** Tries the version on work that was done: what it would have demanded, and what was recorded. */
export function ReplayTab({ listId }: { listId: string }) {
  const [from, setFrom] = useState(() => instantToPicked().subtract(1, "year"));
  const [to, setTo] = useState(() => instantToPicked());
  const [span, setSpan] = useState<{ from: string; to: string } | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const replay = useListReplay(listId, span, cursor);
  return (
    <>
      <p className="faint">{text.note}</p>
      <div className="filters">
        <label htmlFor="replay-from">{text.from}</label>
        <DatePicker id="replay-from" value={from} format={DAY_FORMAT} allowClear={false} onChange={(day) => day && setFrom(day)} />
        <label htmlFor="replay-to">{text.to}</label>
        <DatePicker id="replay-to" value={to} format={DAY_FORMAT} allowClear={false} onChange={(day) => day && setTo(day)} />
        <Button
          type="primary"
          loading={replay.isFetching}
          onClick={() => {
            setCursor(null);
            setSpan({ from: pickedToDay(from), to: pickedToDay(to) });
          }}
        >
          {text.run}
        </Button>
      </div>
      {span === null ? null : (
        <Loaded from={replay}>
          {(data) => (
            <>
              <Figures replay={data} />
              {data.next_cursor === null ? null : (
                <Button onClick={() => setCursor(data.next_cursor)} loading={replay.isFetching}>
                  {text.older}
                </Button>
              )}
            </>
          )}
        </Loaded>
      )}
    </>
  );
}

function Figures({ replay }: { replay: ListReplay }) {
  const figures = [
    [text.activities, replay.activities],
    [text.newly, replay.newly_continuous],
    [text.noLonger, replay.no_longer_continuous],
    [text.withoutRow, replay.without_row],
  ] as const;
  const used = replay.rows.filter((one) => one.activities > 0);
  const c = text.column;
  return (
    <>
      {replay.partial ? <Alert type="info" title={text.partial} /> : null}
      {replay.next_cursor === null ? null : <Alert type="info" title={text.pageOnly(MOST)} />}
      <dl className="replay-figures">
        {figures.map(([name, number]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{number}</dd>
          </div>
        ))}
      </dl>
      {used.length === 0 ? null : (
        <>
          <h3>{text.perRow}</h3>
          <div className="list-scroll" role="region" aria-label={text.perRow} tabIndex={0}>
            <table className="list-table">
              <thead>
                <tr>
                  <th>{c.row}</th>
                  <th>{c.mode}</th>
                  <th className="num">{c.activities}</th>
                  <th className="num">{c.newly}</th>
                  <th className="num">{c.without}</th>
                  <th className="num">{c.gaps}</th>
                  <th className="num">{c.noLonger}</th>
                </tr>
              </thead>
              <tbody>
                {used.map((one) => (
                  <tr key={one.row.row_id}>
                    <td>{one.row.item}</td>
                    <td>
                      <ModeChip mode={one.row.mode} />
                    </td>
                    <td className="num">{one.activities}</td>
                    <td className="num">{one.newly_continuous}</td>
                    <td className="num">{one.without_recording}</td>
                    <td className="num">{one.with_gaps}</td>
                    <td className="num">{one.no_longer_continuous}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      <h3>{text.work}</h3>
      {replay.work.length === 0 ? <p className="faint">{text.noWork}</p> : <Work work={replay.work} />}
    </>
  );
}

function Work({ work }: { work: ListReplay["work"] }) {
  const c = text.column;
  return (
    <div className="list-scroll" role="region" aria-label={text.work} tabIndex={0}>
      <table className="list-table">
        <thead>
          <tr>
            <th>{c.what}</th>
            <th>{c.on}</th>
            <th>{c.under}</th>
            <th>{c.demand}</th>
            <th>{c.covered}</th>
          </tr>
        </thead>
        <tbody>
          {work.map((one) => (
            <tr key={one.activity_id}>
              <td>
                <Link to={`/acts/${one.activity_id}`}>{one.title}</Link>
              </td>
              <td className="nowrap">{formatDay(one.planned_on)}</td>
              <td>{one.under}</td>
              <td className="nowrap">{text.demand[one.demand]}</td>
              <td className="nowrap">{one.demand === "newly_continuous" ? covered(one) : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function covered({ covered_ppm, gaps }: ListReplay["work"][number]): string {
  if (covered_ppm === null) return text.notOver;
  const share = `${Math.floor(covered_ppm / 10_000)}%`;
  return gaps === 0 ? share : `${share}，${text.gaps(gaps)}`;
}
