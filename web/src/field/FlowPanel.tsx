import { CheckCircleFilled, ClockCircleOutlined, LockOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import type { ActivityPage } from "@/api/schema";
import { formatClock } from "@/format/time";
import { type FlowKey, type FlowStep } from "./activity-flow";
import { AnnounceCard, CredentialsCard } from "./ReadAloudCards";
import { useNarrow } from "@/widgets/use-narrow";
import { usePlace } from "./use-place";
import type { Taps } from "./use-taps";
import { VoiceCard } from "./VoiceCard";
import { words } from "./zh-field";

const text = words.flow;
const HINT: Partial<Record<FlowKey, string>> = { arrive: text.arriveHint, depart: text.departHint, return: text.returnHint };

interface Props {
  page: ActivityPage;
  steps: readonly FlowStep[];
  taps: Taps;
  title: string;
  /** Recording has not gone on: whoever leaves now owes a written explanation (Art. 19). */
  interrupted?: boolean;
}

/** The visit as a column of big keys, one after the other; the next one is filled. */
export function FlowPanel({ page, steps, taps, title, interrupted = false }: Props) {
  const { modal } = App.useApp();
  const [opened, setOpened] = useState<FlowKey | null>(null);
  const narrow = useNarrow();
  const place = usePlace(narrow && steps.some((step) => step.key === "arrive" && step.state === "next"));
  const press = (step: FlowStep) => {
    if (step.key === "depart") {
      void modal.confirm({
        title: text.departConfirm,
        content: interrupted ? text.departInterrupted : text.departConfirmText,
        okText: text.depart,
        onOk: () => taps.tap(step.action, text.depart),
      });
    } else if (step.key === "arrive") taps.tap(step.action, text.arrive, place());
    else if (step.key === "return") taps.tap(step.action, text.return);
    else setOpened(opened === step.key ? null : step.key);
  };
  return (
    <section className="panel flow" aria-label={title}>
      <h2>{title}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step.key} className={`flow-${step.state}`}>
            {step.state === "done" ? (
              <Done step={step} page={page} waiting={taps.waiting.some((tap) => tap.action === step.action)} onAgain={() => setOpened(step.key)} />
            ) : (
              <>
                <Button
                  block
                  className="big-key"
                  type={step.state === "next" ? "primary" : "default"}
                  disabled={step.state === "later"}
                  icon={step.state === "later" ? <LockOutlined /> : undefined}
                  aria-expanded={opened === step.key}
                  onClick={() => press(step)}
                >
                  {text[step.key]}
                </Button>
                {step.state === "next" && HINT[step.key] !== undefined ? <div className="faint">{HINT[step.key]}</div> : null}
              </>
            )}
            {opened === step.key ? <Card which={step.key} page={page} taps={taps} onDone={() => setOpened(null)} /> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Done({ step, page, waiting, onAgain }: { step: FlowStep; page: ActivityPage; waiting: boolean; onAgain: () => void }) {
  const lacking = step.key === "voice" && page.voice_statement !== null && page.voice_statement.elements.length < Object.keys(words.voice.elements).length;
  const untold = step.key === "announce" && page.announced?.told === false;
  return (
    <div className="flow-done-line">
      <CheckCircleFilled className={lacking || untold ? "amber-text" : "green-text"} aria-hidden />
      <b>{text[step.key]}</b>
      <span className="faint num">{step.at === null ? null : text.doneAt(formatClock(step.at))}</span>
      {untold ? <span className="amber-text">{words.read.toldNo}</span> : null}
      {waiting ? (
        <span className="amber-text">
          <ClockCircleOutlined aria-hidden /> {text.waiting}
        </span>
      ) : null}
      {lacking ? (
        <>
          <span className="amber-text">
            {words.voice.missing(
              (Object.keys(words.voice.elements) as (keyof typeof words.voice.elements)[])
                .filter((element) => !page.voice_statement?.elements.includes(element))
                .map((element) => words.voice.elements[element])
                .join("、"),
            )}
          </span>
          <Button size="small" onClick={onAgain}>
            {text.again}
          </Button>
        </>
      ) : null}
    </div>
  );
}

function Card({ which, page, taps, onDone }: { which: FlowKey; page: ActivityPage; taps: Taps; onDone: () => void }) {
  switch (which) {
    case "credentials":
      return <CredentialsCard page={page} taps={taps} onDone={onDone} />;
    case "announce":
      return <AnnounceCard page={page} taps={taps} onDone={onDone} />;
    case "voice":
      return <VoiceCard page={page} taps={taps} onDone={onDone} />;
    default:
      return null;
  }
}
