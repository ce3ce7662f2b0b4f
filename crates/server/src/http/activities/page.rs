//! Lists and pages of on-site work; planning it.

use app::{ActivityFilter, App, PlanActivity as Plan, Scope};
use axum::Json;
use axum::extract::State;
use domain::Refusal;
use domain::activity::{Activity, Element, RemoteException, RemoteStatus};
use domain::recording_list::{ListRow as Row, Mode};
use serde::{Deserialize, Serialize};
use terms::ActivityId;
use utoipa::ToSchema;

use super::deposit::{self, DepositSummary, DepositView, RemoteView};
use super::gaps::{Gap, Interruption, gaps, interruptions};
use super::team::{CancelledView, TeamChangeView, cancelled, team_changes};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::recording_lists::{ListRow, list_row};
use crate::http::steps::Step;
use crate::http::view::{
    ActivitySummary, Duty, RecordSummary, RecordingSummary, activity_summary, duty, officers,
    record_summary, recording_summary,
};
use crate::http::wire::{self, Body, Done, Ids, Params, time};
use crate::http::words;

/// A page of on-site work.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActivityList {
    items: Vec<ActivitySummary>,
    next_cursor: Option<String>,
}

/// Which work.
#[derive(Deserialize)]
pub(crate) struct ActivityParams {
    mine: Option<bool>,
    status: Option<String>,
    gaps: Option<bool>,
    case_id: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// On-site work one may see, last planned first.
#[utoipa::path(get, path = "/activities", tag = "现场执法",
    params(("mine" = Option<bool>, Query), ("status" = Option<words::ActivityStatus>, Query), ("gaps" = Option<bool>, Query), ("case_id" = Option<String>, Query), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = ActivityList)))]
pub(crate) async fn activities(
    State(app): State<App>,
    caller: Caller,
    Params(params): Params<ActivityParams>,
) -> Result<Json<ActivityList>, Problem> {
    let paging = wire::PageParams { cursor: params.cursor, limit: params.limit }.paging()?;
    let filter = ActivityFilter {
        scope: Scope::Agencies(Vec::new()),
        case: params.case_id.as_deref().map(wire::id).transpose()?,
        in_case: None,
        officer: params.mine.unwrap_or(false).then_some(caller.officer()),
        status: params.status,
        with_open_gaps: params.gaps.unwrap_or(false),
    };
    let page = app.activities(caller.officer(), filter, paging).await?;
    activity_list(&app, &caller, page).await
}

/// Rows of on-site work as a page of a list.
pub(crate) async fn activity_list(
    app: &App,
    caller: &Caller,
    page: app::Page<app::ActivityRow>,
) -> Result<Json<ActivityList>, Problem> {
    let (directory, _) = app.people(caller.officer()).await?;
    let cases = app.case_labels(page.rows.iter().filter_map(|row| row.case_id)).await?;
    let now = app.now();
    let item = |row: app::ActivityRow| ActivitySummary {
        deposit: Some(DepositSummary::of(&row, now)),
        activity_id: row.activity_id.to_string(),
        title: row.title,
        place: row.place,
        case_id: row.case_id.map(|id| id.to_string()),
        case_label: row.case_id.and_then(|id| cases.get(&id).cloned()),
        list_row_label: row.list_row,
        continuous: row.continuous,
        officers: officers(&row.officers, &directory),
        status: row.status,
        planned_at: time(row.planned_at),
        arrived_at: row.arrived_at.map(time),
        departed_at: row.departed_at.map(time),
        returned_at: row.returned_at.map(time),
        coverage_ppm: row.coverage_ppm,
        open_gaps: row.open_gaps,
        recordings: row.recordings,
    };
    Ok(Json(ActivityList {
        items: page.rows.into_iter().map(item).collect(),
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    }))
}

/// A plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanActivity {
    case_id: Option<String>,
    title: String,
    place: String,
    list_row: String,
    officers: Vec<String>,
    planned_at: String,
    purpose: Option<String>,
    /// The agency holds that it must be recorded though its list does not say so (Art. 15).
    #[serde(default)]
    needed: bool,
}

/// Plans on-site work.
#[utoipa::path(post, path = "/activities", tag = "现场执法", request_body = PlanActivity, responses((status = 201, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn plan_activity(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<PlanActivity>,
) -> Result<Done, Problem> {
    let plan = Plan {
        case: new.case_id.as_deref().filter(|id| !id.is_empty()).map(wire::id).transpose()?,
        title: wire::text("事项", &new.title)?,
        place: wire::text("地点", &new.place)?,
        list_row: wire::id(&new.list_row).map_err(|_| Problem::from(Refusal::UnknownListRow))?,
        officers: wire::ids("执法人员", &new.officers)?,
        planned_at: wire::instant("计划时间", &new.planned_at)?,
        purpose: wire::maybe_text("目的", new.purpose.as_deref())?,
        is_needed: new.needed,
    };
    Ok(app.plan_activity(&caller.call(), plan).await?.into())
}

/// A page about on-site work.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActivityPage {
    summary: ActivitySummary,
    list_row: ListRow,
    /// The list that row stands in, where it is known.
    list_id: Option<String>,
    /// Which version of the list that is.
    list_version: Option<u32>,
    announced: Option<AnnouncedView>,
    credentials_shown: Option<MomentView>,
    voice_statement: Option<VoiceView>,
    focus: Vec<FocusView>,
    interruptions: Vec<Interruption>,
    recordings: Vec<RecordingSummary>,
    coverage: Coverage,
    duties: Vec<Duty>,
    actions: Vec<Step>,
    remote: Option<RemoteView>,
    deposit: DepositView,
    /// Why nothing was recorded.
    unrecorded: Option<String>,
    records: Vec<RecordSummary>,
    purpose: Option<String>,
    /// The agency holds that it must be recorded though its list does not say so.
    needed: bool,
    /// Who came and left, in order.
    team_changes: Vec<TeamChangeView>,
    /// It is not done after all.
    cancelled: Option<CancelledView>,
    version: u64,
}

/// The recording notice.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnnouncedView {
    at: String,
    told: bool,
    note: Option<String>,
}

/// A moment.
#[derive(Serialize, ToSchema)]
pub(crate) struct MomentView {
    at: String,
}

/// A voice statement.
#[derive(Serialize, ToSchema)]
pub(crate) struct VoiceView {
    at: String,
    #[schema(value_type = Vec<words::VoiceElement>)]
    elements: Vec<Element>,
}

/// A focus point.
#[derive(Serialize, ToSchema)]
pub(crate) struct FocusView {
    point: u8,
    at: String,
    note: Option<String>,
}

/// What recordings cover.
#[derive(Serialize, ToSchema)]
pub(crate) struct Coverage {
    span: Option<SpanView>,
    covered: Vec<CoveredSpan>,
    gaps: Vec<Gap>,
    ratio_ppm: u32,
}

/// From and to.
#[derive(Serialize, ToSchema)]
pub(crate) struct SpanView {
    from: String,
    to: String,
}

/// A covered stretch and by what.
#[derive(Serialize, ToSchema)]
pub(crate) struct CoveredSpan {
    from: String,
    to: String,
    recording_ids: Vec<String>,
}

fn coverage(view: &app::ActivityView) -> Coverage {
    let activity = &view.activity;
    let placed = |span: &terms::Span| {
        let inside = view.dossier.recordings_of(activity.id).filter(|recording| {
            recording
                .placed()
                .is_some_and(|(own, _)| own.from() < span.to() && span.from() < own.to())
        });
        inside.map(|recording| recording.id.to_string()).collect()
    };
    let span = activity.on_site().map(|s| SpanView { from: time(s.from()), to: time(s.to()) });
    match &view.cover {
        None => Coverage { span, covered: Vec::new(), gaps: Vec::new(), ratio_ppm: 0 },
        Some(cover) => Coverage {
            span,
            covered: cover
                .covered
                .iter()
                .map(|span| CoveredSpan {
                    from: time(span.from()),
                    to: time(span.to()),
                    recording_ids: placed(span),
                })
                .collect(),
            gaps: gaps(activity, cover, &view.directory),
            ratio_ppm: cover.ratio_ppm,
        },
    }
}

/// The steps in the order of a visit, with what comes first where one is too early.
fn actions(activity: &Activity, may_write: bool, may_cancel: Result<(), Refusal>) -> Vec<Step> {
    let gone = activity.cancelled.as_ref();
    let gone = gone.map(|known| Refusal::ActivityCancelled { reason: known.reason.clone() });
    let denied = || Refusal::NotAllowed {
        action: "登记现场执法".to_owned(),
        who: "本次现场执法的执法人员".to_owned(),
    };
    let early = |first: &str| Refusal::StepTooEarly { first: first.to_owned() };
    let done = |step: &str| Refusal::StepDone { step: step.to_owned() };
    let arrived = activity.arrived_at.is_some();
    let departed = activity.departed_at.is_some();
    let check =
        |is_done: Option<&str>, first: Option<(&str, bool)>| match (may_write, is_done, first) {
            (false, ..) => Err(denied()),
            _ if gone.is_some() => gone.clone().map_or(Ok(()), Err),
            (_, Some(step), _) => Err(done(step)),
            (_, _, Some((first, false))) => Err(early(first)),
            _ => Ok(()),
        };
    let on_site = || check(None, Some(("到达现场", arrived)));
    let mut steps = vec![
        Step::of("arrive", "到达现场", check(arrived.then_some("到达现场"), None)),
        Step::of("credentials-shown", "出示证件", on_site()),
        Step::of("announce", "告知正在录音录像", on_site()),
        Step::of("voice-statement", "语音说明", on_site()),
        Step::of("focus", "摄录重点", on_site()),
        Step::of("interrupt", "中止记录", on_site().and_then(|()| may_interrupt(activity))),
        Step::of("resume", "恢复记录", on_site().and_then(|()| may_resume(activity))),
        Step::of(
            "depart",
            "离开现场",
            check(departed.then_some("离开现场"), Some(("到达现场", arrived))),
        ),
        Step::of(
            "return",
            "返回单位",
            check(activity.returned_at.map(|_| "返回单位"), Some(("离开现场", departed))),
        ),
        Step::of("explain-gap", "说明缺口", check(None, Some(("离开现场", departed)))),
        Step::of("unrecorded", "说明没有录音像的原因", may_explain_unrecorded(activity, &check)),
        Step::of(
            "remote",
            "申报不能当日储存",
            check(None, None).and_then(|()| may_declare(activity)),
        ),
    ];
    if let Some(next) = steps.iter_mut().find(|step| step.allowed) {
        next.primary = true;
    }
    steps.push(Step::of("officers", "更换执法人员", check(None, None)));
    steps.push(Step::of("cancel", "取消活动", may_cancel));
    steps
}

/// Only where the list leaves recording to the situation, and nothing was recorded.
fn may_explain_unrecorded(
    activity: &Activity,
    check: &impl Fn(Option<&str>, Option<(&str, bool)>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    if activity.is_continuous {
        return Err(Refusal::MustBeRecorded);
    }
    if !activity.recordings.is_empty() {
        return Err(Refusal::WasRecorded);
    }
    check(None, Some(("离开现场", activity.departed_at.is_some())))
}

fn may_declare(activity: &Activity) -> Result<(), Refusal> {
    match activity.remote.as_ref().map(RemoteException::status) {
        Some(status @ RemoteStatus::Approved) => {
            Err(Refusal::RemoteDecided { how: status.zh().to_owned() })
        }
        Some(RemoteStatus::Pending | RemoteStatus::Refused) | None => Ok(()),
    }
}

fn may_interrupt(activity: &Activity) -> Result<(), Refusal> {
    let since = activity.open_interruption().map(|open| open.interrupted_at.to_chinese_minute());
    since.map_or(Ok(()), |since| Err(Refusal::AlreadyInterrupted { since }))
}

fn may_resume(activity: &Activity) -> Result<(), Refusal> {
    activity.open_interruption().map(|_| ()).ok_or(Refusal::NotInterrupted)
}

/// A row that went out of force still says what it said when the work was planned.
fn row_of(activity: &Activity, known: Option<&Row>) -> ListRow {
    let gone = || ListRow {
        row_id: activity.list_row.to_string(),
        act: String::new(),
        item: activity.list_item.clone(),
        stage_text: String::new(),
        scene: String::new(),
        devices: String::new(),
        mode: Mode::parse(&activity.mode).unwrap_or(if activity.is_continuous {
            Mode::Continuous
        } else {
            Mode::Situational
        }),
        content: String::new(),
        start_point: String::new(),
        end_point: String::new(),
        other_focus: activity.other_focus.clone().unwrap_or_default(),
        retention: String::new(),
        remarks: Vec::new(),
    };
    known.map_or_else(gone, list_row)
}

/// On-site work with what was recorded and what is missing.
#[utoipa::path(get, path = "/activities/{activity}", tag = "现场执法", params(("activity" = String, Path)), responses((status = 200, body = ActivityPage), (status = 404, body = Problem)))]
pub(crate) async fn activity(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<ActivityPage>, Problem> {
    let id: ActivityId = wire::id(&id)?;
    let view = app.activity(caller.officer(), id).await?;
    let (activity, dossier, directory) = (&view.activity, &view.dossier, &view.directory);
    let case = dossier.case.as_ref();
    let (list, row) = view.list.as_ref().map(|(list, row)| (list, row)).unzip();
    let since = list.and_then(|list| list.in_force());
    let records = case.iter().flat_map(|case| case.records.values());
    let own = records.filter(|record| record.activity == Some(id));
    let note = |text: &Option<terms::Personal<String>>| text.as_ref().map(|t| t.reveal().clone());
    Ok(Json(ActivityPage {
        summary: activity_summary(activity, view.cover.as_ref(), case, directory),
        list_row: row_of(activity, row),
        list_id: list.map(|list| list.id.to_string()),
        list_version: since.map(|since| since.version),
        announced: activity.announced.as_ref().map(|(at, told, text)| AnnouncedView {
            at: time(*at),
            told: *told,
            note: note(text),
        }),
        credentials_shown: activity
            .credentials_shown
            .as_ref()
            .map(|(at, _)| MomentView { at: time(*at) }),
        voice_statement: activity.voice_stated.as_ref().map(|(at, elements)| VoiceView {
            at: time(*at),
            elements: elements.iter().copied().collect(),
        }),
        focus: activity
            .focus
            .iter()
            .map(|(point, at, text)| FocusView { point: *point, at: time(*at), note: note(text) })
            .collect(),
        interruptions: interruptions(activity, view.cover.as_ref(), directory),
        recordings: dossier
            .recordings_of(id)
            .map(|r| recording_summary(r, dossier, directory, &view.reader, view.now))
            .collect(),
        coverage: coverage(&view),
        duties: view
            .findings
            .iter()
            .map(|f| duty(f, dossier, &app.law.catalogue, view.now))
            .collect(),
        actions: actions(activity, view.may_write, view.may_cancel.clone()),
        remote: activity.remote.as_ref().map(|one| RemoteView::of(one, directory)),
        deposit: deposit::view(&view),
        unrecorded: activity.unrecorded.clone(),
        records: own.map(|r| record_summary(r, &app.law.catalogue, directory)).collect(),
        needed: activity.is_needed,
        purpose: activity.purpose.clone(),
        team_changes: team_changes(activity, directory),
        cancelled: cancelled(activity, directory),
        version: dossier.version(&id.into()),
    }))
}
