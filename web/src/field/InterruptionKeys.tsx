import {
  ApiOutlined,
  ClockCircleOutlined,
  CloudOutlined,
  EllipsisOutlined,
  HddOutlined,
  PauseCircleFilled,
  PlayCircleOutlined,
  SoundOutlined,
  StopOutlined,
  ThunderboltOutlined,
  ToolOutlined,
} from "@ant-design/icons";
import { Button, Input } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { formatClock } from "@/format/time";
import { lastedText, runningOf, type NotedOnSite } from "./interruptions";
import { useServerNow, type Taps } from "./use-taps";
import { words } from "./zh-field";

const text = words.cut;
const ICON: Record<string, ReactNode> = {
  battery: <ThunderboltOutlined aria-hidden />,
  storage: <HddOutlined aria-hidden />,
  fault: <ToolOutlined aria-hidden />,
  damage: <ApiOutlined aria-hidden />,
  weather: <CloudOutlined aria-hidden />,
  obstruction: <StopOutlined aria-hidden />,
  other: <EllipsisOutlined aria-hidden />,
};

interface Props {
  noted: readonly NotedOnSite[];
  taps: Taps;
}

/** One press when recording stops, one when it goes on; in between what to do and to say (Art. 19). */
export function InterruptionKeys({ noted, taps }: Props) {
  const running = runningOf(noted);
  return running === null ? <CauseKeys noted={noted} taps={taps} /> : <Running running={running} taps={taps} />;
}

function CauseKeys({ noted, taps }: Props) {
  const now = useServerNow(1_000);
  /** When 其他 was pressed: the cause is written while the time stands. */
  const [otherAt, setOtherAt] = useState<number | null>(null);
  return (
    <section className="panel" aria-label={text.head}>
      <h2>{text.head}</h2>
      {otherAt === null ? (
        <>
          <p className="faint">{text.hint}</p>
          <div className="cause-keys">
            {Object.entries(ICON).map(([cause, icon]) => (
              <Button
                key={cause}
                className="big-key"
                icon={icon}
                onClick={() => (cause === "other" ? setOtherAt(now) : taps.tap("interrupt", text.head, { cause, note: null }))}
              >
                {text.causes[cause]}
              </Button>
            ))}
          </div>
        </>
      ) : (
        <OtherCause at={otherAt} taps={taps} onClose={() => setOtherAt(null)} />
      )}
      <NotedList noted={noted} />
    </section>
  );
}

function OtherCause({ at, taps, onClose }: { at: number; taps: Taps; onClose: () => void }) {
  const [note, setNote] = useState("");
  const keep = () => {
    taps.tap("interrupt", text.head, { cause: "other", note: note.trim() }, at);
    onClose();
  };
  return (
    <div className="read-card">
      <label htmlFor="cut-note">
        {text.otherNote(formatClock(at))}
        <span className="must"> *</span>
      </label>
      <Input.TextArea id="cut-note" autoFocus autoSize={{ minRows: 2 }} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
      <div className="key-pair">
        <Button block type="primary" className="big-key" icon={<PauseCircleFilled aria-hidden />} disabled={note.trim() === ""} onClick={keep}>
          {text.otherKeep}
        </Button>
        <Button block className="big-key" onClick={onClose}>
          {text.otherBack}
        </Button>
      </div>
    </div>
  );
}

function Running({ running, taps }: { running: NotedOnSite; taps: Taps }) {
  const now = useServerNow(1_000);
  const cause = text.causes[running.cause] ?? running.cause;
  const because = running.note ?? cause;
  const panel = useRef<HTMLElement>(null);
  // It opens above the keys that were pressed: whoever pressed one sees it.
  useEffect(() => void panel.current?.scrollIntoView({ block: "nearest" }), []);
  const resume = (stated: boolean) => taps.tap("resume", text.resume, { stated });
  return (
    <section ref={panel} className="panel cut-running" aria-label={text.head}>
      <div className="cut-clock" role="timer" aria-label={text.runningFor}>
        <PauseCircleFilled aria-hidden />
        <span>{text.runningFor}</span>
        <b className="num">{lastedText(now - running.fromMs)}</b>
      </div>
      <p className="cut-since">
        {text.since(cause, formatClock(running.fromMs))}
        {running.note === null ? null : <span className="faint"> {running.note}</span>}
        {running.waits ? <Waits /> : null}
      </p>
      <ol className="cut-steps">
        <li>{text.again[running.cause] ?? text.again["other"]}</li>
        <li>
          {text.sayHead}
          <p className="read-text cut-say">
            <SoundOutlined aria-hidden /> {text.say(because, formatClock(running.fromMs), formatClock(now))}
          </p>
        </li>
        <li>
          {text.press}
          <Button block type="primary" className="big-key" icon={<PlayCircleOutlined aria-hidden />} onClick={() => resume(true)}>
            {text.resume}
          </Button>
        </li>
      </ol>
      <Button block className="big-key cut-silent" onClick={() => resume(false)}>
        {text.resumeSilent}
      </Button>
      <p className="faint">{text.never}</p>
    </section>
  );
}

function Waits() {
  return (
    <span className="amber-text">
      {" "}
      <ClockCircleOutlined aria-hidden /> {words.flow.waiting}
    </span>
  );
}

/** What was noted so far, last first. */
function NotedList({ noted }: { noted: readonly NotedOnSite[] }) {
  if (noted.length === 0) return null;
  return (
    <ul className="focus-list" aria-label={text.noted}>
      {[...noted].reverse().map((one) => (
        <li key={one.fromMs}>
          <span className="num">{text.span(formatClock(one.fromMs), one.toMs === null ? null : formatClock(one.toMs))}</span> {text.causes[one.cause] ?? one.cause}{" "}
          <span className={one.stated ? "green-text" : "amber-text"}>{one.stated ? text.stated : text.unstated}</span>
          {one.waits ? <Waits /> : null}
        </li>
      ))}
    </ul>
  );
}
