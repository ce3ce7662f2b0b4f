import { Alert, Button } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useRecord } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { RecordPage } from "@/api/schema";
import { HintsPanel } from "@/case/HintsPanel";
import { formatArticle } from "@/format/text";
import { formatInstant } from "@/format/time";
import { SecrecyDialog, SecrecyNote } from "@/secrecy/SecrecyDialog";
import { words as secrecyWords } from "@/secrecy/zh-secrecy";
import { SlipPanel } from "@/slips/SlipPanel";
import { Loaded } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { ProofChip } from "@/widgets/ProofChip";
import { RecordStatusChip } from "@/widgets/StatusChips";
import { StepButton } from "@/widgets/StepButton";
import { RecordEditor } from "./RecordEditor";
import { RecordHistory } from "./RecordHistory";
import { draftSteps, isReview, mayEdit, stepFor } from "./record-steps";
import { SignaturePanel } from "./SignaturePanel";
import { VoidNotes } from "./VoidNotes";
import { VoidSteps } from "./VoidSteps";
import { words } from "./zh-records";

/** A record that exists: its form or its content, its signatures, what may be done with it. */
export function ExistingRecord({ caseId, recordId }: { caseId: string; recordId: string }) {
  const record = useRecord(caseId, recordId);
  return <Loaded from={record}>{(page) => <Record caseId={caseId} page={page} />}</Loaded>;
}

function Record({ caseId, page }: { caseId: string; page: RecordPage }) {
  const { summary, kind } = page;
  const base = `/cases/${caseId}/records/${summary.record_id}`;
  const original = useRecord(caseId, page.corrects);
  const saving = useAction({ errors: "inline", success: words.saved });
  const submitting = useAction({ errors: "inline", success: words.submitted });
  const editable = mayEdit(page);
  const latestReturn = summary.status === "returned" ? page.returns[page.returns.length - 1] : undefined;
  return (
    <div className="stack">
      <PageHead
        title={
          <>
            {summary.title} <RecordStatusChip status={summary.status} waitsFor={summary.waits_for} />
          </>
        }
        tab={summary.title}
        note={[summary.doc_no, kind.articles.map(formatArticle).join("、"), summary.pages === null ? null : words.pages(summary.pages)].filter(Boolean).join(" · ")}
        actions={<HeadActions caseId={caseId} page={page} base={base} />}
      />
      <VoidNotes page={page} />
      {isReview(kind) && summary.status !== "effective" ? <HintsPanel caseId={caseId} review /> : null}
      <RecordEditor
        caseId={caseId}
        recordId={summary.record_id}
        kind={kind}
        saved={page.fields}
        prefilled={false}
        before={original.data?.fields ?? null}
        editable={editable}
        draft={summary.status === "draft" || summary.status === "returned" || summary.status === "signing"}
        isVoid={summary.status === "voided"}
        submitStep={stepFor(page.actions, "submit")}
        problem={saving.problem ?? submitting.problem}
        busy={saving.busy || submitting.busy}
        onSave={async (fields) => (await saving.run("PUT", `${base}/fields`, { fields })) !== null}
        onSubmit={async (fields, dirty) => {
          if (dirty && (await saving.run("PUT", `${base}/fields`, { fields })) === null) return;
          await submitting.run("POST", `${base}/submit`);
        }}
        notes={
          <>
            {latestReturn === undefined ? null : (
              <Alert type="error" showIcon title={`${words.returned}：${latestReturn.reason}`} description={`${latestReturn.by} · ${formatInstant(latestReturn.at)}`} />
            )}
            <SecrecyNote mark={page.secrecy} />
            {page.happened === null ? null : (
              <Alert
                type="info"
                showIcon
                title={words.late.line(formatInstant(page.happened.at))}
                description={page.happened.late_reason === null ? null : words.late.because(page.happened.late_reason)}
              />
            )}
            {page.corrects === null ? null : (
              <Alert type="info" showIcon title={words.corrects} action={<Link to={`/cases/${caseId}/records/${page.corrects}`}>{words.correctsOpen}</Link>} />
            )}
            {page.corrected_by === null ? null : (
              <Alert type="warning" showIcon title={words.correctedBy} action={<Link to={`/cases/${caseId}/records/${page.corrected_by}`}>{words.correctedByOpen}</Link>} />
            )}
          </>
        }
        side={
          <>
            <SignaturePanel page={page} base={base} />
            {summary.outward && summary.status === "effective" ? <Served page={page} /> : null}
            {page.served.length === 0 ? null : <SlipPanel path={base} />}
          </>
        }
        foot={<RecordHistory entries={page.history} />}
      />
    </div>
  );
}

function HeadActions({ caseId, page, base }: { caseId: string; page: RecordPage; base: string }) {
  const navigate = useNavigate();
  const [marking, setMarking] = useState(false);
  const { summary } = page;
  const correct = stepFor(page.actions, "correct");
  const secrecy = stepFor(page.actions, "secrecy");
  const goCorrect = () => void navigate(`/cases/${caseId}/records/new?kind=${summary.kind}&corrects=${summary.record_id}`);
  return (
    <>
      {summary.sha256 === null ? null : <ProofChip digests={{ [words.digest]: summary.sha256 }} />}
      {draftSteps(page.actions, summary.kind).map((step) => (
        <StepButton key={step.action} step={step} onGo={() => void navigate(`/cases/${caseId}/records/new?kind=${step.kind}&document=${summary.record_id}`)} />
      ))}
      {correct !== null ? (
        <StepButton step={{ ...correct, title: words.correct }} plain onGo={goCorrect} />
      ) : null}
      {secrecy !== null ? <StepButton step={{ ...secrecy, title: secrecyWords.title }} plain onGo={() => setMarking(true)} /> : null}
      {marking ? <SecrecyDialog path={`${base}/secrecy`} mark={page.secrecy} onClose={() => setMarking(false)} /> : null}
      <VoidSteps page={page} base={base} />
      <Button onClick={() => void navigate(`/cases/${caseId}?tab=records`)}>{words.toCase}</Button>
    </>
  );
}

function Served({ page }: { page: RecordPage }) {
  return (
    <section className="panel" aria-label={words.served}>
      <h2>{words.served}</h2>
      {page.served.length === 0 ? (
        <div className="red-text">{words.servedNot}</div>
      ) : (
        <ul>
          {page.served.map((one) => (
            <li key={one.record_id}>{words.servedAt(one.method, formatInstant(one.at))}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
