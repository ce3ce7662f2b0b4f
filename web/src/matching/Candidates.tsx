import { LinkOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import type { CandidateView, MatchView } from "@/api/schema";
import { formatClock, formatShort } from "@/format/time";
import { StepButton } from "@/widgets/StepButton";
import { Reasons } from "./Reasons";
import { barsOf } from "./time-bars";
import { words } from "./zh-match";

interface Props {
  found: MatchView;
  busy: boolean;
  onAccept: (activityId: string) => void;
}

/** The work a recording may belong to, strongest first, and why the machine leaves it to people. */
export function Candidates({ found, busy, onAccept }: Props) {
  if (found.candidates.length === 0) return <p className="faint">{found.level === "off" ? words.levelOff : words.noCandidates}</p>;
  return (
    <>
      <ol className="match-candidates" aria-label={words.candidates}>
        {found.candidates.map((one, place) => (
          <li key={one.activity_id} className={place === 0 ? "match-candidate match-first" : "match-candidate"}>
            <Candidate one={one} found={found} />
            <StepButton step={{ ...one.link, title: words.accept, primary: place === 0 }} icon={<LinkOutlined />} busy={busy} onGo={() => onAccept(one.activity_id)} />
          </li>
        ))}
      </ol>
      {found.doubts.length === 0 ? null : (
        <p className="faint">
          {words.whyNot}：{found.doubts.map((one) => one.text).join("；")}
        </p>
      )}
    </>
  );
}

function Candidate({ one, found }: { one: CandidateView; found: MatchView }) {
  return (
    <div className="match-candidate-text">
      <div className="row">
        {one.title === null ? <b>{words.hidden}</b> : <Link to={`/acts/${one.activity_id}`}>{one.title}</Link>}
        <span className="faint num">{words.score(one.score)}</span>
      </div>
      <div className="faint">{[one.case_label ?? words.noCase, one.place, one.officers.map((officer) => officer.name).join("、")].filter(Boolean).join(" · ")}</div>
      <div className="faint num">{whenOf(one)}</div>
      <Bars one={one} found={found} />
      <Reasons reasons={one.reasons} />
    </div>
  );
}

function whenOf(one: CandidateView): string {
  if (one.arrived_at !== null && one.departed_at !== null) return words.onSite(formatShort(one.arrived_at), formatClock(one.departed_at));
  if (one.arrived_at !== null) return words.onSiteOpen(formatShort(one.arrived_at));
  return one.planned_at === null ? "" : words.planned(formatShort(one.planned_at));
}

/** Both stretches on one axis; the words beside it say the same. */
function Bars({ one, found }: { one: CandidateView; found: MatchView }) {
  const bars = barsOf(found, { from: one.arrived_at, to: one.departed_at });
  if (bars === null) return null;
  return (
    <div className="match-bars" aria-hidden>
      <span className="match-bar-name">{words.workBar}</span>
      <span className="match-bar-track">
        <span className="match-bar match-bar-work" style={{ left: `${bars.work.left}%`, width: `${bars.work.width}%` }} />
      </span>
      <span className="match-bar-name">{words.clipBar}</span>
      <span className="match-bar-track">
        <span className="match-bar match-bar-clip" style={{ left: `${bars.clip.left}%`, width: `${bars.clip.width}%` }} />
      </span>
    </div>
  );
}
