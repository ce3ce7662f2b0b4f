import { SaveOutlined, SendOutlined } from "@ant-design/icons";
import { Button, Tabs } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import type { Problem, RecordKindView, Step } from "@/api/schema";
import { ProblemView } from "@/widgets/ProblemView";
import { StepButton } from "@/widgets/StepButton";
import { useNarrow } from "@/widgets/use-narrow";
import { LeaveGuard } from "./LeaveGuard";
import { goToField, MissingPanel } from "./MissingPanel";
import { PdfPane } from "./PdfPane";
import { cleanValues, complaintsByField, readSchema, type FieldModel, type Values } from "./schema-model";
import { SchemaForm } from "./SchemaForm";
import { SchemaView } from "./SchemaView";
import { SpeechSpans } from "./SpeechSpans";
import { useRecordDraft } from "./use-record-draft";
import { CaseChoicesContext } from "./widgets/case-choices";
import { useLoadedChoices } from "./widgets/use-case-choices";
import { WordingBlock } from "./WordingBlock";
import { words } from "./zh-records";

interface Props {
  caseId: string;
  recordId: string | null;
  kind: RecordKindView;
  saved: Values;
  /** The values come from the case, not from a person. */
  prefilled: boolean;
  before: Values | null;
  editable: boolean;
  draft: boolean;
  /** It must not be used any more: its page bears a mark. */
  isVoid?: boolean;
  submitStep: Step | null;
  problem: Problem | null;
  busy: boolean;
  /** Saves; true when it was saved. */
  onSave: (fields: Record<string, unknown>) => Promise<boolean>;
  onSubmit: (fields: Record<string, unknown>, dirty: boolean) => Promise<void>;
  /** Banners above the form. */
  notes?: ReactNode;
  /** Signatures. */
  side?: ReactNode;
  /** What happened so far, below everything. */
  foot?: ReactNode;
}

/** Form left, printed page right; on a phone one of them at a time. */
export function RecordEditor(props: Props) {
  const { caseId, recordId, kind, saved, prefilled, before, editable, draft, isVoid = false, submitStep, problem, busy, onSave, onSubmit, notes, side, foot } = props;
  const fields = useMemo(() => readSchema(kind.schema), [kind.schema]);
  const choices = useLoadedChoices(caseId);
  const state = useRecordDraft(fields, saved, prefilled);
  const narrow = useNarrow();
  const [tab, setTab] = useState<string>(editable ? "fill" : side ? "sign" : "page");
  const [shown, setShown] = useState(false);

  const complaints = useMemo(() => complaintsByField(fields, problem?.fields ?? []), [fields, problem]);
  const errors = useMemo(() => new Map([...complaints.byField, ...state.errors]), [complaints, state.errors]);
  const { markSaved, values, dirty } = state;
  const firstWrong = [...state.errors.keys()][0];
  const save = useCallback(async () => {
    if (firstWrong !== undefined) {
      goToField(firstWrong);
      return false;
    }
    const done = await onSave(cleanValues(fields, values));
    if (done) markSaved();
    return done;
  }, [fields, firstWrong, markSaved, onSave, values]);

  const refusal = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [first] = complaints.byField.keys();
    if (first !== undefined) goToField(first);
    // The form may be longer than the screen: a refusal below it would look like a dead key.
    else if (problem !== null) refusal.current?.scrollIntoView({ block: "center" });
  }, [complaints, problem]);
  useEffect(() => {
    if (!editable) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        void save();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [editable, save]);

  const { set } = state;
  const after = useCallback(
    (field: FieldModel) => {
      const recording = field.speechOf === null ? null : values[field.speechOf];
      if (typeof recording !== "string" || recording === "") return null;
      const written = values[field.name];
      return <SpeechSpans recordingId={recording} text={typeof written === "string" ? written : ""} disabled={busy} onChange={(text) => set(field.name, text)} />;
    },
    [busy, set, values],
  );

  const form = (
    <div className="record-form">
      {notes}
      {editable ? <MissingPanel missing={state.missing} /> : null}
      <div className="panel">
        {editable ? (
          <SchemaForm fields={fields} values={values} onChange={state.set} errors={errors} before={before} untouched={state.untouched} after={after} />
        ) : (
          <SchemaView fields={fields} values={saved} before={before} />
        )}
        <WordingBlock kind={kind} fields={fields} values={values} />
      </div>
      {problem === null ? null : (
        <div ref={refusal}>
          <ProblemView problem={{ ...problem, fields: complaints.rest }} />
        </div>
      )}
      {editable ? (
        <div className="record-bar">
          <Button icon={<SaveOutlined />} loading={busy} type={dirty || recordId === null ? "primary" : "default"} onClick={() => void save()}>
            {words.saveDraft}
          </Button>
          <SubmitKey
            step={submitStep}
            lacking={state.missing.length + state.errors.size}
            busy={busy}
            primary={!dirty && recordId !== null}
            onPress={() => {
              setShown(true);
              if (state.missing.length + state.errors.size === 0) void onSubmit(cleanValues(fields, values), dirty).then(markSaved);
            }}
          />
          <span className="faint" role="status">
            {dirty ? words.unsaved : recordId === null ? words.newNote : words.noChanges}
          </span>
          {shown && state.missing.length > 0 ? <span className="red-text">{words.missingHead(state.missing.length)}</span> : null}
        </div>
      ) : null}
    </div>
  );
  const page = <PdfPane caseId={caseId} recordId={recordId} title={kind.title} stale={dirty} draft={draft} isVoid={isVoid} />;
  return (
    <CaseChoicesContext.Provider value={choices}>
      <LeaveGuard dirty={dirty && editable} onSave={save} />
      {narrow ? (
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            { key: "fill", label: editable ? words.fill : words.content, children: form },
            { key: "page", label: words.page, children: page },
            ...(side
              ? [
                {
                  key: "sign",
                  label: words.sign,
                  children: (
                    <div className="stack">
                      {side}
                      {foot}
                    </div>
                  ),
                },
              ]
              : []),
          ]}
        />
      ) : (
        <div className="record-columns">
          <div className="stack">
            {editable ? null : side}
            {form}
            {editable ? side : null}
            {foot}
          </div>
          {page}
        </div>
      )}
    </CaseChoicesContext.Provider>
  );
}

interface SubmitProps {
  step: Step | null;
  lacking: number;
  busy: boolean;
  primary: boolean;
  onPress: () => void;
}

function SubmitKey({ step, lacking, busy, primary, onPress }: SubmitProps) {
  // Missing elements are shown above, live; the server's other reasons only the server knows.
  if (step !== null && !step.allowed && lacking === 0 && step.missing.length > 0)
    return <StepButton step={{ ...step, title: words.submit }} onGo={() => undefined} />;
  return (
    <Button icon={<SendOutlined />} type={primary ? "primary" : "default"} loading={busy} disabled={lacking > 0} onClick={onPress}>
      {words.submit}
    </Button>
  );
}

