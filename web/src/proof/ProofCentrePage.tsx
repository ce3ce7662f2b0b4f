import { CheckCircleFilled, DownloadOutlined, ExclamationCircleFilled, InfoCircleFilled, WarningFilled } from "@ant-design/icons";
import { Button, Progress } from "antd";
import { Link } from "react-router";
import { API } from "@/api/client";
import { useProofCentre } from "@/api/queries";
import type { PatrolView, ProofCentre, ReplicaView, StoredFindingView } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatInstant } from "@/format/time";
import { proofWords as w } from "@/i18n/zh-proof";
import { Chip } from "@/widgets/Chip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { OutsideTime } from "./OutsideTime";
import { PastPanels } from "./PastPanels";
import { RecomputePanel } from "./RecomputePanel";
import { ReportPanel } from "./ReportPanel";
import { WitnessList } from "./WitnessList";
import { redTeamWords } from "./zh-red-team";
import "./proof.css";

/** The log's head, the patrol over all stored bytes, the replica, and what outsiders verify with (Art. 24). */
export default function ProofCentrePage() {
  const centre = useProofCentre();
  return (
    <div className="stack">
      <PageHead title={w.title} note={w.note} actions={<Link to="/proof/red-team">{redTeamWords.link}</Link>} />
      <Loaded from={centre}>{(data) => <Panels data={data} />}</Loaded>
    </div>
  );
}

function Panels({ data }: { data: ProofCentre }) {
  return (
    <>
      <Findings data={data} />
      <div className="proof-pair">
        <Patrol patrol={data.patrol} />
        <Replica replica={data.replica} />
      </div>
      <Log data={data} />
      <RecomputePanel />
      <WitnessList />
      <ReportPanel />
      <OutsideTime time={data.time} />
      <PastPanels data={data} />
      <Bundle />
    </>
  );
}

function Findings({ data }: { data: ProofCentre }) {
  const fix = data.replica.is_there ? w.fixWithReplica : w.fixWithout;
  return (
    <section className="panel" aria-label={w.findings}>
      <h2>{w.findings}</h2>
      {data.findings.length === 0 ? (
        <Chip tone="green" icon={<CheckCircleFilled />}>
          {w.noFindings}
        </Chip>
      ) : (
        <>
          <p>{fix}</p>
          <ul className="proof-list">
            {data.findings.map((one) => (
              <Finding key={one.n} one={one} />
            ))}
          </ul>
        </>
      )}
      {data.elsewhere > 0 ? <p className="faint">{w.elsewhere(data.elsewhere)}</p> : null}
    </section>
  );
}

function Finding({ one }: { one: StoredFindingView }) {
  const name = one.file_name || w.kind[one.kind];
  return (
    <li>
      <div className="row">
        <Chip tone="red" icon={<ExclamationCircleFilled />}>
          {w.kind[one.kind]}
          {w.found[one.found]}
        </Chip>
        {one.href === null ? <b>{name}</b> : <Link to={one.href}>{name}</Link>}
        <span className="faint">{w.factNo(one.n)}</span>
        {one.found_at === null ? null : <span className="faint">{w.foundAt(formatInstant(one.found_at))}</span>}
      </div>
      <code className="proof-hash">{one.place}</code>
    </li>
  );
}

function Patrol({ patrol }: { patrol: PatrolView }) {
  return (
    <section className="panel" aria-label={w.patrol}>
      <h2>{w.patrol}</h2>
      {patrol.is_off ? (
        <div>
          <Chip tone="red" icon={<WarningFilled />}>
            {w.patrolOff}
          </Chip>
          <p>{w.patrolOffFix}</p>
        </div>
      ) : null}
      {patrol.round === 0 ? (
        patrol.is_off ? null : (
          <div>
            <Chip tone="grey" icon={<InfoCircleFilled />}>
              {w.patrolNever}
            </Chip>
            <p>{w.patrolNeverFix}</p>
          </div>
        )
      ) : (
        <Round patrol={patrol} />
      )}
      <p className="faint">{w.order}</p>
    </section>
  );
}

const share = (done: number, of: number): number => (of === 0 ? 100 : Math.min(100, Math.floor((done * 100) / of)));

function Round({ patrol }: { patrol: PatrolView }) {
  const isOver = patrol.ended_at !== null;
  return (
    <>
      <div className="row">
        <Chip tone={isOver ? "green" : "blue"} icon={isOver ? <CheckCircleFilled /> : <InfoCircleFilled />}>
          {isOver ? w.ended(patrol.round) : w.running(patrol.round)}
        </Chip>
        <span>{w.progress(patrol.files_read, patrol.files)}</span>
        <span className="faint num">{w.share(formatBytes(patrol.bytes_read), formatBytes(patrol.bytes))}</span>
      </div>
      <Progress percent={isOver ? 100 : share(patrol.bytes_read, patrol.bytes)} status="normal" aria-label={w.patrol} />
      <dl className="facts">
        <Row name={w.begun}>{formatInstant(patrol.begun_at)}</Row>
        {isOver ? <Row name={w.endedAt}>{formatInstant(patrol.ended_at)}</Row> : null}
        {isOver ? null : <Row name={w.speed}>{w.perSecond(formatBytes(patrol.bytes_per_second))}</Row>}
        {isOver || patrol.ends_at === null ? null : <Row name={w.ends}>{formatInstant(patrol.ends_at)}</Row>}
        <Row name={w.result}>
          <Result damaged={patrol.damaged} restored={patrol.restored} unread={patrol.unread} untracked={patrol.untracked} />
        </Row>
      </dl>
    </>
  );
}

export function Result({ damaged, restored, unread, untracked }: { damaged: number; restored: number; unread: number; untracked: number }) {
  if (damaged + unread + untracked === 0) return <>{w.clean}</>;
  const told = [damaged > 0 ? w.damaged(damaged) : "", restored > 0 ? w.restored(restored) : "", unread > 0 ? w.unread(unread) : "", untracked > 0 ? w.untracked(untracked) : ""];
  return <>{told.filter((text) => text !== "").join("；")}</>;
}

export function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Replica({ replica }: { replica: ReplicaView }) {
  const isWhole = replica.copied_files === replica.files;
  return (
    <section className="panel" aria-label={w.replica}>
      <h2>{w.replica}</h2>
      {replica.is_there ? (
        <>
          <div className="row">
            {isWhole ? (
              <Chip tone="green" icon={<CheckCircleFilled />}>
                {w.copyAll}
              </Chip>
            ) : (
              <span>{w.copied(replica.copied_files, replica.files)}</span>
            )}
            <span className="faint num">{w.share(formatBytes(replica.copied_bytes), formatBytes(replica.bytes))}</span>
          </div>
          <Progress percent={share(replica.copied_bytes, replica.bytes)} status="normal" aria-label={w.replica} />
        </>
      ) : (
        <>
          <Chip tone="amber" icon={<WarningFilled />}>
            {w.replicaNone}
          </Chip>
          <p>{w.replicaNoneFix}</p>
        </>
      )}
    </section>
  );
}

function Log({ data }: { data: ProofCentre }) {
  const left = data.signed_size === null ? data.size : data.size - data.signed_size;
  return (
    <section className="panel" aria-label={w.log}>
      <h2>{w.log}</h2>
      {data.size === 0 ? <Nothing /> : null}
      <dl className="facts">
        <Row name={w.size}>
          <b className="num">{data.size}</b>
        </Row>
        <Row name={w.sha256}>
          <code className="proof-hash">{data.root_sha256}</code>
        </Row>
        <Row name={w.sm3}>
          <code className="proof-hash">{data.root_sm3}</code>
        </Row>
        <Row name={w.signed}>
          {data.signed_size === null ? (
            w.neverSigned
          ) : (
            <>
              {w.signedTo(data.signed_size)}
              {data.signed_until === null ? null : `，${w.signedUntil(formatInstant(data.signed_until))}`}
              <div className="faint">{left <= 0 ? w.signedAll : w.unsigned(left)}</div>
            </>
          )}
        </Row>
      </dl>
    </section>
  );
}

function Bundle() {
  return (
    <section className="panel" aria-label={w.bundle}>
      <h2>{w.bundle}</h2>
      <p>{w.bundleText}</p>
      <Button type="primary" icon={<DownloadOutlined />} href={`${API}/proof/bundle`} download>
        {w.download}
      </Button>
    </section>
  );
}
