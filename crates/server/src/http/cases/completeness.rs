//! The completeness sheet: article by article, what is there and what is not.

use app::App;
use app::rules::{Standing, Verification};
use axum::Json;
use axum::extract::State;
use domain::authority::Action;
use domain::case::DutyKey;
use domain::record::Record;
use serde::Serialize;
use terms::Severity;
use utoipa::ToSchema;

use super::waivers::{self, WaiverView};
use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::steps::Step;
use crate::http::view::{StandingWord, subject};
use crate::http::wire::{self, Ids};
use crate::http::words;

/// The sheet.
#[derive(Serialize, ToSchema)]
pub(crate) struct Completeness {
    items: Vec<CompletenessRow>,
    /// Numbered records that were voided: they meet nothing any more.
    voided: Vec<VoidedRecord>,
}

/// A numbered record that was voided.
#[derive(Serialize, ToSchema)]
pub(crate) struct VoidedRecord {
    title: String,
    doc_no: String,
    href: String,
    reason: String,
    voided_at: String,
}

/// A row.
#[derive(Serialize, ToSchema)]
pub(crate) struct CompletenessRow {
    article: String,
    title: String,
    standing: StandingWord,
    evidence: Vec<Evidence>,
    responsible: Option<String>,
    message: Option<String>,
    reason: Option<String>,
    #[schema(value_type = words::Severity)]
    severity: Severity,
    rule: String,
    subject: String,
    waiver: Option<WaiverView>,
    steps: Vec<Step>,
    #[schema(value_type = words::Verification)]
    verified: Verification,
    late: bool,
}

/// What shows that it is met.
#[derive(Serialize, ToSchema)]
pub(crate) struct Evidence {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// The order of the regulation: its own articles by number, then other laws.
fn place(article: &terms::Article) -> (bool, String, u32, String) {
    let digits: String = article.clause.chars().take_while(char::is_ascii_digit).collect();
    let is_other = article.law != "本办法";
    (is_other, article.law.clone(), digits.parse().unwrap_or(u32::MAX), article.clause.clone())
}

/// The completeness sheet of a case.
#[utoipa::path(get, path = "/cases/{case}/completeness", tag = "案件", params(("case" = String, Path)), responses((status = 200, body = Completeness), (status = 404, body = Problem)))]
pub(crate) async fn completeness(
    State(app): State<App>,
    caller: Caller,
    Ids(id): Ids<String>,
) -> Result<Json<Completeness>, Problem> {
    let view = app.case(caller.officer(), wire::id(&id)?).await?;
    let case = view.dossier.case.as_ref().ok_or_else(Problem::not_found)?;
    let in_charge: Vec<_> = case.officers.iter().map(|id| view.directory.name_of(*id)).collect();
    // Only whoever may raise a violation is offered to (Art. 26).
    let may_raise = app.reader_may(&view, Action::ViolationRaise);
    let steps = |duty: &DutyKey, is_open: bool, is_violated: bool| {
        let mut steps = waivers::steps(&app, &view, duty, is_open);
        if is_violated && may_raise.is_ok() {
            steps.push(Step::of("raise", "提为问题", Ok(())));
        }
        steps
    };
    let row = |finding: &app::rules::Finding| {
        let (by, reason) = match &finding.standing {
            Standing::Met { by, .. } | Standing::Explained { by } => (by.as_slice(), None),
            Standing::NotApplicable { reason } => (&[][..], Some(reason.clone())),
            Standing::Open => (std::slice::from_ref(&finding.subject), None),
        };
        let evidence = by.iter().filter_map(|id| {
            let (label, href) = subject(id, &view.dossier, &app.law.catalogue);
            Some(Evidence { label, href: href? })
        });
        let duty = DutyKey::of(finding);
        let is_open = matches!(finding.standing, Standing::Open);
        let is_waived = is_open || matches!(finding.standing, Standing::NotApplicable { .. });
        let waiver = case.waivers.get(&duty).filter(|_| is_waived);
        CompletenessRow {
            article: finding.rule.article.to_string(),
            title: finding.rule.title.clone(),
            standing: StandingWord::of(&finding.standing),
            evidence: evidence.collect(),
            responsible: Some(in_charge.join("、")),
            message: Some(finding.message()),
            reason,
            severity: finding.rule.severity,
            rule: finding.rule.id.clone(),
            subject: finding.subject.clone(),
            waiver: waiver.map(|waiver| WaiverView::of(waiver, &view)),
            steps: steps(&duty, is_open, app::is_violated(finding, view.now)),
            verified: finding.rule.verified,
            late: finding.is_late(view.now),
        }
    };
    let mut findings: Vec<_> = view.findings.iter().collect();
    findings.sort_by_key(|finding| place(&finding.rule.article));
    let voided = |record: &Record| {
        let told = record.voided.as_ref()?;
        let (title, href) = subject(&record.id.to_string(), &view.dossier, &app.law.catalogue);
        Some(VoidedRecord {
            title,
            doc_no: record.doc_no.as_ref()?.to_string(),
            href: href?,
            reason: told.reason.clone(),
            voided_at: wire::time(told.at),
        })
    };
    Ok(Json(Completeness {
        voided: case.records.values().filter_map(voided).collect(),
        items: findings.into_iter().map(row).collect(),
    }))
}
