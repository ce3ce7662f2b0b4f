/**
 * The wire types of `/api/v1` as the screens use them.
 *
 * `generated.ts` is made from the server's OpenAPI and is the truth about names and fields. Here two
 * things are added that OpenAPI does not say: an optional field of a reply is always there (perhaps
 * null), and which words an enum field may hold. A field that the server drops or renames is a
 * compile error here. Instants are RFC 3339 text in +08:00, civil days `YYYY-MM-DD`.
 */
import type { components } from "./generated";

type Schemas = components["schemas"];

/** A reply: every field present, all the way down. */
type Reply<T> = T extends (infer U)[] ? Reply<U>[] : T extends object ? { [K in keyof T]-?: Reply<T[K]> } : T;

/** A reply with some fields known more exactly; naming a field it does not have is an error. */
type Of<K extends keyof Schemas, N extends { [F in keyof N]: F extends keyof Schemas[K] ? unknown : never } = object> = Omit<Reply<Schemas[K]>, keyof N> & N;

// ── words ──
export type Role =
  | "officer"
  | "division_head"
  | "legal_reviewer"
  | "agency_head"
  | "records_custodian"
  | "device_custodian"
  | "supervisor"
  | "administrator";
export type Severity = "S1" | "S2" | "S3" | "S4";
export type Stage = "initiation" | "investigation" | "decision" | "execution" | "archiving";
export type Standing = "met" | "open" | "not_applicable" | "explained";
export type Tone = "late" | "soon" | "ok" | "none";
export type CaseStatus = "registered" | "open" | "not_opened" | "decided" | "closed" | "archived";
export type AxisTone = "done" | "open" | "soon" | "late" | "none";
export type RecordStatus = "draft" | "signing" | "returned" | "effective" | "voided" | "corrected";
export type ActivityStatus = "planned" | "on_site" | "departed" | "returned";
export type VoiceElement = "time" | "place" | "officers" | "act" | "focus";
export type UploadState = "receiving" | "verifying" | "deposited" | "quarantined" | "failed";
export type MarkKind =
  | "notice"
  | "credentials"
  | "voice_statement"
  | "resume_statement"
  | "environment"
  | "persons"
  | "objects"
  | "measures"
  | "service"
  | "other";
export type AccessVerb = "view" | "copy";
export type ArchiveColumnKey = "to_compose" | "to_pack" | "to_archive" | "archived";
export type Volume = "front" | "main" | "annex" | "back" | "recordings";

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
export interface Listing<T> {
  items: T[];
}

/** What a write answers: the stream it moved and whether it had been done before. */
export type Done = Schemas["Done"];
export type Missing = Of<"Missing", { severity: Severity }>;
/** RFC 9457 problem with what the law misses. */
export type Problem = Of<"Problem", { missing: Missing[] }>;
export type FieldProblem = Of<"FieldProblem">;

// ── session, organisation, log ──
export type DivisionView = Of<"DivisionView">;
export type AgencyView = Of<"AgencyView">;
export type Person = Of<"Person", { roles: Role[] }>;
export type SessionView = Of<"SessionView", { officer: Person; roles: Role[] }>;
export type NewOfficer = Of<"NewOfficer">;
export type LogHead = Of<"LogHead">;

// ── law ──
export type SignerView = Of<"SignerView">;
export type RecordKindView = Of<"RecordKindView", { stage: Stage; schema: Record<string, unknown> }>;
export type RuleView = Of<"RuleView", { severity: Severity }>;
export type CalendarYear = Of<"CalendarYear">;
export type ListRow = Of<"ListRow", { mode: "continuous" | "situational" | "optional" }>;
export type RecordingList = Of<"RecordingListView", { items: ListRow[] }>;

// ── desk ──
export type DeskItem = Of<"DeskItem", { tone: Tone }>;
export type DeskSection = Of<"DeskSection", { items: DeskItem[] }>;
export type Figure = Of<"Figure", { tone: Tone }>;
export type DeskView = Of<"DeskView", { figures: Figure[]; sections: DeskSection[] }>;

// ── cases ──
export type OfficerRef = Of<"OfficerRef">;
export type CaseSummary = Of<"CaseSummary", { stage: Stage; status: CaseStatus }>;
export type PartyView = Of<"PartyView", { kind: "citizen" | "organisation" }>;
export type SourceView = Of<"SourceView">;
export type NewCase = Schemas["RegisterCase"];
export type StageStep = Of<"StageStep", { stage: Stage; state: "done" | "now" | "later" }>;
/** One thing that may be done now; blocked ones carry their reasons. */
export type Step = Of<"Step", { missing: Missing[] }>;
export type Duty = Of<"Duty", { severity: Severity; standing: Standing }>;
export type CasePage = Of<
  "CasePage",
  {
    summary: CaseSummary;
    party: PartyView;
    officers: Person[];
    stages: StageStep[];
    steps: Step[];
    records: RecordSummary[];
    activities: ActivitySummary[];
    recordings: RecordingSummary[];
    duties: Duty[];
    approvals: ApprovalItem[];
    access: AccessView[];
  }
>;
export type AxisItem = Of<"AxisItem", { kind: "point" | "bar" | "hole" | "wedge" | "deadline"; tone: AxisTone }>;
/** `key`: "procedure", "records", "recordings:<officer or device>", "coverage", "deadlines", "views". */
export type Lane = Of<"Lane", { items: AxisItem[] }>;
export type Axis = Of<"Axis", { lanes: Lane[] }>;
export type CompletenessRow = Of<"CompletenessRow", { severity: Severity; standing: Standing }>;
export type TrailEntry = Of<"TrailEntry">;
export type Proof = Of<"Proof">;

// ── records ──
export type RecordSummary = Of<"RecordSummary", { stage: Stage; status: RecordStatus }>;
export type SignatureView = Of<"SignatureView">;
export type SlotState = Of<"SlotState">;
export type RecordPage = Of<
  "RecordPage",
  { summary: RecordSummary; kind: RecordKindView; fields: Record<string, unknown>; actions: Step[] }
>;
export type Prefill = Of<"Prefill", { fields: Record<string, unknown> }>;

// ── activities ──
export type ActivitySummary = Of<"ActivitySummary", { status: ActivityStatus }>;
export type Gap = Of<"Gap", { manner: "voice" | "written" | null }>;
export type Coverage = Of<"Coverage", { gaps: Gap[] }>;
export type Interruption = Of<"Interruption">;
export type ActivityPage = Of<
  "ActivityPage",
  {
    summary: ActivitySummary;
    list_row: ListRow;
    voice_statement: { at: string; elements: VoiceElement[] } | null;
    recordings: RecordingSummary[];
    coverage: Coverage;
    duties: Duty[];
    actions: Step[];
    records: RecordSummary[];
  }
>;

// ── uploads and recordings ──
export type UploadView = Of<"UploadView", { state: UploadState }>;
export type RecordingSummary = Of<"RecordingSummary", { state: "probing" | "ready" | "unprobed" | "quarantined" }>;
export type Mark = Of<"Mark", { kind: MarkKind }>;
export type EvidenceView = Of<"EvidenceView">;
export type RecordingPage = Of<
  "RecordingPage",
  {
    summary: RecordingSummary;
    deposited_by_person: Person | null;
    marks: Mark[];
    neighbours: RecordingSummary[];
    duties: Duty[];
    actions: Step[];
  }
>;
export type ViewTicket = Of<"ViewTicket">;

// ── access and approvals ──
export type AccessView = Of<"AccessView", { verbs: AccessVerb[]; status: "pending" | "approved" | "refused" | "revoked" | "expired" }>;
/** `three_lines`: what, why, risk. */
export type ApprovalItem = Of<"ApprovalItem", { kind: "record" | "access" }>;

// ── archive ──
export type ArchiveCard = Of<"ArchiveCard">;
export interface ArchiveBoard {
  columns: { key: ArchiveColumnKey; title: string; items: ArchiveCard[] }[];
}
export type FileEntry = Of<"FileEntry", { volume: Volume }>;
/** The four-property report inside a package; its own format, not described by OpenAPI. */
export interface FourProperty {
  items: {
    property: "真实性" | "完整性" | "可用性" | "安全性";
    rule: string;
    title: string;
    passed: boolean;
    detail: string;
  }[];
}
export type PackageView = Of<"PackageView", { verdict: "proven" | "not_witnessed" | "invalid" }>;
export type CaseFileView = Of<
  "CaseFileView",
  {
    state: "open" | "composed" | "packing" | "packed" | "archived";
    entries: FileEntry[];
    gaps: Missing[];
    report: FourProperty | null;
    package: PackageView | null;
    actions: Step[];
  }
>;
