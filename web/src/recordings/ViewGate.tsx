import { CaretRightFilled, EyeInvisibleOutlined, LoadingOutlined, StopOutlined, WarningOutlined } from "@ant-design/icons";
import { Alert, App, Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { AccessDialog } from "@/access/AccessDialog";
import { API } from "@/api/client";
import { useAction } from "@/api/use-action";
import type { RecordingPage, ViewTicket } from "@/api/schema";
import { formatInstant, instantMs } from "@/format/time";
import { ProblemView } from "@/widgets/ProblemView";
import { Player, type ReviewPlaying } from "./Player";
import { words } from "./zh-recordings";

interface Props {
  page: RecordingPage;
  startMs: number;
  mayMark: boolean;
  jump: { ms: number } | null;
  /** A review goes on: it is opened at once, under the same leave and with the same fact. */
  review?: ReviewPlaying;
}

const text = words.gate;

/** Nobody looks unseen: first the right to look and the fact that one does, then the picture. */
export function ViewGate({ page, startMs, mayMark, jump, review }: Props) {
  const { summary, access } = page;
  const { modal } = App.useApp();
  const [ticket, setTicket] = useState<(ViewTicket & { original: boolean }) | null>(null);
  const [broken, setBroken] = useState<string | null>(null);
  const [from, setFrom] = useState(startMs);
  const [asking, setAsking] = useState(false);
  const action = useAction<ViewTicket>({ errors: "inline" });

  const open = async (original: boolean) => {
    const given = await action.run("POST", `/recordings/${summary.recording_id}/view`, { original });
    if (given === null) return;
    setBroken(null);
    setTicket({ ...given, original });
  };
  const openOriginal = () =>
    void modal.confirm({ title: text.originalTitle, content: text.originalText, okText: text.original, onOk: () => open(true) });
  const noGrant = !access.may_view || action.problem?.code === "access.no_grant";

  const mayOpen = access.may_view && summary.preview && summary.state === "ready";
  const begun = useRef(false);
  useEffect(() => {
    if (review?.auto !== true || begun.current || !mayOpen) return;
    begun.current = true;
    void open(false);
  });

  // A mark in the list was pressed before the picture was opened: remember where to begin.
  useEffect(() => {
    if (jump !== null) setFrom(jump.ms);
  }, [jump]);

  if (summary.state === "quarantined" || summary.state === "unprobed")
    return (
      <Closed icon={summary.state === "quarantined" ? <StopOutlined /> : <WarningOutlined />} title={summary.state === "quarantined" ? text.quarantined : text.unprobed}>
        {summary.state === "quarantined" ? <Link to="/intake">{text.toIntake}</Link> : null}
      </Closed>
    );
  if (summary.state === "probing") return <Closed icon={<LoadingOutlined />} title={text.probing} />;
  if (ticket !== null && broken === null)
    return (
      <>
        <Player
          key={ticket.url}
          page={page}
          url={ticket.url}
          startMs={from}
          mayMark={mayMark}
          jump={jump}
          {...(review === undefined ? {} : { review })}
          onTime={setFrom}
          onBroken={() => setBroken(instantMs(ticket.until) <= Date.now() ? text.expired : text.broken)}
        />
        <div className="row gate-foot">
          <span className="faint">
            {text.basis(ticket.basis)} · {text.until(formatInstant(ticket.until))}
          </span>
          <span className="grow" />
          {ticket.original ? (
            <Button size="small" disabled={!summary.preview} onClick={() => void open(false)}>
              {text.toPreview}
            </Button>
          ) : access.may_original ? (
            <Button size="small" onClick={openOriginal}>
              {text.original}
            </Button>
          ) : null}
        </div>
      </>
    );
  if (noGrant)
    return (
      <>
        <Closed icon={<EyeInvisibleOutlined />} title={text.none}>
          <p>{text.noneText}</p>
          {summary.case_id === null ? (
            <Alert type="info" showIcon title={text.noCase} />
          ) : (
            <Button type="primary" size="large" onClick={() => setAsking(true)}>
              {text.request}
            </Button>
          )}
        </Closed>
        {summary.case_id === null ? null : <AccessDialog open={asking} caseId={summary.case_id} recordings={[summary]} onClose={() => setAsking(false)} />}
      </>
    );
  return (
    <div className="gate" style={summary.poster ? { backgroundImage: `url("${API}/recordings/${summary.recording_id}/poster")` } : undefined}>
      <div className="gate-card">
        {broken === null ? null : <Alert type="warning" showIcon title={broken} />}
        {!summary.preview ? <p>{text.probingPreview}</p> : null}
        <Button
          autoFocus
          type="primary"
          size="large"
          icon={<CaretRightFilled />}
          loading={action.busy}
          disabled={!summary.preview && !access.may_original}
          onClick={() => (summary.preview ? void open(false) : openOriginal())}
        >
          {broken !== null ? text.reopen : summary.preview ? text.ask : text.original}
        </Button>
        <p className="gate-note">{text.note}</p>
        {access.basis === null ? null : (
          <p className="gate-note">
            {text.basis(access.basis)}
            {access.until === null ? "" : ` · ${text.until(formatInstant(access.until))}`}
          </p>
        )}
        <ProblemView problem={action.problem} />
      </div>
    </div>
  );
}

function Closed({ icon, title, children }: { icon: React.ReactNode; title: string; children?: React.ReactNode }) {
  return (
    <div className="gate gate-closed">
      <div className="gate-card">
        <span className="gate-icon" aria-hidden>
          {icon}
        </span>
        <b>{title}</b>
        {children}
      </div>
    </div>
  );
}
