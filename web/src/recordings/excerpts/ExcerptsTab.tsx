import { Button } from "antd";
import { useState } from "react";
import { AccessDialog } from "@/access/AccessDialog";
import type { RecordingPage } from "@/api/schema";
import { Nothing } from "@/widgets/Loaded";
import { findStep } from "../recording-steps";
import { ExcerptCard } from "./ExcerptCard";
import { words as text } from "./zh-excerpts";
import "./excerpts.css";

/** Clips and stills taken from the recording, the newest first. */
export function ExcerptsTab({ page, onJump }: { page: RecordingPage; onJump: (ms: number) => void }) {
  const [asking, setAsking] = useState(false);
  const { items } = page.excerpts;
  if (items.length === 0) return <Nothing text={text.none} />;
  const { summary } = page;
  const lacksCopy = items.some((one) => findStep(one.steps, "copy")?.allowed === false);
  return (
    <div className="stack">
      {lacksCopy && summary.case_id !== null ? (
        <div className="row wrap">
          <span className="faint">{text.copyNeeds}</span>
          <Button size="small" onClick={() => setAsking(true)}>
            {text.askCopy}
          </Button>
          <AccessDialog open={asking} caseId={summary.case_id} recordings={[summary]} verbs={["copy"]} onClose={() => setAsking(false)} />
        </div>
      ) : null}
      <ul className="excerpt-list" aria-label={text.tab}>
        {[...items].reverse().map((one) => (
          <li key={one.number}>
            <ExcerptCard page={page} one={one} onJump={onJump} />
          </li>
        ))}
      </ul>
    </div>
  );
}
