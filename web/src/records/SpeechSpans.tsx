import { CheckOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link } from "react-router";
import { useRecording } from "@/api/queries";
import { isWritten, timeMark, withLine } from "./speech-text";
import { words } from "./zh-records";

const w = words.speech;

/**
 * Where somebody seems to speak in the recording a note is about: each press begins a line at that
 * mark, and the writer listens and types. The machine proposes places, never words.
 */
export function SpeechSpans({ recordingId, text, onChange, disabled }: { recordingId: string; text: string; onChange: (text: string) => void; disabled: boolean }) {
  const page = useRecording(recordingId).data;
  if (page === undefined) return null;
  const spans = (page.observed?.stretches ?? []).filter((one) => one.seen === "speech");
  return (
    <div className="speech-spans">
      <div className="schema-help">{spans.length === 0 ? (page.observed === null ? w.notYet : w.none) : w.help}</div>
      <ul className="row" aria-label={w.head}>
        {spans.map((one) => {
          const mark = timeMark(one.from_ms);
          const written = isWritten(text, one.from_ms);
          return (
            <li key={one.from_ms} className="row">
              <Button size="small" icon={written ? <CheckOutlined /> : <PlusOutlined />} disabled={disabled || written} onClick={() => onChange(withLine(text, one.from_ms))}>
                <span className="num">
                  {mark}–{timeMark(one.to_ms)}
                </span>
              </Button>
              <Link to={`/av/${recordingId}?t=${one.from_ms}`} target="_blank" aria-label={`${w.listen} ${mark}`}>
                {w.listen}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
