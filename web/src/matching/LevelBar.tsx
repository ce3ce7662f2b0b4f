import { SettingOutlined } from "@ant-design/icons";
import { Input, Radio } from "antd";
import { useState } from "react";
import type { MatchLevel, MatchLevelView } from "@/api/schema";
import { formatShort } from "@/format/time";
import { StepButton } from "@/widgets/StepButton";
import { StepModal } from "@/widgets/StepModal";
import { words } from "./zh-match";

const LEVELS = ["off", "propose", "link"] as const satisfies readonly MatchLevel[];

/** How much is left to the machine, on what that rests, and where the head changes it. */
export function LevelBar({ level }: { level: MatchLevelView }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="match-level">
      <span>
        {words.level}：<b>{words.levels[level.level]}</b>
      </span>
      <span className="faint">{level.since === null ? words.levelUnset : words.levelSince(formatShort(level.since), level.basis ?? "")}</span>
      <StepButton step={level.choose} icon={<SettingOutlined />} plain small onGo={() => setOpen(true)} />
      {open ? <LevelDialog now={level.level} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function LevelDialog({ now, onClose }: { now: MatchLevel; onClose: () => void }) {
  const [level, setLevel] = useState<MatchLevel>(now);
  const [basis, setBasis] = useState("");
  return (
    <StepModal
      title={words.levelChange}
      path="/match/level"
      body={() => ({ level, basis: basis.trim() })}
      missing={basis.trim() === "" ? [words.levelBasis] : []}
      words={{ done: words.levelDone, required: words.aside.required }}
      onClose={onClose}
    >
      <Radio.Group className="match-levels" aria-label={words.level} value={level} onChange={(event) => setLevel(event.target.value as MatchLevel)}>
        {LEVELS.map((one) => (
          <Radio key={one} value={one}>
            <b>{words.levels[one]}</b>
            <div className="faint">{words.levelNotes[one]}</div>
          </Radio>
        ))}
      </Radio.Group>
      <div>
        <label className="field-label" htmlFor="match-basis">
          {words.levelBasis}
          <span className="must"> *</span>
        </label>
        <Input id="match-basis" maxLength={300} value={basis} onChange={(event) => setBasis(event.target.value)} />
      </div>
    </StepModal>
  );
}
