//! Gaps in the recording, and the interruptions that were noted on site (Art. 19).

use app::rules::Cover;
use domain::activity::{self, Activity, Cause, Explanation, Manner};
use domain::org::Directory;
use serde::Serialize;
use terms::{Personal, Span};
use utoipa::ToSchema;

use crate::http::wire::time;
use crate::http::words;

/// A hole in the recording.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Gap {
    from: String,
    to: String,
    lasted_ms: i64,
    explained: bool,
    #[schema(value_type = Option<words::Cause>)]
    cause: Option<Cause>,
    #[schema(value_type = Option<words::Manner>)]
    manner: Option<Manner>,
    text: Option<String>,
    /// What was noted on site for it: a proposal for its explanation, not one.
    noted: Option<Interruption>,
}

/// Recording was interrupted, as noted on site.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Interruption {
    #[schema(value_type = words::Cause)]
    cause: Cause,
    from: String,
    /// When it went on; nothing while it has not, or if it never did.
    to: Option<String>,
    note: Option<String>,
    /// Whether the cause was told by voice when it went on.
    stated: bool,
    /// How to explain it: by voice if that was done on site, else in writing.
    #[schema(value_type = words::Manner)]
    proposed_manner: Manner,
    /// Told by voice on site, or explained afterwards.
    explained: bool,
    /// Some gap in the recordings belongs to it.
    in_gap: bool,
    by: String,
}

/// The gaps in order, each with its explanation or with what was noted for it.
pub(crate) fn gaps(activity: &Activity, cover: &Cover, directory: &Directory) -> Vec<Gap> {
    let gap = |gap: &app::rules::Gap| {
        let told = activity.explanations.iter().find(|one| touches(one, gap.span));
        let noted = activity.interruption_in(gap.span);
        Gap {
            from: time(gap.span.from()),
            to: time(gap.span.to()),
            lasted_ms: gap.span.lasted_ms(),
            explained: gap.explained,
            cause: told.map(|one| one.cause),
            manner: told.map(|one| one.manner),
            text: told.map(|one| one.text.reveal().clone()),
            noted: noted.map(|one| noted_view(activity, one, Some(cover), directory)),
        }
    };
    cover.gaps.iter().map(gap).collect()
}

/// The interruptions as noted, in order.
pub(crate) fn interruptions(
    activity: &Activity,
    cover: Option<&Cover>,
    directory: &Directory,
) -> Vec<Interruption> {
    activity.interruptions.iter().map(|one| noted_view(activity, one, cover, directory)).collect()
}

fn noted_view(
    activity: &Activity,
    noted: &activity::Interruption,
    cover: Option<&Cover>,
    directory: &Directory,
) -> Interruption {
    let stated = noted.resumed.is_some_and(|resumed| resumed.is_stated);
    let manner = if stated { Manner::Voice } else { Manner::Written };
    let mut gaps = cover.iter().flat_map(|cover| &cover.gaps);
    Interruption {
        cause: noted.cause,
        from: time(noted.interrupted_at),
        to: noted.resumed.map(|resumed| time(resumed.resumed_at)),
        note: noted.note.as_ref().map(Personal::reveal).cloned(),
        stated,
        proposed_manner: manner,
        explained: activity.manner_of(noted).is_some(),
        in_gap: gaps.any(|gap| activity.touches(noted, gap.span)),
        by: noted.by.map(|id| directory.name_of(id)).unwrap_or_default(),
    }
}

fn touches(explanation: &Explanation, gap: Span) -> bool {
    explanation.gap.from() < gap.to() && gap.from() < explanation.gap.to()
}
