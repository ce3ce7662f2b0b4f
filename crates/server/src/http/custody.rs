//! Originals after their deposit, and recordings that somebody kept for themselves (Arts. 22, 24).

use app::{App, CustodySeen, FoundCopy};
use axum::Json;
use axum::extract::State;
use domain::custody::{Original, OriginalState, PrivateCopy};
use serde::{Deserialize, Serialize};
use terms::AvRecordId;
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::steps::Step;
use super::wire::{self, Body, Done, Ids, time};
use super::words;

/// What is known of originals and private copies of one's agency.
#[derive(Serialize, ToSchema)]
pub(crate) struct Custody {
    originals: Vec<OriginalView>,
    private_copies: Vec<PrivateCopyView>,
    /// Reporting a private copy.
    report: Step,
    /// Taking one back.
    remove: Step,
}

/// An original that was once found missing or altered, or was destroyed.
#[derive(Serialize, ToSchema)]
pub(crate) struct OriginalView {
    recording_id: String,
    file_name: String,
    #[schema(value_type = words::OriginalState)]
    state: OriginalState,
    checks: Vec<OriginalCheck>,
    disposal: Option<DisposalView>,
}

/// An original was read again.
#[derive(Serialize, ToSchema)]
pub(crate) struct OriginalCheck {
    at: String,
    /// Nothing: the check of all of them.
    by: Option<String>,
    #[schema(value_type = words::OriginalState)]
    found: OriginalState,
}

/// It was destroyed under an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct DisposalView {
    at: String,
    by: Option<String>,
    order: String,
    witness: String,
    /// Its time of keeping was over.
    expired: bool,
}

/// A recording that somebody kept for themselves.
#[derive(Serialize, ToSchema)]
pub(crate) struct PrivateCopyView {
    copy_id: String,
    holder: Option<String>,
    recording_id: Option<String>,
    file_name: Option<String>,
    place: String,
    text: String,
    found_at: String,
    found_by: Option<String>,
    removed_at: Option<String>,
    removed_by: Option<String>,
    removed_text: Option<String>,
}

fn file_name(seen: &CustodySeen, id: AvRecordId) -> Option<String> {
    seen.rows.iter().find(|row| row.recording_id == id).map(|row| row.file_name.clone())
}

fn original(one: &Original, seen: &CustodySeen) -> OriginalView {
    let name = |id: Option<terms::OfficerId>| id.map(|id| seen.directory.name_of(id));
    OriginalView {
        recording_id: one.recording.to_string(),
        file_name: file_name(seen, one.recording).unwrap_or_default(),
        state: one.last_found(),
        checks: one
            .checks
            .iter()
            .map(|check| OriginalCheck {
                at: time(check.at),
                by: name(check.by),
                found: check.found,
            })
            .collect(),
        disposal: one.disposed.as_ref().map(|disposal| DisposalView {
            at: time(disposal.at),
            by: name(disposal.by),
            order: disposal.order.clone(),
            witness: disposal.witness.reveal().clone(),
            expired: disposal.is_expired,
        }),
    }
}

fn private_copy(one: &PrivateCopy, seen: &CustodySeen) -> PrivateCopyView {
    let name = |id: Option<terms::OfficerId>| id.map(|id| seen.directory.name_of(id));
    let removed = one.removed.as_ref();
    PrivateCopyView {
        copy_id: one.id.to_string(),
        holder: name(one.holder),
        recording_id: one.recording.map(|id| id.to_string()),
        file_name: one.recording.and_then(|id| file_name(seen, id)),
        place: one.place.reveal().clone(),
        text: one.text.reveal().clone(),
        found_at: time(one.found_at),
        found_by: name(one.found_by),
        removed_at: removed.map(|(at, ..)| time(*at)),
        removed_by: removed.and_then(|(_, by, _)| name(*by)),
        removed_text: removed.map(|(.., text)| text.reveal().clone()),
    }
}

/// Originals that were not found as deposited, and private copies, of one's agency.
#[utoipa::path(get, path = "/custody", tag = "音像", responses((status = 200, body = Custody), (status = 403, body = Problem)))]
pub(crate) async fn custody(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Custody>, Problem> {
    let seen = app.custody(caller.officer()).await?;
    Ok(Json(Custody {
        originals: seen.originals.iter().map(|one| original(one, &seen)).collect(),
        private_copies: seen.copies.iter().map(|one| private_copy(one, &seen)).collect(),
        report: Step::of("report", "报告自行保存", seen.may_report.clone()),
        remove: Step::of("remove", "登记收回", seen.may_remove.clone()),
    }))
}

/// A private copy as it was found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportPrivateCopy {
    holder: Option<String>,
    recording_id: Option<String>,
    place: String,
    text: String,
}

/// Reports that somebody kept a recording for themselves.
#[utoipa::path(post, path = "/private-copies", tag = "音像", request_body = ReportPrivateCopy, responses((status = 201, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn report_private_copy(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<ReportPrivateCopy>,
) -> Result<Done, Problem> {
    let found = FoundCopy {
        holder: new.holder.as_deref().map(wire::id).transpose()?,
        recording: new.recording_id.as_deref().map(wire::id).transpose()?,
        place: wire::text("存放位置", &new.place)?,
        text: wire::text("发现经过", &new.text)?,
    };
    Ok(app.report_private_copy(&caller.call(), found).await?.into())
}

/// How a private copy was taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemovePrivateCopy {
    /// The deposited recording it is the same as.
    recording_id: String,
    text: String,
}

/// Notes that a private copy was taken back and is deposited.
#[utoipa::path(post, path = "/private-copies/{copy}/remove", tag = "音像", request_body = RemovePrivateCopy, params(("copy" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn remove_private_copy(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<RemovePrivateCopy>,
) -> Result<Done, Problem> {
    let recording = wire::id(&new.recording_id)?;
    let text = wire::text("收回经过", &new.text)?;
    let id = wire::id(&id)?;
    Ok(app.remove_private_copy(&caller.call(), id, recording, text).await?.into())
}

/// Nothing needs to be said to read an original again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckOriginal {}

/// Reads an original again in full and compares it with its deposit.
#[utoipa::path(post, path = "/recordings/{recording}/check-original", tag = "音像", request_body = CheckOriginal, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn check_original(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(CheckOriginal {}): Body<CheckOriginal>,
) -> Result<Done, Problem> {
    Ok(app.check_original(&caller.call(), wire::id(&id)?).await?.into())
}

/// The order under which an original was destroyed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisposeOriginal {
    /// The document that approved it.
    approval_no: String,
    witness: String,
}

/// Notes that an original was destroyed under an order. Its bytes are not touched by this.
#[utoipa::path(post, path = "/recordings/{recording}/dispose-original", tag = "音像", request_body = DisposeOriginal, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn dispose_original(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<DisposeOriginal>,
) -> Result<Done, Problem> {
    let order = wire::text("批准销毁的文件", &new.approval_no)?;
    let witness = wire::text("监销人", &new.witness)?;
    Ok(app.dispose_original(&caller.call(), wire::id(&id)?, order, witness).await?.into())
}

/// What is known of an original, for the page of its recording.
#[derive(Serialize, ToSchema)]
pub(crate) struct OriginalOfPage {
    #[schema(value_type = words::OriginalState)]
    state: OriginalState,
    /// When it was read again last; nothing: never since its deposit.
    checked_at: Option<String>,
    /// The document under which it was destroyed.
    disposed_under: Option<String>,
    /// Reading it again, noting that it was destroyed.
    steps: Vec<Step>,
}

impl OriginalOfPage {
    pub(crate) fn of(app: &App, view: &app::CaseView, id: AvRecordId) -> Self {
        let known = view.dossier.originals.get(&id);
        let may = app.reader_may(view, domain::authority::Action::OriginalKeep);
        Self {
            state: known.map_or(OriginalState::Intact, Original::last_found),
            checked_at: known.and_then(|one| one.checks.last()).map(|check| time(check.at)),
            disposed_under: known.and_then(|one| Some(one.disposed.as_ref()?.order.clone())),
            steps: vec![
                Step::of("check-original", "核对原件", may.clone()),
                Step::of("dispose-original", "登记销毁", may),
            ],
        }
    }
}
