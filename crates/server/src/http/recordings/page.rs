//! Lists and pages of recordings.

use app::{App, Paging, RecordingFilter, Scope, TrailFact};
use axum::Json;
use axum::extract::State;
use domain::authority::Action;
use domain::device::{CorrectedClaim, CorrectionBasis, Device};
use domain::recording::{DeviceBasis, MarkKind, Observation, Recording, Seen, Watched};
use serde::{Deserialize, Serialize};
use terms::{AvRecordId, Digests, OfficerId, TextRecordId, Timestamp};
use utoipa::ToSchema;

use super::excerpts::{Excerpts, excerpts};
use super::review::{PlayedPart, ViewingView, parts, viewing_view};
use super::write::basis_zh;
use crate::http::caller::Caller;
use crate::http::cases::trail::{TrailEntry, entry};
use crate::http::custody::OriginalOfPage;
use crate::http::org::{Person, person};
use crate::http::problem::Problem;
use crate::http::secrecy::{SecrecyView, secrecy_view};
use crate::http::steps::Step;
use crate::http::trail_words::Names;
use crate::http::uploads::AcceptanceView;
use crate::http::view::{Duty, RecordingSummary, case_label, duty, recording_summary};
use crate::http::wire::{self, Ids, Params, time};
use crate::http::words;

/// A page of recordings.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordingList {
    items: Vec<RecordingSummary>,
    next_cursor: Option<String>,
}

/// Which recordings.
#[derive(Deserialize)]
pub(crate) struct RecordingParams {
    activity_id: Option<String>,
    case_id: Option<String>,
    unmatched: Option<bool>,
    mine: Option<bool>,
    device_id: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

impl RecordingParams {
    /// For the store; whose they are is decided there.
    pub(super) fn read(self, caller: &Caller) -> Result<(RecordingFilter, Paging), Problem> {
        let paging = wire::PageParams { cursor: self.cursor, limit: self.limit }.paging()?;
        let filter = RecordingFilter {
            scope: Scope::Agencies(Vec::new()),
            case: self.case_id.as_deref().map(wire::id).transpose()?,
            activity: self.activity_id.as_deref().map(wire::id).transpose()?,
            deposited_by: self.mine.unwrap_or(false).then_some(caller.officer()),
            assigned: self.unmatched.unwrap_or(false).then_some(false),
            device: self.device_id.as_deref().map(wire::id).transpose()?,
        };
        Ok((filter, paging))
    }
}

/// Recordings one may see, last deposited first.
#[utoipa::path(get, path = "/recordings", tag = "音像",
    params(("activity_id" = Option<String>, Query), ("case_id" = Option<String>, Query), ("unmatched" = Option<bool>, Query), ("mine" = Option<bool>, Query), ("device_id" = Option<String>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = RecordingList)))]
pub(crate) async fn recordings(
    State(app): State<App>,
    caller: Caller,
    Params(params): Params<RecordingParams>,
) -> Result<Json<RecordingList>, Problem> {
    let (filter, paging) = params.read(&caller)?;
    let page = app.recordings(caller.officer(), filter, paging).await?;
    let items = page.iter().map(|(recording, dossier)| {
        recording_summary(recording, dossier, &page.directory, &page.reader, page.now)
    });
    let next_cursor = page.next.as_ref().map(ToString::to_string);
    Ok(Json(RecordingList { items: items.collect(), next_cursor }))
}

/// A recording's page.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordingPage {
    summary: RecordingSummary,
    sha256: String,
    sm3: String,
    browser_sha256: Option<String>,
    log_n: u64,
    log_proof_href: Option<String>,
    /// Our signed word that its bytes came, and where the proof of that fact is.
    acceptance: Option<AcceptanceView>,
    acceptance_proof_href: Option<String>,
    claimed_start: Option<String>,
    corrected_start: Option<Correction>,
    /// The device it came from, and what readings of its clock let one guess.
    origin: Option<OriginView>,
    deposited_by_person: Option<Person>,
    probe: Option<ProbeView>,
    /// What whoever brought it in said of it.
    described: Option<DescribedView>,
    /// What a machine saw and heard; `null` while it has not looked yet.
    observed: Option<Observed>,
    /// What the reader made of it so far.
    viewing: ViewingView,
    /// Which parts others played, for those who have leave to look.
    watched_by_others: Vec<WatchedBy>,
    marks: Vec<Mark>,
    links: Links,
    neighbours: Vec<RecordingSummary>,
    duties: Vec<Duty>,
    actions: Vec<Step>,
    access: Access,
    evidence: Vec<EvidenceView>,
    /// Clips and stills taken from it.
    excerpts: Excerpts,
    /// Whether the original is as it was deposited.
    original: OriginalOfPage,
    /// What makes it confidential, and who alone may look.
    secrecy: Option<SecrecyView>,
    history: Vec<TrailEntry>,
}

/// A corrected start and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct Correction {
    started_at: String,
    reason: String,
}

/// The device a recording came from. What it guesses changes no fact.
#[derive(Serialize, ToSchema)]
pub(crate) struct OriginView {
    device_id: String,
    asset_no: String,
    file_no: Option<u64>,
    #[schema(value_type = words::DeviceBasis)]
    basis: DeviceBasis,
    /// Whether the device was seen empty afterwards.
    cleared: Option<bool>,
    /// When it began by our clock, as far as readings of the device's clock tell.
    likely_start: Option<String>,
    /// How far the device was ahead then.
    offset_ms: Option<i64>,
    /// Between these readings, or at this one.
    read_at: Vec<String>,
}

/// What whoever brought it in said of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DescribedView {
    /// Who recorded it, if that was somebody else.
    taken_by: Option<String>,
    note: Option<String>,
}

/// What somebody else played of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct WatchedBy {
    name: String,
    parts: Vec<PlayedPart>,
}

/// What a look inside found.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProbeView {
    container: String,
    streams: Vec<StreamView>,
    tool_version: String,
    truncated: bool,
}

/// A track.
#[derive(Serialize, ToSchema)]
pub(crate) struct StreamView {
    kind: String,
    codec: String,
    detail: String,
}

/// What a machine saw and heard: proposals for people that meet no duty.
#[derive(Serialize, ToSchema)]
pub(crate) struct Observed {
    stretches: Vec<StretchView>,
    /// Why nothing could be looked at, in Chinese.
    failure: Option<String>,
}

/// A stretch, in milliseconds of playing time.
#[derive(Serialize, ToSchema)]
pub(crate) struct StretchView {
    #[schema(value_type = words::Seen)]
    seen: Seen,
    from_ms: i64,
    to_ms: i64,
}

/// A marked point.
#[derive(Serialize, ToSchema)]
pub(crate) struct Mark {
    mark_id: String,
    at_ms: i64,
    #[schema(value_type = words::MarkKind)]
    kind: MarkKind,
    text: Option<String>,
    by: String,
    at: String,
}

/// What it hangs on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Links {
    activity: Option<Link>,
    case: Option<Link>,
}

/// A link.
#[derive(Serialize, ToSchema)]
pub(crate) struct Link {
    id: String,
    label: String,
}

/// What the reader may look at.
#[derive(Serialize, ToSchema)]
pub(crate) struct Access {
    may_view: bool,
    basis: Option<String>,
    until: Option<String>,
    may_original: bool,
}

/// An evidence copy.
#[derive(Serialize, ToSchema)]
pub(crate) struct EvidenceView {
    record_id: String,
    doc_no: Option<String>,
    copy_sha256: String,
    attached_at: String,
    by: String,
}

impl EvidenceView {
    /// Copies in the case file, each with the note it belongs to.
    pub(super) fn each(
        copies: &[(TextRecordId, Digests, Timestamp, Option<OfficerId>)],
        view: &app::CaseView,
    ) -> Vec<Self> {
        let case = view.dossier.case.as_ref();
        let doc_no =
            |note: &TextRecordId| case.and_then(|case| case.records.get(note)?.doc_no.as_ref());
        let copy =
            |(note, copy, at, by): &(TextRecordId, Digests, Timestamp, Option<OfficerId>)| Self {
                record_id: note.to_string(),
                doc_no: doc_no(note).map(ToString::to_string),
                copy_sha256: copy.sha256.to_string(),
                attached_at: time(*at),
                by: by.map(|id| view.directory.name_of(id)).unwrap_or_default(),
            };
        copies.iter().map(copy).collect()
    }
}

fn probe(recording: &Recording) -> Option<ProbeView> {
    let probe = recording.probe()?;
    let stream = |stream: &domain::recording::StreamFact| StreamView {
        kind: stream.kind.clone(),
        codec: stream.codec.clone(),
        detail: stream.detail.clone(),
    };
    Some(ProbeView {
        container: probe.container.clone(),
        streams: probe.streams.iter().map(stream).collect(),
        tool_version: probe.tool.clone(),
        truncated: probe.is_truncated,
    })
}

pub(super) fn stretch_view(one: &domain::recording::Stretch) -> StretchView {
    StretchView { seen: one.seen, from_ms: one.from_ms, to_ms: one.to_ms }
}

fn observed(recording: &Recording) -> Option<Observed> {
    match &recording.observation {
        Observation::Pending => None,
        Observation::Done(found) => {
            Some(Observed { stretches: found.iter().map(stretch_view).collect(), failure: None })
        }
        Observation::Failed(why) => {
            Some(Observed { stretches: Vec::new(), failure: Some(why.clone()) })
        }
    }
}

fn origin(
    recording: &Recording,
    device: &Device,
    guess: Option<CorrectedClaim>,
) -> Option<OriginView> {
    let known = recording.origin?;
    let read_at = guess.map(|guess| match guess.basis {
        CorrectionBasis::Between(one, other) => vec![time(one), time(other)],
        CorrectionBasis::Nearest(one) => vec![time(one)],
    });
    Some(OriginView {
        device_id: known.device.to_string(),
        asset_no: device.details.asset_no.as_str().to_owned(),
        file_no: known.file_no,
        basis: known.basis,
        cleared: recording.is_device_cleared,
        likely_start: guess.map(|guess| time(guess.likely_at)),
        offset_ms: guess.map(|guess| guess.offset_ms),
        read_at: read_at.unwrap_or_default(),
    })
}

/// Code of the evidence note (Art. 23).
const EVIDENCE_NOTE: &str = "WS16";

fn actions(app: &App, view: &app::CaseView, recording: &Recording) -> Vec<Step> {
    let may = |action: Action| app.reader_may(view, action);
    let gate = view.dossier.case.as_ref().map_or(Ok(()), |case| domain::case::gate(case, false));
    let filing = view.dossier.case.as_ref().map_or(Ok(()), |case| domain::case::gate(case, true));
    let write = || may(Action::RecordingWrite).and_then(|()| gate.clone());
    let from = match recording.origin {
        Some(_) => Err(domain::Refusal::DeviceNamed),
        None => gate.clone().and_then(|()| app.reader_may_name_device(view)),
    };
    let link =
        if recording.activity.is_some() { Err(domain::Refusal::LinkedElsewhere) } else { write() };
    let unlink = app.reader_may_unlink(view, recording).and_then(|()| gate.clone());
    let note = app.law.catalogue.kind(EVIDENCE_NOTE).ok_or(domain::Refusal::NotFound);
    let note = note.and_then(|kind| app.reader_may_write(view, kind)).and_then(|()| gate.clone());
    vec![
        Step::of("link", "关联到现场活动", link),
        Step::of("unlink", "撤销关联", unlink),
        Step::of("device", "登记来源设备", from),
        Step::of("mark", "打点", write()),
        Step::of("time", "更正录制时间", write()),
        Step::of("secrecy", "标注涉密情况", write()),
        Step::of("evidence-note", "制作证据说明", note),
        // A copy may still join a closed case, but no archived one.
        Step::of("evidence", "复制附卷", may(Action::RecordingWrite).and(filing)),
        Step::of("excerpt", "截取衍生件", app.reader_may_take_excerpt(view, recording)),
        Step::of("request-access", "申请调阅", may(Action::AccessRequest)),
    ]
}

/// A recording with its facts, marks and what may be done with it.
#[utoipa::path(get, path = "/recordings/{recording}", tag = "音像", params(("recording" = String, Path)), responses((status = 200, body = RecordingPage), (status = 404, body = Problem)))]
pub(crate) async fn recording(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<RecordingPage>, Problem> {
    let id: AvRecordId = wire::id(&id)?;
    let view = app.recording(caller.officer(), id).await?;
    let (dossier, directory) = (&view.dossier, &view.directory);
    let recording = dossier.recordings.get(&id).ok_or_else(Problem::not_found)?;
    let trail = app.trail_of(caller.officer(), id, Action::RecordingRead).await?;
    let own: Vec<_> = trail.iter().filter(|fact| fact.stream.as_str() == id.to_string()).collect();
    let names = Names::of(&trail, &app.law.catalogue, directory);
    // That the bytes came is a fact before the deposit, which is what binds both digests.
    let binds =
        |fact: &&&TrailFact| fact.recorded.as_ref().is_some_and(|one| one.event.binds().is_some());
    let log_n = own.iter().find(binds).or(own.first()).map_or(0, |fact| fact.n);
    let accepted = app.accepted(id).await?;
    let seen = app.origin_seen(recording).await?;
    let origin = seen.and_then(|(device, guess)| origin(recording, &device, guess));
    let case = dossier.case.as_ref();
    let proof_of = |n| case.map(|case| format!("/api/v1/cases/{}/trail/{n}/proof", case.id));
    let name =
        |by: Option<terms::OfficerId>| by.map(|id| directory.name_of(id)).unwrap_or_default();
    let activity = recording.activity.and_then(|id| dossier.activities.get(&id));
    let neighbours =
        recording.activity.iter().flat_map(|id| dossier.recordings_of(*id)).filter(|r| r.id != id);
    let (viewing, others) = app.watched_by(&view, recording).await?;
    let by_other = |(officer, watched): &(terms::OfficerId, Watched)| WatchedBy {
        name: directory.name_of(*officer),
        parts: parts(watched),
    };
    let preview = app.viewing_basis(&view, recording, false);
    let subject = id.to_string();
    let mark = |mark: &domain::recording::Mark| Mark {
        mark_id: mark.number.to_string(),
        at_ms: mark.at_ms,
        kind: mark.kind,
        text: mark.text.as_ref().map(|text| text.reveal().clone()),
        by: name(mark.by),
        at: time(mark.at),
    };
    let depositor = recording.deposited_by.and_then(|id| directory.officer(id));
    Ok(Json(RecordingPage {
        summary: recording_summary(recording, dossier, directory, &view.reader, view.now),
        sha256: recording.digests.sha256.to_string(),
        sm3: recording.digests.sm3.to_string(),
        browser_sha256: recording.declared.map(|digest| digest.to_string()),
        log_n,
        log_proof_href: proof_of(log_n),
        acceptance_proof_href: accepted.as_ref().and_then(|accepted| proof_of(accepted.leaf)),
        acceptance: accepted.map(|accepted| AcceptanceView::of(&app, accepted)),
        claimed_start: recording.claimed_start().map(|claim| time(claim.as_said())),
        corrected_start: recording
            .corrected_start
            .as_ref()
            .map(|(at, reason)| Correction { started_at: time(*at), reason: reason.clone() }),
        origin,
        deposited_by_person: depositor.map(|officer| person(officer, directory, view.now.date())),
        probe: probe(recording),
        described: recording.description.as_ref().map(|said| DescribedView {
            taken_by: said.taken_by.map(|id| directory.name_of(id)),
            note: said.note.as_ref().map(|note| note.reveal().clone()),
        }),
        observed: observed(recording),
        viewing: viewing_view(&viewing),
        watched_by_others: others.iter().map(by_other).collect(),
        marks: recording.marks.iter().map(mark).collect(),
        links: Links {
            activity: activity.map(|a| Link { id: a.id.to_string(), label: a.title.clone() }),
            case: case.map(|case| Link { id: case.id.to_string(), label: case_label(case) }),
        },
        neighbours: neighbours
            .map(|r| recording_summary(r, dossier, directory, &view.reader, view.now))
            .collect(),
        duties: view
            .findings
            .iter()
            .filter(|finding| finding.subject.split('#').next() == Some(subject.as_str()))
            .map(|finding| duty(finding, dossier, &app.law.catalogue, view.now))
            .collect(),
        actions: actions(&app, &view, recording),
        original: OriginalOfPage::of(&app, &view, recording.id),
        access: Access {
            may_view: preview.is_some(),
            may_original: app.viewing_basis(&view, recording, true).is_some(),
            basis: preview.as_ref().map(|(basis, _)| basis_zh(basis)),
            until: preview.map(|(_, until)| time(until)),
        },
        evidence: EvidenceView::each(&recording.evidence, &view),
        excerpts: excerpts(&app, &view, recording).await?,
        secrecy: recording.secrecy.as_ref().map(|one| secrecy_view(one, directory)),
        history: own.into_iter().map(|fact| entry(fact, &names)).collect(),
    }))
}
