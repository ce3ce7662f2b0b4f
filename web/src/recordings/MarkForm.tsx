import { Button, Input } from "antd";
import { useState } from "react";
import type { MarkKind } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { zh } from "@/i18n/zh";
import { ProblemView } from "@/widgets/ProblemView";
import { exactLength } from "./ruler-geometry";
import { words } from "./zh-recordings";

const KINDS = Object.keys(words.marks) as MarkKind[];

/** A mark at the moment M was pressed; one press on a kind is enough. */
export function MarkForm({ recordingId, atMs, onClose }: { recordingId: string; atMs: number; onClose: () => void }) {
  const [text, setText] = useState("");
  const action = useAction({ errors: "inline", success: words.markDone, onDone: onClose });
  const mark = (kind: MarkKind) =>
    void action.run("POST", `/recordings/${recordingId}/marks`, { at_ms: Math.round(atMs), kind, text: text.trim() === "" ? null : text.trim() });
  return (
    <div className="mark-form" role="dialog" aria-label={words.markAt(exactLength(atMs))}>
      <div className="row">
        <b className="num">{words.markAt(exactLength(atMs))}</b>
        <span className="grow" />
        <Button size="small" type="text" onClick={onClose}>
          {zh.act.cancel}
        </Button>
      </div>
      <Input
        autoFocus
        maxLength={200}
        placeholder={words.markText}
        aria-label={words.markText}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Escape") onClose();
          if (event.key === "Enter" && !event.nativeEvent.isComposing) mark("other");
        }}
      />
      <div className="mark-kinds">
        {KINDS.map((kind) => (
          <Button key={kind} disabled={action.busy} onClick={() => mark(kind)}>
            {words.marks[kind]}
          </Button>
        ))}
      </div>
      <ProblemView problem={action.problem} />
    </div>
  );
}
