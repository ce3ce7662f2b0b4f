import type { Stage } from "@/api/schema";
import { zh } from "@/i18n/zh";

const ORDER: Stage[] = ["initiation", "investigation", "decision", "execution", "archiving"];

/** Five ticks and the word of the stage the case is in. */
export function StageBar({ stage, done = false }: { stage: Stage; done?: boolean }) {
  const now = ORDER.indexOf(stage);
  return (
    <span className="stage-bar">
      <span className="stage-ticks" aria-hidden>
        {ORDER.map((s, i) => (
          <i key={s} className={done || i < now ? "done" : i === now ? "now" : ""} />
        ))}
      </span>
      {zh.stage[stage] ?? stage}
    </span>
  );
}
