//! Candidates of one recording, and the list of those that wait.

use app::{App, MatchSeen, MatchesSeen, Scope, Unlinked, UnlinkedFilter};
use axum::Json;
use axum::extract::State;
use domain::Refusal;
use domain::matching::{ClockBasis, Doubt, Holder, Level, UNMATCHED_LIMIT_MS};
use domain::org::Directory;
use domain::recording::{NonEnforcement, NonEnforcementKind, Recording};
use serde::{Deserialize, Serialize};
use terms::AvRecordId;
use utoipa::ToSchema;

use super::sentences::{GroundsView, ReasonView, grounds_view, reason_view};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::view::{OfficerRef, RecordingSummary, recording_summary};
use crate::http::wire::{self, Ids, Params, time};
use crate::http::words;

/// Work that a recording may belong to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CandidateView {
    activity_id: String,
    /// `null` where the reader may not see the work.
    title: Option<String>,
    place: Option<String>,
    case_id: Option<String>,
    case_label: Option<String>,
    officers: Vec<OfficerRef>,
    planned_at: Option<String>,
    arrived_at: Option<String>,
    departed_at: Option<String>,
    /// 0 to 1000.
    score: u16,
    reasons: Vec<ReasonView>,
    /// Linking the recording to it.
    link: Step,
}

/// Why the machine leaves it to people.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DoubtView {
    #[schema(value_type = words::MatchDoubt)]
    kind: Doubt,
    text: String,
}

/// What somebody says it shows instead of enforcement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct NonEnforcementView {
    #[schema(value_type = words::NonEnforcementKind)]
    kind: NonEnforcementKind,
    text: String,
    by: String,
    at: String,
    confirmed_by: Option<String>,
    confirmed_at: Option<String>,
}

/// How a recording came to hang on its work.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LinkView {
    activity_id: String,
    activity_title: Option<String>,
    at: String,
    /// Who made the link; `null`: the system.
    by: Option<String>,
    grounds: Option<GroundsView>,
}

/// A link that a person took back.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PartingView {
    activity_id: String,
    at: String,
    by: String,
    reason: String,
}

/// What the machine says of a recording.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MatchView {
    /// From when to when by our clock, as far as one can tell.
    from: Option<String>,
    to: Option<String>,
    #[schema(value_type = words::ClockBasis)]
    clock: ClockBasis,
    /// How far its times may be off, either way.
    slack_ms: i64,
    /// Who had the device, or may have had it.
    holders: Vec<OfficerRef>,
    /// It is certain who had it.
    holder_certain: bool,
    candidates: Vec<CandidateView>,
    doubts: Vec<DoubtView>,
    /// It is neither linked nor said to show no enforcement.
    unclassified: bool,
    link: Option<LinkView>,
    partings: Vec<PartingView>,
    non_enforcement: Option<NonEnforcementView>,
    #[schema(value_type = words::MatchLevel)]
    level: Level,
    actions: Vec<Step>,
    /// When it is late that nobody said where it belongs.
    due_at: String,
}

/// A recording that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatchItem {
    summary: RecordingSummary,
    found: MatchView,
}

/// How much is left to the machine.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatchLevelView {
    #[schema(value_type = words::MatchLevel)]
    level: Level,
    /// Since when; `null`: nobody chose yet.
    since: Option<String>,
    /// The written rule the choice rests on.
    basis: Option<String>,
    choose: Step,
}

/// A page of recordings that wait.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatchList {
    items: Vec<MatchItem>,
    next_cursor: Option<String>,
    level: MatchLevelView,
    now: String,
}

/// Which recordings.
#[derive(Deserialize)]
pub(crate) struct MatchParams {
    standing: Option<String>,
    mine: Option<bool>,
    holder_id: Option<String>,
    device_id: Option<String>,
    agency_id: Option<String>,
    older_than_hours: Option<u32>,
    cursor: Option<String>,
    limit: Option<u32>,
}

fn standing(word: &str) -> Option<Unlinked> {
    match word {
        "unclassified" => Some(Unlinked::Unclassified),
        "proposed" => Some(Unlinked::Proposed),
        "confirmed" => Some(Unlinked::Confirmed),
        "by_machine" => Some(Unlinked::ByMachine),
        "cancelled" => Some(Unlinked::Cancelled),
        _ => None,
    }
}

/// Recordings that hang on nothing, longest waiting first, each with its candidates.
#[utoipa::path(get, path = "/match/recordings", tag = "音像",
    params(("standing" = Option<String>, Query, description = "unclassified, proposed, confirmed, by_machine, cancelled"), ("mine" = Option<bool>, Query), ("holder_id" = Option<String>, Query), ("device_id" = Option<String>, Query), ("agency_id" = Option<String>, Query), ("older_than_hours" = Option<u32>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = MatchList)))]
pub(crate) async fn matches(
    State(app): State<App>,
    caller: Caller,
    Params(params): Params<MatchParams>,
) -> Result<Json<MatchList>, Problem> {
    let paging = wire::PageParams { cursor: params.cursor, limit: params.limit }.paging()?;
    let word = params.standing.as_deref().unwrap_or("unclassified");
    let standing = wire::word("状态", word, standing)?;
    let named = params.holder_id.as_deref().map(wire::id).transpose()?;
    let own = params.mine.unwrap_or(false).then_some(caller.officer());
    let filter = UnlinkedFilter {
        agency: params.agency_id.as_deref().map(wire::id).transpose()?,
        holder: own.or(named),
        device: params.device_id.as_deref().map(wire::id).transpose()?,
        ..UnlinkedFilter::of(Scope::Agencies(Vec::new()), standing)
    };
    let page = app.matches(caller.officer(), filter, params.older_than_hours, paging).await?;
    let cases = page.items.iter().flat_map(|(_, _, seen)| &seen.proposals);
    let cases = cases.filter_map(|one| one.work.as_ref()?.case_id);
    let labels = app.case_labels(cases).await?;
    let items = page.items.iter().filter_map(|(id, dossier, seen)| {
        let recording = dossier.recordings.get(id)?;
        Some(MatchItem {
            summary: recording_summary(recording, dossier, &page.directory, &page.reader, page.now),
            found: match_view(recording, seen, dossier, &page.directory, &labels),
        })
    });
    Ok(Json(MatchList {
        items: items.collect(),
        next_cursor: page.next.as_ref().map(ToString::to_string),
        level: level_view(&page),
        now: time(page.now),
    }))
}

/// What the machine says of one recording: candidates with reasons, or why it hangs where it hangs.
#[utoipa::path(get, path = "/recordings/{recording}/candidates", tag = "音像", params(("recording" = String, Path)), responses((status = 200, body = MatchView), (status = 404, body = Problem)))]
pub(crate) async fn candidates(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<MatchView>, Problem> {
    let id: AvRecordId = wire::id(&id)?;
    let seen = app.candidates(caller.officer(), id).await?;
    let view = app.recording(caller.officer(), id).await?;
    let recording = view.dossier.recordings.get(&id).ok_or_else(Problem::not_found)?;
    let cases = seen.proposals.iter().filter_map(|one| one.work.as_ref()?.case_id);
    let labels = app.case_labels(cases).await?;
    Ok(Json(match_view(recording, &seen, &view.dossier, &view.directory, &labels)))
}

type Labels = std::collections::BTreeMap<terms::CaseId, String>;

fn person(id: terms::OfficerId, directory: &Directory) -> OfficerRef {
    OfficerRef { officer_id: id.to_string(), name: directory.name_of(id) }
}

fn match_view(
    recording: &Recording,
    seen: &MatchSeen,
    dossier: &domain::dossier::Dossier,
    directory: &Directory,
    labels: &Labels,
) -> MatchView {
    let name = |by: Option<terms::OfficerId>| by.map(|id| directory.name_of(id));
    let candidate = |one: &app::Proposal| {
        let work = one.work.as_ref();
        let case = work.and_then(|work| work.case_id);
        CandidateView {
            activity_id: one.candidate.activity.to_string(),
            title: work.map(|work| work.title.clone()),
            place: work.map(|work| work.place.clone()),
            case_id: case.map(|id| id.to_string()),
            case_label: case.and_then(|id| labels.get(&id).cloned()),
            officers: one.officers.iter().map(|id| person(*id, directory)).collect(),
            planned_at: work.map(|work| time(work.planned_at)),
            arrived_at: work.and_then(|work| work.arrived_at).map(time),
            departed_at: work.and_then(|work| work.departed_at).map(time),
            score: one.candidate.score,
            reasons: one.candidate.reasons.iter().map(|r| reason_view(r, directory)).collect(),
            link: Step::of("link", "关联", one.may_link.clone()),
        }
    };
    let doubt = |doubt: &Doubt| DoubtView { kind: *doubt, text: doubt.zh().to_owned() };
    let link = recording.link.as_ref().map(|link| LinkView {
        activity_id: link.activity.to_string(),
        activity_title: dossier.activities.get(&link.activity).map(|work| work.title.clone()),
        at: time(link.at),
        by: name(link.by),
        grounds: link.grounds.as_ref().map(|grounds| grounds_view(grounds, directory)),
    });
    let parting = |one: &domain::recording::Parting| PartingView {
        activity_id: one.activity.to_string(),
        at: time(one.at),
        by: name(one.by).unwrap_or_default(),
        reason: one.reason.clone(),
    };
    MatchView {
        from: seen.clip.span.map(|span| time(span.from())),
        to: seen.clip.span.map(|span| time(span.to())),
        clock: seen.clip.clock.basis,
        slack_ms: seen.clip.clock.slack_ms,
        holders: seen.clip.holder.people().into_iter().map(|id| person(id, directory)).collect(),
        holder_certain: matches!(seen.clip.holder, Holder::One(_)),
        candidates: seen.proposals.iter().map(candidate).collect(),
        doubts: seen.doubts.iter().map(doubt).collect(),
        unclassified: recording.is_unclassified(),
        link,
        partings: recording.partings.iter().map(parting).collect(),
        non_enforcement: recording.non_enforcement.as_ref().map(|said| said_view(said, directory)),
        level: seen.level,
        actions: actions(recording, seen),
        due_at: time(recording.deposited_at.plus_ms(UNMATCHED_LIMIT_MS)),
    }
}

fn said_view(said: &NonEnforcement, directory: &Directory) -> NonEnforcementView {
    let name = |by: Option<terms::OfficerId>| by.map(|id| directory.name_of(id));
    NonEnforcementView {
        kind: said.kind,
        text: said.text.clone(),
        by: name(said.by).unwrap_or_default(),
        at: time(said.at),
        confirmed_by: said.confirmed.and_then(|(by, _)| name(by)),
        confirmed_at: said.confirmed.map(|(_, at)| time(at)),
    }
}

/// What may be said of it: that it shows no enforcement, that one agrees, and that it is not so.
fn actions(recording: &Recording, seen: &MatchSeen) -> Vec<Step> {
    let either = || seen.may_decide.clone().or_else(|_| seen.may_set_aside.clone());
    match &recording.non_enforcement {
        None if recording.activity.is_some() => Vec::new(),
        None => vec![Step::of("propose", "标为非执法活动", seen.may_set_aside.clone())],
        Some(said) if said.confirmed.is_none() => vec![
            Step::of("confirm", "确认非执法活动", may_confirm(recording, said, seen)),
            Step::of("revoke", "不是，退回未分类", either()),
        ],
        Some(_) => vec![Step::of("revoke", "撤销标记，退回未分类", either())],
    }
}

fn may_confirm(
    recording: &Recording,
    said: &NonEnforcement,
    seen: &MatchSeen,
) -> Result<(), Refusal> {
    seen.may_decide.clone()?;
    let reader = Some(seen.reader);
    let is_same = said.by == reader
        || recording.officer() == reader
        || seen.clip.holder.people().contains(&seen.reader);
    if is_same { Err(Refusal::NonEnforcementSecondPerson) } else { Ok(()) }
}

fn level_view(page: &MatchesSeen) -> MatchLevelView {
    let chosen = page.chosen.as_ref();
    MatchLevelView {
        level: page.level,
        since: chosen.map(|chosen| time(chosen.at)),
        basis: chosen.map(|chosen| chosen.basis.clone()),
        choose: Step::of("choose", "更改关联方式", page.may_choose.clone()),
    }
}
