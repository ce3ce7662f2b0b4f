import { Button, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "@/api/use-action";
import type { ActivityPage, Gap, Manner } from "@/api/schema";
import { formatClock, formatLength, formatSpan } from "@/format/time";
import { zh } from "@/i18n/zh";
import { ProblemView } from "@/widgets/ProblemView";
import { parseTimeCode } from "./activity-flow";
import { howItWentOn } from "./coverage-geometry";
import { words } from "./zh-field";

const text = words.gap;

interface Props {
  page: ActivityPage;
  gap: Gap;
  onClose: () => void;
}

/** First words of an explanation, from the cause and from whether recording went on. */
const proposal = (cause: string, wentOn: boolean): string =>
  wentOn ? (text.common[cause] ?? "") : text.neverResumed(words.cut.causes[cause] ?? cause);

/** Where to listen for the voice statement: the first words a machine heard, else five seconds in. */
const startOf = (heardMs: number | null): string => formatLength(heardMs ?? 5_000);

/**
 * Explains a gap (Art. 19): the cause, and the voice statement's second in the next clip or a
 * written text. What was noted on site fills it in; the officer answers for it by sending.
 */
export function GapDialog({ page, gap, onClose }: Props) {
  const { noted } = gap;
  const wentOn = noted?.to !== null;
  const after = page.recordings.filter((one) => one.started_at !== null && Date.parse(one.started_at) >= Date.parse(gap.to) - 60_000);
  const [cause, setCause] = useState<string | null>(noted?.cause ?? null);
  const [manner, setManner] = useState<Manner>(noted?.proposed_manner ?? (after.length > 0 ? "voice" : "written"));
  const [clip, setClip] = useState<string | null>(after[0]?.recording_id ?? null);
  const heard = (id: string | null) => page.recordings.find((one) => one.recording_id === id)?.speaks_from_ms ?? null;
  const [at, setAt] = useState(startOf(heard(after[0]?.recording_id ?? null)));
  const [said, setSaid] = useState(noted === null ? "" : (noted.note ?? proposal(noted.cause, wentOn)));
  const [tried, setTried] = useState(false);
  const action = useAction({ errors: "inline", success: text.done, onDone: onClose });
  const markMs = parseTimeCode(at);
  const wrongTime = manner === "voice" && clip !== null && markMs === null;
  const submit = () => {
    setTried(true);
    if (cause === null || said.trim() === "" || wrongTime) return;
    const voice = manner === "voice" && clip !== null ? { recording_id: clip, mark_ms: markMs } : {};
    void action.run("POST", `/activities/${page.summary.activity_id}/explain-gap`, { from: gap.from, to: gap.to, cause, manner, text: said.trim(), ...voice });
  };
  return (
    <Modal open title={text.title} okText={text.ok} cancelText={zh.act.cancel} okButtonProps={{ loading: action.busy }} onOk={submit} onCancel={onClose}>
      <p className="num">{text.span(formatClock(gap.from, true), formatClock(gap.to, true), formatSpan(gap.lasted_ms))}</p>
      {noted === null ? null : (
        <p className="mode-note">
          {text.noted(formatClock(noted.from, true), noted.to === null ? null : formatClock(noted.to, true), words.cut.causes[noted.cause] ?? noted.cause, howItWentOn(noted))}
        </p>
      )}
      <span className="field-label" id="gap-cause">
        {text.cause}
        <span className="must"> *</span>
      </span>
      <div className="cause-keys" role="radiogroup" aria-labelledby="gap-cause">
        {Object.entries(words.cut.causes).map(([key, title]) => (
          <Button
            key={key}
            role="radio"
            aria-checked={cause === key}
            type={cause === key ? "primary" : "default"}
            onClick={() => {
              setCause(key);
              if (said.trim() === "" || (cause !== null && said === proposal(cause, wentOn))) setSaid(proposal(key, wentOn));
            }}
          >
            {title}
          </Button>
        ))}
      </div>
      {tried && cause === null ? (
        <div className="red-text" role="alert">
          {text.causeRequired}
        </div>
      ) : null}
      <span className="field-label">{text.manner}</span>
      <Radio.Group
        value={manner}
        onChange={(event) => setManner(event.target.value as Manner)}
        options={[
          { value: "voice", label: text.voice },
          { value: "written", label: text.written },
        ]}
      />
      {manner === "voice" ? (
        <div className="gap-voice">
          <label className="field-label" htmlFor="gap-clip">
            {text.clip}
          </label>
          <Select
            id="gap-clip"
            value={clip}
            allowClear
            options={page.recordings.map((one) => ({
              value: one.recording_id,
              label: `${one.started_at === null ? "" : `${formatClock(one.started_at, true)} `}${one.file_name}（${formatLength(one.duration_ms)}）`,
            }))}
            onChange={(next: string | undefined) => {
              setClip(next ?? null);
              setAt(startOf(heard(next ?? null)));
            }}
          />
          <label className="field-label" htmlFor="gap-at">
            {text.at}
          </label>
          <div className="row">
            <Input id="gap-at" className="gap-at num" value={at} status={tried && wrongTime ? "error" : ""} onChange={(event) => setAt(event.target.value)} />
            {clip === null ? null : (
              <Link to={`/av/${clip}?t=${markMs ?? 0}`} target="_blank">
                {text.listen}
              </Link>
            )}
          </div>
          {heard(clip) === null ? null : <span className="faint">{text.heard(formatLength(heard(clip)))}</span>}
          {tried && wrongTime ? (
            <div className="red-text" role="alert">
              {text.atBad}
            </div>
          ) : null}
        </div>
      ) : null}
      <label className="field-label" htmlFor="gap-text">
        {manner === "voice" ? text.textVoice : text.text}
        <span className="must"> *</span>
      </label>
      <Input.TextArea
        id="gap-text"
        autoSize={{ minRows: 3 }}
        maxLength={1000}
        value={said}
        status={tried && said.trim() === "" ? "error" : ""}
        onChange={(event) => setSaid(event.target.value)}
      />
      {tried && said.trim() === "" ? (
        <div className="red-text" role="alert">
          {text.textRequired}
        </div>
      ) : null}
      <ProblemView problem={action.problem} />
    </Modal>
  );
}
