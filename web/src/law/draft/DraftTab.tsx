import { CheckCircleFilled, CheckOutlined, WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import type { LawDefect, LawDraftCheck } from "@/api/schema";
import { useAsk } from "@/api/use-ask";
import { draftWords as w } from "@/i18n/zh-law";
import { Nothing } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { DefectList } from "../DefectList";
import { goToLine } from "../go-to-line";
import { AddFiles } from "./AddFiles";
import { DiffView } from "./DiffView";
import { type DraftText, withFile } from "./draft-files";
import { FileTabs } from "./FileTabs";
import { SimulationPanel } from "./SimulationPanel";

interface Props {
  files: DraftText[];
  onFiles: (files: DraftText[]) => void;
}

/** A draft of the law in memory: gathered, checked, compared with the running law, tried on cases. */
export function DraftTab({ files, onFiles }: Props) {
  const [active, setActive] = useState<string | null>(files[0]?.path ?? null);
  const [checked, setChecked] = useState<{ of: readonly DraftText[]; answer: LawDraftCheck } | null>(null);
  const asking = useAsk<LawDraftCheck>();
  const [goal, setGoal] = useState<{ line: number } | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const shown = files.find((file) => file.path === active) ?? files[0];
  const check = async () => {
    const answer = await asking.ask("/law-drafts/check", { files });
    setChecked(answer && { of: files, answer });
  };
  const goTo = (defect: LawDefect) => {
    const path = defect.file.replace(/^law\//, "");
    if (!files.some((file) => file.path === path)) return;
    setActive(path);
    setGoal({ line: defect.line ?? 1 });
  };
  // The area shows the other file only once it was drawn.
  useEffect(() => {
    if (goal !== null) goToLine(area.current, goal.line);
  }, [goal]);
  const add = (added: readonly DraftText[]) => {
    onFiles(added.reduce<DraftText[]>((all, file) => withFile(all, file), files));
    const last = added.at(-1);
    if (last) setActive(last.path);
  };
  const isStale = checked !== null && checked.of !== files;
  const diff = isStale ? null : (checked?.answer.diff ?? null);
  return (
    <>
      <section className="panel law-draft" aria-label={w.files}>
        <p className="faint">{w.note}</p>
        <AddFiles files={files} onAdd={add} />
        {shown ? (
          <>
            <FileTabs
              files={files}
              active={shown.path}
              onActive={setActive}
              onRemove={(path) => {
                onFiles(files.filter((file) => file.path !== path));
                if (path === active) setActive(null);
              }}
            />
            <textarea
              ref={area}
              className="law-text law-editor"
              aria-label={`${w.text} ${shown.path}`}
              spellCheck={false}
              value={shown.text}
              onChange={(e) => onFiles(withFile(files, { path: shown.path, text: e.target.value }))}
              onKeyDown={(e) => {
                if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) void check();
              }}
            />
          </>
        ) : (
          <Nothing text={w.none} />
        )}
        <div className="row law-runbar">
          <Button type="primary" icon={<CheckOutlined />} disabled={files.length === 0} loading={asking.busy} title={w.checkHint} aria-keyshortcuts="Control+Enter" onClick={() => void check()}>
            {w.check}
          </Button>
          <span role="status">{checked === null ? null : isStale ? <span className="amber-text">{w.stale}</span> : <Verdict answer={checked.answer} />}</span>
        </div>
        <ProblemView problem={asking.problem} />
        {checked === null || isStale ? null : (
          <>
            <DefectList defects={checked.answer.defects} onGo={goTo} />
            {checked.answer.defect_count > checked.answer.defects.length ? <p className="faint">{w.shownDefects(checked.answer.defects.length)}</p> : null}
          </>
        )}
      </section>
      {diff === null ? null : (
        <>
          <DiffView diff={diff} />
          <SimulationPanel key={JSON.stringify(diff)} files={files} />
        </>
      )}
    </>
  );
}

function Verdict({ answer }: { answer: LawDraftCheck }) {
  return answer.diff == null ? (
    <span className="red-text">
      <WarningFilled aria-hidden /> {w.defects(answer.defect_count)}
    </span>
  ) : (
    <span className="green-text">
      <CheckCircleFilled aria-hidden /> {w.sound(answer.diff.rule_count)}
    </span>
  );
}
