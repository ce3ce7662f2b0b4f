//! Drafts of the law: checked, and compared with the running law. Nothing of them is kept.

use app::rules::{Change, KeyChange, PackChange, RuleChange};
use app::{App, DraftDefect, DraftDiff, DraftFile, DraftFiles, FileChange, FileKind};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::bodies::MAX_DRAFT_BYTES;
use crate::http::caller::Caller;
use crate::http::problem::{FieldProblem, Problem};
use crate::http::wire::Body;
use crate::http::words;

/// Most defects in one answer: whoever has so many learns no more from the rest.
const MAX_DEFECTS: usize = 100;
/// The same where they are a refusal.
const MAX_TOLD: usize = 20;

/// What is wrong with a file of the law.
#[derive(Serialize, ToSchema)]
pub(crate) struct DefectView {
    pub(super) file: String,
    /// From 1; null if the whole file is meant.
    pub(super) line: Option<u32>,
    pub(super) what: String,
    /// What to do.
    pub(super) fix: String,
}

fn defect_view(defect: DraftDefect) -> DefectView {
    let DraftDefect { file, line, what, fix } = defect;
    DefectView { file, line, what, fix }
}

/// A file that stands in for a built-in one, or is new.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LawFile {
    /// Below the law folder, e.g. `packs/qgc-28/keeping.toml`.
    path: String,
    text: String,
}

/// A draft of the law.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LawDraftFiles {
    files: Vec<LawFile>,
}

/// What a check found.
#[derive(Serialize, ToSchema)]
pub(crate) struct LawDraftCheck {
    /// At most a hundred of them.
    defects: Vec<DefectView>,
    /// How many there are.
    defect_count: usize,
    /// What the draft would change; null while it has defects.
    diff: Option<LawDiff>,
}

/// A draft beside the running law.
#[derive(Serialize, ToSchema)]
pub(crate) struct LawDiff {
    /// Rules the draft has in all.
    rule_count: usize,
    rules: Vec<RuleDiff>,
    packs: Vec<PackDiff>,
    files: Vec<FileDiff>,
}

/// A rule that is not as it is now.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleDiff {
    rule: String,
    pack: String,
    title: String,
    article: String,
    #[schema(value_type = words::LawChange)]
    change: Change,
    effective_from: Option<String>,
    effective_until: Option<String>,
    keys: Vec<KeyDiff>,
}

/// The head of a law that is not as it is now.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackDiff {
    pack: String,
    title: String,
    #[schema(value_type = words::LawChange)]
    change: Change,
    keys: Vec<KeyDiff>,
}

/// One entry that differs.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyDiff {
    key: String,
    /// Its Chinese name.
    label: String,
    old: Option<String>,
    new: Option<String>,
}

/// A file whose text is not the built-in one.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileDiff {
    path: String,
    #[schema(value_type = words::LawFileKind)]
    kind: FileKind,
    #[schema(value_type = words::LawChange)]
    change: Change,
}

fn keys(keys: Vec<KeyChange>) -> Vec<KeyDiff> {
    let view = |KeyChange { key, label, old, new }| KeyDiff { key, label, old, new };
    keys.into_iter().map(view).collect()
}

fn diff_view(diff: DraftDiff) -> LawDiff {
    let rule = |rule: RuleChange| RuleDiff {
        rule: rule.id,
        pack: rule.pack,
        title: rule.title,
        article: rule.article.to_string(),
        change: rule.change,
        effective_from: rule.effective_from.map(|day| day.to_string()),
        effective_until: rule.effective_until.map(|day| day.to_string()),
        keys: keys(rule.keys),
    };
    let pack = |pack: PackChange| PackDiff {
        pack: pack.id,
        title: pack.title,
        change: pack.change,
        keys: keys(pack.keys),
    };
    let file = |FileChange { path, kind, change }| FileDiff { path, kind, change };
    LawDiff {
        rule_count: diff.rules,
        rules: diff.law.rules.into_iter().map(rule).collect(),
        packs: diff.law.packs.into_iter().map(pack).collect(),
        files: diff.files.into_iter().map(file).collect(),
    }
}

/// Checks a draft and says what it would change. The running law stays as it is.
#[utoipa::path(post, path = "/law-drafts/check", tag = "规则", request_body = LawDraftFiles, responses((status = 200, body = LawDraftCheck), (status = 413, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn check_law_draft(
    State(app): State<App>,
    _: Caller,
    Body(draft): Body<LawDraftFiles, MAX_DRAFT_BYTES>,
) -> Result<Json<LawDraftCheck>, Problem> {
    Ok(Json(match app.check_law_draft(parse(draft.files)?).await? {
        Ok(diff) => {
            LawDraftCheck { defects: Vec::new(), defect_count: 0, diff: Some(diff_view(diff)) }
        }
        Err(defects) => LawDraftCheck {
            defect_count: defects.len(),
            defects: defects.into_iter().take(MAX_DEFECTS).map(defect_view).collect(),
            diff: None,
        },
    }))
}

/// Files of a draft; what cannot be read as such is refused.
pub(super) fn parse(files: Vec<LawFile>) -> Result<DraftFiles, Problem> {
    let files = files.into_iter().map(|LawFile { path, text }| DraftFile { path, text });
    DraftFiles::parse(files.collect()).map_err(refused)
}

/// Defects as a refusal: the first as a sentence, the others below it.
pub(super) fn refused(defects: Vec<DraftDefect>) -> Problem {
    let place = |defect: &DraftDefect| match defect.line {
        Some(line) => format!("{}第{line}行", defect.file),
        None => defect.file.clone(),
    };
    let sentence = |defect: &DraftDefect| format!("{}。{}。", defect.what, defect.fix);
    let count = defects.len();
    let first = defects.first().map(|defect| format!("{}：{}", place(defect), sentence(defect)));
    let more =
        if count > 1 { format!("共{count}处，请逐一改正。") } else { String::new() };
    let field = |(n, defect): (usize, &DraftDefect)| FieldProblem {
        path: format!("/defects/{n}"),
        title: place(defect),
        message: sentence(defect),
    };
    Problem {
        fields: defects.iter().take(MAX_TOLD).enumerate().map(field).collect(),
        ..Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "law_draft.defects",
            "草案有错误",
            format!("{}{more}", first.unwrap_or_default()),
        )
    }
}
