//! A case's process, step by step: what is done, what is to come, and what falls away and why.

use app::App;
use app::rules::catalogue::{Process, ProcessStep};
use domain::case::Case;
use domain::record::Record;
use serde::Serialize;
use terms::Stage;
use utoipa::ToSchema;

use crate::http::words;

/// The process of a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseProcess {
    title: String,
    note: String,
    steps: Vec<CaseProcessStep>,
    /// By which rule the day the act ended is found (Art. 21).
    rule_of_end: String,
    /// That day, once it is known.
    act_ended_on: Option<String>,
    /// It is fixed for ever.
    end_fixed: bool,
}

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProcessStepState {
    /// A record of it took effect.
    Done,
    /// A record of it is under way.
    UnderWay,
    /// Nothing of it is there yet.
    Open,
    /// Nothing of it is there, and it may never be wanted.
    IfNeeded,
    /// It falls away.
    Struck,
}

/// One step.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseProcessStep {
    #[schema(value_type = words::Stage)]
    stage: Stage,
    title: String,
    state: ProcessStepState,
    /// Why it falls away, or when it is wanted.
    because: Option<String>,
    records: Vec<StepRecord>,
}

/// A record that shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct StepRecord {
    record_id: String,
    title: String,
}

/// The process a case was registered under; `None` in cases from before there were any.
pub(super) fn process(app: &App, case: &Case) -> Option<CaseProcess> {
    let process = case.process_in(&app.law.catalogue)?;
    let fixed = case.closed.map(|(_, on)| on);
    let ended_on = fixed.or_else(|| case.act_ended_on(&app.law.catalogue));
    Some(CaseProcess {
        title: process.title.clone(),
        note: process.note.clone(),
        steps: process.steps.iter().map(|step| view(app, case, step)).collect(),
        rule_of_end: rule_of_end(process, case),
        act_ended_on: ended_on.map(|day| day.to_string()),
        end_fixed: fixed.is_some(),
    })
}

fn rule_of_end(process: &Process, case: &Case) -> String {
    let end = process.end(case.rule_of_end.as_deref());
    end.map(|end| end.title.clone()).unwrap_or_default()
}

fn view(app: &App, case: &Case, step: &ProcessStep) -> CaseProcessStep {
    let is_of_step = |record: &&Record| step.records.contains(&record.kind);
    let of_step = || case.records.values().filter(is_of_step);
    let state = if step.struck.is_some() {
        ProcessStepState::Struck
    } else if of_step().any(Record::counts) {
        ProcessStepState::Done
    } else if of_step().any(Record::is_live) {
        ProcessStepState::UnderWay
    } else if step.occasion.is_some() {
        ProcessStepState::IfNeeded
    } else {
        ProcessStepState::Open
    };
    let record = |record: &Record| StepRecord {
        record_id: record.id.to_string(),
        title: app.law.kind_of(record).map_or_else(String::new, |kind| kind.title.clone()),
    };
    CaseProcessStep {
        stage: step.stage,
        title: step.title.clone(),
        state,
        because: step.struck.clone().or_else(|| step.occasion.clone()),
        records: of_step().filter(|r| r.counts() || r.is_live()).map(record).collect(),
    }
}
