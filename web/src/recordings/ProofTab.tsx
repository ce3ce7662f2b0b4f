import { DownloadOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Typography } from "antd";
import { useState } from "react";
import { API, asProblem, get } from "@/api/client";
import type { Proof, RecordingPage } from "@/api/schema";
import { ProblemView } from "@/widgets/ProblemView";
import { saveFile } from "@/widgets/save-file";
import { AcceptancePanel } from "./AcceptancePanel";
import { DigestFacts } from "./FactsTab";
import { OriginalPanel } from "./OriginalPanel";
import { words } from "./zh-recordings";

const text = words.proof;

/** Digests, place in the log, and the proof that can be checked without us. */
export function ProofTab({ page }: { page: RecordingPage }) {
  const [wanted, setWanted] = useState(false);
  const href = page.log_proof_href;
  const path = href?.startsWith(API) ? href.slice(API.length) : href;
  const proof = useQuery({ queryKey: ["recordings", page.summary.recording_id, "proof"], queryFn: ({ signal }) => get<Proof>(path ?? "", {}, signal), enabled: wanted && path !== null });
  return (
    <div className="stack">
      <DigestFacts page={page} />
      <AcceptancePanel page={page} />
      <OriginalPanel page={page} />
      <p className="faint">
        {text.text}{" "}
        <a href="/VERIFY.html" download>
          {text.verifierPage}
        </a>
      </p>
      <div className="row">
        <span>
          {text.log} <b className="num">{page.log_n}</b>
        </span>
        {wanted || path === null ? null : (
          <Button icon={<SafetyCertificateOutlined />} onClick={() => setWanted(true)}>
            {text.load}
          </Button>
        )}
        {proof.data === undefined ? null : (
          <Button icon={<DownloadOutlined />} onClick={() => saveFile(`${page.summary.recording_id}.proof.json`, JSON.stringify(proof.data, null, 2), "application/json")}>
            {text.download}
          </Button>
        )}
      </div>
      {proof.error === null ? null : <ProblemView problem={asProblem(proof.error)} onRetry={() => void proof.refetch()} />}
      {proof.data === undefined ? null : <ProofFacts proof={proof.data} />}
    </div>
  );
}

function ProofFacts({ proof }: { proof: Proof }) {
  const rows: [string, string][] = [
    [text.leaf, proof.leaf],
    [text.leafHash, proof.leaf_hash],
    [text.size, String(proof.tree_size)],
    [text.root, proof.root],
    [text.path, `${text.steps(proof.hashes.length)}\n${proof.hashes.join("\n")}`],
    [text.checkpoint, proof.checkpoint],
  ];
  return (
    <dl className="facts proof-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Typography.Text code>{value}</Typography.Text>
          </dd>
        </div>
      ))}
    </dl>
  );
}
