//! Article → rules → scenarios: which clause is judged by which rule, and which scenario proves it.

use std::collections::BTreeMap;

use app::rules::scenario::{How, ScenarioResult};
use app::rules::{ClauseRules, Pack, Rule, RuleBook, Verification, clauses, unproven};
use app::{App, Law};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use terms::Severity;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::words;

/// The law as a table.
#[derive(Serialize, ToSchema)]
pub(crate) struct LawMatrix {
    packs: Vec<MatrixPack>,
    /// What nothing proves, one sentence each.
    holes: Vec<String>,
    scenarios: usize,
    failed: usize,
}

/// A law.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatrixPack {
    pack: String,
    title: String,
    clauses: Vec<MatrixClause>,
}

/// A clause.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatrixClause {
    article: String,
    title: String,
    /// Why no rule can judge it; null if rules do.
    no_rule: Option<String>,
    rules: Vec<MatrixRule>,
}

/// A rule with the scenarios that show it.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatrixRule {
    rule: String,
    title: String,
    #[schema(value_type = words::Severity)]
    severity: Severity,
    #[schema(value_type = words::Verification)]
    verified: Verification,
    scenarios: Vec<MatrixScenario>,
}

/// A scenario that speaks of a rule.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct MatrixScenario {
    path: String,
    name: String,
    /// What it shows the rule doing.
    #[schema(value_type = Vec<words::ScenarioHow>)]
    shows: Vec<How>,
    passed: bool,
}

/// Every clause with its rules and their scenarios, which are run for it.
#[utoipa::path(get, path = "/law-matrix", tag = "规则", responses((status = 200, body = LawMatrix), (status = 429, body = Problem)))]
pub(crate) async fn law_matrix(
    State(app): State<App>,
    _: Caller,
) -> Result<Json<LawMatrix>, Problem> {
    Ok(Json(app.with_law(matrix).await?))
}

fn matrix(law: &Law) -> LawMatrix {
    // Without a list of paths every one is found.
    let ran = law.run_scenarios(None).unwrap_or_default();
    let shown = shown(&ran);
    let results: Vec<ScenarioResult> = ran.into_iter().map(|(_, result)| result).collect();
    let failed = results.iter().filter(|result| !result.passed()).count();
    LawMatrix {
        packs: law.book.packs().iter().map(|pack| pack_view(&law.book, pack, &shown)).collect(),
        holes: unproven(&law.book, &results),
        scenarios: results.len(),
        failed,
    }
}

/// Rule → its scenarios, in the order of their paths.
type Shown = BTreeMap<String, Vec<MatrixScenario>>;

fn shown(ran: &[(String, ScenarioResult)]) -> Shown {
    let mut shown = Shown::new();
    for (path, result) in ran {
        for one in &result.shows {
            let scenarios = shown.entry(one.rule.clone()).or_default();
            match scenarios.last_mut().filter(|last| last.path == *path) {
                Some(same) if same.shows.contains(&one.how) => {}
                Some(same) => same.shows.push(one.how),
                None => scenarios.push(MatrixScenario {
                    path: path.clone(),
                    name: result.name.clone(),
                    shows: vec![one.how],
                    passed: result.passed(),
                }),
            }
        }
    }
    shown
}

fn pack_view(book: &RuleBook, pack: &Pack, shown: &Shown) -> MatrixPack {
    let rule = |rule: &Rule| MatrixRule {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        severity: rule.severity,
        verified: rule.verified,
        scenarios: shown.get(&rule.id).cloned().unwrap_or_default(),
    };
    let clause = |clause: ClauseRules<'_>| MatrixClause {
        article: clause.article.to_string(),
        title: clause.title.to_owned(),
        no_rule: clause.no_rule.map(str::to_owned),
        rules: clause.rules.into_iter().map(rule).collect(),
    };
    MatrixPack {
        pack: pack.tag(),
        title: pack.title.clone(),
        clauses: clauses(book, pack).into_iter().map(clause).collect(),
    }
}
