//! Linking many at once, taking a link back, saying that a recording shows no enforcement, and
//! choosing how much is left to the machine.

use app::{App, Call, Key, NonEnforcementStep};
use axum::Json;
use axum::extract::State;
use domain::matching::Level;
use domain::recording::NonEnforcementKind;
use serde::{Deserialize, Serialize};
use terms::{ActivityId, AvRecordId};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids};
use crate::http::words;

/// Most links of one request: a screen full.
const MAX_LINKS: usize = 200;

/// A recording and the work it is to hang on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkOne {
    recording_id: String,
    activity_id: String,
}

/// Several of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkMany {
    links: Vec<LinkOne>,
}

/// What became of one.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkOutcome {
    recording_id: String,
    activity_id: String,
    /// It hangs there now.
    linked: bool,
    /// Why not, in Chinese.
    problem: Option<String>,
    /// Stable code of that.
    code: Option<String>,
}

/// What became of each, in the order they came.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkOutcomes {
    items: Vec<LinkOutcome>,
    linked: usize,
    failed: usize,
}

/// Links several recordings, each by itself: what cannot be linked keeps the others from nothing.
#[utoipa::path(post, path = "/match/links", tag = "音像", request_body = LinkMany, responses((status = 200, body = LinkOutcomes), (status = 422, body = Problem)))]
pub(crate) async fn link_many(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<LinkMany>,
) -> Result<Json<LinkOutcomes>, Problem> {
    if new.links.is_empty() || new.links.len() > MAX_LINKS {
        let message = format!("一次关联1至{MAX_LINKS}段。");
        return Err(Problem::value("关联", message));
    }
    // What is no id at all is refused as a whole, before anything is linked.
    let ids = |one: &LinkOne| Ok((wire::id(&one.recording_id)?, wire::id(&one.activity_id)?));
    let links = new.links.iter().map(ids).collect::<Result<Vec<_>, Problem>>()?;
    let mut items = Vec::with_capacity(new.links.len());
    for (one, (recording, activity)) in new.links.into_iter().zip(links) {
        let problem = link_one(&app, &caller, recording, activity).await.err();
        items.push(LinkOutcome {
            recording_id: one.recording_id,
            activity_id: one.activity_id,
            linked: problem.is_none(),
            code: problem.as_ref().map(|problem| problem.code.clone()),
            problem: problem.map(|problem| problem.detail),
        });
    }
    let linked = items.iter().filter(|item| item.linked).count();
    let failed = items.len().saturating_sub(linked);
    Ok(Json(LinkOutcomes { items, linked, failed }))
}

async fn link_one(
    app: &App,
    caller: &Caller,
    recording: AvRecordId,
    activity: ActivityId,
) -> Result<(), Problem> {
    // Each link is a request of its own within the key of all.
    let call = caller.call();
    let key = call
        .key
        .as_ref()
        .map(|known| Key { key: format!("{}|{recording}", known.key), request: known.request });
    let call = Call { key, ..call };
    app.link_recording(&call, recording, activity).await?;
    Ok(())
}

/// Why a link is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnlinkRecording {
    reason: String,
}

/// Takes a link back; the machine never makes one for that recording again.
#[utoipa::path(post, path = "/recordings/{recording}/unlink", tag = "音像", request_body = UnlinkRecording, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn unlink_recording(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<UnlinkRecording>,
) -> Result<Done, Problem> {
    let reason = wire::text("撤销理由", &new.reason)?;
    Ok(app.unlink_recording(&caller.call(), wire::id(&id)?, reason).await?.into())
}

/// A step on the way to *no enforcement*.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AsideStep {
    /// Say so; with what it shows instead, and why.
    Propose,
    /// Agree, as a second person.
    Confirm,
    /// Disagree or take it back, with the reason.
    Revoke,
}

/// The step, and what belongs to it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetAside {
    step: AsideStep,
    #[schema(value_type = Option<words::NonEnforcementKind>)]
    kind: Option<String>,
    text: Option<String>,
}

/// Says that a recording shows no enforcement, agrees to that, or takes it back. Nothing is deleted.
#[utoipa::path(post, path = "/recordings/{recording}/non-enforcement", tag = "音像", request_body = SetAside, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn set_aside(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<SetAside>,
) -> Result<Done, Problem> {
    let text = || wire::text("理由", new.text.as_deref().unwrap_or_default());
    let step = match new.step {
        AsideStep::Propose => NonEnforcementStep::Propose {
            kind: wire::word(
                "类别",
                new.kind.as_deref().unwrap_or_default(),
                NonEnforcementKind::parse,
            )?,
            text: text()?,
        },
        AsideStep::Confirm => NonEnforcementStep::Confirm,
        AsideStep::Revoke => NonEnforcementStep::Revoke { text: text()? },
    };
    Ok(app.set_recording_aside(&caller.call(), wire::id(&id)?, step).await?.into())
}

/// How much is left to the machine from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChooseMatching {
    #[schema(value_type = words::MatchLevel)]
    level: String,
    /// The written rule it rests on.
    basis: String,
}

/// Chooses how much of the linking one's own agency leaves to the machine.
#[utoipa::path(post, path = "/match/level", tag = "音像", request_body = ChooseMatching, responses((status = 200, body = Done), (status = 403, body = Problem)))]
pub(crate) async fn choose_matching(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<ChooseMatching>,
) -> Result<Done, Problem> {
    let level = wire::word("关联方式", &new.level, Level::parse)?;
    let basis = wire::text("依据", &new.basis)?;
    Ok(app.choose_matching(&caller.call(), level, basis).await?.into())
}
