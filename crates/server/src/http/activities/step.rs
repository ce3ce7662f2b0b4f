//! Steps on site: one request each, so that a phone with a bad line can send it again.

use app::{ActivityStep, App};
use axum::extract::State;
use domain::activity::{Cause, Element, Manner, RemoteGround};
use domain::matching::Position;
use serde::Deserialize;
use terms::{ActivityId, Span};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids};
use crate::http::words;

/// Arrival; time left out is now.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arrive {
    at: Option<String>,
    place: Option<String>,
    /// Where the phone was, in millionths of a degree, if it told.
    position: Option<ArrivedAt>,
}

/// A place on earth, in millionths of a degree (WGS 84).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivedAt {
    lat_e6: i32,
    lon_e6: i32,
}

/// A step that is a moment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct At {
    at: Option<String>,
}

/// Credentials shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShowCredentials {
    at: Option<String>,
    officers: Vec<String>,
}

/// The recording notice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Announce {
    at: Option<String>,
    told: bool,
    note: Option<String>,
}

/// A voice statement.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateByVoice {
    at: Option<String>,
    #[schema(value_type = Vec<words::VoiceElement>)]
    elements: Vec<String>,
}

/// A focus point of Art. 17.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkFocus {
    point: u8,
    at: Option<String>,
    note: Option<String>,
}

/// Recording broke off (Art. 19).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Interrupt {
    at: Option<String>,
    #[schema(value_type = words::Cause)]
    cause: String,
    note: Option<String>,
}

/// Recording went on (Art. 19).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resume {
    at: Option<String>,
    /// Whether the cause was then told by voice, in the resumed recording.
    stated: bool,
}

/// A ground of Art. 22 para. 2.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclareRemote {
    #[schema(value_type = words::RemoteGround)]
    ground: String,
    reason: String,
}

/// Why nothing was recorded (Art. 4).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainUnrecorded {
    reason: String,
}

/// Others take part.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeOfficers {
    /// Everybody who takes part from then on.
    officers: Vec<String>,
    /// From when on; left out: now.
    since: Option<String>,
    reason: String,
}

/// Why it is not done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CancelActivity {
    reason: String,
}

/// An explanation of a gap.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExplainGap {
    from: String,
    to: String,
    #[schema(value_type = words::Cause)]
    cause: String,
    #[schema(value_type = words::Manner)]
    manner: String,
    text: String,
    recording_id: Option<String>,
    mark_ms: Option<i64>,
}

async fn step(app: &App, caller: &Caller, id: &str, step: ActivityStep) -> Result<Done, Problem> {
    let id: ActivityId = wire::id(id)?;
    Ok(app.step_activity(&caller.call(), id, step).await?.into())
}

/// Registers arrival.
#[utoipa::path(post, path = "/activities/{activity}/arrive", tag = "现场执法", request_body = Arrive, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn arrive(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<Arrive>,
) -> Result<Done, Problem> {
    let at = wire::maybe_instant("到达时间", new.at.as_deref())?;
    let place = wire::maybe_text("地点", new.place.as_deref())?;
    let position = new.position.and_then(|at| Position::new(at.lat_e6, at.lon_e6));
    step(&app, &caller, &id, ActivityStep::Arrive { at, place, position }).await
}

/// Registers that credentials were shown.
#[utoipa::path(post, path = "/activities/{activity}/credentials-shown", tag = "现场执法", request_body = ShowCredentials, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn show_credentials(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ShowCredentials>,
) -> Result<Done, Problem> {
    let at = wire::maybe_instant("出示时间", new.at.as_deref())?;
    let officers = wire::ids("执法人员", &new.officers)?;
    step(&app, &caller, &id, ActivityStep::ShowCredentials { at, officers }).await
}

/// Registers the recording notice.
#[utoipa::path(post, path = "/activities/{activity}/announce", tag = "现场执法", request_body = Announce, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn announce(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<Announce>,
) -> Result<Done, Problem> {
    let at = wire::maybe_instant("告知时间", new.at.as_deref())?;
    let note = wire::maybe_text("备注", new.note.as_deref())?;
    step(&app, &caller, &id, ActivityStep::Announce { at, is_told: new.told, note }).await
}

/// Registers a voice statement.
#[utoipa::path(post, path = "/activities/{activity}/voice-statement", tag = "现场执法", request_body = StateByVoice, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn state_by_voice(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<StateByVoice>,
) -> Result<Done, Problem> {
    let at = wire::maybe_instant("说明时间", new.at.as_deref())?;
    let elements = wire::words("说明要素", &new.elements, Element::parse)?;
    step(&app, &caller, &id, ActivityStep::StateByVoice { at, elements }).await
}

/// Marks a focus point.
#[utoipa::path(post, path = "/activities/{activity}/focus", tag = "现场执法", request_body = MarkFocus, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn mark_focus(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<MarkFocus>,
) -> Result<Done, Problem> {
    if !(1..=6).contains(&new.point) {
        return Err(Problem::value("摄录重点", "须为1至6，对应本办法第17条各项。"));
    }
    let at = wire::maybe_instant("打点时间", new.at.as_deref())?;
    let note = wire::maybe_text("备注", new.note.as_deref())?;
    step(&app, &caller, &id, ActivityStep::MarkFocus { point: new.point, at, note }).await
}

/// Notes that recording broke off.
#[utoipa::path(post, path = "/activities/{activity}/interrupt", tag = "现场执法", request_body = Interrupt, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn interrupt(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<Interrupt>,
) -> Result<Done, Problem> {
    let at = wire::maybe_instant("中止时间", new.at.as_deref())?;
    let cause = wire::word("中止原因", &new.cause, Cause::parse)?;
    let note = wire::maybe_text("备注", new.note.as_deref())?;
    step(&app, &caller, &id, ActivityStep::Interrupt { at, cause, note }).await
}

/// Notes that recording went on.
#[utoipa::path(post, path = "/activities/{activity}/resume", tag = "现场执法", request_body = Resume, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn resume(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<Resume>,
) -> Result<Done, Problem> {
    let at = wire::maybe_instant("恢复时间", new.at.as_deref())?;
    step(&app, &caller, &id, ActivityStep::Resume { at, is_stated: new.stated }).await
}

/// Registers departure.
#[utoipa::path(post, path = "/activities/{activity}/depart", tag = "现场执法", request_body = At, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn depart(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<At>,
) -> Result<Done, Problem> {
    let at = wire::maybe_instant("离开时间", new.at.as_deref())?;
    step(&app, &caller, &id, ActivityStep::Depart { at }).await
}

/// Registers return to the agency.
#[utoipa::path(post, path = "/activities/{activity}/return", tag = "现场执法", request_body = At, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn return_to_agency(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<At>,
) -> Result<Done, Problem> {
    let at = wire::maybe_instant("返回时间", new.at.as_deref())?;
    step(&app, &caller, &id, ActivityStep::Return { at }).await
}

/// Declares that same-day deposit is impossible.
#[utoipa::path(post, path = "/activities/{activity}/remote", tag = "现场执法", request_body = DeclareRemote, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn declare_remote(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<DeclareRemote>,
) -> Result<Done, Problem> {
    let ground = wire::word("情形", &new.ground, RemoteGround::parse)?;
    let reason = wire::text("理由", &new.reason)?;
    step(&app, &caller, &id, ActivityStep::DeclareRemote { ground, reason }).await
}

/// Says why nothing was recorded, where the list leaves that to the situation.
#[utoipa::path(post, path = "/activities/{activity}/unrecorded", tag = "现场执法", request_body = ExplainUnrecorded, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn explain_unrecorded(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ExplainUnrecorded>,
) -> Result<Done, Problem> {
    let reason = wire::text("没有录音像的原因", &new.reason)?;
    step(&app, &caller, &id, ActivityStep::ExplainUnrecorded { reason }).await
}

/// Others take part from some moment on; two at least.
#[utoipa::path(post, path = "/activities/{activity}/officers", tag = "现场执法", request_body = ChangeOfficers, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn change_officers(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ChangeOfficers>,
) -> Result<Done, Problem> {
    let officers = wire::ids("执法人员", &new.officers)?;
    let since = wire::maybe_instant("更换时间", new.since.as_deref())?;
    let reason = wire::text("更换理由", &new.reason)?;
    step(&app, &caller, &id, ActivityStep::ChangeOfficers { officers, since, reason }).await
}

/// Cancels work as long as nothing rests on it; nothing of it is deleted.
#[utoipa::path(post, path = "/activities/{activity}/cancel", tag = "现场执法", request_body = CancelActivity, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn cancel_activity(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<CancelActivity>,
) -> Result<Done, Problem> {
    let reason = wire::text("取消理由", &new.reason)?;
    Ok(app.cancel_activity(&caller.call(), wire::id(&id)?, reason).await?.into())
}

/// Explains a gap.
#[utoipa::path(post, path = "/activities/{activity}/explain-gap", tag = "现场执法", request_body = ExplainGap, params(("activity" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn explain_gap(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<ExplainGap>,
) -> Result<Done, Problem> {
    let (from, to) = (wire::instant("起", &new.from)?, wire::instant("止", &new.to)?);
    let gap =
        Span::new(from, to).ok_or_else(|| Problem::value("时段", "止时早于起时，请核对。"))?;
    let recording =
        new.recording_id.as_deref().filter(|id| !id.is_empty()).map(wire::id).transpose()?;
    let mark_ms = new.mark_ms.map(|ms| wire::place_in_time("语音说明位置", ms)).transpose()?;
    let explain = ActivityStep::ExplainGap {
        gap,
        cause: wire::word("中止原因", &new.cause, Cause::parse)?,
        manner: wire::word("说明方式", &new.manner, Manner::parse)?,
        text: wire::text("说明", &new.text)?,
        voice: recording.zip(mark_ms),
    };
    step(&app, &caller, &id, explain).await
}
