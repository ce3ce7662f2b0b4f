import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined, KeyOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { Button, Typography } from "antd";
import { useState, type ReactNode } from "react";
import { AccessDialog } from "@/access/AccessDialog";
import { useAction } from "@/api/use-action";
import type { CaseFileView, Step, ViewTicket } from "@/api/schema";
import { formatBytes } from "@/format/text";
import { formatInstant } from "@/format/time";
import { archiveWords as w } from "@/i18n/zh-archive";
import { recordingsWords } from "@/i18n/zh-tabs";
import { Chip } from "@/widgets/Chip";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
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
      <Export caseId={caseId} step={pack.export} />
    </div>
  );
}

/** The refusal that asking the agency head helps against. */
const NO_GRANT = "access.no_copy_grant";

/** A copy leaves under a grant of the agency head, and each time is a fact (Art. 24). */
function Export({ caseId, step }: { caseId: string; step: Step }) {
  const [asking, setAsking] = useState(false);
  const { run, busy, problem, clear } = useAction<ViewTicket>({ errors: "inline", onDone: (ticket) => window.location.assign(ticket.url) });
  return (
    <div className="stack-tight">
      <div className="row">
        <StepButton step={step} plain icon={<DownloadOutlined />} busy={busy} onGo={() => void run("POST", `/cases/${caseId}/package/export`)} />
        {step.missing.some((one) => one.rule === NO_GRANT) ? (
          <Button type="primary" icon={<KeyOutlined />} onClick={() => setAsking(true)}>
            {recordingsWords.askCopy}
          </Button>
        ) : null}
      </div>
      <p className="faint">
        {w.exportNote}{" "}
        <a href="/VERIFY.html" download>
          {w.verifierPage}
        </a>
      </p>
      <ProblemView problem={problem} />
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
