import { LinkOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Link } from "react-router";
import type { RecordingPage } from "@/api/schema";
import { formatLength, formatShort } from "@/format/time";
import { RecordingStateChip } from "@/widgets/StatusChips";
import { words } from "./zh-recordings";

const text = words.links;

/** What the recording belongs to: on-site work, case, its neighbours, the case file. */
export function LinksTab({ page, onLink }: { page: RecordingPage; onLink: () => void }) {
  const { activity, case: ownCase } = page.links;
  const neighbours = page.neighbours.filter((one) => one.recording_id !== page.summary.recording_id);
  return (
    <div className="stack">
      <dl className="facts">
        <div>
          <dt>{text.activity}</dt>
          <dd>
            {activity === null ? (
              <span className="row">
                {text.none}
                <Button size="small" type="primary" icon={<LinkOutlined />} onClick={onLink}>
                  {words.link}
                </Button>
              </span>
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
