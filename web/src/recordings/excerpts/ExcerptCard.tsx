import { AimOutlined, CameraOutlined, DownloadOutlined, EyeOutlined, PaperClipOutlined, ScissorOutlined, WarningOutlined } from "@ant-design/icons";
import { Alert, Button, Progress } from "antd";
import { useState } from "react";
import type { ExcerptView, RecordingPage, ViewTicket } from "@/api/schema";
import { useMe } from "@/api/session";
import { useAction } from "@/api/use-action";
import { formatBytes } from "@/format/text";
import { formatInstant, formatShort } from "@/format/time";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
import { exactLength } from "../ruler-geometry";
import { Watermark } from "../Watermark";
import { AttachExcerptDialog } from "./AttachExcerptDialog";
import { words as text } from "./zh-excerpts";

interface Props {
  page: RecordingPage;
  one: ExcerptView;
  onJump: (ms: number) => void;
}

/** One clip or still: first that it is no original, then what it shows, why, by whom and of what. */
export function ExcerptCard({ page, one, onJump }: Props) {
  const [ticket, setTicket] = useState<ViewTicket | null>(null);
  const [broken, setBroken] = useState(false);
  const [attaching, setAttaching] = useState(false);
  const action = useAction<ViewTicket>({ errors: "inline" });
  const path = `/recordings/${page.summary.recording_id}/excerpts/${one.number}`;
  const open = async () => {
    const given = await action.run("POST", `${path}/open`, { copy: false });
    if (given === null) return;
    setBroken(false);
    setTicket(given);
  };
  const copy = async () => {
    const given = await action.run("POST", `${path}/open`, { copy: true });
    if (given !== null) window.location.assign(given.url);
  };
  const steps: Record<string, { icon: React.ReactNode; go: () => void }> = {
    open: { icon: <EyeOutlined />, go: () => void open() },
    copy: { icon: <DownloadOutlined />, go: () => void copy() },
    attach: { icon: <PaperClipOutlined />, go: () => setAttaching(true) },
  };
  return (
    <article className="excerpt-card" aria-label={`${text.kinds[one.kind]} ${one.number}`}>
      <div className="row wrap">
        <b>
          {one.kind === "clip" ? <ScissorOutlined aria-hidden /> : <CameraOutlined aria-hidden />} {text.kinds[one.kind]} {one.number}
        </b>
        <Chip tone="amber" icon={<WarningOutlined />}>
          {one.notice}
        </Chip>
      </div>
      <div className="row">
        <span className="num">{one.kind === "clip" ? text.place(exactLength(one.from_ms), exactLength(one.to_ms)) : text.placeStill(exactLength(one.from_ms))}</span>
        <span className="grow" />
        <Button size="small" type="link" icon={<AimOutlined />} onClick={() => onJump(one.from_ms)}>
          {text.jump}
        </Button>
      </div>
      <Making one={one} />
      {ticket === null ? null : <Shown one={one} ticket={ticket} broken={broken} onBroken={() => setBroken(true)} onClose={() => setTicket(null)} />}
      {one.steps.length === 0 ? null : (
        <div className="row wrap">
          {one.steps.map((step) => (step.action === "open" && ticket !== null && !broken ? null : <StepButton key={step.action} small step={step} icon={steps[step.action]?.icon} onGo={() => steps[step.action]?.go()} />))}
        </div>
      )}
      <ProblemView problem={action.problem} />
      <ExcerptFacts one={one} />
      {attaching && page.links.case !== null ? <AttachExcerptDialog page={page} one={one} onClose={() => setAttaching(false)} /> : null}
    </article>
  );
}

/** How far it is, or why there is nothing. */
function Making({ one }: { one: ExcerptView }) {
  if (one.state === "failed") return <Alert type="error" showIcon title={text.failed} description={one.failure} />;
  if (one.state === "waiting") return <p role="status">{one.again_at === null ? text.waiting : text.again(formatShort(one.again_at))}</p>;
  if (one.state === "making")
    return (
      <div role="status">
        <span>{text.making}</span>
        <Progress percent={Math.floor((one.progress_permille ?? 0) / 10)} size="small" status="active" />
      </div>
    );
  return null;
}

function Shown({ one, ticket, broken, onBroken, onClose }: { one: ExcerptView; ticket: ViewTicket; broken: boolean; onBroken: () => void; onClose: () => void }) {
  const me = useMe();
  if (broken) return <Alert type="warning" showIcon title={text.broken} />;
  const name = `${text.kinds[one.kind]} ${one.number}（${one.notice}）`;
  return (
    <div>
      <div className="excerpt-picture">
        {one.kind === "clip" ? (
          <video src={ticket.url} controls playsInline disablePictureInPicture controlsList="nodownload noremoteplayback" aria-label={name} onError={onBroken} onContextMenu={(event) => event.preventDefault()} />
        ) : (
          <img src={ticket.url} alt={name} onError={onBroken} onContextMenu={(event) => event.preventDefault()} />
        )}
        <Watermark name={me.officer.name} id={me.officer.credential_no ?? me.officer.login_name ?? ""} />
        <span className="excerpt-stamp">{one.notice}</span>
      </div>
      <div className="row">
        <span className="faint">{text.basis(ticket.basis, formatInstant(ticket.until))}</span>
        <span className="grow" />
        <Button size="small" onClick={onClose}>
          {text.close}
        </Button>
      </div>
    </div>
  );
}

function ExcerptFacts({ one }: { one: ExcerptView }) {
  const f = text.facts;
  const rows: [string, React.ReactNode][] = [
    [text.reason, one.reason],
    [text.purpose, one.purpose],
    [f.by, `${one.by} · ${formatShort(one.taken_at)}`],
    [f.original, <code key="original">{one.derived_from}</code>],
  ];
  const more: [string, React.ReactNode][] = [
    [f.sha256, <code key="sha256">{one.sha256}</code>],
    [f.sm3, <code key="sm3">{one.sm3}</code>],
    [f.size, one.size_bytes === null ? "" : formatBytes(one.size_bytes)],
    [f.recipe, `${one.recipe ?? ""}（${one.tool ?? ""}）`],
    [f.used, f.times(one.looks, one.copies)],
  ];
  return (
    <>
      <Facts rows={rows} />
      {one.evidence.map((copy) => (
        <p key={copy.record_id} className="evidence-line">
          <PaperClipOutlined aria-hidden /> {text.attached(formatShort(copy.attached_at), copy.by)}
        </p>
      ))}
      {one.state === "made" ? (
        <details>
          <summary>{text.more}</summary>
          <Facts rows={more} />
        </details>
      ) : null}
    </>
  );
}

const Facts = ({ rows }: { rows: [string, React.ReactNode][] }) => (
  <dl className="facts excerpt-facts">
    {rows.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
