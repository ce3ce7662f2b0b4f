import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { Button, Typography } from "antd";
import { useState, type ReactNode } from "react";
import { AccessDialog } from "@/access/AccessDialog";
import { useAction } from "@/api/use-action";
import type { CaseFileView, ViewTicket } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatInstant } from "@/format/time";
import { archiveWords as w } from "@/i18n/zh-archive";
import { recordingsWords } from "@/i18n/zh-tabs";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";
import type { ChipTone } from "@/widgets/tones";

type Verdict = NonNullable<CaseFileView["package"]>["verdict"];
const LOOK: Record<Verdict, [ChipTone, ReactNode]> = {
  proven: ["green", <SafetyCertificateOutlined key="i" />],
  not_witnessed: ["blue", <CheckCircleFilled key="i" />],
  invalid: ["red", <CloseCircleFilled key="i" />],
};

export function PackagePanel({ caseId, file }: { caseId: string; file: CaseFileView }) {
  const pack = file.package;
  if (!pack) return <p className="faint">{w.noPackage}</p>;
  const [tone, icon] = LOOK[pack.verdict];
  return (
    <div className="stack">
      <div>
        <Chip tone={tone} icon={icon}>
          {w.verdict[pack.verdict]}
        </Chip>
        <p className="faint">{w.verdictHint[pack.verdict]}</p>
        {pack.defects.length > 0 ? (
          <ul className="red-text" aria-label={w.defects}>
            {pack.defects.map((d) => (
              <li key={d}>{d}</li>
            ))}
          </ul>
        ) : null}
      </div>
      <dl className="facts">
        <dt>{w.packedAt}</dt>
        <dd>{formatInstant(pack.packed_at)}</dd>
        <dt>{w.size}</dt>
        <dd>{formatBytes(pack.size_bytes)}</dd>
        <dt>SHA-256</dt>
        <dd>
          <Digest hex={pack.sha256} />
        </dd>
        <dt>SM3</dt>
        <dd>
          <Digest hex={pack.sm3} />
        </dd>
      </dl>
      <Export caseId={caseId} />
    </div>
  );
}

/** A copy leaves under a grant of the agency head, and each time is a fact (Art. 24). */
function Export({ caseId }: { caseId: string }) {
  const [asking, setAsking] = useState(false);
  const { run, busy, problem, clear } = useAction<ViewTicket>({ errors: "inline", onDone: (ticket) => window.location.assign(ticket.url) });
  return (
    <div>
      <Button icon={<DownloadOutlined />} loading={busy} onClick={() => void run("POST", `/cases/${caseId}/package/export`)}>
        {w.download}
      </Button>
      <p className="faint">{w.downloadNote}</p>
      <ProblemView problem={problem} />
      {problem?.code === "access.no_copy_grant" ? <Button onClick={() => setAsking(true)}>{recordingsWords.askCopy}</Button> : null}
      <AccessDialog
        open={asking}
        caseId={caseId}
        recordings={[]}
        copyAll
        onClose={() => {
          clear();
          setAsking(false);
        }}
      />
    </div>
  );
}

function Digest({ hex }: { hex: string }) {
  return (
    <Typography.Text code copyable={{ text: hex }} className="digest">
      {hex}
    </Typography.Text>
  );
}
