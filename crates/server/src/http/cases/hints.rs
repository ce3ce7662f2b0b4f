//! Hints before legal review (Art. 11(三)). They hold nothing up.

use app::App;
use axum::Json;
use axum::extract::State;
use domain::hints::{self, Hint, HintKind};
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
    places: Vec<Evidence>,
}

/// What a reviewer should look at in a case.
#[utoipa::path(get, path = "/cases/{case}/hints", tag = "案件", params(("case" = String, Path)), responses((status = 200, body = HintList), (status = 404, body = Problem)))]
pub(crate) async fn hints(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<HintList>, Problem> {
    let view = app.case(caller.officer(), wire::id(&id)?).await?;
    let catalogue = &app.law.catalogue;
    let place = |id: &String| {
        let (label, href) = subject(id, &view.dossier, catalogue);
        Some(Evidence { label, href: href? })
    };
    let shown = |hint: Hint| HintView {
        kind: hint.kind,
        title: hint.kind.zh().to_owned(),
        article: hint.article.to_string(),
        sentence: hint.sentence,
        places: hint.subjects.iter().filter_map(place).collect(),
    };
    let found = hints::hints(&view.dossier, catalogue, view.now);
    Ok(Json(HintList { items: found.into_iter().map(shown).collect() }))
}
