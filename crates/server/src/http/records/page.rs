//! A record's page, its first values and its PDF.

use app::App;
use app::rules::catalogue::{MissingElement, RecordKind, Slot, missing_elements};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::record::{Record, Signing, SlotMark};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::voiding::{self, VoidedView, VoidingView};
use super::write::{RefusedSignature, ids};
use crate::http::caller::Caller;
use crate::http::cases::trail::{TrailEntry, entry};
use crate::http::law::{RecordKindView, kind_view};
use crate::http::problem::Problem;
use crate::http::secrecy::{SecrecyView, secrecy_view};
use crate::http::steps::{self, Step};
use crate::http::trail_words::Names;
use crate::http::view::{RecordSummary, record_summary};
use crate::http::wire::{self, Ids, Params, time};
use crate::http::words;

/// A record's page.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordPage {
    summary: RecordSummary,
    kind: RecordKindView,
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    missing: Vec<MissingField>,
    slots: Vec<SlotState>,
    returns: Vec<ReturnView>,
    corrects: Option<String>,
    corrected_by: Option<String>,
    /// A wish to void it that waits for a head.
    voiding: Option<VoidingView>,
    /// It was voided.
    voided: Option<VoidedView>,
    actions: Vec<Step>,
    served: Vec<ServedView>,
    /// What makes it confidential, and who may read it.
    secrecy: Option<SecrecyView>,
    /// When what it tells of happened, and why it was written later (Art. 5).
    happened: Option<HappenedView>,
    history: Vec<TrailEntry>,
}

/// When something happened, and why it was written late.
#[derive(Serialize, ToSchema)]
pub(crate) struct HappenedView {
    at: String,
    late_reason: Option<String>,
}

/// A legal element that is blank.
#[derive(Serialize, ToSchema)]
pub(crate) struct MissingField {
    field: String,
    title: String,
}

/// A place for signatures.
#[derive(Serialize, ToSchema)]
pub(crate) struct SlotState {
    #[schema(value_type = words::Slot)]
    slot: Slot,
    title: String,
    min: u32,
    opinion: bool,
    refusable: bool,
    signed: Vec<SignatureView>,
    done: bool,
    mine: bool,
    external: bool,
}

/// A signature.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignatureView {
    name: String,
    credential_no: Option<String>,
    at: String,
    opinion: Option<String>,
    refused: Option<RefusedSignature>,
}

/// Why it came back.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReturnView {
    by: String,
    at: String,
    reason: String,
    #[schema(value_type = words::Slot)]
    slot: String,
}

/// When it was served.
#[derive(Serialize, ToSchema)]
pub(crate) struct ServedView {
    record_id: String,
    at: String,
    method: String,
}

/// First values for a form.
#[derive(Serialize, ToSchema)]
pub(crate) struct Prefill {
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

/// For which form.
#[derive(Deserialize)]
pub(crate) struct PrefillParams {
    kind: String,
    activity: Option<String>,
    recording: Option<String>,
}

fn signature(mark: &SlotMark, name_of: impl Fn(terms::OfficerId) -> String) -> SignatureView {
    match mark {
        SlotMark::Ours { officer, at, opinion, credential_no } => SignatureView {
            name: name_of(*officer),
            credential_no: credential_no.as_ref().map(|no| no.reveal().clone()),
            at: time(*at),
            opinion: opinion.as_ref().map(|text| text.reveal().clone()),
            refused: None,
        },
        SlotMark::Outside { name, at, signing, .. } => SignatureView {
            name: name.reveal().clone(),
            credential_no: None,
            at: time(*at),
            opinion: None,
            refused: match signing {
                Signing::Signed => None,
                Signing::Refused { reason, witness } => Some(RefusedSignature {
                    reason: reason.reveal().clone(),
                    witness: witness.reveal().clone(),
                }),
            },
        },
    }
}

fn slots(app: &App, view: &app::CaseView, record: &Record, kind: &RecordKind) -> Vec<SlotState> {
    let slot = |signer: &app::rules::catalogue::SignerSlot| {
        let marks = record.marks.get(signer.slot.as_str()).map(Vec::as_slice).unwrap_or_default();
        let is_external = domain::record::is_external(signer.slot);
        SlotState {
            slot: signer.slot,
            title: signer.title.clone(),
            min: signer.hands(&record.fields),
            opinion: signer.opinion,
            refusable: signer.refusable,
            signed: marks.iter().map(|m| signature(m, |id| view.directory.name_of(id))).collect(),
            done: u32::try_from(marks.len())
                .is_ok_and(|count| count >= signer.hands(&record.fields)),
            mine: !is_external && app.may_sign(view, record, signer.slot).is_ok(),
            external: is_external,
        }
    };
    kind.signers_for(&record.fields).map(slot).collect()
}

/// A record with its signatures and what may be done with it.
#[utoipa::path(get, path = "/cases/{case}/records/{record}", tag = "文书", params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = RecordPage), (status = 404, body = Problem)))]
pub(crate) async fn record(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
) -> Result<Json<RecordPage>, Problem> {
    let (case_id, record) = ids(&case, &record)?;
    let view = app.case(caller.officer(), case_id).await?;
    let case = view.dossier.case.as_ref().ok_or_else(Problem::not_found)?;
    let record = case.records.get(&record).ok_or_else(Problem::not_found)?;
    record.may_read(caller.officer())?;
    let kind = app.law.kind_of(record).ok_or_else(Problem::not_found)?;
    let happened = record.happened.as_ref().map(|happened| HappenedView {
        at: time(happened.at),
        late_reason: happened.late_reason.clone(),
    });
    let name =
        |by: Option<terms::OfficerId>| by.map(|id| view.directory.name_of(id)).unwrap_or_default();
    let back = |one: &domain::record::Return| ReturnView {
        by: name(one.by),
        at: time(one.at),
        reason: one.reason.clone(),
        slot: one.slot.clone(),
    };
    let served = |one: &domain::record::ServiceOfRecord| ServedView {
        record_id: one.receipt.to_string(),
        at: time(one.served_at),
        method: one.method.clone(),
    };
    let element = |MissingElement { field, title }| MissingField { field, title };
    let trail = app.trail(caller.officer(), case_id).await?;
    let names = Names::of(&trail, &app.law.catalogue, &view.directory);
    let id = record.id.to_string();
    let is_own = |event: &domain::Event| {
        let domain::Event::Record(event) = event else { return false };
        serde_json::to_value(event)
            .is_ok_and(|value| value.get("record") == Some(&id.as_str().into()))
    };
    let own = trail.iter().filter(|fact| fact.recorded.as_ref().is_some_and(|r| is_own(&r.event)));
    Ok(Json(RecordPage {
        summary: record_summary(record, &app.law.catalogue, &view.directory),
        kind: kind_view(kind),
        fields: record.fields.clone(),
        missing: missing_elements(kind, &record.fields).into_iter().map(element).collect(),
        slots: slots(&app, &view, record, kind),
        returns: record.returns.iter().map(back).collect(),
        corrects: record.corrects.map(|id| id.to_string()),
        corrected_by: record.corrected_by.map(|id| id.to_string()),
        voiding: voiding::pending(record, kind, &view),
        voided: voiding::voided(record, &view),
        actions: steps::of_record(&app, &view, case, record, kind),
        served: record.served.iter().map(served).collect(),
        secrecy: record.secrecy.as_ref().map(|one| secrecy_view(one, &view.directory)),
        happened,
        history: own.map(|fact| entry(fact, &names)).collect(),
    }))
}

/// First values for a new record.
#[utoipa::path(get, path = "/cases/{case}/prefill", tag = "文书", params(("case" = String, Path), ("kind" = String, Query), ("activity" = Option<String>, Query), ("recording" = Option<String>, Query)), responses((status = 200, body = Prefill), (status = 404, body = Problem)))]
pub(crate) async fn prefill(
    State(app): State<App>,
    caller: Caller,
    Ids(case): Ids<String>,
    Params(params): Params<PrefillParams>,
) -> Result<Json<Prefill>, Problem> {
    let activity =
        params.activity.as_deref().filter(|id| !id.is_empty()).map(wire::id).transpose()?;
    let recording =
        params.recording.as_deref().filter(|id| !id.is_empty()).map(wire::id).transpose()?;
    let case = wire::id(&case)?;
    let fields = app.prefill(caller.officer(), case, &params.kind, activity, recording).await?;
    Ok(Json(Prefill { fields }))
}

/// A record as a PDF; a draft has a watermark.
#[utoipa::path(get, path = "/cases/{case}/records/{record}/pdf", tag = "文书", params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, content_type = "application/pdf"), (status = 404, body = Problem)))]
pub(crate) async fn record_pdf(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
) -> Result<Response, Problem> {
    let (case, record) = ids(&case, &record)?;
    let pdf = app.record_pdf(caller.officer(), case, record).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
    ];
    Ok((headers, pdf).into_response())
}
