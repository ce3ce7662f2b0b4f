//! Pieces that several pages show: summaries of cases, records, work, recordings, duties.

use app::CaseView;
use app::rules::catalogue::{Catalogue, Volume};
use app::rules::{Cover, Finding, Standing, Verification};
use domain::activity::Activity;
use domain::case::Case;
use domain::dossier::Dossier;
use domain::org::{Directory, Officer};
use domain::record::{self, Record};
use domain::recording::{Examination, Recording};
use serde::Serialize;
use terms::{OfficerId, Severity, Stage, Timestamp};
use utoipa::ToSchema;

use super::activities::deposit::DepositSummary;
use super::wire::time;
use super::words;

/// A person, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OfficerRef {
    pub officer_id: String,
    pub name: String,
}

/// A text record in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordSummary {
    pub record_id: String,
    pub kind: String,
    pub title: String,
    #[schema(value_type = words::Stage)]
    pub stage: Stage,
    #[schema(value_type = words::RecordStatus)]
    pub status: record::Status,
    pub doc_no: Option<String>,
    pub drafted_by: String,
    pub created_at: String,
    pub effective_at: Option<String>,
    pub pages: Option<u32>,
    pub sha256: Option<String>,
    #[schema(value_type = words::Volume)]
    pub volume: Volume,
    pub outward: bool,
    pub served: bool,
    pub waits_for: Option<String>,
}

/// On-site work in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ActivitySummary {
    pub activity_id: String,
    pub title: String,
    pub place: String,
    pub case_id: Option<String>,
    pub case_label: Option<String>,
    pub list_row_label: String,
    pub continuous: bool,
    pub officers: Vec<OfficerRef>,
    #[schema(value_type = words::ActivityStatus)]
    pub status: String,
    pub planned_at: String,
    pub arrived_at: Option<String>,
    pub departed_at: Option<String>,
    pub returned_at: Option<String>,
    pub coverage_ppm: Option<u32>,
    pub open_gaps: u32,
    pub recordings: u32,
    /// Until when the recordings are to be deposited, and what was declared (Art. 22); in lists of
    /// on-site work only.
    pub deposit: Option<DepositSummary>,
}

/// A flag on a recording.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Flag {
    pub code: String,
    pub text: String,
}

/// How far a look inside a recording has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordingState {
    /// Being looked at.
    Probing,
    /// Its facts are known.
    Ready,
    /// It could not be read, and is kept as it is.
    Unprobed,
    /// Its bytes are not what was declared.
    Quarantined,
}

/// Whether a duty is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StandingWord {
    /// What the rule wants is there.
    Met,
    /// Missing, or done wrongly.
    Open,
    /// The rule wants nothing here.
    NotApplicable,
    /// Missing, with a reason the law accepts.
    Explained,
}

impl StandingWord {
    pub(crate) const fn of(standing: &Standing) -> Self {
        match standing {
            Standing::Met { .. } => Self::Met,
            Standing::Open => Self::Open,
            Standing::NotApplicable { .. } => Self::NotApplicable,
            Standing::Explained { .. } => Self::Explained,
        }
    }
}

/// A recording in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordingSummary {
    pub recording_id: String,
    pub file_name: String,
    pub activity_id: Option<String>,
    pub case_id: Option<String>,
    pub case_label: Option<String>,
    pub deposited_by: String,
    pub deposited_at: String,
    pub size_bytes: u64,
    pub duration_ms: Option<i64>,
    pub started_at: Option<String>,
    pub ended_at: Option<String>,
    pub video_codec: Option<String>,
    pub state: RecordingState,
    pub flags: Vec<Flag>,
    pub poster: bool,
    pub preview: bool,
    pub evidence: bool,
    /// Where a machine first heard somebody speak, in milliseconds; `null` if nowhere or unknown.
    pub speaks_from_ms: Option<i64>,
    /// The device it came from, where that is known.
    pub device_id: Option<String>,
    /// Its place in time rests on a person's correction, not on the device's claim alone.
    pub time_corrected: bool,
}

/// What the law wants of something, and whether it is met.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Duty {
    pub rule: String,
    pub pack: String,
    pub title: String,
    pub article: String,
    pub subject: String,
    pub subject_label: String,
    pub subject_href: Option<String>,
    #[schema(value_type = words::Severity)]
    pub severity: Severity,
    pub standing: StandingWord,
    pub late: bool,
    pub due_at: Option<String>,
    pub due_on: Option<String>,
    pub lenient_due_on: Option<String>,
    /// By the law's own length, where pauses or extensions have moved the limit.
    pub statutory_due_on: Option<String>,
    /// The agency's own, stricter limit; null where it set none.
    pub internal_due_on: Option<String>,
    pub internal_due_at: Option<String>,
    /// What the agency chose, in words.
    pub internal_chosen: Option<String>,
    /// Past the agency's own limit and in time by the law.
    pub past_internal: bool,
    pub binding: bool,
    pub estimated: bool,
    pub message: String,
    pub reason: Option<String>,
    pub met_at: Option<String>,
    pub trace: Vec<String>,
    #[schema(value_type = words::Verification)]
    pub verified: Verification,
}

pub(crate) fn officers(ids: &[OfficerId], directory: &Directory) -> Vec<OfficerRef> {
    let officer =
        |id: &OfficerId| OfficerRef { officer_id: id.to_string(), name: directory.name_of(*id) };
    ids.iter().map(officer).collect()
}

/// `青市监立〔2025〕3号 经营过期食品案`, or the cause alone while there is no number.
pub(crate) fn case_label(case: &Case) -> String {
    match &case.case_no {
        Some(number) => format!("{number} {}", case.title),
        None => case.title.clone(),
    }
}

pub(crate) fn record_summary(
    record: &Record,
    catalogue: &Catalogue,
    directory: &Directory,
) -> RecordSummary {
    let kind = catalogue.kind(&record.kind);
    let waits_for = kind.and_then(|kind| record::waits_for(record, kind));
    RecordSummary {
        record_id: record.id.to_string(),
        kind: record.kind.clone(),
        title: kind.map_or_else(|| record.kind.clone(), |kind| kind.title.clone()),
        stage: kind.map_or(Stage::Investigation, |kind| kind.stage),
        status: record.status,
        doc_no: record.doc_no.as_ref().map(ToString::to_string),
        drafted_by: record.drafted_by.map(|id| directory.name_of(id)).unwrap_or_default(),
        created_at: time(record.drafted_at),
        effective_at: record.effective_at.map(time),
        pages: record.rendered.map(|(_, pages)| pages),
        sha256: record.rendered.map(|(digests, _)| digests.sha256.to_string()),
        volume: kind.map_or(Volume::Main, |kind| kind.volume),
        outward: kind.is_some_and(|kind| kind.outward),
        served: !record.served.is_empty(),
        waits_for: waits_for.map(|signer| signer.title.clone()),
    }
}

pub(crate) fn activity_summary(
    activity: &Activity,
    cover: Option<&Cover>,
    case: Option<&Case>,
    directory: &Directory,
) -> ActivitySummary {
    let open = cover.map(|cover| cover.gaps.iter().filter(|gap| !gap.explained).count());
    ActivitySummary {
        activity_id: activity.id.to_string(),
        title: activity.title.clone(),
        place: activity.place.reveal().clone(),
        case_id: activity.case.map(|id| id.to_string()),
        case_label: case.map(case_label),
        list_row_label: activity.list_item.clone(),
        continuous: activity.is_continuous,
        officers: officers(&activity.officers, directory),
        status: activity.status().as_str().to_owned(),
        planned_at: time(activity.planned_at),
        arrived_at: activity.arrived_at.map(time),
        departed_at: activity.departed_at.map(time),
        returned_at: activity.returned_at.map(time),
        coverage_ppm: cover.map(|cover| cover.ratio_ppm),
        open_gaps: open.and_then(|open| u32::try_from(open).ok()).unwrap_or_default(),
        recordings: u32::try_from(activity.recordings.len()).unwrap_or(u32::MAX),
        deposit: None,
    }
}

/// Who brought a recording in: a person, or a station with whoever carried the device.
pub(crate) fn depositor_name(recording: &Recording, directory: &Directory) -> String {
    let name = recording.officer().map(|id| directory.name_of(id));
    match (&recording.collection, name) {
        (None, name) => name.unwrap_or_default(),
        (Some(_), Some(name)) => format!("采集站（{name}）"),
        (Some(_), None) => "采集站".to_owned(),
    }
}

pub(crate) fn recording_summary(
    recording: &Recording,
    dossier: &Dossier,
    directory: &Directory,
    reader: &Officer,
    now: Timestamp,
) -> RecordingSummary {
    let activity = recording.activity.and_then(|id| dossier.activities.get(&id));
    let placed = recording.placed().map(|(span, _)| span);
    let streams = recording.probe().map(|probe| probe.streams.as_slice()).unwrap_or_default();
    let video = streams.iter().find(|stream| stream.kind == "video");
    RecordingSummary {
        recording_id: recording.id.to_string(),
        file_name: recording.file_name.reveal().clone(),
        activity_id: recording.activity.map(|id| id.to_string()),
        case_id: activity.and_then(|activity| activity.case).map(|id| id.to_string()),
        case_label: dossier.case.as_ref().map(case_label),
        deposited_by: depositor_name(recording, directory),
        deposited_at: time(recording.deposited_at),
        size_bytes: recording.digests.size_bytes,
        duration_ms: recording.duration_ms(),
        started_at: placed.map(|span| time(span.from())),
        ended_at: placed.map(|span| time(span.to())),
        video_codec: video.map(|stream| stream.codec.clone()),
        state: state_of(recording),
        flags: flags_of(recording),
        poster: recording.poster.is_some()
            && app::may_look(dossier, directory, reader, recording, now),
        preview: recording.preview.is_some(),
        evidence: !recording.evidence.is_empty(),
        speaks_from_ms: recording.speaks_from_ms(),
        device_id: recording.origin.map(|origin| origin.device.to_string()),
        time_corrected: recording.corrected_start.is_some(),
    }
}

fn state_of(recording: &Recording) -> RecordingState {
    match &recording.examination {
        _ if recording.is_quarantined => RecordingState::Quarantined,
        Examination::Pending => RecordingState::Probing,
        Examination::Done(_) => RecordingState::Ready,
        Examination::Failed { .. } => RecordingState::Unprobed,
    }
}

fn flags_of(recording: &Recording) -> Vec<Flag> {
    let flag = |code: &str, text: &str| Flag { code: code.to_owned(), text: text.to_owned() };
    let mut flags = Vec::new();
    if recording.is_quarantined {
        flags.push(flag("digest_mismatch", "摘要与申报不一致，已隔离"));
    }
    match &recording.examination {
        Examination::Pending => {}
        Examination::Failed { code, detail } => flags.push(flag(code, detail)),
        Examination::Done(probe) => {
            if probe.is_truncated {
                flags.push(flag("truncated", "文件不完整：结尾缺失，已按现状保存"));
            }
            if probe.streams.iter().all(|stream| stream.kind != "audio") {
                flags.push(flag("no_audio", "没有声音"));
            }
            if recording.placed().is_none() {
                flags.push(flag("no_time", "没有录制时间，请登记起始时间"));
            }
        }
    }
    for seen in recording.collection.iter().flat_map(|collection| &collection.flags) {
        // What the look inside said as well is said once.
        if flags.iter().all(|known| known.code != seen.as_str()) {
            flags.push(flag(seen.as_str(), &format!("采集站标明：{}", seen.zh())));
        }
    }
    flags
}

/// What a rule's subject is called, and where it is shown.
pub(crate) fn subject(
    id: &str,
    dossier: &Dossier,
    catalogue: &Catalogue,
) -> (String, Option<String>) {
    if let Some(case) = &dossier.case {
        if id == case.id.to_string() {
            return ("本案".to_owned(), None);
        }
        if let Some(record) = id.parse().ok().and_then(|id| case.records.get(&id)) {
            let title = catalogue.kind(&record.kind).map_or("文书", |kind| kind.title.as_str());
            return (format!("《{title}》"), Some(format!("/cases/{}/records/{id}", case.id)));
        }
    }
    if let Some(activity) = id.parse().ok().and_then(|id| dossier.activities.get(&id)) {
        return (activity.title.clone(), Some(format!("/acts/{id}")));
    }
    if let Some(recording) = id.parse().ok().and_then(|id| dossier.recordings.get(&id)) {
        return (recording.file_name.reveal().clone(), Some(format!("/av/{id}")));
    }
    (String::new(), None)
}

pub(crate) fn duty(
    finding: &Finding,
    dossier: &Dossier,
    catalogue: &Catalogue,
    now: Timestamp,
) -> Duty {
    let (subject_label, subject_href) = subject(&finding.subject, dossier, catalogue);
    let due = finding.due.as_ref();
    let (reason, met_at) = match &finding.standing {
        Standing::Met { at, .. } => (None, Some(time(*at))),
        Standing::NotApplicable { reason } => (Some(reason.clone()), None),
        Standing::Open | Standing::Explained { .. } => (None, None),
    };
    let lenient = due.and_then(|due| due.lenient);
    let internal = due.and_then(|due| due.internal.as_ref());
    Duty {
        rule: finding.rule.id.clone(),
        pack: finding.rule.pack.clone(),
        title: finding.rule.title.clone(),
        article: finding.rule.article.to_string(),
        subject: finding.subject.clone(),
        subject_label,
        subject_href,
        severity: finding.rule.severity,
        standing: StandingWord::of(&finding.standing),
        late: finding.is_late(now),
        due_at: due.map(|due| time(due.due_at)),
        due_on: due.and_then(|due| due.due_on).map(|day| day.to_string()),
        lenient_due_on: lenient.and_then(|limit| limit.due_on).map(|day| day.to_string()),
        statutory_due_on: due.and_then(|due| due.statutory?.due_on).map(|day| day.to_string()),
        internal_due_on: internal.and_then(|own| own.due_on).map(|day| day.to_string()),
        internal_due_at: internal.map(|own| time(own.due_at)),
        internal_chosen: internal.map(|own| own.chosen.clone()),
        past_internal: finding.is_past_internal(now),
        binding: due.is_some_and(|due| due.binding),
        estimated: due.is_some_and(|due| due.estimated),
        message: finding.message(),
        reason,
        met_at,
        trace: due.map(|due| due.trace.clone()).unwrap_or_default(),
        verified: finding.rule.verified,
    }
}

/// The agency's own limit of a finding in words: until when, and whether that has passed.
pub(crate) fn internal_text(finding: &Finding, now: Timestamp) -> Option<String> {
    let internal = finding.due.as_ref()?.internal.as_ref()?;
    let until = match internal.due_on {
        Some(day) => day.to_chinese(),
        None => internal.due_at.to_chinese_minute(),
    };
    let past = if finding.is_past_internal(now) { "，已超内部时限" } else { "" };
    Some(format!("内部时限{until}{past}"))
}

/// All duties of a case as its page shows them.
pub(crate) fn duties(view: &CaseView, catalogue: &Catalogue) -> Vec<Duty> {
    view.findings.iter().map(|finding| duty(finding, &view.dossier, catalogue, view.now)).collect()
}
