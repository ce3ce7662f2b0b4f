//! The steps of a version: to the superior agency, its comments, the answers, approval, withdrawal.

use app::App;
use axum::extract::State;
use domain::authority::Action;
use domain::recording_list::Command;
use serde::Deserialize;
use terms::RecordingListId;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids, Nothing};

async fn decide(
    app: &App,
    caller: &Caller,
    id: &str,
    action: Action,
    command: Command,
) -> Result<Done, Problem> {
    let id: RecordingListId = wire::id(id)?;
    Ok(app.decide_list(&caller.call(), id, action, command).await?.into())
}

/// Lays a draft before the superior agency (Art. 16 para. 2).
#[utoipa::path(post, path = "/recording-lists/{list}/submit", tag = "清单", request_body = Nothing, params(("list" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn submit_list(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Done, Problem> {
    decide(&app, &caller, &id, Action::ListDraft, Command::Submit).await
}

/// A note in the margin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommentList {
    /// On which row, of the draft or of the superior's list; none is the whole.
    #[serde(default)]
    row_id: Option<String>,
    text: String,
    /// It agrees that the row is removed or weakened.
    #[serde(default)]
    consent: bool,
}

/// Writes in the margin of a draft from below (Art. 16 para. 2).
#[utoipa::path(post, path = "/recording-lists/{list}/comments", tag = "清单", request_body = CommentList, params(("list" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn comment_list(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<CommentList>,
) -> Result<Done, Problem> {
    let row = new.row_id.as_deref().filter(|id| !id.is_empty());
    let row = row.map(wire::id).transpose()?;
    let text = wire::text("意见", &new.text)?;
    let command = Command::Comment { row, text, is_consent: new.consent };
    decide(&app, &caller, &id, Action::ListComment, command).await
}

/// What is said to a comment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerListComment {
    text: String,
}

/// Answers a comment.
#[utoipa::path(post, path = "/recording-lists/{list}/comments/{no}/answer", tag = "清单", request_body = AnswerListComment, params(("list" = String, Path), ("no" = u32, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn answer_list_comment(
    State(app): State<App>,
    caller: Caller,
    Ids((id, comment)): Ids<(String, u32)>,
    Body(new): Body<AnswerListComment>,
) -> Result<Done, Problem> {
    let text = wire::text("答复", &new.text)?;
    decide(&app, &caller, &id, Action::ListDraft, Command::Answer { comment, text }).await
}

/// Why a row demands less than the superior agency's list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainAlarm {
    /// The row of the superior agency's list.
    row_id: String,
    reason: String,
}

/// The head's yes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApproveList {
    effective_from_on: String,
    #[serde(default)]
    opinion: Option<String>,
    #[serde(default)]
    explained: Vec<ExplainAlarm>,
}

/// Puts a draft in force from a day on (Art. 16 para. 1).
#[utoipa::path(post, path = "/recording-lists/{list}/approve", tag = "清单", request_body = ApproveList, params(("list" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn approve_list(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(yes): Body<ApproveList>,
) -> Result<Done, Problem> {
    let one = |alarm: &ExplainAlarm| -> Result<_, Problem> {
        Ok((wire::id(&alarm.row_id)?, wire::text("理由", &alarm.reason)?))
    };
    let explained: Result<Vec<_>, Problem> = yes.explained.iter().map(one).collect();
    let command = Command::Approve {
        effective_from_on: wire::day("施行日", &yes.effective_from_on)?,
        opinion: wire::maybe_text("意见", yes.opinion.as_deref())?,
        explained: explained?,
    };
    decide(&app, &caller, &id, Action::ListAdopt, command).await
}

/// Why a draft is given up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithdrawList {
    reason: String,
}

/// Gives a draft up.
#[utoipa::path(post, path = "/recording-lists/{list}/withdraw", tag = "清单", request_body = WithdrawList, params(("list" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn withdraw_list(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(why): Body<WithdrawList>,
) -> Result<Done, Problem> {
    let reason = wire::text("理由", &why.reason)?;
    decide(&app, &caller, &id, Action::ListDraft, Command::Withdraw { reason }).await
}
