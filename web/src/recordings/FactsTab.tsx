import { CheckCircleFilled, ExclamationCircleFilled, WarningFilled } from "@ant-design/icons";
import { Alert, Typography } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { RecordingPage } from "@/api/schema";
import { formatArticle, formatBytes } from "@/format/text";
import { formatInstant, formatLength, formatShort } from "@/format/time";
import { deviceWords } from "@/i18n/zh-devices";
import { offsetText } from "@/devices/device-text";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { InternalChip } from "@/widgets/InternalChip";
import { DutyChip } from "@/widgets/DutyChip";
import { StepButton } from "@/widgets/StepButton";
import { findStep } from "./recording-steps";
import { FLAG_HELP, words } from "./zh-recordings";

const text = words.facts;
const o = deviceWords.origin;

/** What is known of a recording: read-only, claims named as claims. */
export function FactsTab({ page, onCorrect, onDevice }: { page: RecordingPage; onCorrect: () => void; onDevice: () => void }) {
  const { summary, probe } = page;
  const claimed = page.claimed_start;
  const corrected = page.corrected_start;
  const step = findStep(page.actions, "time");
  const naming = findStep(page.actions, "device");
  const rows: [string, ReactNode][] = [
    [text.file, summary.file_name],
    [
      text.started,
      <span key="v" className="row">
        {summary.started_at === null ? words.noTime : formatInstant(summary.started_at)}
        {corrected === null ? null : (
          <span className="amber-text">
            {text.corrected}
            {text.because(corrected.reason)}
          </span>
        )}
      </span>,
    ],
    [
      text.claimed,
      <span key="v">
        {claimed === null ? "—" : formatInstant(claimed)} <span className="faint">{text.claimedNote}</span>
      </span>,
    ],
    ...(page.described?.taken_by ? [[text.takenBy, page.described.taken_by] as [string, ReactNode]] : []),
    ...(page.described?.note ? [[text.note, page.described.note] as [string, ReactNode]] : []),
    [o.device, <OriginText key="v" origin={page.origin} />],
    ...(page.origin?.likely_start
      ? [
          [
            o.likely,
            <span key="v">
              {formatInstant(page.origin.likely_start)}{" "}
              <span className="faint">{o.likelyNote(offsetText(page.origin.offset_ms ?? 0), page.origin.read_at.map((at) => formatShort(at)).join("、"))}</span>
            </span>,
          ] as [string, ReactNode],
        ]
      : []),
    [text.length, formatLength(summary.duration_ms)],
    [text.size, formatBytes(summary.size_bytes)],
    [text.depositedBy, page.deposited_by_person?.name ?? summary.deposited_by],
    [text.depositedAt, formatInstant(summary.deposited_at)],
    [text.container, probe === null ? text.noProbe : probe.container],
    ...(probe?.streams ?? []).map((stream): [string, ReactNode] => [text.stream[stream.kind] ?? stream.kind, `${stream.codec} ${stream.detail}`]),
    ...(probe === null ? [] : [[text.tool, `ffprobe ${probe.tool_version}`] as [string, ReactNode]]),
  ];
  return (
    <div className="stack">
      {summary.flags.map((flag) => (
        <Alert key={flag.code} type="warning" showIcon icon={<WarningFilled />} title={flag.text} description={FLAG_HELP[flag.code]} />
      ))}
      <dl className="facts">
        {rows.map(([name, value], index) => (
          <div key={`${name}${index}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="row">
        {step === null ? null : <StepButton step={{ ...step, title: text.correct }} plain onGo={onCorrect} />}
        {naming === null || page.origin !== null ? null : <StepButton step={naming} plain onGo={onDevice} />}
      </div>
      {page.duties.length === 0 ? null : (
        <section>
          <h3>{text.duties}</h3>
          <ul className="duty-lines">
            {page.duties.map((duty) => (
              <li key={`${duty.rule}:${duty.subject}`}>
                <DutyChip standing={duty.standing} late={duty.late} reason={duty.reason} />
                <span>
                  {duty.title} <span className="article">{formatArticle(duty.article)}</span>
                  {duty.standing === "open" ? <span className="faint"> {duty.message}</span> : null}
                </span>
                {duty.standing === "open" ? <DeadlineChip dueAt={duty.due_at} estimated={duty.estimated} /> : null}
                <InternalChip dueAt={duty.internal_due_at} past={duty.past_internal} isOpen={duty.standing === "open" && !duty.late} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** Where a recording came from, and what was left there. */
function OriginText({ origin }: { origin: RecordingPage["origin"] }) {
  if (origin === null) return <span className="faint">{o.none}</span>;
  return (
    <span className="row">
      <Link to={`/devices/${origin.device_id}`}>{origin.asset_no}</Link>
      {origin.file_no === null ? null : <span>{o.fileNo(origin.file_no)}</span>}
      <span className="faint">{deviceWords.basis[origin.basis]}</span>
      {origin.cleared === null ? null : <span className={origin.cleared ? "green-text" : "red-text"}>{origin.cleared ? o.cleared.yes : o.cleared.no}</span>}
    </span>
  );
}

/** The digests: the browser's own against the server's. */
export function DigestFacts({ page }: { page: RecordingPage }) {
  const equal = page.browser_sha256 === page.sha256;
  const rows: [string, string | null][] = [
    [text.sha256, page.sha256],
    [text.sm3, page.sm3],
    [text.browserDigest, page.browser_sha256],
  ];
  return (
    <>
      <dl className="facts digest-facts">
        {rows.map(([name, hex]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {hex === null ? (
                "—"
              ) : (
                <Typography.Text code copyable>
                  {hex}
                </Typography.Text>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {page.browser_sha256 === null ? null : equal ? (
        <div className="green-text">
          <CheckCircleFilled aria-hidden /> {text.browserDigest} {text.equal}
        </div>
      ) : (
        <div className="red-text">
          <ExclamationCircleFilled aria-hidden /> {text.browserDigest} {text.differs}
        </div>
      )}
    </>
  );
}
