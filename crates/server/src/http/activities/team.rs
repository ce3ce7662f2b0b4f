//! Who came and left while work went on, and that it was cancelled.

use domain::activity::{Activity, TeamChange};
use domain::org::Directory;
use serde::Serialize;
use terms::OfficerId;
use utoipa::ToSchema;

use crate::http::view::{OfficerRef, officers};
use crate::http::wire::time;

/// Officers came or left.
#[derive(Serialize, ToSchema)]
pub(crate) struct TeamChangeView {
    /// From when on.
    since: String,
    joined: Vec<OfficerRef>,
    left: Vec<OfficerRef>,
    reason: String,
    /// Who noted it, and when.
    by: String,
    at: String,
}

/// It is not done.
#[derive(Serialize, ToSchema)]
pub(crate) struct CancelledView {
    reason: String,
    by: String,
    at: String,
}

/// What changed, in order: each change beside what was before it.
pub(crate) fn team_changes(activity: &Activity, directory: &Directory) -> Vec<TeamChangeView> {
    let earlier = activity.team_changes.iter().map(|change| &change.officers);
    let before = std::iter::once(&activity.planned_officers).chain(earlier);
    let view = |(change, before): (&TeamChange, &Vec<OfficerId>)| {
        let joined: Vec<_> =
            change.officers.iter().copied().filter(|one| !before.contains(one)).collect();
        let left: Vec<_> =
            before.iter().copied().filter(|one| !change.officers.contains(one)).collect();
        TeamChangeView {
            since: time(change.since),
            joined: officers(&joined, directory),
            left: officers(&left, directory),
            reason: change.reason.clone(),
            by: change.by.map(|id| directory.name_of(id)).unwrap_or_default(),
            at: time(change.at),
        }
    };
    activity.team_changes.iter().zip(before).map(view).collect()
}

pub(crate) fn cancelled(activity: &Activity, directory: &Directory) -> Option<CancelledView> {
    let known = activity.cancelled.as_ref()?;
    Some(CancelledView {
        reason: known.reason.clone(),
        by: known.by.map(|id| directory.name_of(id)).unwrap_or_default(),
        at: time(known.at),
    })
}
