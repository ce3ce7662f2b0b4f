//! What a person may do now with a case or a record, and why not: made here, never in the browser.

use app::rules::catalogue::{Effect, RecordKind, Volume};
use app::{App, CaseView};
use domain::Refusal;
use domain::case::{self, Case};
use domain::record::{Record, Status};
use serde::Serialize;
use serde_json::Map;
use terms::{Severity, Stage};
use utoipa::ToSchema;

use super::problem::Missing;
use super::records::voiding;

/// Something to do, allowed or not.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Step {
    /// E.g. `draft:WS02`, `pack`, `archive`.
    pub action: String,
    /// In Chinese.
    pub title: String,
    /// Code of the record kind, for drafts.
    pub kind: Option<String>,
    /// Whether it may be done now.
    pub allowed: bool,
    /// The one to offer first.
    pub primary: bool,
    /// Why not.
    pub missing: Vec<Missing>,
}

impl Step {
    /// A step that depends on a yes or a refusal.
    pub(crate) fn of(action: &str, title: &str, may: Result<(), Refusal>) -> Self {
        Self {
            action: action.to_owned(),
            title: title.to_owned(),
            kind: None,
            allowed: may.is_ok(),
            primary: false,
            missing: may.err().map(|refusal| missing(&refusal)).unwrap_or_default(),
        }
    }
}

/// A refusal as a list: the unmet rules, or the refusal itself.
pub(crate) fn missing(refusal: &Refusal) -> Vec<Missing> {
    if let Refusal::Rules { missing, .. } = refusal {
        return missing.iter().map(Missing::from).collect();
    }
    let article = refusal.clause().map(|clause| terms::Article::new("本办法", clause).to_string());
    vec![Missing {
        rule: refusal.code().to_owned(),
        article: article.unwrap_or_default(),
        title: refusal.sentence(),
        message: refusal.sentence(),
        severity: Severity::S2,
        verified: None,
        subject: None,
    }]
}

/// The drafts one might begin in a case, in the order of the procedure.
pub(crate) fn drafts(app: &App, view: &CaseView, case: &Case) -> Vec<Step> {
    let kinds = app.law.catalogue.iter().filter(|kind| {
        kind.is_made_in(case.act, case.procedure)
            && may_still_do(case, kind)
            && matches!(kind.volume, Volume::Main | Volume::Annex | Volume::Audit)
    });
    let mut steps: Vec<Step> = kinds.map(|kind| draft(app, view, case, kind)).collect();
    let next = next_effect(app, case);
    for step in &mut steps {
        let kind = step.kind.as_deref().and_then(|code| app.law.catalogue.kind(code));
        step.primary = kind.zip(next).is_some_and(|(kind, next)| kind.may_do(next, case.act));
    }
    steps
}

/// A step that was taken is not offered again; a mistake in it is corrected. A kind is offered as
/// long as one of the things it may do is still to be done.
fn may_still_do(case: &Case, kind: &RecordKind) -> bool {
    let mut doing = kind.consequences_in(case.act).map(|one| one.does).peekable();
    doing.peek().is_none() || doing.any(|effect| case::may_take_step(case, effect).is_ok())
}

fn draft(app: &App, view: &CaseView, case: &Case, kind: &RecordKind) -> Step {
    let gate = case::gate(case, kind.stage == Stage::Archiving);
    let rules = match (kind.gate_in(case.act, &Map::new()), &gate) {
        (Some(gate), Ok(())) => app.missing_for(view, gate),
        _ => Vec::new(),
    };
    let may = if let Err(refusal) = app.reader_may_write(view, kind) {
        Err(refusal)
    } else if let Err(refusal) = gate {
        Err(refusal)
    } else if rules.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Rules { act: kind.title.clone(), missing: rules })
    };
    let title = format!("制作《{}》", kind.title);
    Step { kind: Some(kind.code.clone()), ..Step::of(&format!("draft:{}", kind.code), &title, may) }
}

/// What would move the case on from its stage.
fn next_effect(app: &App, case: &Case) -> Option<Effect> {
    let is_outward = |record: &&Record| {
        record.counts() && app.law.kind_of(record).is_some_and(|kind| kind.outward)
    };
    let kinds = || {
        let catalogue = app.law.catalogue.iter();
        catalogue.filter(|kind| kind.is_made_in(case.act, case.procedure))
    };
    // Not every act has every step: a case decided on the spot is never opened, an inspection ends
    // with its result.
    let first_of = |effects: &[Effect]| {
        effects.iter().copied().find(|effect| kinds().any(|kind| kind.may_do(*effect, case.act)))
    };
    match case.stage() {
        Stage::Initiation => {
            first_of(&[Effect::OpensCase, Effect::ConcludesInvestigation, Effect::Decides])
        }
        Stage::Investigation => first_of(&[Effect::ConcludesInvestigation, Effect::Decides]),
        Stage::Decision => first_of(&[Effect::Decides]),
        Stage::Execution => {
            let unserved = case.records.values().filter(is_outward).any(|r| r.served.is_empty());
            Some(if unserved { Effect::Serves } else { Effect::Closes })
        }
        Stage::Archiving => None,
    }
}

/// What the reader may do with a record now.
pub(crate) fn of_record(
    app: &App,
    view: &CaseView,
    case: &Case,
    record: &Record,
    kind: &RecordKind,
) -> Vec<Step> {
    let may_write = app.reader_may_write(view, kind);
    let gate = case::gate(case, kind.stage == Stage::Archiving);
    let writing = |is_now: bool, status: &str| match (&gate, &may_write, is_now) {
        (Err(refusal), ..) | (_, Err(refusal), _) => Err(refusal.clone()),
        (_, _, false) => Err(Refusal::RecordNotOpen { status: status.to_owned() }),
        _ => Ok(()),
    };
    let status = record.status.zh();
    let mut steps = vec![Step::of("edit", "修改", writing(record.is_open(), status))];
    if record.is_open() {
        let elements = app::rules::catalogue::missing_elements(kind, &record.fields);
        let submit = if elements.is_empty() {
            writing(true, status)
        } else {
            let titles: Vec<_> = elements.into_iter().map(|element| element.title).collect();
            Err(Refusal::ElementsMissing { titles: titles.join("、") })
        };
        steps.push(Step::of("submit", "提交签批", submit));
    }
    if record.is_live() {
        steps.push(Step::of("void", "作废", writing(true, status)));
    }
    if record.status != Status::Voided {
        let mark = may_write.clone().and_then(|()| case::gate(case, true));
        steps.push(Step::of("secrecy", "标注涉密情况", mark));
    }
    if record.counts() {
        steps.push(Step::of("correct", "更正", writing(record.corrected_by.is_none(), status)));
        if kind.outward {
            steps.extend(service(app, view, case, record));
        }
        steps.extend(voiding::steps(app, view, record));
    }
    steps
}

/// The receipt to draft when a record goes to someone outside (Art. 12); first while none is there.
fn service(app: &App, view: &CaseView, case: &Case, record: &Record) -> Option<Step> {
    let mut kinds = app.law.catalogue.iter();
    let receipt = kinds.find(|kind| kind.may_do(Effect::Serves, case.act))?;
    let step = draft(app, view, case, receipt);
    Some(Step { primary: record.served.is_empty(), ..step })
}
