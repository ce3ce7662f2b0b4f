import { CheckCircleFilled, RollbackOutlined } from "@ant-design/icons";
import { App, Button, Input } from "antd";
import { useState, type KeyboardEvent } from "react";
import { Link } from "react-router";
import { useRecord } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { ApprovalItem, RecordPage, SlotState } from "@/api/schema";
import { HintsPanel } from "@/case/HintsPanel";
import { formatInstant } from "@/format/time";
import { zh } from "@/i18n/zh";
import { approvalWords as w } from "@/i18n/zh-approvals";
import { PdfPane } from "@/records/PdfPane";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { Loaded } from "@/widgets/Loaded";
import { MissingList } from "@/widgets/MissingList";
import { ProblemView } from "@/widgets/ProblemView";
import { useNarrow } from "@/widgets/use-narrow";
import { SlipHead } from "./SlipHead";

interface Props {
  item: ApprovalItem;
  recordId: string;
  onDecided: () => void;
}
const MAX_OPINION = 1000;

/** A record before its signer: guards, earlier opinions, own opinion, sign or return; the page beside it. */
export function RecordSlip({ item, recordId, onDecided }: Props) {
  const narrow = useNarrow();
  const caseId = item.case_id ?? "";
  const record = useRecord(caseId, recordId);
  const href = `/cases/${item.case_id}/records/${recordId}`;
  return (
    <div className="slip-pair">
      <section className="panel slip" aria-label={w.slip}>
        <SlipHead item={item} />
        {item.slot === "legal_reviewer" ? <HintsPanel caseId={caseId} review /> : null}
        <Loaded from={record} rows={4}>
          {(page) => <Decision item={item} page={page} onDecided={onDecided} />}
        </Loaded>
        <div className="row">
          <Link to={href}>{w.openRecord}</Link>
          <Link to={`/cases/${item.case_id}`}>{w.openCase}</Link>
        </div>
      </section>
      {narrow ? null : (
        <section className="panel slip-material" aria-label={w.material}>
          {record.data ? <PdfPane caseId={caseId} recordId={recordId} version={`${record.data.summary.status}:${record.data.history.length}`} title={record.data.summary.title} /> : null}
        </section>
      )}
    </div>
  );
}

function Decision({ item, page, onDecided }: { item: ApprovalItem; page: RecordPage; onDecided: () => void }) {
  const { message } = App.useApp();
  const [opinion, setOpinion] = useState("");
  const [tried, setTried] = useState(false);
  const [returning, setReturning] = useState(false);
  const sign = useAction({
    errors: "inline",
    onDone: () => {
      void message.success(w.signed);
      onDecided();
    },
  });
  const giveBack = useAction({
    errors: "inline",
    onDone: () => {
      setReturning(false);
      void message.success(w.returned);
      onDecided();
    },
  });
  const slot = page.slots.find((s) => s.slot === item.slot) ?? page.slots.find((s) => s.mine && !s.done);
  const base = `/cases/${item.case_id}/records/${page.summary.record_id}`;
  const guard = page.actions.find((a) => !a.allowed && (a.action === `sign:${slot?.slot}` || a.action === "sign"));
  const blank = (slot?.opinion ?? false) && opinion.trim() === "";
  const submit = () => {
    setTried(true);
    if (slot && !blank && !guard && !sign.busy) void sign.run("POST", `${base}/sign`, { slot: slot.slot, opinion: opinion.trim() || null });
  };
  const onKey = (e: KeyboardEvent) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) submit();
  };
  return (
    <div className="stack" onKeyDown={onKey}>
      <div>
        <h3>{w.guards}</h3>
        {guard ? <MissingList missing={guard.missing} heading={null} /> : null}
        {page.missing.length > 0 ? <p className="red-text">{w.missingFields(page.missing.map((m) => m.title).join("、"))}</p> : null}
        {!guard && page.missing.length === 0 ? (
          <p className="green-text">
            <CheckCircleFilled aria-hidden /> {w.guardsOk}
          </p>
        ) : null}
      </div>
      <Earlier slots={page.slots} />
      {slot?.external ? (
        <div className="slip-foot">
          <Link to={`/cases/${item.case_id}/records/${page.summary.record_id}`}>
            <Button type="primary" size="large">
              {w.noteSignature(slot.title)}
            </Button>
          </Link>
        </div>
      ) : slot ? (
        <>
          <div hidden={!slot.opinion}>
            <label className="field-label" htmlFor="opinion">
              {slot.title} · {w.opinion}
              <span className="must"> *</span>
            </label>
            <div className="reason-keys">
              {w.opinions.map((text) => (
                <Button key={text} size="small" onClick={() => setOpinion(text)}>
                  {text}
                </Button>
              ))}
            </div>
            <Input.TextArea
              id="opinion"
              value={opinion}
              maxLength={MAX_OPINION}
              autoSize={{ minRows: 3, maxRows: 8 }}
              status={tried && blank ? "error" : ""}
              onChange={(e) => setOpinion(e.target.value)}
            />
            {tried && blank ? (
              <div className="red-text" role="alert">
                {w.opinionRequired}
              </div>
            ) : null}
          </div>
          <ProblemView problem={sign.problem} />
          <div className="slip-foot">
            <Button type="primary" size="large" loading={sign.busy} disabled={guard !== undefined} onClick={submit}>
              {w.sign}
            </Button>
            <Button size="large" icon={<RollbackOutlined />} onClick={() => setReturning(true)}>
              {w.giveBack}
            </Button>
          </div>
          <ConfirmWithReason
            open={returning}
            title={w.returnTitle}
            okText={w.giveBack}
            reasons={w.returnReasons}
            busy={giveBack.busy}
            problem={giveBack.problem}
            onCancel={() => setReturning(false)}
            onOk={(reason) => void giveBack.run("POST", `${base}/return`, { slot: slot.slot, reason })}
          >
            <p>{w.returnNote}</p>
          </ConfirmWithReason>
        </>
      ) : (
        <p className="faint">{w.mineNot}</p>
      )}
    </div>
  );
}

function Earlier({ slots }: { slots: SlotState[] }) {
  const signed = slots.flatMap((s) => s.signed.map((one) => ({ ...one, slot: s.title })));
  return (
    <div>
      <h3>{w.earlier}</h3>
      {signed.length === 0 ? <p className="faint">{w.noEarlier}</p> : null}
      <ul className="opinions">
        {signed.map((s) => (
          <li key={`${s.slot}${s.name}${s.at}`}>
            <div>{s.opinion ?? zh.state.none}</div>
            <div className="faint">
              {s.slot} {s.name} {s.credential_no ?? ""} {formatInstant(s.at)}
              {s.refused ? <span className="red-text"> {w.refusedToSign(s.refused.reason, s.refused.witness)}</span> : null}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
