//! The scenarios of the law: what they are about, and whether they come out as expected.

use std::collections::BTreeSet;

use app::rules::scenario::{Difference, ScenarioResult};
use app::rules::{PackDefect, Sphere};
use app::{App, Law, MAX_SCENARIOS, ScenarioFile};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::DefectView;
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::Body;
use crate::http::words;

/// Longest scenario somebody may write: the longest built-in one is a third of it.
const MAX_TEXT_BYTES: usize = 64 * 1024;
/// What a scenario is called that lies in no file.
const WRITTEN: &str = "本情景";

/// Scenarios.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScenarioList {
    items: Vec<ScenarioView>,
}

/// A case a lawyer can read: given facts, expected findings.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScenarioView {
    /// Its file below the law folder.
    path: String,
    name: String,
    story: Option<String>,
    #[schema(value_type = words::Sphere)]
    sphere: Sphere,
    /// Rules it speaks of.
    rules: Vec<String>,
    /// Their articles, each once.
    articles: Vec<String>,
    /// As it is written.
    text: String,
}

fn view(law: &Law, file: ScenarioFile) -> ScenarioView {
    let ScenarioFile { path, text, outline } = file;
    let rule = |id: &String| law.book.rule(id);
    let articles: BTreeSet<_> = outline.rules.iter().filter_map(rule).map(|r| &r.article).collect();
    let articles = articles.into_iter().map(ToString::to_string).collect();
    let (name, story, sphere) = (outline.name, outline.story, outline.sphere);
    ScenarioView { path, name, story, sphere, articles, rules: outline.rules, text }
}

/// The scenarios that are built in.
#[utoipa::path(get, path = "/scenarios", tag = "规则", responses((status = 200, body = ScenarioList), (status = 429, body = Problem)))]
pub(crate) async fn scenarios(
    State(app): State<App>,
    _: Caller,
) -> Result<Json<ScenarioList>, Problem> {
    let items = app
        .with_law(|law| law.scenario_files().into_iter().map(|file| view(law, file)).collect())
        .await?;
    Ok(Json(ScenarioList { items }))
}

/// What to run; nothing: every built-in scenario.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunScenarios {
    /// Built-in scenarios by their path.
    paths: Option<Vec<String>>,
    /// A scenario as somebody wrote it.
    text: Option<String>,
}

/// How scenarios went.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScenarioRun {
    results: Vec<ScenarioResultView>,
    passed: usize,
    failed: usize,
}

/// How one scenario went.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScenarioResultView {
    /// Null for one that lies in no file.
    path: Option<String>,
    name: String,
    passed: bool,
    differences: Vec<DifferenceView>,
    /// What is wrong with the file itself; then nothing was judged.
    defects: Vec<DefectView>,
}

/// One thing that came out otherwise than expected.
#[derive(Serialize, ToSchema)]
pub(crate) struct DifferenceView {
    /// A rule, maybe with its subject, or a piece of work.
    about: String,
    what: String,
    expected: String,
    found: String,
}

fn result_view(path: Option<String>, result: ScenarioResult) -> ScenarioResultView {
    let difference = |found: Difference| DifferenceView {
        about: found.about,
        what: found.what,
        expected: found.wanted,
        found: found.found,
    };
    ScenarioResultView {
        path,
        passed: result.passed(),
        name: result.name,
        differences: result.differences.into_iter().map(difference).collect(),
        defects: result.defects.into_iter().map(defect).collect(),
    }
}

fn defect(found: PackDefect) -> DefectView {
    let line = Some(found.line).filter(|line| *line > 0);
    DefectView { file: found.file, line, what: found.what, fix: found.fix }
}

/// Runs scenarios by the running law.
#[utoipa::path(post, path = "/scenarios/run", tag = "规则", request_body = RunScenarios, responses((status = 200, body = ScenarioRun), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn run_scenarios(
    State(app): State<App>,
    _: Caller,
    Body(asked): Body<RunScenarios>,
) -> Result<Json<ScenarioRun>, Problem> {
    let results = match (asked.paths, asked.text) {
        (Some(_), Some(_)) => {
            return Err(Problem::value("情景", "编号和文本只能提交一样，请改正。"));
        }
        (None, Some(text)) => vec![written(&app, text).await?],
        (paths, None) => {
            if paths.as_ref().is_some_and(|paths| paths.len() > MAX_SCENARIOS) {
                return Err(Problem::value("情景", format!("一次最多运行{MAX_SCENARIOS}个。")));
            }
            let ran = app.with_law(move |law| law.run_scenarios(paths.as_deref())).await?;
            let ran = ran.map_err(|_| Problem::not_found())?;
            ran.into_iter().map(|(path, result)| result_view(Some(path), result)).collect()
        }
    };
    let passed = results.iter().filter(|result| result.passed).count();
    Ok(Json(ScenarioRun { failed: results.len().saturating_sub(passed), passed, results }))
}

async fn written(app: &App, text: String) -> Result<ScenarioResultView, Problem> {
    if text.len() > MAX_TEXT_BYTES {
        let most = MAX_TEXT_BYTES / 1024;
        return Err(Problem::value("情景", format!("文本超过{most} KB，请拆成几个情景。")));
    }
    let result = app.with_law(move |law| law.run_scenario(WRITTEN, &text)).await?;
    Ok(result_view(None, result))
}
