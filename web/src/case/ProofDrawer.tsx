import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined, LoadingOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Typography } from "antd";
import { useTrailProof } from "@/api/queries";
import type { Proof } from "@/api/schema";
import { trailWords as w } from "@/i18n/zh-tabs";
import { checkInclusion, digestBytes, type Hash } from "@/proof/inclusion";
import { PlainSha256 } from "@/uploads/sha256-plain";
import { Chip } from "@/widgets/Chip";
import { Loaded } from "@/widgets/Loaded";
import { saveFile } from "@/widgets/save-file";

/** Proof that one entry is in the log, recomputed on this machine. */
export function ProofDrawer({ caseId, n, onClose }: { caseId: string; n: number | null; onClose: () => void }) {
  const proof = useTrailProof(caseId, n);
  return (
    <Drawer open={n !== null} onClose={onClose} size={560} title={n === null ? "" : w.proofTitle(n)}>
      {n === null ? null : <Loaded from={proof}>{(p) => <ProofBody proof={p} />}</Loaded>}
    </Drawer>
  );
}

/** A few small inputs: plain script will do, also on plain http, where `crypto.subtle` is absent. */
const sha256: Hash = async (bytes) => digestBytes(new PlainSha256().update(bytes).digest()) ?? new Uint8Array();

function ProofBody({ proof }: { proof: Proof }) {
  const verdict = useQuery({ queryKey: ["proof-check", proof.n, proof.root], queryFn: () => checkInclusion(proof, sha256), staleTime: Infinity, retry: false });
  return (
    <div className="stack">
      <p>{w.proofLead}</p>
      <div>
        {verdict.isPending ? (
          <Chip tone="grey" icon={<LoadingOutlined />}>
            {w.checking}
          </Chip>
        ) : verdict.data === "holds" ? (
          <Chip tone="green" icon={<CheckCircleFilled />}>
            {w.holds}
          </Chip>
        ) : verdict.data ? (
          <Chip tone="red" icon={<CloseCircleFilled />}>
            {w.fails}
          </Chip>
        ) : (
          <Chip tone="amber" icon={<QuestionCircleOutlined />}>
            {w.unchecked}
          </Chip>
        )}
      </div>
      <Part title={w.leaf} text={proof.leaf} />
      <Part title={w.leafHash} text={proof.leaf_hash} />
      <Part title={`${w.path}（${proof.hashes.length}）`} text={proof.hashes.join("\n")} />
      <Part title={w.size(proof.tree_size)} text={proof.root} />
      <Part title={w.checkpoint} text={proof.checkpoint} />
      <div>
        <Button icon={<DownloadOutlined />} onClick={() => saveFile(`proof-${proof.n}.json`, JSON.stringify(proof, null, 1), "application/json")}>
          {w.download}
        </Button>
      </div>
    </div>
  );
}

function Part({ title, text }: { title: string; text: string | null }) {
  if (!text) return null;
  return (
    <div>
      <div className="faint">{title}</div>
      <Typography.Paragraph className="hash-block" copyable>
        {text}
      </Typography.Paragraph>
    </div>
  );
}
