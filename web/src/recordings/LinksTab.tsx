import { Link } from "react-router";
import { useCandidates } from "@/api/queries";
import type { RecordingPage } from "@/api/schema";
import { formatLength, formatShort } from "@/format/time";
import { MatchPanel } from "@/matching/MatchPanel";
import "@/matching/match.css";
import { Loaded } from "@/widgets/Loaded";
import { RecordingStateChip } from "@/widgets/StatusChips";
import { findStep } from "./recording-steps";
import { words } from "./zh-recordings";

const text = words.links;

/** What the recording belongs to: on-site work, case, its neighbours, the case file. */
export function LinksTab({ page, onLink }: { page: RecordingPage; onLink: () => void }) {
  const found = useCandidates(page.summary.recording_id);
  const { activity, case: ownCase } = page.links;
  const neighbours = page.neighbours.filter((one) => one.recording_id !== page.summary.recording_id);
  return (
    <div className="stack">
      <dl className="facts">
        <div>
          <dt>{text.activity}</dt>
          <dd>
            {activity === null ? (
              text.none
            ) : (
              <Link to={`/acts/${activity.id}`}>{activity.label}</Link>
            )}
          </dd>
        </div>
        <div>
          <dt>{text.case}</dt>
          <dd>{ownCase === null ? text.none : <Link to={`/cases/${ownCase.id}`}>{ownCase.label}</Link>}</dd>
        </div>
      </dl>
      <Loaded from={found} rows={2}>
        {(view) => <MatchPanel recordingId={page.summary.recording_id} found={view} mayUnlink={findStep(page.actions, "unlink")?.allowed ?? false} onOther={onLink} />}
      </Loaded>
      {page.evidence.map((one) => (
        <div key={one.record_id} className="evidence-line">
          <b>{words.evidence.attached}</b>
          <div className="faint">
            {one.by} · {formatShort(one.attached_at)}
            {ownCase === null ? null : <Link to={`/cases/${ownCase.id}/records/${one.record_id}`}> {one.doc_no ?? words.evidence.note}</Link>}
          </div>
          <div className="faint">
            {words.evidence.copyDigest} <code>{one.copy_sha256}</code>
          </div>
        </div>
      ))}
      {neighbours.length === 0 ? null : (
        <section>
          <h3>{text.neighbours}</h3>
          <ul className="neighbour-list">
            {neighbours.map((one) => (
              <li key={one.recording_id}>
                <Link to={`/av/${one.recording_id}`}>{one.file_name}</Link>
                <span className="faint num">
                  {one.started_at === null ? words.noTime : formatShort(one.started_at)} · {formatLength(one.duration_ms)}
                </span>
                <RecordingStateChip state={one.state} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
