import { CheckCircleFilled, ExclamationCircleFilled, WarningFilled } from "@ant-design/icons";
import { Alert, App } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "@/api/use-action";
import type { ActivityPage, DepositReading } from "@/api/schema";
import { formatArticle } from "@/format/text";
import { formatInstant } from "@/format/time";
import { remoteWords } from "@/i18n/zh-approvals";
import { Chip } from "@/widgets/Chip";
import { ConfirmWithReason } from "@/widgets/ConfirmWithReason";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
import { words } from "./zh-field";

const w = words.deposit;

/** The clock of the deposit by the law and by the agency, what tells of the return, and the declaration with its head's answer (Art. 22). */
export function DepositPanel({ page }: { page: ActivityPage }) {
  const { deposit, remote, summary } = page;
  if (deposit.law === null && deposit.agency === null && remote === null) return null;
  const gone = summary.departed_at !== null;
  return (
    <section className="panel deposit-panel" aria-label={w.head}>
      <h2>{w.head}</h2>
      {deposit.doubts.map((text) => (
        <Alert key={text} type="warning" showIcon message={text} className="deposit-doubt" />
      ))}
      <dl className="facts">
        <Reading name={w.law} reading={deposit.law} />
        <Reading name={w.agency} reading={deposit.agency} same={deposit.law?.rule === deposit.agency?.rule && deposit.agency?.own_due_at === null} />
      </dl>
      {remote === null ? null : <Declared page={page} remote={remote} />}
      {gone && (remote !== null || deposit.returns.length > 0) ? <Returns page={page} /> : null}
    </section>
  );
}

function Reading({ name, reading, same = false }: { name: string; reading: DepositReading | null; same?: boolean }) {
  if (reading === null) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {same ? (
          <span className="faint">{w.same}</span>
        ) : (
          <>
            <div>
              {reading.title} <span className="article">{formatArticle(reading.article)}</span>
            </div>
            <div className="row">
              <span className="num">{reading.due_at === null ? w.notBegun : w.until(formatInstant(reading.due_at))}</span>
              <Outcome reading={reading} />
            </div>
            {reading.own_due_at === null ? null : <div className="faint">{w.own(formatInstant(reading.own_due_at), reading.own_chosen ?? "")}</div>}
          </>
        )}
      </dd>
    </div>
  );
}

function Outcome({ reading }: { reading: DepositReading }) {
  const done = reading.deposited_at === null ? w.open : w.done(formatInstant(reading.deposited_at));
  if (reading.late)
    return (
      <Chip tone="red" icon={<ExclamationCircleFilled />}>
        {w.late} · {done}
      </Chip>
    );
  if (reading.past_own)
    return (
      <Chip tone="amber" icon={<WarningFilled />}>
        {w.pastOwn} · {done}
      </Chip>
    );
  if (reading.deposited_at === null) return <Chip tone="grey">{w.open}</Chip>;
  return (
    <Chip tone="green" icon={<CheckCircleFilled />}>
      {w.inTime} · {done}
    </Chip>
  );
}

function Declared({ page, remote }: { page: ActivityPage; remote: NonNullable<ActivityPage["remote"]> }) {
  const [refusing, setRefusing] = useState(false);
  const { message } = App.useApp();
  const base = `/activities/${page.summary.activity_id}/remote`;
  const said = (text: string) => () => {
    setRefusing(false);
    void message.success(text);
  };
  const yes = useAction({ errors: "inline", onDone: said(remoteWords.approved) });
  const no = useAction({ errors: "inline", onDone: said(remoteWords.refused) });
  const status = remote.approved === null ? "pending" : remote.approved ? "approved" : "refused";
  return (
    <>
      <h3>
        {w.exception} <Chip tone={status === "approved" ? "green" : status === "refused" ? "red" : "amber"}>{w.status[status]}</Chip>
      </h3>
      <p>
        <b>{words.remote.grounds[remote.ground] ?? remote.ground}</b> {remote.reason}
      </p>
      <p className="faint">
        {w.declared(remote.declared_by, formatInstant(remote.declared_at))}
        {remote.decided_at === null ? null : ` · ${w.status[status]}：${w.decided(remote.decided_by ?? "", formatInstant(remote.decided_at))}`}
        {remote.decision_reason ? `（${remote.decision_reason}）` : null}
      </p>
      <ProblemView problem={yes.problem} />
      {page.deposit.steps.length === 0 ? null : (
        <div className="row">
          {page.deposit.steps.map((step) => (
            <StepButton
              key={step.action}
              step={{ ...step, primary: step.action === "approve-remote" }}
              busy={yes.busy}
              onGo={() => (step.action === "approve-remote" ? void yes.run("POST", `${base}/approve`, {}) : setRefusing(true))}
            />
          ))}
        </div>
      )}
      <ConfirmWithReason
        open={refusing}
        title={remoteWords.refuseTitle}
        okText={remoteWords.refuse}
        reasons={remoteWords.reasons}
        busy={no.busy}
        problem={no.problem}
        onCancel={() => setRefusing(false)}
        onOk={(reason) => void no.run("POST", `${base}/refuse`, { reason })}
      >
        <p className="faint">{remoteWords.refuseNote}</p>
      </ConfirmWithReason>
    </>
  );
}

function Returns({ page }: { page: ActivityPage }) {
  const { returns } = page.deposit;
  return (
    <>
      <h3>{w.returns}</h3>
      {returns.length === 0 ? <p className="faint">{w.noReturn}</p> : null}
      <ul className="plain-list">
        {returns.map((one) => (
          <li key={`${one.at}${one.how ?? ""}${one.device_id ?? ""}`}>
            <span className="num">{formatInstant(one.at)}</span>
            <span>
              {w.source[one.how ?? "declared"]}
              {one.device_id === null ? null : (
                <>
                  {" "}
                  <Link to={`/devices/${one.device_id}`}>{one.device}</Link>
                </>
              )}
            </span>
            {one.counts ? <Chip tone="blue">{w.counts}</Chip> : null}
            {one.contradicts ? (
              <Chip tone="amber" icon={<WarningFilled />}>
                {w.contradicts}
              </Chip>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
