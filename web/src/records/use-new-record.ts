import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { useRecording } from "@/api/queries";
import type { Mark, Prefill } from "@/api/schema";
import { timeCode } from "@/recordings/ruler-geometry";
import { words as recordingWords } from "@/recordings/zh-recordings";
import { readSchema, type FieldModel } from "./schema-model";

/** What a new record begins with: the case's data, and those of the recording or on-site work it is about. */
export function useBeginning(caseId: string, kind: string | null, activity: string | null, recording: string | null) {
  const about = useRecording(recording);
  // The recording knows which on-site work it belongs to; waiting for it fills in the place as well.
  const ready = recording === null || about.data !== undefined || about.isError;
  const visit = activity ?? about.data?.links.activity?.id ?? null;
  const prefill = useQuery({
    queryKey: ["cases", caseId, "prefill", kind, visit, recording],
    queryFn: ({ signal }) => get<Prefill>(`/cases/${caseId}/prefill`, { kind, activity: visit, recording }, signal),
    enabled: kind !== null && ready,
    gcTime: 0,
  });
  return { prefill, visit, ready, marks: about.data?.marks ?? [] };
}

/** Marks of the recording as rows of the form's list of moments (`at`, `what`), if it has one. */
export function momentsFromMarks(schema: Record<string, unknown>, marks: readonly Mark[]): Record<string, unknown> {
  const field = readSchema(schema).find(isListOfMoments);
  if (field === undefined || marks.length === 0) return {};
  const rows = [...marks]
    .sort((a, b) => a.at_ms - b.at_ms)
    .map((mark) => ({ at: timeCode(mark.at_ms), what: `${recordingWords.marks[mark.kind]}${mark.text === null || mark.text === "" ? "" : `：${mark.text}`}` }));
  return { [field.name]: rows.slice(0, field.maxItems ?? rows.length) };
}

function isListOfMoments(field: FieldModel): boolean {
  const names = field.columns.map((column) => column.name);
  return field.widget === "items" && names.includes("at") && names.includes("what");
}
