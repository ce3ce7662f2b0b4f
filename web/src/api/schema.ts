/**
 * The wire types of `/api/v1` as the screens use them.
 *
 * `generated.ts` is made from the server's OpenAPI and is the truth about names, fields and closed
 * words. Here one thing is added that OpenAPI does not say: an optional field of a reply is always
 * there (perhaps null). A few objects without a fixed form get one. A field or word that the server
 * drops or renames is a compile error. Instants are RFC 3339 text in +08:00, civil days `YYYY-MM-DD`.
 */
import type { components } from "./generated";

type Schemas = components["schemas"];

/** A reply: every field present, all the way down. */
type Reply<T> = T extends (infer U)[] ? Reply<U>[] : T extends object ? { [K in keyof T]-?: Reply<T[K]> } : T;

/** A reply with some fields known more exactly; naming a field it does not have is an error. */
type Of<K extends keyof Schemas, N extends { [F in keyof N]: F extends keyof Schemas[K] ? unknown : never } = object> = Omit<Reply<Schemas[K]>, keyof N> & N;

// ── words ──
export type Role = Schemas["Role"];
export type ActKind = Schemas["ActKind"];
export type Severity = Schemas["Severity"];
export type Verification = Schemas["Verification"];
export type LawChange = Schemas["LawChange"];
export type LawMoved = Schemas["LawMoved"];
export type Stage = Schemas["Stage"];
export type Standing = Schemas["StandingWord"];
export type Tone = Schemas["DeskTone"];
export type CaseStatus = Schemas["CaseStatus"];
export type AxisTone = Schemas["AxisTone"];
export type RecordStatus = Schemas["RecordStatus"];
export type ActivityStatus = Schemas["ActivityStatus"];
export type VoiceElement = Schemas["VoiceElement"];
export type UploadState = Schemas["UploadState"];
export type MarkKind = Schemas["MarkKind"];
export type AccessVerb = Schemas["AccessVerb"];
export type ArchiveColumnKey = Schemas["ArchiveColumnKey"];
export type Volume = Schemas["Volume"];
export type Cause = Schemas["Cause"];
export type MatchLevel = Schemas["MatchLevel"];
export type NonEnforcementKind = Schemas["NonEnforcementKind"];
/** Where a recording stands that hangs on nothing, or that the machine linked. */
export type MatchStanding = "unclassified" | "proposed" | "confirmed" | "by_machine" | "cancelled";
export type Slot = Schemas["Slot"];
export type Confidentiality = Schemas["Confidentiality"];

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
export interface Listing<T> {
  items: T[];
}

/** What a write answers: the stream it moved and whether it had been done before. */
export type Done = Schemas["Done"];
export type Missing = Of<"Missing">;
/** RFC 9457 problem with what the law misses. */
export type Problem = Of<"Problem">;
export type FieldProblem = Of<"FieldProblem">;

// ── session, organisation, log ──
export type DivisionView = Of<"DivisionView">;
export type AgencyView = Of<"AgencyView">;
export type Person = Of<"Person">;
export type SessionView = Of<"SessionView">;
export type NewOfficer = Of<"NewOfficer">;
export type LogHead = Of<"LogHead">;
export type Witnesses = Of<"Witnesses">;
export type PolicyView = Of<"PolicyView">;
export type WitnessView = Of<"WitnessView">;
export type Reports = Of<"Reports">;
export type Recompute = Of<"Recompute">;
export type RecomputeDifference = Of<"RecomputeDifference">;
export type RecomputeReport = Of<"RecomputeReport">;
export type RecomputeRunning = Of<"RecomputeRunning">;
export type ReportView = Of<"ReportView">;
export type OutcomeView = Of<"OutcomeView">;
export type ReportDoubtView = Of<"ReportDoubtView">;

// ── law ──
export type SignerView = Of<"SignerView">;
export type RecordKindView = Of<"RecordKindView", { schema: Record<string, unknown> }>;
export type RuleView = Of<"RuleView">;
export type ScenarioView = Of<"ScenarioView">;
export type ScenarioRun = Of<"ScenarioRun">;
export type ScenarioResult = Of<"ScenarioResultView">;
export type LawMatrix = Of<"LawMatrix">;
export type MatrixClause = Of<"MatrixClause">;
export type MatrixRule = Of<"MatrixRule">;
export type LawFileView = Of<"LawFileView">;
export type LawDefect = Of<"DefectView">;
export type LawDraftCheck = Of<"LawDraftCheck">;
export type LawDiff = Of<"LawDiff">;
export type KeyDiff = Of<"KeyDiff">;
export type LawSimulation = Of<"LawSimulation">;
export type RuleTrial = Of<"RuleTrialView">;
export type CaseTrial = Of<"CaseTrialView">;
export type LawLimit = Of<"LimitView">;
export type OneTimePassword = Of<"OneTimePassword">;
export type RuleList = Of<"RuleList">;
export type PackView = Of<"PackView">;
export type DueView = Of<"DueView">;
export type TimeLimitView = Of<"TimeLimitView">;
export type CalendarYear = Of<"CalendarYear">;
export type ListRow = Of<"ListRow">;
export type RecordingList = Of<"RecordingListView">;

// ── versions of the recording list ──
export type ListMode = Schemas["Mode"];
export type ListStanding = Schemas["ListStanding"];
export type ListField = Schemas["ListField"];
export type ListDemand = Schemas["ListDemand"];
export type ListSummary = Of<"ListSummary">;
export type RecordingLists = Of<"RecordingLists">;
export type ListComment = Of<"ListComment">;
export type ListAlarm = Of<"ListAlarm">;
export type ListPage = Of<"ListPage">;
export type ListDiff = Of<"ListDiff">;
export type ListReplay = Of<"ListReplay">;
export type TableFile = Of<"TableFile">;
export type SheetView = Of<"SheetView">;
export type TableProblem = Of<"TableProblem">;
export type ListPreview = Of<"ListPreview">;
export type NewListRow = Schemas["NewListRow"];
export type DraftList = Schemas["DraftList"];
export type PreviewList = Schemas["PreviewList"];

// ── desk ──
export type DeskItem = Of<"DeskItem">;
export type DeskSection = Of<"DeskSection">;
export type Figure = Of<"Figure">;
export type DeskView = Of<"DeskView">;

// ── cases ──
export type OfficerRef = Of<"OfficerRef">;
export type CaseSummary = Of<"CaseSummary">;
export type PartyView = Of<"PartyView">;
export type SourceView = Of<"SourceView">;
export type NewCase = Schemas["RegisterCase"];
export type StageStep = Of<"StageStep">;
/** One thing that may be done now; blocked ones carry their reasons. */
export type Step = Of<"Step">;
export type Duty = Of<"Duty">;
export type LawReading = Of<"LawReading">;
export type LawPoint = Of<"PointView">;
/** A clock for which the agency may set a stricter limit of its own. */
export type InternalPoint = Of<"InternalView">;
export type LawItem = Of<"ItemView">;
export type SecrecyView = Of<"SecrecyView">;
export type AgencyDuties = Of<"AgencyDuties">;
export type AgencyDuty = Of<"AgencyDuty">;
export type CaseProcess = Of<"CaseProcess">;
export type CaseProcessStep = Of<"CaseProcessStep">;
export type ProcessView = Of<"ProcessView">;
export type CasePage = Of<"CasePage">;
export type AxisItem = Of<"AxisItem">;
/** `key`: "procedure", "records", "recordings:<officer or device>", "coverage", "deadlines", "views". */
export type Lane = Of<"Lane">;
export type Axis = Of<"Axis">;
export type CompletenessRow = Of<"CompletenessRow">;
export type Completeness = Of<"Completeness">;
export type TrailEntry = Of<"TrailEntry">;
export type Proof = Of<"Proof">;

// ── records ──
export type RecordSummary = Of<"RecordSummary">;
export type SignatureView = Of<"SignatureView">;
export type SlotState = Of<"SlotState">;
export type RecordPage = Of<"RecordPage", { kind: RecordKindView; fields: Record<string, unknown> }>;
export type Prefill = Of<"Prefill", { fields: Record<string, unknown> }>;

// ── activities ──
export type ActivitySummary = Of<"ActivitySummary">;
export type Gap = Of<"Gap">;
export type Coverage = Of<"Coverage">;
/** Recording was interrupted, as noted on site; it explains no gap by itself. */
export type Interruption = Of<"Interruption">;
export type Manner = Interruption["proposed_manner"];
export type ActivityPage = Of<"ActivityPage">;

// ── uploads and recordings ──
export type UploadView = Of<"UploadView">;
export type Acceptance = Of<"AcceptanceView">;
export type RecordingSummary = Of<"RecordingSummary">;
export type Mark = Of<"Mark">;
export type Stretch = Of<"StretchView">;
export type EvidenceView = Of<"EvidenceView">;
/** A clip or still: a derivative, never the original. */
export type ExcerptView = Of<"ExcerptView">;
export type ExcerptKind = Schemas["ExcerptKind"];
export type RecordingPage = Of<"RecordingPage">;
export type ViewingView = Of<"ViewingView">;
export type ReviewItem = Of<"ReviewItem">;
export type ViewingVerdict = Schemas["ViewingVerdict"];
export type CoverageMatrix = Of<"CoverageMatrix">;
export type CoverageRow = Of<"CoverageRow">;
export type CoverageCount = Of<"CoverageCount">;
export type CoverageUnit = Of<"CoverageUnit">;
export type ViewTicket = Of<"ViewTicket">;

// ── access and approvals ──
export type AccessView = Of<"AccessView">;
/** `three_lines`: what, why, risk. */
export type ApprovalItem = Of<"ApprovalItem">;
export type Custody = Of<"Custody">;
export type OriginalState = Schemas["OriginalState"];
export type OriginalView = Of<"OriginalView">;
export type PrivateCopyView = Of<"PrivateCopyView">;
export type Premises = Of<"Premises">;
export type PremisesVisit = Of<"PremisesVisit">;
export type DepositReading = Of<"DepositReading">;
export type DepositSummary = Of<"DepositSummary">;
export type RemoteStatus = Schemas["RemoteStatus"];

// ── oversight ──
export type ViolationStatus = Schemas["ViolationStatus"];
export type ViolationSummary = Of<"ViolationSummary">;
export type ViolationList = Of<"ViolationList">;
export type ViolationPage = Of<"ViolationPage">;
export type RoundView = Of<"RoundView">;
export type PlanView = Of<"PlanView">;
export type BayState = Schemas["BayState"];
export type BayStatus = Of<"BayStatus">;
export type StationTile = Of<"StationTile">;
export type StationWall = Of<"StationWall">;
export type DockView = Of<"DockView">;
export type StationPage = Of<"StationPage">;
export type PlanList = Of<"PlanList">;
export type ProofCentre = Of<"ProofCentre">;
export type RedTeam = Of<"RedTeam">;
export type RedTeamProgress = Of<"RedTeamProgress">;
export type RedTeamReport = Of<"RedTeamReport">;
export type RedTeamRow = Of<"RedTeamRow">;
export type RedTeamRaised = Of<"RedTeamRaised">;
export type PatrolView = Of<"PatrolView">;
export type OutsideTimeView = Of<"OutsideTimeView">;
export type StampingView = Of<"StampingView">;
export type TimeBox = Of<"TimeBox">;
export type TimeBound = Of<"TimeBound">;
export type ClockFinding = Of<"ClockFinding">;
export type ReplicaView = Of<"ReplicaView">;
export type StoredFindingView = Of<"StoredFindingView">;
export type StoredKind = Schemas["StoredKind"];
export type CaseIntegrity = Of<"CaseIntegrity">;
export type HintList = Of<"HintList">;
export type HintView = Of<"HintView">;

// ── devices ──
export type DeviceKind = Schemas["DeviceKind"];
export type DeviceStatus = Schemas["DeviceStatus"];
export type Looks = Schemas["Looks"];
export type ClockSource = Schemas["ClockSource"];
export type Numbering = Schemas["Numbering"];
export type FaultKind = Schemas["FaultKind"];
export type GapKind = Schemas["GapKind"];
export type GapReason = Schemas["GapReason"];
export type Retirement = Schemas["Retirement"];
export type DeviceBasis = Schemas["DeviceBasis"];
export type ReasonView = Of<"ReasonView">;
export type CandidateView = Of<"CandidateView">;
export type MatchView = Of<"MatchView">;
export type MatchItem = Of<"MatchItem">;
export type MatchLevelView = Of<"MatchLevelView">;
export type SlipOffer = Of<"SlipOfferView">;
export type SlipAnswer = Of<"SlipAnswerView">;
export type SlipsGiven = SlipOffer["slips"];
export type MatchList = Of<"MatchList">;
export type LinkOutcomes = Of<"LinkOutcomes">;
export type RoomView = Of<"RoomView">;
export type RoomList = Of<"RoomList">;
export type DeviceSummary = Of<"DeviceSummary">;
export type DeviceList = Of<"DeviceList">;
export type DevicePage = Of<"DevicePage">;
export type DeviceDetails = Of<"DeviceDetails">;
export type TenureView = Of<"TenureView">;
export type ClockPoint = Of<"ClockPoint">;
export type DeviceFault = Of<"FaultView">;
export type DeviceGap = Of<"GapView">;
export type DeviceSeen = Of<"SeenView">;
export type DeviceAt = Of<"DeviceAt">;
export type DeviceDoubt = Of<"DeviceDoubtView">;
export type CheckDevice = Schemas["CheckDevice"];

// ── archive ──
export type NumberRegister = Of<"NumberRegister">;
export type NumberSeries = Of<"SeriesView">;
export type NumberEntry = Of<"EntryView">;
export type ArchiveCard = Of<"ArchiveCard">;
export type ArchiveBoard = Of<"ArchiveDesk">;
export type FileEntry = Of<"FileEntry">;
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
export type PackageView = Of<"PackageView">;
export type CaseFileView = Of<"CaseFileView", { report: FourProperty | null }>;
