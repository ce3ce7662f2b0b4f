//! The law as the program carries it: rules, kinds of records, recording list, calendar.

mod drafts;
mod files;
mod matrix;
mod processes;
mod reading;
mod rules;
mod scenarios;
mod simulate;

pub(crate) use drafts::*;
pub(crate) use files::*;
pub(crate) use matrix::*;
pub(crate) use processes::*;
pub(crate) use reading::*;
pub(crate) use rules::*;
pub(crate) use scenarios::*;
pub(crate) use simulate::*;

use app::App;
use app::rules::SpecialKind;
use app::rules::catalogue::{Effect, Gate, Layout, RecordKind, Slot, Volume};
use axum::Json;
use axum::extract::State;
use domain::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use terms::{ActKind, Stage};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::recording_lists::{ListRow, NewListRow, list_row, new_row};
use super::wire::{self, Body, Done, Ids, Params};
use super::words;

/// A kind of text record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RecordKindView {
    pub code: String,
    pub title: String,
    #[schema(value_type = words::Stage)]
    pub stage: Stage,
    #[schema(value_type = words::Volume)]
    pub volume: Volume,
    pub outward: bool,
    pub articles: Vec<String>,
    pub order: u32,
    pub signers: Vec<SignerView>,
    #[schema(value_type = Object)]
    pub schema: Value,
    pub wording: Vec<WordingView>,
    #[schema(value_type = words::Layout)]
    pub layout: Layout,
    #[schema(value_type = Option<words::Gate>)]
    pub gate: Option<Gate>,
    pub effects: Vec<ConsequenceView>,
    pub occasion: String,
    /// It tells of on-site work; where a case has several, one has to say of which.
    pub about_activity: bool,
}

/// Who signs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SignerView {
    #[schema(value_type = words::Slot)]
    pub slot: Slot,
    pub title: String,
    pub min: u32,
    pub opinion: bool,
    pub refusable: bool,
}

/// What a record does to its case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ConsequenceView {
    #[schema(value_type = words::Effect)]
    pub effect: Effect,
    /// In which kinds of act; empty: in any.
    #[schema(value_type = Vec<words::ActKind>)]
    pub acts: Vec<ActKind>,
    #[schema(value_type = Option<words::Gate>)]
    pub gate: Option<Gate>,
    /// Only while this field …
    pub field: Option<String>,
    /// … has one of these values.
    #[schema(value_type = Vec<Object>)]
    pub values: Vec<Value>,
}

fn consequence_view(one: &app::rules::catalogue::Consequence) -> ConsequenceView {
    let only_if = one.only_if.as_ref();
    ConsequenceView {
        effect: one.does,
        acts: one.acts.clone(),
        gate: one.gate,
        field: only_if.map(|only_if| only_if.field.clone()),
        values: only_if.map(|only_if| only_if.values.clone()).unwrap_or_default(),
    }
}

/// Locked wording (Art. 8).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WordingView {
    pub id: String,
    pub version: u32,
    pub text: String,
    /// Carried only while this field …
    pub field: Option<String>,
    /// … has one of these values.
    #[schema(value_type = Vec<Object>)]
    pub values: Vec<Value>,
}

/// Kinds of text record.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordKindList {
    items: Vec<RecordKindView>,
}

pub(crate) fn kind_view(kind: &RecordKind) -> RecordKindView {
    let signer = |signer: &app::rules::catalogue::SignerSlot| SignerView {
        slot: signer.slot,
        title: signer.title.clone(),
        min: signer.min,
        opinion: signer.opinion,
        refusable: signer.refusable,
    };
    let wording = |wording: &app::rules::catalogue::Wording| WordingView {
        id: wording.id.clone(),
        version: wording.version,
        text: wording.text.clone(),
        field: wording.only_if.as_ref().map(|only_if| only_if.field.clone()),
        values: wording.only_if.as_ref().map(|o| o.values.clone()).unwrap_or_default(),
    };
    RecordKindView {
        code: kind.code.clone(),
        title: kind.title.clone(),
        stage: kind.stage,
        volume: kind.volume,
        outward: kind.outward,
        articles: kind.articles.iter().map(ToString::to_string).collect(),
        order: kind.order,
        signers: kind.signers.iter().map(signer).collect(),
        schema: kind.schema.clone(),
        wording: kind.wording.iter().map(wording).collect(),
        layout: kind.layout,
        gate: kind.gate,
        effects: kind.effects.iter().map(consequence_view).collect(),
        occasion: kind.occasion.clone(),
        about_activity: kind.is_about_activity(),
    }
}

/// For which act.
#[derive(Deserialize)]
pub(crate) struct OfAct {
    act: Option<String>,
}

/// Kinds of text record, in the order of a case.
#[utoipa::path(get, path = "/record-kinds", tag = "规则", params(("act" = Option<words::ActKind>, Query)), responses((status = 200, body = RecordKindList)))]
pub(crate) async fn record_kinds(
    State(app): State<App>,
    _: Caller,
    Params(of): Params<OfAct>,
) -> Result<Json<RecordKindList>, Problem> {
    let act =
        of.act.as_deref().map(|act| wire::word("行为类别", act, ActKind::parse)).transpose()?;
    let catalogue = app.law.catalogue.iter();
    let kinds = catalogue.filter(|kind| act.is_none_or(|act| kind.acts.contains(&act)));
    Ok(Json(RecordKindList { items: kinds.map(kind_view).collect() }))
}

/// A year's days off and make-up workdays.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalendarYear {
    year: i16,
    known: bool,
    notice: Option<String>,
    days: Vec<CalendarDay>,
}

/// A day that is not what its weekday says, or a public holiday.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalendarDay {
    on: String,
    #[schema(value_type = words::SpecialKind)]
    kind: SpecialKind,
    name: String,
}

/// The calendar of a year.
#[utoipa::path(get, path = "/calendar/{year}", tag = "规则", params(("year" = i16, Path)), responses((status = 200, body = CalendarYear)))]
pub(crate) async fn calendar(
    State(app): State<App>,
    _: Caller,
    Ids(year): Ids<i16>,
) -> Json<CalendarYear> {
    let known = app.law.book.calendar().year(year);
    let days = known.iter().flat_map(|year| &year.days).map(|day| CalendarDay {
        on: day.on.to_string(),
        kind: day.kind,
        name: day.name.clone(),
    });
    Json(CalendarYear {
        year,
        known: known.is_some(),
        notice: known.map(|year| year.notice.clone()),
        days: days.collect(),
    })
}

/// The recording list in force (Art. 16).
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordingListView {
    list_id: String,
    version: u32,
    effective_from_on: String,
    source: String,
    items: Vec<ListRow>,
}

/// The list in force for one's own agency.
#[utoipa::path(get, path = "/recording-list", tag = "规则", responses((status = 200, body = RecordingListView), (status = 404, body = Problem)))]
pub(crate) async fn recording_list(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<RecordingListView>, Problem> {
    let (directory, _) = app.people(caller.officer()).await?;
    let officer = directory.officer(caller.officer()).ok_or(Refusal::NotFound)?;
    let list =
        app.recording_list(officer.agency, app.now().date()).await?.ok_or(Refusal::NotFound)?;
    let since = list.in_force().ok_or(Refusal::NotFound)?;
    Ok(Json(RecordingListView {
        list_id: list.id.to_string(),
        version: since.version,
        effective_from_on: since.from_on.to_string(),
        source: list.source.clone(),
        items: list.rows.iter().map(list_row).collect(),
    }))
}

/// A list to adopt.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdoptList {
    effective_from_on: String,
    source: String,
    rows: Vec<NewListRow>,
}

/// Puts a list in force for one's own agency.
#[utoipa::path(post, path = "/recording-list", tag = "规则", request_body = AdoptList, responses((status = 201, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn adopt_list(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<AdoptList>,
) -> Result<Done, Problem> {
    let from_on = wire::day("生效日", &new.effective_from_on)?;
    let source = wire::text::<200>("来源", &new.source)?;
    let row = |row| new_row(row).map(|(_, row)| row);
    let rows: Result<_, Problem> = new.rows.iter().map(row).collect();
    let rows = rows?;
    Ok(app.adopt_list(&caller.call(), from_on, rows, source.as_str().to_owned()).await?.into())
}
