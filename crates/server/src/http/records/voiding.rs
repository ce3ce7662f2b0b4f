//! Numbered records that must not be used any more: asked for, agreed to, or not.

use app::rules::catalogue::RecordKind;
use app::{App, CaseView};
use axum::extract::State;
use domain::record::{Record, VoidingCommand};
use domain::{Refusal, RefusalKind, Text};
use serde::Serialize;
use terms::OfficerId;
use utoipa::ToSchema;

use super::write::{VoidRecord, ids};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::wire::{self, Body, Done, Ids, Nothing, time};

/// Why a record must not be used, as somebody asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VoidingView {
    reason: String,
    proposed_by: String,
    proposed_at: String,
    /// The office that may agree.
    decided_by: String,
}

/// Why and by whose hands a record was voided.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VoidedView {
    pub reason: String,
    /// Who asked for it; null for a draft that was given up by one hand.
    pub proposed_by: Option<String>,
    pub voided_by: String,
    pub voided_at: String,
}

/// The wish that waits for a head, if there is one.
pub(crate) fn pending(record: &Record, kind: &RecordKind, view: &CaseView) -> Option<VoidingView> {
    let asked = record.pending_voiding()?;
    Some(VoidingView {
        reason: asked.reason.clone(),
        proposed_by: name(view, asked.proposed_by),
        proposed_at: time(asked.proposed_at),
        decided_by: domain::record::voided_by(record, kind).zh().to_owned(),
    })
}

/// How a record was voided, if it was.
pub(crate) fn voided(record: &Record, view: &CaseView) -> Option<VoidedView> {
    let told = record.voided.as_ref()?;
    Some(VoidedView {
        reason: told.reason.clone(),
        proposed_by: record.voiding.as_ref().map(|asked| name(view, asked.proposed_by)),
        voided_by: name(view, told.by),
        voided_at: time(told.at),
    })
}

fn name(view: &CaseView, by: Option<OfficerId>) -> String {
    by.map(|id| view.directory.name_of(id)).unwrap_or_default()
}

/// What the reader may do now about voiding a record that took effect and bears a number. What
/// belongs to another office is left out.
pub(crate) fn steps(app: &App, view: &CaseView, record: &Record) -> Vec<Step> {
    let Ok(reason) = Text::<500>::parse("…") else { return Vec::new() };
    if !record.counts() || record.doc_no.is_none() {
        return Vec::new();
    }
    let propose = VoidingCommand::Propose { reason: reason.clone() };
    let offered = match record.pending_voiding() {
        None => vec![("propose_voiding", "作废", propose)],
        Some(_) => vec![
            ("approve_voiding", "批准作废", VoidingCommand::Approve),
            ("refuse_voiding", "不同意作废", VoidingCommand::Refuse { reason }),
            ("propose_voiding", "修改作废原因", propose),
        ],
    };
    let may = |command| app.reader_may_void(view, record.id, command);
    let offered = offered.into_iter().map(|(action, title, wanted)| (action, title, may(wanted)));
    let is_own = |may: &Result<(), Refusal>| {
        !may.as_ref().is_err_and(|refusal| refusal.kind() == RefusalKind::Forbidden)
    };
    let offered = offered.filter(|(_, _, may)| is_own(may));
    offered.map(|(action, title, may)| Step::of(action, title, may)).collect()
}

async fn decide(
    app: &App,
    caller: &Caller,
    (case, record): (&str, &str),
    command: VoidingCommand,
) -> Result<Done, Problem> {
    let (case, record) = ids(case, record)?;
    Ok(app.decide_voiding(&caller.call(), case, record, command).await?.into())
}

/// Asks that a numbered record be voided.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/voiding", tag = "文书", request_body = VoidRecord, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn propose_voiding(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(void): Body<VoidRecord>,
) -> Result<Done, Problem> {
    let command = VoidingCommand::Propose { reason: wire::text("作废原因", &void.reason)? };
    decide(&app, &caller, (&case, &record), command).await
}

/// Agrees that a numbered record is voided; its number stays used up.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/voiding/approve", tag = "文书", request_body = Nothing, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn approve_voiding(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(_): Body<Nothing>,
) -> Result<Done, Problem> {
    decide(&app, &caller, (&case, &record), VoidingCommand::Approve).await
}

/// Does not agree that a numbered record is voided.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/voiding/refuse", tag = "文书", request_body = VoidRecord, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn refuse_voiding(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(no): Body<VoidRecord>,
) -> Result<Done, Problem> {
    let command = VoidingCommand::Refuse { reason: wire::text("不同意的原因", &no.reason)? };
    decide(&app, &caller, (&case, &record), command).await
}
