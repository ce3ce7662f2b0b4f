//! Clips and stills taken from a recording: taking one, how far it is, looking at it, taking it out,
//! attaching it to the case file (Arts. 23, 24). Wherever one is told of, so is its original.

use std::collections::BTreeMap;

use app::{App, CaseView, ExcerptProgress};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use domain::recording::{Excerpt, ExcerptKind, ExcerptWish, MIN_HAN, Recording, Stage};
use domain::{Refusal, case};
use serde::{Deserialize, Serialize};
use terms::AvRecordId;
use utoipa::ToSchema;

use super::page::EvidenceView;
use super::write::{ViewTicket, basis_zh};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::ranges;
use crate::http::steps::Step;
use crate::http::wire::{self, Body, Done, Ids, time};
use crate::http::words;

/// What every excerpt says of itself.
const NOTICE: &str = "衍生件，不是原件";

/// What to take, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakeExcerpt {
    #[schema(value_type = words::ExcerptKind)]
    kind: String,
    /// Where it begins, in milliseconds of playing time.
    from_ms: i64,
    /// Where it ends; of a still the same moment.
    to_ms: i64,
    /// Why it is taken.
    reason: String,
    /// What it is to prove.
    purpose: String,
}

/// A wish to look at an excerpt, or to take it out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenExcerpt {
    /// Take it out as a file.
    copy: bool,
}

/// The evidence note under which the whole original is attached.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttachExcerpt {
    record_id: String,
}

/// How far an excerpt has come.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExcerptState {
    /// It waits for its turn, or for another try.
    Waiting,
    /// It is being made.
    Making,
    /// It is there.
    Made,
    /// It could not be made.
    Failed,
}

/// A clip or still: a derivative, never the original.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExcerptView {
    number: u32,
    #[schema(value_type = words::ExcerptKind)]
    kind: ExcerptKind,
    from_ms: i64,
    to_ms: i64,
    /// That it is a derivative and not the original.
    notice: String,
    /// SHA-256 of its original.
    derived_from: String,
    state: ExcerptState,
    /// How far it is, in thousandths, where that is known.
    progress_permille: Option<u32>,
    /// When it is tried again after a failure of the machine.
    again_at: Option<String>,
    /// Why nothing was made, in Chinese.
    failure: Option<String>,
    sha256: Option<String>,
    sm3: Option<String>,
    size_bytes: Option<u64>,
    /// How long a clip turned out to be.
    lasts_ms: Option<i64>,
    /// How it was made, in Chinese, and with what.
    recipe: Option<String>,
    tool: Option<String>,
    reason: String,
    purpose: String,
    by: String,
    taken_at: String,
    made_at: Option<String>,
    evidence: Vec<EvidenceView>,
    /// How often it was looked at, and how often taken out.
    looks: usize,
    copies: usize,
    steps: Vec<Step>,
}

/// What is told of excerpts on their recording's page.
#[derive(Serialize, ToSchema)]
pub(crate) struct Excerpts {
    /// Oldest first.
    items: Vec<ExcerptView>,
    /// Chinese characters a reason and a purpose have at least.
    least_chars: usize,
    /// The longest clip.
    longest_ms: i64,
}

/// The excerpts of a recording, as its reader may see and use them.
pub(super) async fn excerpts(
    app: &App,
    view: &CaseView,
    recording: &Recording,
) -> Result<Excerpts, Problem> {
    let progress = app.excerpt_progress(recording).await?;
    let items = recording.excerpts.iter();
    Ok(Excerpts {
        items: items.map(|one| excerpt_view(app, view, recording, one, &progress)).collect(),
        least_chars: MIN_HAN,
        longest_ms: domain::recording::MAX_CLIP_MS,
    })
}

fn excerpt_view(
    app: &App,
    view: &CaseView,
    recording: &Recording,
    excerpt: &Excerpt,
    progress: &BTreeMap<u32, ExcerptProgress>,
) -> ExcerptView {
    let name =
        |by: Option<terms::OfficerId>| by.map(|id| view.directory.name_of(id)).unwrap_or_default();
    let (state, progress_permille, again_at) = match &excerpt.stage {
        Stage::Made(..) => (ExcerptState::Made, None, None),
        Stage::Failed(_) => (ExcerptState::Failed, None, None),
        Stage::Pending => match progress.get(&excerpt.number) {
            Some(ExcerptProgress::Making(permille)) => (ExcerptState::Making, *permille, None),
            Some(ExcerptProgress::Again(at)) => (ExcerptState::Waiting, None, Some(time(*at))),
            Some(ExcerptProgress::Waiting) | None => (ExcerptState::Waiting, None, None),
        },
    };
    let made = excerpt.made();
    let copies = excerpt.looks.iter().filter(|look| look.is_copy).count();
    ExcerptView {
        number: excerpt.number,
        kind: excerpt.kind,
        from_ms: excerpt.from_ms,
        to_ms: excerpt.to_ms,
        notice: NOTICE.to_owned(),
        derived_from: excerpt.derived_from.to_string(),
        state,
        progress_permille,
        again_at,
        failure: match &excerpt.stage {
            Stage::Failed(failure) => Some(failure.zh().to_owned()),
            Stage::Made(..) | Stage::Pending => None,
        },
        sha256: made.map(|made| made.digests.sha256.to_string()),
        sm3: made.map(|made| made.digests.sm3.to_string()),
        size_bytes: made.map(|made| made.digests.size_bytes),
        lasts_ms: made.and_then(|made| made.lasts_ms),
        recipe: made.map(|made| made.recipe.zh().to_owned()),
        tool: made.map(|made| made.tool.clone()),
        reason: excerpt.reason.reveal().clone(),
        purpose: excerpt.purpose.reveal().clone(),
        by: name(excerpt.by),
        taken_at: time(excerpt.at),
        made_at: match &excerpt.stage {
            Stage::Made(_, at) => Some(time(*at)),
            Stage::Pending | Stage::Failed(_) => None,
        },
        evidence: EvidenceView::each(&excerpt.evidence, view),
        looks: excerpt.looks.len().saturating_sub(copies),
        copies,
        steps: if made.is_some() { steps(app, view, recording) } else { Vec::new() },
    }
}

/// What may be done with one that is there.
fn steps(app: &App, view: &CaseView, recording: &Recording) -> Vec<Step> {
    let open = |is_copy| app.reader_may_open_excerpt(view, recording, is_copy);
    let attach = || {
        app.reader_may(view, domain::authority::Action::RecordingWrite)?;
        let case = view.dossier.case.as_ref().ok_or(Refusal::ExcerptOriginalFirst)?;
        case::gate(case, true)?;
        // Decided again with the note; without any copy of the original there is none to name.
        if recording.evidence.is_empty() { Err(Refusal::ExcerptOriginalFirst) } else { Ok(()) }
    };
    vec![
        Step::of("open", "查看", open(false)),
        Step::of("copy", "下载", open(true)),
        Step::of("attach", "附卷", attach()),
    ]
}

/// Takes a clip or still; a job makes it (Arts. 23, 24).
#[utoipa::path(post, path = "/recordings/{recording}/excerpts", tag = "音像", request_body = TakeExcerpt, params(("recording" = String, Path)), responses((status = 201, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn take_excerpt(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<TakeExcerpt>,
) -> Result<Done, Problem> {
    let wish = ExcerptWish {
        kind: wire::word("衍生件类别", &new.kind, ExcerptKind::parse)?,
        from_ms: wire::place_in_time("起点", new.from_ms)?,
        to_ms: wire::place_in_time("终点", new.to_ms)?,
        reason: wire::text("截取理由", &new.reason)?,
        purpose: wire::text("证明目的", &new.purpose)?,
    };
    Ok(app.take_excerpt(&caller.call(), wire::id(&id)?, wish).await?.into())
}

/// Asks to look at an excerpt, or to take it out; each time is a fact (Art. 24).
#[utoipa::path(post, path = "/recordings/{recording}/excerpts/{no}/open", tag = "音像", request_body = OpenExcerpt, params(("recording" = String, Path), ("no" = u32, Path)), responses((status = 200, body = ViewTicket), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn open_excerpt(
    State(app): State<App>,
    caller: Caller,
    Ids((id, no)): Ids<(String, u32)>,
    Body(wish): Body<OpenExcerpt>,
) -> Result<Json<ViewTicket>, Problem> {
    let id: AvRecordId = wire::id(&id)?;
    let ticket = app.open_excerpt(&caller.call(), id, no, wish.copy).await?;
    let what = if wish.copy { "file" } else { "content" };
    Ok(Json(ViewTicket {
        url: format!("/api/v1/recordings/{id}/excerpts/{no}/{what}"),
        until: time(ticket.until_at),
        basis: basis_zh(&ticket.basis),
    }))
}

/// Copies an excerpt into the case file, beside the copy of the whole original (Art. 23).
#[utoipa::path(post, path = "/recordings/{recording}/excerpts/{no}/evidence", tag = "音像", request_body = AttachExcerpt, params(("recording" = String, Path), ("no" = u32, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn attach_excerpt(
    State(app): State<App>,
    caller: Caller,
    Ids((id, no)): Ids<(String, u32)>,
    Body(new): Body<AttachExcerpt>,
) -> Result<Done, Problem> {
    let (id, note) = (wire::id(&id)?, wire::id(&new.record_id)?);
    Ok(app.attach_excerpt(&caller.call(), id, no, note).await?.into())
}

async fn serve(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    (id, no): (&str, u32),
    is_copy: bool,
) -> Result<Response, Problem> {
    let id: AvRecordId = wire::id(id)?;
    let found = app.excerpt_bytes(caller.officer(), id, no, is_copy).await?;
    let (kind, extension) = match found.kind {
        ExcerptKind::Clip => ("video/mp4", "mp4"),
        ExcerptKind::Still => ("image/jpeg", "jpg"),
    };
    let mut response = ranges::serve(headers, found.reader, kind);
    // The name says what it is to whoever finds the file later.
    let name = format!("attachment; filename=\"derivative-not-original_{id}_{no}.{extension}\"");
    if let (true, Ok(name)) = (is_copy, HeaderValue::from_str(&name)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The bytes of an excerpt, for whoever has just asked to look at it.
#[utoipa::path(get, path = "/recordings/{recording}/excerpts/{no}/content", tag = "音像", params(("recording" = String, Path), ("no" = u32, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = 206), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn excerpt_content(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Ids((id, no)): Ids<(String, u32)>,
) -> Result<Response, Problem> {
    serve(&app, &caller, &headers, (&id, no), false).await
}

/// An excerpt as a file, for whoever has just asked to take it out under a grant to copy.
#[utoipa::path(get, path = "/recordings/{recording}/excerpts/{no}/file", tag = "音像", params(("recording" = String, Path), ("no" = u32, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = 206), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn excerpt_file(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Ids((id, no)): Ids<(String, u32)>,
) -> Result<Response, Problem> {
    serve(&app, &caller, &headers, (&id, no), true).await
}
