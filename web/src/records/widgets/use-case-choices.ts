import { useMemo } from "react";
import { useCase, useOfficers } from "@/api/queries";
import { useMe } from "@/api/session";
import { formatLength, formatShort } from "@/format/time";
import { zh } from "@/i18n/zh";
import { words } from "../zh-records";
import type { CaseChoices } from "./case-choices";

/** Reads once for the whole form what its selects choose from. */
export function useLoadedChoices(caseId: string): CaseChoices {
  const me = useMe();
  const officers = useOfficers(me.agency.agency_id);
  const page = useCase(caseId);
  return useMemo(
    () => ({
      officers: (officers.data?.items ?? [])
        .filter((person) => person.enabled)
        .map((person) => ({
          value: person.officer_id,
          label: `${person.name}（${person.credential_no === null ? words.credentialNone : person.credential_valid ? person.credential_no : words.credentialInvalid}）`,
          disabled: !person.credential_valid,
        })),
      people: (officers.data?.items ?? [])
        .filter((person) => person.enabled)
        .map((person) => ({ value: person.officer_id, label: `${person.name}（${person.roles.map((role) => zh.role[role]).join("、")}）` })),
      // The one just made is the one most often meant.
      records: [...(page.data?.records ?? [])]
        .reverse()
        .filter((record) => record.status === "effective" || record.status === "signing")
        .map((record) => ({ value: record.record_id, label: `${record.title}${record.doc_no === null ? "" : ` ${record.doc_no}`}` })),
      recordings: (page.data?.recordings ?? []).map((recording) => ({
        value: recording.recording_id,
        label: `${recording.started_at === null ? "" : `${formatShort(recording.started_at)} `}${recording.file_name}${recording.duration_ms === null ? "" : `（${formatLength(recording.duration_ms)}）`}`,
      })),
      loading: officers.isPending || page.isPending,
    }),
    [officers.data, officers.isPending, page.data, page.isPending],
  );
}
