//! The clock of the deposit (Art. 22): by the law and by the agency, what tells of the return, and
//! what a head said to a declaration that the same day was impossible.

use app::App;
use app::rules::{Finding, Standing};
use axum::extract::State;
use domain::activity::{Activity, DeviceBack, RemoteException, RemoteGround};
use domain::org::Directory;
use serde::{Deserialize, Serialize};
use terms::{ActivityId, Timestamp};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::wire::{self, Body, Done, Ids, time};
use crate::http::words;

/// The clock of a deposit in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DepositSummary {
    /// First instant that is too late, by the law as it is written.
    due_at: Option<String>,
    /// The same as the agency reads it, with its own limit.
    own_due_at: Option<String>,
    /// When it was done.
    deposited_at: Option<String>,
    /// Done or still open after the law's time.
    late: bool,
    /// After the agency's time and in time by the law.
    past_own: bool,
    /// A declaration that the same day was impossible.
    #[schema(value_type = Option<words::RemoteStatus>)]
    exception: Option<String>,
    /// A device was back well before the return that was told.
    return_doubted: bool,
}

impl DepositSummary {
    pub(crate) fn of(row: &app::ActivityRow, now: Timestamp) -> Self {
        let done_by = row.deposited_at.unwrap_or(now);
        let is_past = |due: Option<Timestamp>| due.is_some_and(|due| due <= done_by);
        let late = is_past(row.deposit_due_at);
        Self {
            due_at: row.deposit_due_at.map(time),
            own_due_at: row.deposit_own_due_at.map(time),
            deposited_at: row.deposited_at.map(time),
            late,
            past_own: !late && is_past(row.deposit_own_due_at),
            exception: row.exception.clone(),
            return_doubted: row.return_doubted,
        }
    }
}

/// The clock of a deposit by one reading.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DepositReading {
    rule: String,
    title: String,
    article: String,
    /// Nothing: it has not begun, e.g. they are not back yet.
    due_at: Option<String>,
    /// The agency's own limit before that, and what it chose, in words.
    own_due_at: Option<String>,
    own_chosen: Option<String>,
    deposited_at: Option<String>,
    late: bool,
    /// After the agency's own limit and in time by the law.
    past_own: bool,
    text: String,
    trace: Vec<String>,
}

/// Something that tells when they were back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnSource {
    /// Nothing: the officers' own word.
    #[schema(value_type = Option<words::SeenBack>)]
    how: Option<domain::activity::SeenBack>,
    at: String,
    device_id: Option<String>,
    device: Option<String>,
    /// The earliest: the hours count from here.
    counts: bool,
    /// Well before the officers' word.
    contradicts: bool,
}

/// The clock of the deposit of one piece of work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DepositView {
    /// By the law as it is written; nothing where nothing is to be deposited.
    law: Option<DepositReading>,
    /// As the agency reads it, with its own limit.
    agency: Option<DepositReading>,
    /// What tells of the return, earliest first.
    returns: Vec<ReturnSource>,
    /// What does not fit together, one sentence each.
    doubts: Vec<String>,
    /// Deciding on the declaration, as the caller may or may not.
    steps: Vec<Step>,
}

/// A ground of Art. 22 para. 2, and what a head said to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RemoteView {
    #[schema(value_type = words::RemoteGround)]
    ground: RemoteGround,
    reason: String,
    declared_by: String,
    declared_at: String,
    /// Nothing while it waits.
    approved: Option<bool>,
    decided_by: Option<String>,
    decided_at: Option<String>,
    decision_reason: Option<String>,
}

impl RemoteView {
    pub(crate) fn of(declared: &RemoteException, directory: &Directory) -> Self {
        let name = |id: Option<terms::OfficerId>| id.map(|id| directory.name_of(id));
        let decided = declared.decided.as_ref();
        Self {
            ground: declared.ground,
            reason: declared.reason.clone(),
            declared_by: name(declared.declared_by).unwrap_or_default(),
            declared_at: time(declared.declared_at),
            approved: decided.map(|one| one.is_approved),
            decided_by: decided.and_then(|one| name(one.by)),
            decided_at: decided.map(|one| time(one.at)),
            decision_reason: decided.and_then(|one| one.reason.clone()),
        }
    }
}

fn reading(finding: &Finding, now: Timestamp) -> DepositReading {
    let due = finding.due.as_ref();
    let own = due.and_then(|due| due.internal.as_ref());
    DepositReading {
        rule: finding.rule.id.clone(),
        title: finding.rule.title.clone(),
        article: finding.rule.article.to_string(),
        due_at: due.map(|due| time(due.due_at)),
        own_due_at: own.map(|own| time(own.due_at)),
        own_chosen: own.map(|own| own.chosen.clone()),
        deposited_at: match &finding.standing {
            Standing::Met { at, .. } => Some(time(*at)),
            Standing::Open | Standing::NotApplicable { .. } | Standing::Explained { .. } => None,
        },
        late: finding.is_late(now),
        past_own: finding.is_past_internal(now),
        text: finding.message(),
        trace: due.map(|due| due.trace.clone()).unwrap_or_default(),
    }
}

fn returns(view: &app::ActivityView) -> Vec<ReturnSource> {
    let activity = &view.activity;
    let back_at = activity.back_at();
    let doubted: Vec<&DeviceBack> = activity.return_doubts().collect();
    let seen = activity.seen_back.iter().map(|one| (one.seen_at, Some(one)));
    let mut all: Vec<_> = seen.chain(activity.returned_at.map(|at| (at, None))).collect();
    all.sort_by_key(|(at, _)| *at);
    let source = |(at, seen): (Timestamp, Option<&DeviceBack>)| ReturnSource {
        how: seen.map(|one| one.how),
        at: time(at),
        device_id: seen.map(|one| one.device.to_string()),
        device: seen.and_then(|one| view.deposit.devices.get(&one.device).cloned()),
        counts: back_at == Some(at),
        contradicts: seen.is_some_and(|one| doubted.contains(&one)),
    };
    all.into_iter().map(source).collect()
}

fn doubts(activity: &Activity, view: &app::ActivityView) -> Vec<String> {
    let Some(declared) = activity.returned_at else { return Vec::new() };
    let sentence = |one: &DeviceBack| {
        let device = view.deposit.devices.get(&one.device).map_or("", String::as_str);
        let (seen, told) = (one.seen_at.to_chinese_minute(), declared.to_chinese_minute());
        format!(
            "申报{told}返回单位，但设备{device}已于{seen}登记“{}”，早于申报。期限从最早的时间起算，请核对。",
            one.how.zh()
        )
    };
    activity.return_doubts().map(sentence).collect()
}

/// The clock for the page of a piece of work.
pub(crate) fn view(view: &app::ActivityView) -> DepositView {
    let activity = &view.activity;
    let is_pending = activity.remote.as_ref().is_some_and(|one| one.decided.is_none());
    let may = || view.deposit.may_decide.clone();
    let steps = if is_pending {
        vec![
            Step::of("approve-remote", "批准", may()),
            Step::of("refuse-remote", "不予批准", may()),
        ]
    } else {
        Vec::new()
    };
    DepositView {
        law: view.deposit.law.as_ref().map(|one| reading(one, view.now)),
        agency: view.deposit.agency.as_ref().map(|one| reading(one, view.now)),
        returns: returns(view),
        doubts: doubts(activity, view),
        steps,
    }
}

/// A head agrees that the same day was truly impossible.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApproveRemote {
    /// A word to it.
    reason: Option<String>,
}

/// A head disagrees.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefuseRemote {
    reason: String,
}

/// Agrees that same-day deposit was truly impossible.
#[utoipa::path(post, path = "/activities/{activity}/remote/approve", tag = "现场执法", request_body = ApproveRemote, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn approve_remote(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ApproveRemote>,
) -> Result<Done, Problem> {
    let id: ActivityId = wire::id(&id)?;
    let reason = wire::maybe_text("意见", new.reason.as_deref())?;
    Ok(app.decide_remote(&caller.call(), id, true, reason).await?.into())
}

/// Disagrees: the recordings were to be deposited the same day.
#[utoipa::path(post, path = "/activities/{activity}/remote/refuse", tag = "现场执法", request_body = RefuseRemote, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn refuse_remote(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<RefuseRemote>,
) -> Result<Done, Problem> {
    let id: ActivityId = wire::id(&id)?;
    let reason = Some(wire::text("不予批准的理由", &new.reason)?);
    Ok(app.decide_remote(&caller.call(), id, false, reason).await?.into())
}
