import { AlertFilled, ClockCircleFilled, CloudUploadOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { ActivityPage, Duty } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { formatInstant, instantMs } from "@/format/time";
import { StepButton } from "@/widgets/StepButton";
import { countdownText } from "./activity-flow";
import { RemoteDialog } from "./RemoteDialog";
import { useServerNow } from "./use-taps";
import { words } from "./zh-field";

const text = words.clock;
/** A clock turns amber when this little is left. */
const SOON_MS = 3 * 3_600_000;

/** The nearest open deadline of this activity, by the second. When it is due the server says. */
export function DepositClock({ page }: { page: ActivityPage }) {
  const [declaring, setDeclaring] = useState(false);
  const next = nearest(page.duties);
  const remote = page.actions.find((step) => step.action === "remote");
  // What a head did not agree to may be declared anew.
  const mayDeclare = page.remote === null || page.remote.approved === false;
  if (next === null) return null;
  return (
    <>
      <Clock duty={next} activityId={page.summary.activity_id}>
        {mayDeclare && remote !== undefined ? <StepButton step={{ ...remote, title: text.remote }} plain onGo={() => setDeclaring(true)} /> : null}
      </Clock>
      {declaring ? <RemoteDialog activityId={page.summary.activity_id} onClose={() => setDeclaring(false)} /> : null}
    </>
  );
}

/** The open duty with the nearest due instant. */
function nearest(duties: readonly Duty[]): (Duty & { due_at: string }) | null {
  const open = duties.filter((duty): duty is Duty & { due_at: string } => duty.standing === "open" && duty.due_at !== null);
  return open.sort((a, b) => instantMs(a.due_at) - instantMs(b.due_at))[0] ?? null;
}

function Clock({ duty, activityId, children }: { duty: Duty & { due_at: string }; activityId: string; children: React.ReactNode }) {
  const now = useServerNow(1_000);
  const left = instantMs(duty.due_at) - now;
  const tone = left <= 0 ? "late" : left < SOON_MS ? "soon" : "ok";
  return (
    <section className={`deposit-clock clock-${tone}`} aria-label={duty.title}>
      <span className="clock-icon" aria-hidden>
        {tone === "late" ? <AlertFilled /> : <ClockCircleFilled />}
      </span>
      <div>
        <div>
          <b>{duty.title}</b> <span className="article">{formatArticle(duty.article)}</span>
        </div>
        <div className="clock-figure num" role="timer">
          {left <= 0 ? text.late : text.left} {countdownText(left)}
        </div>
        <div className="faint">
          {text.base(formatInstant(duty.due_at))}
          {duty.trace.length === 0 ? null : (
            <Popover trigger={["click", "hover"]} content={<ol className="trace">{duty.trace.map((line) => <li key={line}>{line}</li>)}</ol>}>
              <button type="button" className="link-key">
                {text.trace}
              </button>
            </Popover>
          )}
        </div>
      </div>
      <div className="clock-keys">
        <Link to={`/intake?activity=${activityId}`}>
          <Button type="primary" icon={<CloudUploadOutlined />}>
            {text.upload}
          </Button>
        </Link>
        {children}
      </div>
    </section>
  );
}
