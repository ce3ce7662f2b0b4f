import { FileExcelOutlined } from "@ant-design/icons";
import { Alert, Button, Select } from "antd";
import { useDeferredValue, useRef, useState } from "react";
import { asProblem, askAboutFile } from "@/api/client";
import { useListPreview } from "@/api/queries";
import type { Problem, TableFile } from "@/api/schema";
import { listWords } from "@/i18n/zh-lists";
import { PageHead } from "@/widgets/PageHead";
import { ProblemView } from "@/widgets/ProblemView";
import { ColumnsStep } from "./ColumnsStep";
import { ModesStep } from "./ModesStep";
import { DraftStep, PreviewStep } from "./PreviewStep";
import { asked, chooseHeader, chooseSheet, type Choices, firstChoices, mapColumn } from "./table-import";
import "./lists.css";

const w = listWords.import;
/** Lines among which the titles are looked for by hand. */
const FIRST_LINES = 20;

/** A table of any shape becomes a draft: file, sheet, columns, words, preview; every step stays visible. */
export default function ImportPage() {
  const [file, setFile] = useState<{ name: string; table: TableFile } | null>(null);
  const [choices, setChoices] = useState<Choices | null>(null);
  return (
    <div className="narrow-page stack">
      <PageHead title={w.title} note={w.note} />
      <FileStep
        name={file?.name ?? null}
        onRead={(name, table) => {
          setFile({ name, table });
          setChoices(firstChoices(table.sheets));
        }}
      />
      {file === null || choices === null ? null : <Steps key={file.name} file={file} choices={choices} onChoose={setChoices} />}
    </div>
  );
}

function FileStep({ name, onRead }: { name: string | null; onRead: (name: string, table: TableFile) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const read = async (file: File) => {
    setBusy(true);
    setProblem(null);
    try {
      onRead(file.name, await askAboutFile<TableFile>("/recording-lists/read", file));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="panel">
      <h2>1 {w.step[0]}</h2>
      <div className="row">
        <Button icon={<FileExcelOutlined />} loading={busy} type={name === null ? "primary" : "default"} onClick={() => input.current?.click()}>
          {busy ? w.reading : name === null ? w.choose : w.again}
        </Button>
        <input
          ref={input}
          type="file"
          className="visually-hidden"
          tabIndex={-1}
          aria-label={w.choose}
          accept=".csv,.xlsx,.txt"
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            // The same file may be chosen again after it was corrected.
            event.target.value = "";
            if (chosen) void read(chosen);
          }}
        />
        {name === null ? null : <b>{name}</b>}
        <span className="faint">{w.kinds}</span>
      </div>
      <ProblemView problem={problem} />
    </section>
  );
}

interface StepsProps {
  file: { name: string; table: TableFile };
  choices: Choices;
  onChoose: (choices: Choices) => void;
}

function Steps({ file, choices, onChoose }: StepsProps) {
  const { sheets, hidden } = file.table;
  const question = useDeferredValue(asked(sheets, choices));
  const preview = useListPreview(question);
  const sheet = sheets[choices.sheet];
  const data = preview.data ?? null;
  const mapping = choices.mapping.length > 0 ? choices.mapping : (data?.mapping ?? []);
  // Without any meaning given it says which words there are: they stay on the page once explained.
  const bare = useListPreview(question === null ? null : { ...question, mode_words: [] });
  const words = bare.data?.unknown_modes ?? [];
  if (!sheet) return null;
  return (
    <>
      <section className="panel">
        <h2>2 {w.step[1]}</h2>
        {hidden.length > 0 ? <Alert type="info" title={w.hidden(hidden.join("、"))} /> : null}
        <div className="list-pick">
          <label htmlFor="import-sheet">{w.sheet}</label>
          <Select
            id="import-sheet"
            value={choices.sheet}
            disabled={sheets.length === 1}
            options={sheets.map((one, value) => ({ value, label: one.name || w.csv }))}
            onChange={(next) => onChoose(chooseSheet(sheets, next))}
          />
          <label htmlFor="import-header">{w.headerLine}</label>
          <Select
            id="import-header"
            value={choices.headerLine}
            placeholder={w.noHeader}
            options={sheet.lines.slice(0, FIRST_LINES).map((line, at) => ({ value: at + 1, label: w.line(at + 1, line.filter(Boolean).join(" | ").slice(0, 60)) }))}
            onChange={(next) => onChoose(chooseHeader(choices, next))}
          />
        </div>
        {choices.headerLine === null ? <p className="red-text">{w.noHeader}</p> : null}
      </section>
      {choices.headerLine === null || mapping.length === 0 ? null : (
        <>
          <ColumnsStep sheet={sheet} headerLine={choices.headerLine} mapping={mapping} onMap={(column, field) => onChoose({ ...choices, mapping: mapColumn(mapping, column, field) })} />
          <ModesStep words={words} modes={choices.modes} unread={data === null || data.problems.some((one) => one.line === 0 && one.blocks)} onExplain={(word, mode) => onChoose({ ...choices, modes: { ...choices.modes, [word]: mode } })} />
          <PreviewStep preview={data} error={preview.error} />
          <DraftStep preview={data} question={question} fileName={file.name} />
        </>
      )}
    </>
  );
}
