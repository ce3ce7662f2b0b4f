import { PlayCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { formatClock, formatSpan } from "@/format/time";
import type { useInterruptionNotes } from "./use-interruption-notes";
import { useServerNow } from "./use-taps";
import { words } from "./zh-field";

const text = words.cut;
/** The six objective causes of Art. 19; the seventh is written out later. */
const CAUSES = Object.keys(text.causes);

/** One press when recording stops, one when it goes on; in between what to say. */
export function InterruptionKeys({ notes }: { notes: ReturnType<typeof useInterruptionNotes> }) {
  const now = useServerNow(1_000);
  const { running } = notes;
  const finished = notes.notes.filter((note) => note.toMs !== null).length;
  return (
    <section className={`panel${running === null ? "" : " cut-running"}`} aria-label={text.head}>
      <h2>{text.head}</h2>
      {running === null ? (
        <>
          <p className="faint">{text.hint}</p>
          <div className="cause-keys">
            {CAUSES.map((cause) => (
              <Button key={cause} className="big-key" onClick={() => notes.begin(cause, now)}>
                {text.causes[cause]}
              </Button>
            ))}
          </div>
          {finished > 0 ? <p className="faint">{text.noted(finished)}</p> : null}
        </>
      ) : (
        <>
          <p className="red-text" role="status">
            <b>{text.running(text.causes[running.cause] ?? running.cause, formatClock(running.fromMs))}</b> <span className="num">{text.lasted(formatSpan(now - running.fromMs))}</span>
          </p>
          <p className="read-text">{text.say(text.causes[running.cause] ?? running.cause, formatClock(running.fromMs), formatClock(now))}</p>
          <Button block type="primary" className="big-key" icon={<PlayCircleOutlined />} onClick={() => notes.end(now)}>
            {text.resume}
          </Button>
          <p className="faint">{text.local}</p>
        </>
      )}
    </section>
  );
}
