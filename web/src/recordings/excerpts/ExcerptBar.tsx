import { CameraOutlined, CloseOutlined, ScissorOutlined, VerticalLeftOutlined, VerticalRightOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { RecordingPage } from "@/api/schema";
import { StepButton } from "@/widgets/StepButton";
import type { PlayerCommand } from "../player-keys";
import { findStep } from "../recording-steps";
import { exactLength } from "../ruler-geometry";
import type { Loop } from "../use-player";
import { ExcerptDialog } from "./ExcerptDialog";
import { clipOf, stillAt, type Place } from "./excerpts";
import { words as text } from "./zh-excerpts";
import "./excerpts.css";

interface Props {
  page: RecordingPage;
  durationMs: number;
  loop: Loop;
  /** Where the picture is now. */
  nowMs: () => number;
  onCommand: (command: PlayerCommand) => void;
}

/** In and out by button, for those without keys, and what can be taken there. */
export function ExcerptBar({ page, durationMs, loop, nowMs, onCommand }: Props) {
  const [place, setPlace] = useState<Place | null>(null);
  const [, setParams] = useSearchParams();
  const step = findStep(page.actions, "excerpt");
  if (step === null) return null;
  const clip = clipOf(loop, durationMs);
  const said = loop.from !== null && loop.to !== null ? text.range(exactLength(loop.from), exactLength(loop.to)) : loop.from !== null ? text.onlyIn(exactLength(loop.from)) : loop.to !== null ? text.onlyOut(exactLength(loop.to)) : text.noRange;
  const showList = () => {
    setParams(
      (before) => {
        before.set("tab", "excerpts");
        return before;
      },
      { replace: true },
    );
    // On a phone the list is far below the picture.
    requestAnimationFrame(() => document.querySelector(".excerpt-card")?.scrollIntoView({ block: "nearest" }));
  };
  return (
    <div className="excerpt-bar" role="group" aria-label={text.bar}>
      <Button size="small" icon={<VerticalRightOutlined />} title={`${text.setIn}（I）`} onClick={() => onCommand({ kind: "loop_in" })}>
        {text.setIn}
      </Button>
      <Button size="small" icon={<VerticalLeftOutlined />} title={`${text.setOut}（O）`} onClick={() => onCommand({ kind: "loop_out" })}>
        {text.setOut}
      </Button>
      <span className="num excerpt-range">{said}</span>
      {loop.from === null && loop.to === null ? null : <Button size="small" type="text" icon={<CloseOutlined />} aria-label={text.clear} title={text.clear} onClick={() => onCommand({ kind: "loop_clear" })} />}
      <span className="grow" />
      {!step.allowed ? (
        <StepButton small step={step} onGo={() => undefined} />
      ) : (
        <>
          <Tooltip title={clip === null ? text.needRange : ""}>
            <Button size="small" icon={<ScissorOutlined />} disabled={clip === null} onClick={() => setPlace(clip)}>
              {text.takeClip}
            </Button>
          </Tooltip>
          <Button size="small" icon={<CameraOutlined />} onClick={() => setPlace(stillAt(nowMs(), durationMs))}>
            {text.takeStill}
          </Button>
        </>
      )}
      {place === null ? null : (
        <ExcerptDialog
          page={page}
          durationMs={durationMs}
          first={place}
          onClose={() => setPlace(null)}
          onTaken={() => {
            setPlace(null);
            showList();
          }}
        />
      )}
    </div>
  );
}
