//! The rules as a law officer reads them: the laws they are of, and a limit tried out.

use app::App;
use app::rules::{DueOptions, Pack, Rule, RuleError, TimeLimit, Verification};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use terms::{ActKind, Severity};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Ids, Params};
use crate::http::words;

/// A rule.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleView {
    id: String,
    pack: String,
    title: String,
    article: String,
    quote: String,
    /// What is said while it is unmet; `……` stands for what differs from case to case.
    message: String,
    /// When the law excuses it.
    exemption: Option<String>,
    #[schema(value_type = words::Severity)]
    severity: Severity,
    #[schema(value_type = words::Verification)]
    verified: Verification,
    blocks: Vec<String>,
    #[schema(value_type = Vec<words::ActKind>)]
    applies_to: Vec<ActKind>,
    /// First day on which cases fall under it.
    effective_from: Option<String>,
    /// First day on which they no longer do.
    effective_until: Option<String>,
    /// The time it gives, if it is a time limit.
    time_limit: Option<TimeLimitView>,
}

/// How long a rule gives.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimeLimitView {
    /// What starts it.
    start: String,
    length: String,
    /// It is counted back from its start.
    backwards: bool,
    /// It is counted from an instant, not from a day.
    needs_instant: bool,
    /// How often it may be prolonged.
    prolongations: u32,
}

fn time_limit(limit: TimeLimit<'_>) -> TimeLimitView {
    TimeLimitView {
        start: limit.start.to_owned(),
        length: limit.to_chinese(),
        backwards: limit.backwards,
        needs_instant: limit.needs_instant(),
        prolongations: limit.prolongations(),
    }
}

fn rule_view(rule: &Rule) -> RuleView {
    RuleView {
        id: rule.id.clone(),
        pack: rule.pack.clone(),
        title: rule.title.clone(),
        article: rule.article.to_string(),
        quote: rule.quote.clone(),
        message: general(rule.message()),
        exemption: rule.exemption.clone(),
        severity: rule.severity,
        verified: rule.verified,
        blocks: rule.blocks.clone(),
        applies_to: rule.applies_to.clone(),
        effective_from: rule.effective_from.map(|day| day.to_string()),
        effective_until: rule.effective_until.map(|day| day.to_string()),
        time_limit: rule.time_limit().map(time_limit),
    }
}

/// The sentence of a rule before there is a case: `{missing}` and the like become `……`.
fn general(message: &str) -> String {
    let mut pieces = message.split('{');
    let mut told = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        told.push_str("……");
        told.push_str(piece.split_once('}').map_or(piece, |(_, rest)| rest));
    }
    told
}

/// A law of which there are rules.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackView {
    /// As findings and cases name it: `qgc-28@1`.
    pack: String,
    title: String,
    version: String,
    /// First day on which it is law.
    effective_from: Option<String>,
    /// First day on which it no longer is.
    effective_until: Option<String>,
    sources: Vec<String>,
    /// What has to be known of how it was read.
    note: Option<String>,
    #[schema(value_type = words::Verification)]
    verified: Verification,
    /// Clauses that no rule judges.
    unruled: Vec<UnruledClause>,
}

/// A clause that no rule judges.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnruledClause {
    article: String,
    title: String,
    reason: String,
}

fn pack_view(pack: &Pack) -> PackView {
    let day = |day: Option<terms::Date>| day.map(|day| day.to_string());
    let unruled = pack.clauses.iter().filter_map(|clause| {
        let reason = clause.no_rule.clone()?;
        let article = terms::Article::new(&*pack.short, &*clause.clause).to_string();
        Some(UnruledClause { article, title: clause.title.clone(), reason })
    });
    PackView {
        pack: pack.tag(),
        title: pack.title.clone(),
        version: pack.version.clone(),
        effective_from: day(pack.effective_from),
        effective_until: day(pack.effective_until),
        sources: pack.sources.clone(),
        note: pack.note.clone(),
        verified: pack.verified,
        unruled: unruled.collect(),
    }
}

/// Rules and the laws they are of.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleList {
    items: Vec<RuleView>,
    /// The regulation first, statutes behind it.
    packs: Vec<PackView>,
}

/// All rules.
#[utoipa::path(get, path = "/rules", tag = "规则", responses((status = 200, body = RuleList)))]
pub(crate) async fn rules(State(app): State<App>, _: Caller) -> Json<RuleList> {
    let book = &app.law.book;
    Json(RuleList {
        items: book.rules().map(rule_view).collect(),
        packs: book.packs().iter().map(pack_view).collect(),
    })
}

/// From when a limit is asked for.
#[derive(Deserialize)]
pub(crate) struct AskDue {
    /// A day or an instant.
    from: String,
    /// How many prolongations were granted.
    extended: Option<u32>,
}

/// Until when, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct DueView {
    /// Last civil day; none for limits in hours.
    due_on: Option<String>,
    /// The first instant that is too late.
    due_at: String,
    /// The later reading where the law leaves two.
    lenient_due_on: Option<String>,
    basis: String,
    /// A year without a calendar was crossed; the date may still move.
    estimated: bool,
    /// One line a step.
    trace: Vec<String>,
}

/// When a rule's limit ends, asked without a case.
#[utoipa::path(get, path = "/rules/{rule}/due", tag = "规则", params(("rule" = String, Path), ("from" = String, Query), ("extended" = Option<u32>, Query)), responses((status = 200, body = DueView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn due(
    State(app): State<App>,
    _: Caller,
    Ids(rule): Ids<String>,
    Params(asked): Params<AskDue>,
) -> Result<Json<DueView>, Problem> {
    let from = asked.from.parse().map_err(|error: RuleError| no_due(&error))?;
    let options =
        DueOptions { extended: asked.extended.unwrap_or_default(), ..DueOptions::default() };
    let answer = app.law.book.due(&rule, from, &options).map_err(|error| no_due(&error))?;
    Ok(Json(DueView {
        due_on: answer.due_on.map(|day| day.to_string()),
        due_at: wire::time(answer.due_at),
        lenient_due_on: answer.lenient_due_on.map(|day| day.to_string()),
        basis: answer.basis,
        estimated: answer.estimated,
        trace: answer.trace,
    }))
}

fn no_due(error: &RuleError) -> Problem {
    match error {
        RuleError::Unknown { .. } => Problem::not_found(),
        RuleError::NotInForce { .. }
        | RuleError::NoClock { .. }
        | RuleError::NoAccrual { .. }
        | RuleError::NeedsInstant { .. }
        | RuleError::Start { .. } => Problem::value("起算", error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{general, rule_view};

    /// What is missing and what excuses it are two things.
    #[test]
    fn a_rule_tells_its_sentence_and_its_exemption_apart() {
        let law = app::Law::built_in().unwrap();
        assert!(law.book.rules().any(|rule| rule.exemption.is_some()));
        for rule in law.book.rules() {
            let view = rule_view(rule);
            assert_eq!(view.exemption, rule.exemption);
            assert!(!view.message.is_empty() && !view.message.contains(['{', '}']), "{}", rule.id);
            assert_ne!(Some(&view.message), view.exemption.as_ref(), "{}", rule.id);
        }
    }

    #[test]
    fn placeholders_of_a_sentence_are_left_open() {
        assert_eq!(general("现缺少{missing}，请在{due}前补齐。"), "现缺少……，请在……前补齐。");
        assert_eq!(general("请补办。"), "请补办。");
    }
}
