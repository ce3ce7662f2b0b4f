//! Duties that do not apply to a case: proposed, agreed to, or not.

use app::{App, CaseView};
use axum::extract::State;
use domain::RefusalKind;
use domain::Text;
use domain::case::{DutyKey, Waiver, WaiverCommand};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::wire::{self, Body, Done, Ids, time};

/// Most characters of the id of a rule or of what it judges.
const MAX_ID: usize = 100;

/// Why a duty is said not to apply, and whose hands are under it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WaiverView {
    reason: String,
    proposed_by: String,
    proposed_at: String,
    signed_by: Option<String>,
    signed_at: Option<String>,
}

impl WaiverView {
    pub(crate) fn of(waiver: &Waiver, view: &CaseView) -> Self {
        let name = |id: Option<_>| id.map(|id| view.directory.name_of(id)).unwrap_or_default();
        Self {
            reason: waiver.reason.clone(),
            proposed_by: name(waiver.proposed_by),
            proposed_at: time(waiver.proposed_at),
            signed_by: waiver.signed.map(|(by, _)| name(by)),
            signed_at: waiver.signed.map(|(_, at)| time(at)),
        }
    }
}

/// What the reader may do about a duty now. What belongs to another office is left out.
pub(crate) fn steps(app: &App, view: &CaseView, duty: &DutyKey, is_open: bool) -> Vec<Step> {
    let Some(case) = &view.dossier.case else { return Vec::new() };
    let Ok(reason) = Text::<300>::parse("…") else { return Vec::new() };
    let propose = || WaiverCommand::Propose { reason: reason.clone() };
    let revoke = || WaiverCommand::Revoke { reason: reason.clone() };
    let offered = match (case.waivers.get(duty).map(|known| known.signed.is_some()), is_open) {
        (None, true) => vec![("waive", "标为不适用", propose())],
        (Some(false), true) => vec![
            ("sign_waiver", "签字认定不适用", WaiverCommand::Sign),
            ("revoke_waiver", "不同意", revoke()),
            ("waive", "修改理由", propose()),
        ],
        (Some(true), false) => vec![("revoke_waiver", "撤销认定", revoke())],
        (None | Some(false), false) | (Some(true), true) => Vec::new(),
    };
    let offered = offered
        .into_iter()
        .map(|(action, title, command)| (action, title, app.reader_may_waive(view, duty, command)));
    let is_own = |may: &Result<(), domain::Refusal>| {
        !may.as_ref().is_err_and(|refusal| refusal.kind() == RefusalKind::Forbidden)
    };
    let offered = offered.filter(|(_, _, may)| is_own(may));
    offered.map(|(action, title, may)| Step::of(action, title, may)).collect()
}

/// A duty and why it does not apply.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiveDuty {
    rule: String,
    subject: String,
    reason: String,
}

/// A duty whose waiver is agreed to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignWaiver {
    rule: String,
    subject: String,
}

/// A duty whose waiver is not agreed to, or no longer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevokeWaiver {
    rule: String,
    subject: String,
    reason: String,
}

async fn decide(
    app: &App,
    caller: &Caller,
    case: &str,
    (rule, subject): (&str, &str),
    command: WaiverCommand,
) -> Result<Done, Problem> {
    let rule: Text<MAX_ID> = wire::text("规则", rule)?;
    let subject: Text<MAX_ID> = wire::text("对象", subject)?;
    let duty = DutyKey { rule: rule.as_str().to_owned(), subject: subject.as_str().to_owned() };
    Ok(app.decide_waiver(&caller.call(), wire::id(case)?, duty, command).await?.into())
}

/// Says why a duty does not apply.
#[utoipa::path(post, path = "/cases/{case}/waivers", tag = "案件", request_body = WaiveDuty, params(("case" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn waive_duty(
    State(app): State<App>,
    caller: Caller,
    Ids(case): Ids<String>,
    Body(new): Body<WaiveDuty>,
) -> Result<Done, Problem> {
    let command = WaiverCommand::Propose { reason: wire::text("理由", &new.reason)? };
    decide(&app, &caller, &case, (&new.rule, &new.subject), command).await
}

/// Signs that a duty does not apply.
#[utoipa::path(post, path = "/cases/{case}/waivers/sign", tag = "案件", request_body = SignWaiver, params(("case" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn sign_waiver(
    State(app): State<App>,
    caller: Caller,
    Ids(case): Ids<String>,
    Body(duty): Body<SignWaiver>,
) -> Result<Done, Problem> {
    decide(&app, &caller, &case, (&duty.rule, &duty.subject), WaiverCommand::Sign).await
}

/// Does not agree that a duty does not apply, or takes the signature back.
#[utoipa::path(post, path = "/cases/{case}/waivers/revoke", tag = "案件", request_body = RevokeWaiver, params(("case" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn revoke_waiver(
    State(app): State<App>,
    caller: Caller,
    Ids(case): Ids<String>,
    Body(no): Body<RevokeWaiver>,
) -> Result<Done, Problem> {
    let command = WaiverCommand::Revoke { reason: wire::text("理由", &no.reason)? };
    decide(&app, &caller, &case, (&no.rule, &no.subject), command).await
}
