//! Hints before legal review (Art. 11(三)). They hold nothing up.

use app::App;
use axum::Json;
use axum::extract::State;
use domain::hints::{Elsewhere, Hint, HintKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::completeness::Evidence;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::view::subject;
use crate::http::wire::{self, Ids};
use crate::http::words;

/// The hints about a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct HintList {
    items: Vec<HintView>,
    /// An officer has more other cases at that time than were looked at.
    is_cut: bool,
    /// Further hints that tell of records the reader may not read.
    withheld: usize,
}

/// One thing to look at.
#[derive(Serialize, ToSchema)]
pub(crate) struct HintView {
    #[schema(value_type = words::HintKind)]
    kind: HintKind,
    /// What it is about, in Chinese.
    title: String,
    article: String,
    sentence: String,
    /// What it is about, also in another case where the reader may see that.
    places: Vec<Evidence>,
}

/// What a reviewer should look at in a case.
#[utoipa::path(get, path = "/cases/{case}/hints", tag = "案件", params(("case" = String, Path)), responses((status = 200, body = HintList), (status = 404, body = Problem)))]
pub(crate) async fn hints(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<HintList>, Problem> {
    let seen = app.hints(caller.officer(), wire::id(&id)?).await?;
    let catalogue = &app.law.catalogue;
    let place = |id: &String| {
        let (label, href) = subject(id, &seen.dossier, catalogue);
        Some(Evidence { label, href: href? })
    };
    let shown = |hint: Hint| HintView {
        kind: hint.kind,
        title: hint.kind.zh().to_owned(),
        article: hint.article.to_string(),
        places: hint.subjects.iter().filter_map(place).chain(hint.elsewhere.map(there)).collect(),
        sentence: hint.sentence,
    };
    let items = seen.hints.into_iter().map(shown).collect();
    Ok(Json(HintList { items, is_cut: seen.is_cut, withheld: seen.withheld }))
}

/// The record or visit of another matter.
fn there(elsewhere: Elsewhere) -> Evidence {
    let Elsewhere { case, presence, .. } = elsewhere;
    let href = match case.filter(|_| !presence.is_visit()) {
        Some(case) => format!("/cases/{case}/records/{}", presence.subject),
        None => format!("/acts/{}", presence.subject),
    };
    let what = if presence.is_visit() { "现场工作" } else { presence.title.as_str() };
    Evidence { label: format!("另案的{what}"), href }
}
