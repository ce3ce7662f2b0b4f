//! Raising a violation.

use app::{App, NewViolation};
use axum::extract::State;
use serde::Deserialize;
use terms::Severity;
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done};
use crate::http::words;

/// A violation to raise: of a case's unmet duty by its rule and subject, or by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RaiseViolation {
    /// The agency, where it is about no case.
    agency_id: Option<String>,
    /// The case it is about.
    case_id: Option<String>,
    /// The rule that was not met.
    rule: Option<String>,
    /// What the rule judges.
    subject: Option<String>,
    /// Short title; that of the rule if it is left out.
    title: Option<String>,
    /// How grave; as the rule says if it is left out.
    #[schema(value_type = Option<words::Severity>)]
    severity: Option<String>,
    /// What was seen; as the duty says if it is left out.
    seen: Option<String>,
    /// What shows it: ids of things of the case, or words.
    #[serde(default)]
    evidence: Vec<String>,
    /// Who handled it, where it is about no case.
    #[serde(default)]
    handlers: Vec<String>,
}

/// Most pieces of evidence read from one request.
const MAX_EVIDENCE: usize = 50;

/// Raises a violation.
#[utoipa::path(post, path = "/violations", tag = "监督", request_body = RaiseViolation, responses((status = 201, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn raise_violation(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<RaiseViolation>,
) -> Result<Done, Problem> {
    let maybe = |field: &'static str, text: &Option<String>| {
        wire::maybe_text::<100>(field, text.as_deref())
    };
    let word = |text: &str| wire::word("严重程度", text, Severity::parse);
    let texts = new.evidence.iter().take(MAX_EVIDENCE + 1);
    let evidence = texts.map(|text| wire::text("证据", text)).collect::<Result<Vec<_>, _>>()?;
    let new = NewViolation {
        agency: new.agency_id.as_deref().map(wire::id).transpose()?,
        case: new.case_id.as_deref().map(wire::id).transpose()?,
        rule: maybe("规则", &new.rule)?.map(|text| text.as_str().to_owned()),
        subject: maybe("对象", &new.subject)?.map(|text| text.as_str().to_owned()),
        title: maybe("标题", &new.title)?,
        severity: new.severity.as_deref().map(word).transpose()?,
        seen: wire::maybe_text("发现的情况", new.seen.as_deref())?,
        evidence,
        officers: wire::ids("经办人", &new.handlers)?.into_iter().collect(),
    };
    Ok(app.raise_violation(&caller.call(), new).await?.into())
}
