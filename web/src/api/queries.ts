/**
 * Read hooks, one for each list or thing of the API.
 *
 * Keys begin with the collection (`["cases", id, "axis"]`). After a write everything but law and
 * calendars is refetched (see `use-action.ts`): a fact may move anything that is on the screen.
 */
import { keepPreviousData, useInfiniteQuery, useQuery, type Query } from "@tanstack/react-query";
import { ask, get } from "./client";
import { isBeingMade } from "@/recordings/excerpts/excerpts";
import type * as Wire from "./schema";

type Filters = Record<string, string | number | boolean | null | undefined>;
const FOR_EVER = { staleTime: Infinity } as const;

/** A cursor-paged list; `fetchNextPage` asks for the next cursor. */
export function usePaged<T>(key: string, path: string, filters: Filters, limit = 50) {
  return useInfiniteQuery({
    queryKey: [key, "list", filters, limit],
    queryFn: ({ pageParam, signal }) => get<Wire.Page<T>>(path, { ...filters, limit, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });
}

function useOne<T>(key: readonly unknown[], path: string | null, extra: object = {}) {
  return useQuery<T>({
    queryKey: key,
    queryFn: ({ signal }) => get<T>(path ?? "", {}, signal),
    enabled: path !== null,
    ...extra,
  });
}
const under = (base: string, id: string | null | undefined, rest = "") => (id ? `${base}/${id}${rest}` : null);

/** A page with recordings is read anew while the server still looks inside one of them. */
const untilExamined = <T>(recordings: (page: T) => readonly Wire.RecordingSummary[]) => ({
  refetchInterval: (query: Query<T>) => {
    const page = query.state.data;
    return page !== undefined && recordings(page).some((one) => one.state === "probing") ? 2_000 : false;
  },
});

export const useDesk = () => useOne<Wire.DeskView>(["desk"], "/desk", { refetchInterval: 60_000 });
export const useCase = (id?: string | null) =>
  useOne<Wire.CasePage>(["cases", id], under("/cases", id), untilExamined<Wire.CasePage>((page) => page.recordings));
export const useAxis = (id?: string | null) => useOne<Wire.Axis>(["cases", id, "axis"], under("/cases", id, "/axis"));
export const useCompleteness = (id?: string | null) =>
  useOne<Wire.Completeness>(["cases", id, "completeness"], under("/cases", id, "/completeness"));
export const useCaseFile = (id?: string | null, poll = false) =>
  useOne<Wire.CaseFileView>(["cases", id, "case-file"], under("/cases", id, "/case-file"), poll ? { refetchInterval: 2_000 } : {});
export const useTrailProof = (id?: string | null, n?: number | null) =>
  useOne<Wire.Proof>(["cases", id, "trail", n, "proof"], n == null ? null : under("/cases", id, `/trail/${n}/proof`));
export const useRecord = (caseId?: string | null, recordId?: string | null) =>
  useOne<Wire.RecordPage>(["cases", caseId, "records", recordId], recordId ? under("/cases", caseId, `/records/${recordId}`) : null);
export const useActivity = (id?: string | null) =>
  useOne<Wire.ActivityPage>(["activities", id], under("/activities", id), untilExamined<Wire.ActivityPage>((page) => page.recordings));
export const useRecordingList = () => useOne<Wire.RecordingList>(["recording-list"], "/recording-list");
export const useRecordingLists = () => useOne<Wire.RecordingLists>(["recording-lists"], "/recording-lists");
export const useListPage = (id?: string | null) => useOne<Wire.ListPage>(["recording-lists", id], under("/recording-lists", id));
/** A list beside another: its id, or `superior`. */
export const useListDiff = (id: string, against: string | null) =>
  useOne<Wire.ListDiff>(["recording-lists", id, "diff", against], against && `/recording-lists/${id}/diff?against=${encodeURIComponent(against)}`);
/** What a list would have demanded of the work of some days. */
export const useListReplay = (id: string, span: { from: string; to: string } | null, cursor: string | null) =>
  useQuery<Wire.ListReplay>({
    queryKey: ["recording-lists", id, "replay", span, cursor],
    queryFn: ({ signal }) => get(`/recording-lists/${id}/replay`, { ...span, cursor }, signal),
    enabled: span !== null,
    placeholderData: keepPreviousData,
  });
/** What would come of a table as it is mapped; nothing is kept. */
export const useListPreview = (asked: Wire.PreviewList | null) =>
  useQuery<Wire.ListPreview>({
    queryKey: ["list-preview", asked],
    queryFn: ({ signal }) => ask<Wire.ListPreview>("/recording-lists/preview", asked, signal),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
export const useUploads = (poll = false) =>
  useOne<Wire.Listing<Wire.UploadView>>(["uploads"], "/uploads", poll ? { refetchInterval: 2_000 } : {});
export const useRecording = (id?: string | null) =>
  useOne<Wire.RecordingPage>(["recordings", id], under("/recordings", id), {
    refetchInterval: (query: Query<Wire.RecordingPage>) => {
      const page = query.state.data;
      if (page === undefined) return false;
      if (page.excerpts.items.some(isBeingMade)) return 1_000;
      return page.summary.state === "probing" ? 2_000 : false;
    },
  });
export const useApprovals = () =>
  useOne<Wire.Listing<Wire.ApprovalItem>>(["approvals"], "/approvals", { refetchInterval: 60_000 });
/** The document numbers of one's own agency, or of one that is overseen: series by year. */
export const useNumberRegister = (agencyId: string | null) =>
  useOne<Wire.NumberRegister>(["doc-numbers", agencyId], agencyId ? `/doc-numbers?agency_id=${encodeURIComponent(agencyId)}` : "/doc-numbers");
export const useNumbers = (filters: { agency_id: string | null; series: string; year: number }) =>
  usePaged<Wire.NumberEntry>("doc-number-entries", "/doc-numbers/entries", filters);
/** Originals that were not found as deposited, and private copies (Arts. 22, 24). */
export const useCustody = () => useOne<Wire.Custody>(["custody"], "/custody");
/** The log's head, the patrol and the replica, as they go on. */
export const useProofCentre = () => useOne<Wire.ProofCentre>(["proof"], "/proof", { refetchInterval: 10_000 });
/** The red team's last run, and the one that runs as it goes on. */
export const useRedTeam = () =>
  useOne<Wire.RedTeam>(["proof", "red-team"], "/proof/red-team", {
    refetchInterval: (query: Query<Wire.RedTeam>) => (query.state.data?.running == null ? false : 1_000),
  });
/** The recomputation of the whole log that runs, and what the last one found. */
export const useRecompute = () =>
  useOne<Wire.Recompute>(["proof", "recompute"], "/proof/recompute", {
    refetchInterval: (query: Query<Wire.Recompute>) => (query.state.data?.running == null ? 30_000 : 1_000),
  });
/** The facts of a case, recomputed from what is stored. */
export const useCaseIntegrity = (caseId: string) => useOne<Wire.CaseIntegrity>(["cases", caseId, "integrity"], `/cases/${caseId}/integrity`);
/** Visits of rooms in a case, and what fixed cameras recorded of them (Art. 15). */
export const usePremises = (caseId: string) => useOne<Wire.Premises>(["cases", caseId, "premises"], `/cases/${caseId}/premises`);
export const useArchiveBoard = () => useOne<Wire.ArchiveBoard>(["archive"], "/archive");
export const useAgencies = () => useOne<Wire.Listing<Wire.AgencyView>>(["agencies"], "/agencies");
export const useOfficers = (agencyId?: string | null) =>
  useOne<Wire.Listing<Wire.Person>>(["officers", agencyId], agencyId ? `/officers?agency_id=${encodeURIComponent(agencyId)}` : null);
export const useRules = () => useOne<Wire.RuleList>(["rules"], "/rules", FOR_EVER);
/** The scenarios of the law, with their texts. */
export const useScenarios = () => useOne<Wire.Listing<Wire.ScenarioView>>(["rules", "scenarios"], "/scenarios", FOR_EVER);
/** Clauses, their rules and the scenarios that prove them. */
export const useLawMatrix = () => useOne<Wire.LawMatrix>(["rules", "matrix"], "/law-matrix", FOR_EVER);
/** The built-in files a draft of the law may start from, without their texts. */
export const useLawFiles = () => useOne<Wire.Listing<Wire.LawFileView>>(["rules", "files"], "/law-files", FOR_EVER);
/** When the limit of a rule ends, asked without a case; `from` is a day or an instant. */
export const useDue = (rule: string, from: string | null, extended: number) =>
  useQuery<Wire.DueView>({
    queryKey: ["rules", rule, "due", from, extended],
    queryFn: ({ signal }) => get(`/rules/${rule}/due`, { from, extended }, signal),
    enabled: from !== null,
    placeholderData: keepPreviousData,
    ...FOR_EVER,
  });
/** The kinds of text record, of one kind of act or all. */
export const useRecordKinds = (act?: string) =>
  useOne<Wire.Listing<Wire.RecordKindView>>(["record-kinds", act ?? "all"], act ? `/record-kinds?act=${act}` : "/record-kinds", FOR_EVER);
/** How one's agency reads the law: where it holds, what was chosen. */
export const useLawReading = () => useOne<Wire.LawReading>(["law-reading"], "/law-reading");
/** What the law asks of one's agency as such. */
export const useAgencyDuties = () => useOne<Wire.AgencyDuties>(["agency-duties"], "/agency-duties");
/** The processes a case may be registered under. */
export const useProcesses = () => useOne<Wire.Listing<Wire.ProcessView>>(["processes"], "/processes", FOR_EVER);
export const useCalendar = (year: number) =>
  useOne<Wire.CalendarYear>(["calendar", year], `/calendar/${year}`, { ...FOR_EVER, retry: false });
export const useAccessRequests = (caseId?: string | null) =>
  useOne<Wire.Listing<Wire.AccessView>>(
    ["access-requests", caseId ?? "all"],
    caseId ? `/access-requests?case_id=${encodeURIComponent(caseId)}` : "/access-requests",
  );

/** What a new record of this kind would hold already, for a case and perhaps an activity. */
export function usePrefill(caseId: string | null, kind: string | null, activity?: string | null) {
  return useQuery({
    queryKey: ["cases", caseId, "prefill", kind, activity ?? null],
    queryFn: ({ signal }) => get<Wire.Prefill>(`/cases/${caseId}/prefill`, { kind, activity }, signal),
    enabled: caseId !== null && kind !== null,
    gcTime: 0,
  });
}

export const useCases = (filters: Filters, limit?: number) => usePaged<Wire.CaseSummary>("cases", "/cases", filters, limit);
export const useActivities = (filters: Filters, limit?: number) =>
  usePaged<Wire.ActivitySummary>("activities", "/activities", filters, limit);
export const useRecordings = (filters: Filters, limit?: number) =>
  usePaged<Wire.RecordingSummary>("recordings", "/recordings", filters, limit);
/** Clips to review one after another, with how far one is; a page holds as many as the server gives. */
export const useReviewQueue = (filters: Filters) => usePaged<Wire.ReviewItem>("review", "/review", filters, 200);
/** What had to be recorded and what was, by list row and unit. */
export const useCoverage = (asked: Filters) =>
  useQuery<Wire.CoverageMatrix>({
    queryKey: ["coverage", asked],
    queryFn: ({ signal }) => get<Wire.CoverageMatrix>("/coverage", asked, signal),
    placeholderData: keepPreviousData,
  });
/** The work behind a cell of it. */
export const useCoveredWork = (asked: Filters) => usePaged<Wire.ActivitySummary>("coverage-work", "/coverage/work", asked);
/** Recordings that hang on nothing, each with its candidates; the first page tells how much is left to the machine. */
export const useMatches = (filters: Filters, limit = 20) =>
  useInfiniteQuery({
    queryKey: ["match", "list", filters, limit],
    queryFn: ({ pageParam, signal }) => get<Wire.MatchList>("/match/recordings", { ...filters, limit, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    placeholderData: keepPreviousData,
  });
export const useCandidates = (id: string) => useOne<Wire.MatchView>(["recordings", id, "candidates"], under("/recordings", id, "/candidates"));
/** The slip for the party of on-site work or of a served document; `path` without a slash at its end. */
export const useSlipOffer = (path: string, wanted = true) => useOne<Wire.SlipOffer>(["slips", path], wanted ? `${path}/slip` : null);
/** What became of what a slip names. Needs no login; asked once, because asking is counted. */
export const useSlipAnswer = (index: string, hash: string) => useOne<Wire.SlipAnswer>(["slips", "answer", index, hash], `/slips/${index}/${hash}`, { retry: false, refetchOnWindowFocus: false });
export const useViolations = (filters: Filters, limit?: number) => usePaged<Wire.ViolationSummary>("violations", "/violations", filters, limit);
export const useViolation = (id?: string | null) => useOne<Wire.ViolationPage>(["violations", id], under("/violations", id));
/** The rooms kept for enforcement work of one's own agency. */
export const useRooms = () => useOne<Wire.RoomList>(["rooms"], "/rooms");
export const useDevices = (filters: Filters, limit?: number) => usePaged<Wire.DeviceSummary>("devices", "/devices", filters, limit);
export const useDevice = (id?: string | null) => useOne<Wire.DevicePage>(["devices", id], under("/devices", id));
export const useDeviceAt = (id: string, at: string | null) =>
  useOne<Wire.DeviceAt>(["devices", id, "at", at], at === null ? null : `/devices/${id}/at?at=${encodeURIComponent(at)}`);
export const useActivityDevices = (activityId: string) => useOne<Wire.Listing<Wire.DeviceDoubt>>(["activities", activityId, "devices"], under("/activities", activityId, "/devices"));
/** Stations speak of themselves twice a minute; whoever looks sees it without pressing anything. */
const STATION_MS = 15_000;
export const useStations = () => useOne<Wire.StationWall>(["stations"], "/stations", { refetchInterval: STATION_MS });
export const useStation = (id?: string | null) =>
  useOne<Wire.StationPage>(["stations", id], under("/stations", id), { refetchInterval: STATION_MS });
export const useOversightPlans = (wanted = true) => useOne<Wire.PlanList>(["oversight-plans"], wanted ? "/oversight-plans" : null);
export const useHints = (caseId?: string | null) => useOne<Wire.HintList>(["cases", caseId, "hints"], under("/cases", caseId, "/hints"));
export const useTrail = (caseId: string, limit = 100) => usePaged<Wire.TrailEntry>(`trail:${caseId}`, `/cases/${caseId}/trail`, {}, limit);
export const useReports = () => useOne<Wire.Reports>(["proof", "reports"], "/proof/reports", { refetchInterval: 30_000 });
export const useWitnesses = () => useOne<Wire.Witnesses>(["proof", "witnesses"], "/proof/witnesses", { refetchInterval: 30_000 });
