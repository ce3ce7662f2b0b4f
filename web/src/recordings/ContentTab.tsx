import { AudioMutedOutlined, AudioOutlined, BorderOutlined, BulbOutlined, EyeInvisibleOutlined, PauseOutlined, SoundOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useState, type ReactNode } from "react";
import type { MarkKind, RecordingPage, Stretch } from "@/api/schema";
import { useAction } from "@/api/use-action";
import { formatClock, formatLength } from "@/format/time";
import { Nothing } from "@/widgets/Loaded";
import { ProblemView } from "@/widgets/ProblemView";
import { contentSummary } from "./content";
import { exactLength } from "./ruler-geometry";
import { words } from "./zh-recordings";

interface Props {
  page: RecordingPage;
  startedAtMs: number | null;
  mayMark: boolean;
  onJump: (ms: number) => void;
}

const text = words.content;
const ICONS: Record<Stretch["seen"], ReactNode> = {
  black: <EyeInvisibleOutlined />,
  covered: <BorderOutlined />,
  dark: <BulbOutlined />,
  frozen: <PauseOutlined />,
  silent: <AudioMutedOutlined />,
  speech: <SoundOutlined />,
};
/** Speech in a long recording: the rest is shown when asked for. */
const SHOWN = 8;

/** What a machine saw and heard: where to look first. A person decides and marks. */
export function ContentTab({ page, startedAtMs, mayMark, onJump }: Props) {
  const [all, setAll] = useState(false);
  const found = contentSummary(page);
  if (page.observed === null) return <Nothing text={text.pending} />;
  if (found === null) return <Alert type="warning" showIcon title={text.failed} description={page.observed.failure} />;
  const { problems, speech, opening } = found;
  const lines = (stretches: readonly Stretch[]) => (
    <ul className="mark-list">
      {stretches.map((one) => (
        <li key={`${one.seen}${one.from_ms}`}>
          <button type="button" onClick={() => onJump(one.from_ms)}>
            <span className="num mark-at">
              {exactLength(one.from_ms)}
              {startedAtMs === null ? null : <small>{formatClock(startedAtMs + one.from_ms, true)}</small>}
            </span>
            <span>
              <b>
                <span aria-hidden>{ICONS[one.seen]}</span> {text.seen[one.seen]}
              </b>
              <small className="faint">{text.lasted(formatLength(one.to_ms - one.from_ms))}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <div className="stack">
      <p className="faint">{text.note}</p>
      <section>
        <h3>{text.opening}</h3>
        {!found.hasSound ? (
          <p className="amber-text">
            <AudioMutedOutlined aria-hidden /> {text.noTrack}
          </p>
        ) : opening === null ? (
          <p className="amber-text">
            <AudioMutedOutlined aria-hidden /> {text.noOpening}
          </p>
        ) : (
          <>
            <p>
              <AudioOutlined aria-hidden /> {text.hasOpening(exactLength(opening.from_ms))}
            </p>
            {mayMark ? <OpeningMarks page={page} at={opening} onJump={onJump} /> : null}
          </>
        )}
      </section>
      <section>
        <h3>{text.problems(problems.length)}</h3>
        {problems.length === 0 ? <p className="faint">{text.noProblems}</p> : lines(problems)}
      </section>
      {speech.length === 0 ? null : (
        <section>
          <h3>{text.speech(speech.length, formatLength(found.speechMs))}</h3>
          {lines(all ? speech : speech.slice(0, SHOWN))}
          {all || speech.length <= SHOWN ? null : (
            <Button type="link" onClick={() => setAll(true)}>
              {text.more(speech.length - SHOWN)}
            </Button>
          )}
        </section>
      )}
    </div>
  );
}

/** Listened to: one press says what the first words are. */
function OpeningMarks({ page, at, onJump }: { page: RecordingPage; at: Stretch; onJump: (ms: number) => void }) {
  const action = useAction({ errors: "inline", success: words.markDone });
  const kinds: readonly MarkKind[] = ["notice", "voice_statement", "resume_statement"];
  const mark = (kind: MarkKind) => void action.run("POST", `/recordings/${page.summary.recording_id}/marks`, { at_ms: at.from_ms, kind, text: null });
  return (
    <>
      <div className="row wrap">
        <Button size="small" onClick={() => onJump(at.from_ms)}>
          {text.listen}
        </Button>
        <span className="faint">{text.heardAs}</span>
        {kinds.map((kind) => (
          <Button key={kind} size="small" disabled={action.busy || page.marks.some((one) => one.kind === kind && one.at_ms === at.from_ms)} onClick={() => mark(kind)}>
            {words.marks[kind]}
          </Button>
        ))}
      </div>
      <ProblemView problem={action.problem} />
    </>
  );
}
