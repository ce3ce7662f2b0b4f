//! What is confidential, and who alone may look at it (Art. 25): of text records and of recordings.

use app::{App, MarkSecrecy as Mark};
use axum::extract::State;
use domain::org::Directory;
use domain::secrecy::{Confidentiality, Secrecy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids, time};
use crate::http::words;

/// A mark; without a kind it lifts the one there is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkSecrecy {
    #[schema(value_type = Vec<words::Confidentiality>)]
    kinds: Vec<String>,
    /// Officers who alone may look at it.
    viewers: Vec<String>,
    reason: String,
}

/// The mark that stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SecrecyView {
    #[schema(value_type = Vec<words::Confidentiality>)]
    kinds: Vec<Confidentiality>,
    viewers: Vec<ViewerView>,
    reason: String,
    at: String,
}

/// Somebody who may look.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ViewerView {
    officer_id: String,
    name: String,
}

pub(crate) fn secrecy_view(secrecy: &Secrecy, directory: &Directory) -> SecrecyView {
    let viewer = |id: &terms::OfficerId| ViewerView {
        officer_id: id.to_string(),
        name: directory.name_of(*id),
    };
    SecrecyView {
        kinds: secrecy.mark.kinds.iter().copied().collect(),
        viewers: secrecy.mark.viewers.iter().map(viewer).collect(),
        reason: secrecy.mark.reason.clone(),
        at: time(secrecy.at),
    }
}

fn wanted(new: &MarkSecrecy) -> Result<Mark, Problem> {
    let kinds = wire::words("涉密类别", &new.kinds, Confidentiality::parse)?;
    let viewers = wire::ids("限定查看的人员", &new.viewers)?;
    let reason = wire::text("理由", &new.reason)?;
    let (kinds, viewers) = (kinds.into_iter().collect(), viewers.into_iter().collect());
    Ok(Mark { kinds, viewers, reason })
}

/// Marks a text record as confidential, or no longer.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/secrecy", tag = "文书", request_body = MarkSecrecy, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn mark_record_secrecy(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(new): Body<MarkSecrecy>,
) -> Result<Done, Problem> {
    let (case, record) = (wire::id(&case)?, wire::id(&record)?);
    Ok(app.mark_record_secrecy(&caller.call(), case, record, wanted(&new)?).await?.into())
}

/// Marks a recording as confidential, or no longer.
#[utoipa::path(post, path = "/recordings/{recording}/secrecy", tag = "音像", request_body = MarkSecrecy, params(("recording" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn mark_recording_secrecy(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
    Body(new): Body<MarkSecrecy>,
) -> Result<Done, Problem> {
    let id = wire::id(&id)?;
    Ok(app.mark_recording_secrecy(&caller.call(), id, wanted(&new)?).await?.into())
}
