//! The process templates a case may be registered under.

use app::App;
use app::rules::catalogue::{EndOfAct, Process, ProcessStep};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use terms::{ActKind, Procedure, Stage};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::words;

/// Process templates.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcessList {
    items: Vec<ProcessView>,
}

/// How an act is done from start to end.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcessView {
    process: String,
    version: u32,
    title: String,
    #[schema(value_type = words::ActKind)]
    act_kind: ActKind,
    #[schema(value_type = words::Procedure)]
    procedure: Procedure,
    note: String,
    steps: Vec<ProcessStepView>,
    /// Rules for the day the act ended; the first is the default.
    ends: Vec<EndView>,
}

/// One step.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcessStepView {
    #[schema(value_type = words::Stage)]
    stage: Stage,
    title: String,
    records: Vec<String>,
    occasion: Option<String>,
    /// Why it falls away.
    struck: Option<String>,
}

/// A rule for the day the act ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct EndView {
    id: String,
    title: String,
}

fn process_view(process: &Process) -> ProcessView {
    let step = |step: &ProcessStep| ProcessStepView {
        stage: step.stage,
        title: step.title.clone(),
        records: step.records.clone(),
        occasion: step.occasion.clone(),
        struck: step.struck.clone(),
    };
    let end = |end: &EndOfAct| EndView { id: end.id.clone(), title: end.title.clone() };
    ProcessView {
        process: process.id.clone(),
        version: process.version,
        title: process.title.clone(),
        act_kind: process.act,
        procedure: process.procedure,
        note: process.note.clone(),
        steps: process.steps.iter().map(step).collect(),
        ends: process.ends.iter().map(end).collect(),
    }
}

/// The processes there are, in the order in which they are offered.
#[utoipa::path(get, path = "/processes", tag = "规则", responses((status = 200, body = ProcessList)))]
pub(crate) async fn processes(State(app): State<App>, _: Caller) -> Json<ProcessList> {
    let items = app.law.catalogue.processes().iter().map(process_view);
    Json(ProcessList { items: items.collect() })
}
