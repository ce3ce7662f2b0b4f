import { CheckCircleOutlined, ExclamationCircleOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { Link } from "react-router";
import type { ViewingVerdict, ViewingView } from "@/api/schema";
import { reviewWords as w } from "./zh-review";

interface Props {
  viewing: ViewingView;
  note: string;
  onNote: (text: string) => void;
  onJudge: (verdict: ViewingVerdict | null) => void;
}

const ICONS: Record<ViewingVerdict, React.ReactNode> = {
  fine: <CheckCircleOutlined />,
  doubtful: <QuestionCircleOutlined />,
  faulty: <ExclamationCircleOutlined />,
};

/** What is held of a clip: one press, and a word of one's own. */
export function VerdictForm({ viewing, note, onNote, onJudge }: Props) {
  return (
    <div className="stack">
      <h3>{w.verdict}</h3>
      <div className="verdict-keys" role="group" aria-label={w.verdict}>
        {(Object.keys(w.verdicts) as ViewingVerdict[]).map((one, place) => (
          <Button key={one} icon={ICONS[one]} type={viewing.verdict === one ? "primary" : "default"} aria-pressed={viewing.verdict === one} onClick={() => onJudge(viewing.verdict === one ? null : one)}>
            {place + 1} {w.verdicts[one]}
          </Button>
        ))}
      </div>
      <label htmlFor="review-note">{w.noteLabel}</label>
      <Input.TextArea id="review-note" rows={3} maxLength={500} placeholder={w.notePlaceholder} value={note} onChange={(event) => onNote(event.target.value)} />
      <div className="row">
        <Button size="small" disabled={note.trim() === (viewing.note ?? "")} onClick={() => onJudge(viewing.verdict)}>
          {w.save}
        </Button>
        {viewing.verdict === "faulty" ? <Link to="/violations">{w.raise}</Link> : null}
      </div>
    </div>
  );
}
