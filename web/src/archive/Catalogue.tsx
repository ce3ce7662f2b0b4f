import { ArrowDownOutlined, ArrowUpOutlined, HolderOutlined, PlaySquareOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { CaseFileView, FileEntry } from "@/api/schema";
import { formatDay } from "@/format/time";
import { zh } from "@/i18n/zh";
import { archiveWords as w } from "@/i18n/zh-archive";
import { Nothing } from "@/widgets/Loaded";
import { arranged, moved, VOLUMES } from "./catalogue-order";

interface Props {
  caseId: string;
  file: CaseFileView;
  order: string[] | null;
  onOrder: (order: string[] | null) => void;
}

/** Table of contents with page numbers; while not packed the order inside a volume can be changed. */
export function Catalogue({ caseId, file, order, onOrder }: Props) {
  const entries = arranged(file.entries, order);
  const movable = (file.state === "open" || file.state === "composed" || file.state === "packed") && file.actions.some((a) => a.action === "compose" && a.allowed);
  const [drag, setDrag] = useState<string | null>(null);
  const pages = entries.reduce((sum, e) => sum + (e.pages ?? 0), 0);
  const put = (key: string, target: string | undefined) => {
    const next = target ? moved(entries, key, target) : null;
    if (next) onOrder(next);
  };
  return (
    <>
      <div className="row between tab-head">
        <h2>{w.catalogue}</h2>
        <span className="faint">{w.total(entries.length, pages)}</span>
      </div>
      {order ? (
        <Alert
          type="warning"
          showIcon
          className="dialog-note"
          title={w.reordered}
          action={
            <Button size="small" onClick={() => onOrder(null)}>
              {w.autoOrder}
            </Button>
          }
        />
      ) : null}
      {entries.length === 0 ? <Nothing text={w.noEntries} /> : null}
      {VOLUMES.map((volume) => {
        const rows = entries.filter((e) => e.volume === volume);
        if (rows.length === 0) return null;
        return (
          <table key={volume} className="catalogue">
            <caption>{zh.volume[volume]}</caption>
            <thead>
              <tr>
                <th scope="col" className="c-order">
                  {w.order}
                </th>
                <th scope="col">{w.title}</th>
                <th scope="col" className="wide-only c-no">
                  {w.docNo}
                </th>
                <th scope="col" className="wide-only c-who">
                  {w.responsible}
                </th>
                <th scope="col" className="wide-only c-on">
                  {w.madeOn}
                </th>
                <th scope="col" className="c-page">
                  {w.pages}
                </th>
                {movable ? <th className="c-move" aria-label={`${w.up}${w.down}`} /> : null}
              </tr>
            </thead>
            <tbody>
              {rows.map((e, i) => (
                <tr
                  key={e.key}
                  draggable={movable}
                  className={drag === e.key ? "dragging" : ""}
                  onDragStart={() => setDrag(e.key)}
                  onDragEnd={() => setDrag(null)}
                  onDragOver={(event) => drag && event.preventDefault()}
                  onDrop={() => drag && put(drag, e.key)}
                >
                  <td className="num">
                    {movable ? <HolderOutlined className="holder" aria-hidden /> : null}
                    {i + 1}
                  </td>
                  <td>
                    <EntryTitle caseId={caseId} entry={e} />
                  </td>
                  <td className="wide-only">{e.doc_no}</td>
                  <td className="wide-only">{e.responsible}</td>
                  <td className="wide-only nowrap">{e.made_on ? formatDay(e.made_on) : ""}</td>
                  <td className="num nowrap">{order && e.page_from !== null ? <span className="faint">{w.repage}</span> : pageText(e)}</td>
                  {movable ? (
                    <td className="nowrap">
                      <Button type="text" size="small" icon={<ArrowUpOutlined />} aria-label={`${w.up} ${e.title}`} disabled={i === 0} onClick={() => put(e.key, rows[i - 1]?.key)} />
                      <Button type="text" size="small" icon={<ArrowDownOutlined />} aria-label={`${w.down} ${e.title}`} disabled={i === rows.length - 1} onClick={() => put(e.key, rows[i + 1]?.key)} />
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
    </>
  );
}

function pageText(e: FileEntry): string {
  if (e.page_from == null) return zh.state.none;
  return e.page_to == null || e.page_to === e.page_from ? String(e.page_from) : `${e.page_from}–${e.page_to}`;
}

function EntryTitle({ caseId, entry }: { caseId: string; entry: FileEntry }) {
  if (entry.record_id) return <Link to={`/cases/${caseId}/records/${entry.record_id}`}>{entry.title}</Link>;
  if (entry.recording_id)
    return (
      <Link to={`/av/${entry.recording_id}`}>
        <PlaySquareOutlined aria-hidden /> {entry.title}
      </Link>
    );
  return <>{entry.title}</>;
}
