import { Alert, Button } from "antd";
import { useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useCase, useRecord, useRecordKinds } from "@/api/queries";
import { useAction } from "@/api/use-action";
import type { RecordKindView } from "@/api/schema";
import { HintsPanel } from "@/case/HintsPanel";
import { formatArticle } from "@/format/text";
import { Chip } from "@/widgets/Chip";
import { Loaded, Nothing } from "@/widgets/Loaded";
import { PageHead } from "@/widgets/PageHead";
import { ChooseVisit } from "./ChooseVisit";
import { RecordEditor } from "./RecordEditor";
import { LateNote, NOT_LATE, lateLacks, lateOnWire } from "./LateNote";
import { isReview } from "./record-steps";
import type { Values } from "./schema-model";
import { momentsFromMarks, useBeginning } from "./use-new-record";
import { words } from "./zh-records";

/** A record nobody saved yet: filled from the case, or from the record it corrects. */
export function NewRecord({ caseId }: { caseId: string }) {
  const [params, setParams] = useSearchParams();
  const code = params.get("kind");
  const corrects = params.get("corrects");
  const kinds = useRecordKinds();
  const recording = params.get("recording");
  const { prefill, marks, visit: activity, ready } = useBeginning(caseId, corrects === null ? code : null, params.get("activity"), recording);
  const file = useCase(caseId);
  const wrong = useRecord(caseId, corrects);
  return (
    <Loaded from={kinds}>
      {({ items }) => {
        const kind = items.find((one) => one.code === code);
        if (kind === undefined)
          return (
            <Nothing text={words.kindUnknown}>
              <p className="faint">{words.kindUnknownHint}</p>
              <Link to={`/cases/${caseId}`}>{words.toCase}</Link>
            </Nothing>
          );
        // URL parameters named after fields win over the prefill, e.g. the record to be served.
        const named = new Set(Object.keys((kind.schema["properties"] as object | undefined) ?? {}));
        const given = Object.fromEntries([...params].filter(([name]) => named.has(name)));
        if (corrects !== null)
          return <Loaded from={wrong}>{(page) => <Editor {...{ caseId, kind, activity, corrects }} saved={page.fields} before={page.fields} />}</Loaded>;
        if (activity === null && ready && kind.about_activity && (file.data?.activities.length ?? 0) > 1)
          return (
            <ChooseVisit
              title={kind.title}
              visits={file.data?.activities ?? []}
              onChoose={(id) =>
                setParams((now) => (now.set("activity", id), now), { replace: true })
              }
            />
          );
        return <Loaded from={prefill}>{({ fields }) => <Editor {...{ caseId, kind, activity, corrects }} saved={{ ...fields, ...momentsFromMarks(kind.schema, marks), ...given }} before={null} />}</Loaded>;
      }}
    </Loaded>
  );
}

interface EditorProps {
  caseId: string;
  kind: RecordKindView;
  activity: string | null;
  corrects: string | null;
  saved: Values;
  before: Values | null;
}

function Editor({ caseId, kind, activity, corrects, saved, before }: EditorProps) {
  const navigate = useNavigate();
  const start = useRef(saved);
  const action = useAction({ errors: "inline", success: words.saved });
  const made = useRef<string | null>(null);
  const [late, setLate] = useState(NOT_LATE);
  const [tried, setTried] = useState(false);
  const save = async (fields: Record<string, unknown>): Promise<boolean> => {
    setTried(true);
    if (lateLacks(late)) return false;
    const done = await action.run("POST", `/cases/${caseId}/records`, { kind: kind.code, fields, corrects, activity, ...lateOnWire(late) });
    made.current = done?.id ?? null;
    return done !== null;
  };
  const open = () => {
    if (made.current !== null) void navigate(`/cases/${caseId}/records/${made.current}`, { replace: true });
  };
  return (
    <div className="stack">
      <PageHead
        title={
          <>
            {kind.title} <Chip tone="grey">{words.newNote}</Chip>
          </>
        }
        tab={kind.title}
        note={kind.articles.map(formatArticle).join("、")}
        actions={<Button href={`/cases/${caseId}?tab=records`}>{words.toCase}</Button>}
      />
      {isReview(kind) ? <HintsPanel caseId={caseId} review /> : null}
      <RecordEditor
        caseId={caseId}
        recordId={null}
        kind={kind}
        saved={start.current}
        prefilled={before === null}
        before={before}
        editable
        draft
        submitStep={null}
        problem={action.problem}
        busy={action.busy}
        onSave={async (fields) => {
          const done = await save(fields);
          // After the form has marked itself saved, so that leaving it does not warn.
          if (done) setTimeout(open, 0);
          return done;
        }}
        onSubmit={async (fields) => {
          if (!(await save(fields)) || made.current === null) return;
          const id = made.current;
          await action.run("POST", `/cases/${caseId}/records/${id}/submit`);
          setTimeout(open, 0);
        }}
        notes={
          corrects === null ? (
            <LateNote late={late} tried={tried} onChange={setLate} />
          ) : (
            <Alert
              type="info"
              showIcon
              title={words.corrects}
              action={<Link to={`/cases/${caseId}/records/${corrects}`}>{words.correctsOpen}</Link>}
            />
          )
        }
      />
    </div>
  );
}
