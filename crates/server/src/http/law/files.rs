//! The built-in files of the law, for drafts to start from.

use app::{App, FileKind};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::Params;
use crate::http::words;

/// Which file.
#[derive(Deserialize)]
pub(crate) struct OfFile {
    path: Option<String>,
}

/// Files of the law.
#[derive(Serialize, ToSchema)]
pub(crate) struct LawFileList {
    items: Vec<LawFileView>,
}

/// A file of the law.
#[derive(Serialize, ToSchema)]
pub(crate) struct LawFileView {
    path: String,
    #[schema(value_type = words::LawFileKind)]
    kind: FileKind,
    size_bytes: usize,
    /// Its text, where one file was asked for.
    text: Option<String>,
}

/// The built-in files a draft may start from; the text of one, if its path is given.
#[utoipa::path(get, path = "/law-files", tag = "规则", params(("path" = Option<String>, Query)), responses((status = 200, body = LawFileList), (status = 404, body = Problem)))]
pub(crate) async fn law_files(
    State(app): State<App>,
    _: Caller,
    Params(of): Params<OfFile>,
) -> Result<Json<LawFileList>, Problem> {
    let all = app.law.files().into_iter();
    let is_asked = |path: &str| of.path.as_ref().is_none_or(|asked| asked == path);
    let view = |(path, kind, text): (String, FileKind, String)| LawFileView {
        path,
        kind,
        size_bytes: text.len(),
        text: of.path.is_some().then_some(text),
    };
    let items: Vec<_> = all.filter(|(path, _, _)| is_asked(path)).map(view).collect();
    if items.is_empty() { Err(Problem::not_found()) } else { Ok(Json(LawFileList { items })) }
}
