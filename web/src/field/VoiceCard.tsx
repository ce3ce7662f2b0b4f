import { CheckCircleFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useMe } from "@/api/session";
import type { ActivityPage, VoiceElement } from "@/api/schema";
import { formatInstant } from "@/format/time";
import { useOfficerNames } from "./ReadAloudCards";
import { useServerNow, type Taps } from "./use-taps";
import { words } from "./zh-field";

const text = words.voice;
const ELEMENTS = Object.keys(text.elements) as VoiceElement[];

/** The five things to say into the device (Art. 18): each with its words, ticked while saying. */
export function VoiceCard({ page, taps, onDone }: { page: ActivityPage; taps: Taps; onDone: () => void }) {
  const me = useMe();
  const now = useServerNow(10_000);
  const names = useOfficerNames(page);
  const [said, setSaid] = useState<ReadonlySet<VoiceElement>>(new Set(page.voice_statement?.elements ?? []));
  const say: Record<VoiceElement, string> = {
    time: text.say.time(formatInstant(now)),
    place: text.say.place(page.summary.place),
    officers: text.say.officers(`${me.agency.name}${names}`),
    act: text.say.act(page.summary.title),
    focus: text.say.focus,
  };
  const toggle = (element: VoiceElement) =>
    setSaid((before) => {
      const next = new Set(before);
      if (!next.delete(element)) next.add(element);
      return next;
    });
  const missing = ELEMENTS.filter((element) => !said.has(element));
  return (
    <div className="read-card">
      <div className="faint">{text.hint}</div>
      <ul className="voice-list">
        {ELEMENTS.map((element) => (
          <li key={element}>
            <button type="button" role="checkbox" aria-checked={said.has(element)} className={said.has(element) ? "said" : ""} onClick={() => toggle(element)}>
              <span className="voice-tick" aria-hidden>
                {said.has(element) ? <CheckCircleFilled /> : null}
              </span>
              <span>
                <b>{text.elements[element]}</b>
                <span className="read-text">{say[element]}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="key-pair">
        {missing.length > 0 ? (
          <Button block className="big-key" onClick={() => setSaid(new Set(ELEMENTS))}>
            {text.all}
          </Button>
        ) : null}
        <Button
          block
          type="primary"
          className="big-key"
          disabled={said.size === 0}
          onClick={() => {
            taps.tap("voice-statement", words.flow.voice, { elements: ELEMENTS.filter((element) => said.has(element)) });
            onDone();
          }}
        >
          {text.record}
        </Button>
      </div>
      {said.size > 0 && missing.length > 0 ? <div className="amber-text">{text.missing(missing.map((element) => text.elements[element]).join("、"))}</div> : null}
    </div>
  );
}
