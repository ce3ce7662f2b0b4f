import { InfoCircleOutlined, WarningFilled } from "@ant-design/icons";
import { Button, DatePicker, Input } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useNavigate } from "react-router";
import { asProblem } from "@/api/client";
import type { DraftList, ListPreview, PreviewList } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { DAY_FORMAT, pickedToDay } from "@/format/picker";
import { listWords } from "@/i18n/zh-lists";
import { Waiting } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { ModeChip } from "./ListChips";

const w = listWords.import;
/** Rows shown before a draft is made; all of them are on its page. */
const MOST_ROWS = 50;

/** What would come of the table: problems by line, then the rows. */
export function PreviewStep({ preview, error }: { preview: ListPreview | null; error: unknown }) {
  return (
    <section className="panel" aria-label={w.step[4]}>
      <h2>5 {w.step[4]}</h2>
      {error ? <ProblemView problem={asProblem(error)} /> : preview === null ? <Waiting rows={4} /> : <Found preview={preview} />}
    </section>
  );
}

function Found({ preview }: { preview: ListPreview }) {
  const blocking = preview.problems.filter((one) => one.blocks);
  const notices = preview.problems.filter((one) => !one.blocks);
  return (
    <>
      {blocking.length === 0 ? null : (
        <>
          <h3 className="red-text">
            <WarningFilled aria-hidden /> {w.problems(blocking.length)}
          </h3>
          <Places problems={blocking} />
        </>
      )}
      {notices.length === 0 ? null : (
        <details open={notices.length <= 5}>
          <summary>
            <InfoCircleOutlined aria-hidden /> {w.notices(notices.length)}
          </summary>
          <Places problems={notices} />
        </details>
      )}
      <h3>{w.preview(preview.rows.length)}</h3>
      {preview.unknown_modes.length > 0 ? <p className="amber-text">{w.waiting}</p> : null}
      <ol className="plain-list import-rows">
        {preview.rows.slice(0, MOST_ROWS).map(({ line, row }) => (
          <li key={line}>
            <span className="faint num">{line}</span>
            <span>
              <b>{row.item}</b> <ModeChip mode={row.mode} /> <span className="faint">{[row.act, row.stage_text, row.scene, row.content].filter(Boolean).join(" · ")}</span>
              {row.remarks.length === 0 ? null : <span className="faint import-remarks">{row.remarks.map((one) => `${one.title}：${one.value}`).join("；")}</span>}
            </span>
          </li>
        ))}
      </ol>
      {preview.rows.length > MOST_ROWS ? <p className="faint">{w.more(preview.rows.length - MOST_ROWS)}</p> : null}
    </>
  );
}

function Places({ problems }: { problems: ListPreview["problems"] }) {
  return (
    <ul className="import-problems">
      {problems.map((one) => (
        <li key={`${one.line}:${one.column ?? ""}:${one.what}`}>
          <b>{w.place(one.line)}</b>：{one.what}
        </li>
      ))}
    </ul>
  );
}

/** Name, source and hoped-for day; then the draft is made. */
export function DraftStep({ preview, question, fileName }: { preview: ListPreview | null; question: PreviewList | null; fileName: string }) {
  const navigate = useNavigate();
  const [title, setTitle] = useState(() => listWords.newTitle(new Date().getFullYear()));
  const [source, setSource] = useState(() => w.sourceOf(fileName).slice(0, 200));
  const [day, setDay] = useState<Dayjs | null>(null);
  const [tried, setTried] = useState(false);
  const { run, busy, problem } = useAction({ errors: "inline", success: w.made, onDone: (done) => void navigate(`/recording-list/${done.id ?? ""}`) });
  const whole = preview?.whole ?? false;
  const blank = title.trim() === "" || source.trim() === "";
  const make = () => {
    setTried(true);
    if (!whole || blank || question === null) return;
    const { table, mapping, mode_words } = question;
    void run("POST", "/recording-lists", { title: title.trim(), source: source.trim(), hoped_from_on: day === null ? null : pickedToDay(day), table, mapping: mapping ?? [], mode_words: mode_words ?? [] } satisfies DraftList);
  };
  return (
    <section className="panel" aria-label={w.step[5]}>
      <h2>6 {w.step[5]}</h2>
      <div className="list-form">
        <div>
          <label className="field-label" htmlFor="import-title">
            {w.name}
            <span className="must"> *</span>
          </label>
          <Input id="import-title" maxLength={100} value={title} status={tried && title.trim() === "" ? "error" : ""} onChange={(event) => setTitle(event.target.value)} />
        </div>
        <div>
          <label className="field-label" htmlFor="import-day">
            {w.hopedOn}
          </label>
          <DatePicker id="import-day" value={day} format={DAY_FORMAT} onChange={(next) => setDay(next)} />
        </div>
        <div className="list-form-wide">
          <label className="field-label" htmlFor="import-source">
            {w.sourceLabel}
            <span className="must"> *</span>
          </label>
          <Input id="import-source" maxLength={200} value={source} status={tried && source.trim() === "" ? "error" : ""} onChange={(event) => setSource(event.target.value)} />
        </div>
      </div>
      {tried && (blank || !whole) ? (
        <div className="red-text" role="alert">
          {whole ? w.required : w.blocked}
        </div>
      ) : null}
      <ProblemView problem={problem} />
      <div className="form-foot lists-foot">
        <Button type="primary" loading={busy} onClick={make}>
          {w.make}
        </Button>
      </div>
    </section>
  );
}
