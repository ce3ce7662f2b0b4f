//! Drafting, signing, sending back, voiding.

use app::rules::catalogue::Slot;
use app::{App, DraftRecord as Draft};
use axum::extract::State;
use domain::record::{Happened, Signing};
use serde::Deserialize;
use serde_json::{Map, Value};
use terms::{CaseId, Personal, TextRecordId};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done, Ids, Nothing};
use crate::http::words;

/// A new draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftRecord {
    kind: String,
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    corrects: Option<String>,
    activity: Option<String>,
    /// When what it tells of happened; said where it is written later (Art. 5).
    happened_at: Option<String>,
    /// Why it is written later.
    late_reason: Option<String>,
}

/// All fields of a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EditRecord {
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

/// A signature of one's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignRecord {
    #[schema(value_type = words::Slot)]
    slot: String,
    opinion: Option<String>,
}

/// A signature of somebody outside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotePartySignature {
    #[schema(value_type = words::Slot)]
    slot: String,
    name: String,
    refused: Option<RefusedSignature>,
}

/// Why somebody did not sign, and who saw it.
#[derive(Debug, Clone, Deserialize, serde::Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedSignature {
    pub reason: String,
    pub witness: String,
}

/// What to mend.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnRecord {
    #[schema(value_type = words::Slot)]
    slot: String,
    reason: String,
}

/// Why it is given up or annulled, or why not.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoidRecord {
    pub(super) reason: String,
}

pub(super) fn ids(case: &str, record: &str) -> Result<(CaseId, TextRecordId), Problem> {
    Ok((wire::id(case)?, wire::id(record)?))
}

fn slot(word: &str) -> Result<Slot, Problem> {
    wire::word("签署位", word, Slot::parse)
}

/// Begins a text record.
#[utoipa::path(post, path = "/cases/{case}/records", tag = "文书", request_body = DraftRecord, params(("case" = String, Path)), responses((status = 201, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn draft_record(
    State(app): State<App>,
    caller: Caller,
    Ids(case): Ids<String>,
    Body(new): Body<DraftRecord>,
) -> Result<Done, Problem> {
    let late_reason = wire::maybe_text::<300>("补录理由", new.late_reason.as_deref())?;
    let late_reason = late_reason.map(|text| text.as_str().to_owned());
    let happened = match new.happened_at.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => {
            Some(Happened { at: wire::instant("所记事项的发生时间", text)?, late_reason })
        }
        None if late_reason.is_some() => {
            let what = "写明补录理由的，须写明所记事项的发生时间。";
            return Err(Problem::value("所记事项的发生时间", what));
        }
        None => None,
    };
    let draft = Draft {
        kind: wire::text::<20>("文书种类", &new.kind)?.as_str().to_owned(),
        fields: new.fields,
        corrects: new.corrects.as_deref().map(wire::id).transpose()?,
        activity: new.activity.as_deref().map(wire::id).transpose()?,
        happened,
    };
    Ok(app.draft_record(&caller.call(), wire::id(&case)?, draft).await?.into())
}

/// Changes a draft.
#[utoipa::path(put, path = "/cases/{case}/records/{record}/fields", tag = "文书", request_body = EditRecord, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn edit_record(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(edit): Body<EditRecord>,
) -> Result<Done, Problem> {
    let (case, record) = ids(&case, &record)?;
    Ok(app.edit_record(&caller.call(), case, record, edit.fields).await?.into())
}

/// Asks for signatures.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/submit", tag = "文书", request_body = Nothing, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn submit_record(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(_): Body<Nothing>,
) -> Result<Done, Problem> {
    let (case, record) = ids(&case, &record)?;
    Ok(app.submit_record(&caller.call(), case, record).await?.into())
}

/// Signs in one's own slot.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/sign", tag = "文书", request_body = SignRecord, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn sign_record(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(sign): Body<SignRecord>,
) -> Result<Done, Problem> {
    let (case, record) = ids(&case, &record)?;
    let opinion = wire::maybe_text("意见", sign.opinion.as_deref())?;
    Ok(app.sign_record(&caller.call(), case, record, slot(&sign.slot)?, opinion).await?.into())
}

/// Notes that somebody outside signed or refused.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/party-signature", tag = "文书", request_body = NotePartySignature, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn note_party_signature(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(note): Body<NotePartySignature>,
) -> Result<Done, Problem> {
    let (case, record) = ids(&case, &record)?;
    let name = wire::text("签名人", &note.name)?;
    let signing = match note.refused {
        None => Signing::Signed,
        Some(refused) => Signing::Refused {
            reason: Personal::new(
                wire::text::<200>("拒签原因", &refused.reason)?.as_str().to_owned(),
            ),
            witness: Personal::new(
                wire::text::<100>("见证人", &refused.witness)?.as_str().to_owned(),
            ),
        },
    };
    let slot = slot(&note.slot)?;
    Ok(app.note_party_signature(&caller.call(), case, record, slot, name, signing).await?.into())
}

/// Sends a record back.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/return", tag = "文书", request_body = ReturnRecord, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn return_record(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(back): Body<ReturnRecord>,
) -> Result<Done, Problem> {
    let (case, record) = ids(&case, &record)?;
    let reason = wire::text("退回原因", &back.reason)?;
    Ok(app.return_record(&caller.call(), case, record, slot(&back.slot)?, reason).await?.into())
}

/// Gives a record up.
#[utoipa::path(post, path = "/cases/{case}/records/{record}/void", tag = "文书", request_body = VoidRecord, params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn void_record(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
    Body(void): Body<VoidRecord>,
) -> Result<Done, Problem> {
    let (case, record) = ids(&case, &record)?;
    let reason = wire::text("作废原因", &void.reason)?;
    Ok(app.void_record(&caller.call(), case, record, reason).await?.into())
}
