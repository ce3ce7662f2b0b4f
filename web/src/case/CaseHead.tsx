import { CheckCircleFilled, DownOutlined, LockOutlined, WarningFilled } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useState } from "react";
import type { CasePage, StageStep } from "@/api/schema";
import { formatInstant, formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { caseWords as w, newCaseWords } from "@/i18n/zh-case";
import { Chip } from "@/widgets/Chip";
import { DeadlineChip } from "@/widgets/DeadlineChip";
import { CaseStatusChip } from "@/widgets/StatusChips";
import { CaseSteps } from "./CaseSteps";
import { IntegrityLine } from "./IntegrityLine";

/** Number, cause, party, stages, and what to do next. */
export function CaseHead({ data }: { data: CasePage }) {
  const { summary: c } = data;
  return (
    <section className="panel case-head">
      <div className="case-head-top">
        <div className="case-head-text">
          <div className="row">
            <span className="case-no">{c.case_no ?? w.noCaseNo(c.status === "registered" || c.status === "not_opened")}</span>
            <CaseStatusChip status={c.status} />
            {c.next_due_at ? (
              <span className="row nowrap">
                <span className="faint">{c.next_due_title}</span>
                <DeadlineChip dueAt={c.next_due_at} />
              </span>
            ) : null}
          </div>
          <h1>{c.title}</h1>
          <div className="row case-meta">
            <span>
              {w.party}：<b>{data.party.name}</b>
            </span>
            <Popover trigger="click" content={<Basics data={data} />} placement="bottomLeft">
              <Button type="link" size="small" className="link-button">
                {w.basics} <DownOutlined />
              </Button>
            </Popover>
            <span>
              {w.officers}：
              {data.officers.map((o) => (
                <span key={o.officer_id} className="officer" title={o.credential_no ?? ""}>
                  {o.name}
                  {o.credential_valid ? null : (
                    <span className="red-text">
                      {" "}
                      <WarningFilled /> {w.credentialBad}
                    </span>
                  )}
                </span>
              ))}
            </span>
            <span className="faint">
              {zh.actKind[c.act_kind]} · {zh.procedure[c.procedure]}
            </span>
          </div>
        </div>
        <CaseSteps data={data} />
      </div>
      <Stages stages={data.stages} />
      <IntegrityLine caseId={c.case_id} />
      {c.status === "archived" ? <div className="faint">{w.sealedNote}</div> : null}
    </section>
  );
}

function Stages({ stages }: { stages: StageStep[] }) {
  return (
    <ol className="stages">
      {stages.map((s) => (
        <li key={s.stage} className={`stage stage-${s.state}`} aria-current={s.state === "now" ? "step" : undefined}>
          <span className="stage-name">
            {s.state === "done" ? <CheckCircleFilled aria-hidden /> : <i aria-hidden />}
            {s.title || zh.stage[s.stage]}
          </span>
          <span className="stage-at">{s.at ? formatShort(s.at) : ""}</span>
        </li>
      ))}
    </ol>
  );
}

function Basics({ data }: { data: CasePage }) {
  const { party, source, pack } = data;
  const [shown, setShown] = useState(false);
  const open = shown || !source.confidential;
  return (
    <div className="basics">
      <div className="row between">
        <b>{w.showParty}</b>
        <Button size="small" type="link" onClick={() => setShown(!shown)}>
          {shown ? w.hide : w.show}
        </Button>
      </div>
      <dl className="facts">
        <dt>{w.party}</dt>
        <dd>{party.name}</dd>
        {party.legal_representative ? (
          <>
            <dt>{w.legalRep}</dt>
            <dd>{party.legal_representative}</dd>
          </>
        ) : null}
        <dt>{w.idNo}</dt>
        <dd>{masked(party.id_no, shown)}</dd>
        <dt>{w.address}</dt>
        <dd>{party.address ?? zh.state.none}</dd>
        <dt>{w.phone}</dt>
        <dd>{masked(party.phone, shown)}</dd>
      </dl>
      <b>{w.source}</b>
      <dl className="facts">
        <dt>{w.kind}</dt>
        <dd>{newCaseWords.sourceKinds[source.kind]}</dd>
        {source.provider || source.confidential ? (
          <>
            <dt>{w.provider}</dt>
            <dd>
              {open ? source.provider : null}{" "}
              {source.confidential ? <Chip tone="amber" icon={<LockOutlined />}>{w.confidential}</Chip> : null}
            </dd>
          </>
        ) : null}
        {open && source.provider_contact ? (
          <>
            <dt>{w.providerContact}</dt>
            <dd>{source.provider_contact}</dd>
          </>
        ) : null}
        <dt>{w.receivedAt}</dt>
        <dd>{formatInstant(source.received_at)}</dd>
        <dt>{w.summary}</dt>
        <dd>{source.summary}</dd>
      </dl>
      <div className="faint">{w.pack(pack)}</div>
    </div>
  );
}

/** Numbers of persons are covered on the screen until someone asks for them. */
function masked(text: string | null, shown: boolean): string {
  if (!text) return zh.state.none;
  return shown || text.length < 7 ? text : `${text.slice(0, 3)}${"*".repeat(text.length - 7)}${text.slice(-4)}`;
}
