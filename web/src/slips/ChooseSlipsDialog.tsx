import { Input, Radio } from "antd";
import { useState } from "react";
import type { SlipsGiven } from "@/api/schema";
import { StepModal } from "@/widgets/StepModal";
import { slipWords as w } from "./zh-slips";

const GIVEN = ["off", "compulsion", "always"] as const satisfies readonly SlipsGiven[];

/** After which acts the agency gives slips; its head chooses. */
export function ChooseSlipsDialog({ now, onClose }: { now: SlipsGiven; onClose: () => void }) {
  const [slips, setSlips] = useState<SlipsGiven>(now);
  const [basis, setBasis] = useState("");
  return (
    <StepModal
      title={w.choose}
      path="/slips/given"
      body={() => ({ slips, basis: basis.trim() })}
      missing={basis.trim() === "" ? [w.basis] : []}
      words={{ done: w.chosen, required: w.required }}
      onClose={onClose}
    >
      <Radio.Group className="stack" aria-label={w.choose} value={slips} onChange={(event) => setSlips(event.target.value as SlipsGiven)}>
        {GIVEN.map((one) => (
          <Radio key={one} value={one}>
            <b>{w.given[one]}</b>
            <div className="faint">{w.givenNotes[one]}</div>
          </Radio>
        ))}
      </Radio.Group>
      <div>
        <label className="field-label" htmlFor="slips-basis">
          {w.basis}
          <span className="must"> *</span>
        </label>
        <Input id="slips-basis" maxLength={300} value={basis} onChange={(event) => setBasis(event.target.value)} />
      </div>
    </StepModal>
  );
}
