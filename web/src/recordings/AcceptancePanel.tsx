import { DownloadOutlined } from "@ant-design/icons";
import { Button, Typography } from "antd";
import { useState } from "react";
import { API, asProblem, get } from "@/api/client";
import type { Problem, Proof, RecordingPage } from "@/api/schema";
import { acceptanceWords as w } from "@/i18n/zh-acceptance";
import { ProblemView } from "@/widgets/ProblemView";
import { saveFile } from "@/widgets/save-file";
import { Accepted } from "@/uploads/Accepted";

/** The signed word that every byte came (Art. 22), and the proof that the log says the same. */
export function AcceptancePanel({ page }: { page: RecordingPage }) {
  const { acceptance, acceptance_proof_href: href } = page;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  if (acceptance === null) return null;
  const saveProof = async (path: string) => {
    setBusy(true);
    try {
      const proof = await get<Proof>(path);
      saveFile(`${page.summary.recording_id}.acceptance-proof.json`, JSON.stringify(proof, null, 2), "application/json");
      setProblem(null);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-label={w.head}>
      <h3>{w.head}</h3>
      <p className="faint">{w.text}</p>
      <Accepted
        acceptance={acceptance}
        name={page.summary.recording_id}
        more={
          href === null ? null : (
            <Button size="small" icon={<DownloadOutlined />} loading={busy} onClick={() => void saveProof(href.startsWith(API) ? href.slice(API.length) : href)}>
              {w.saveProof}
            </Button>
          )
        }
      />
      <ProblemView problem={problem} />
      <div className="faint">
        {w.key}{" "}
        <Typography.Text code copyable>
          {acceptance.server_key}
        </Typography.Text>
      </div>
    </section>
  );
}
