//! Registering the source of a case.

use app::{App, RegisterCase as Register};
use axum::extract::State;
use domain::case::{Party, PartyKind, Source, SourceKind};
use serde::Deserialize;
use terms::{ActKind, Personal, Procedure};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::wire::{self, Body, Done};
use crate::http::words;

/// A new case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterCase {
    #[schema(value_type = words::ActKind)]
    act_kind: String,
    #[schema(value_type = words::Procedure)]
    procedure: String,
    /// Id of the process; the usual one of the act and procedure if absent.
    #[serde(default)]
    process: Option<String>,
    title: String,
    source: NewSource,
    party: NewParty,
    division_id: Option<String>,
    officers: Vec<String>,
}

/// Where it came from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSource {
    #[schema(value_type = words::SourceKind)]
    kind: String,
    provider: Option<String>,
    provider_contact: Option<String>,
    confidential: bool,
    received_at: String,
    summary: String,
}

/// Who it is about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewParty {
    #[schema(value_type = words::PartyKind)]
    kind: String,
    name: String,
    id_no: Option<String>,
    address: Option<String>,
    phone: Option<String>,
    legal_representative: Option<String>,
}

fn personal<const MAX: usize>(
    field: &'static str,
    value: Option<&str>,
) -> Result<Option<Personal<String>>, Problem> {
    let text = wire::maybe_text::<MAX>(field, value)?;
    Ok(text.map(|text| Personal::new(text.as_str().to_owned())))
}

fn source(new: &NewSource) -> Result<Source, Problem> {
    Ok(Source {
        kind: wire::word("来源类别", &new.kind, SourceKind::parse)?,
        provider: personal::<60>("提供人", new.provider.as_deref())?,
        provider_contact: personal::<60>("联系方式", new.provider_contact.as_deref())?,
        is_confidential: new.confidential,
        received_at: wire::instant("收到时间", &new.received_at)?,
        summary: Personal::new(wire::text::<4000>("内容摘要", &new.summary)?.as_str().to_owned()),
    })
}

fn party(new: &NewParty) -> Result<Party, Problem> {
    Ok(Party {
        kind: wire::word("当事人类别", &new.kind, PartyKind::parse)?,
        name: Personal::new(wire::text::<100>("当事人名称", &new.name)?.as_str().to_owned()),
        id_no: personal::<40>("证件号码", new.id_no.as_deref())?,
        address: personal::<200>("地址", new.address.as_deref())?,
        phone: personal::<40>("电话", new.phone.as_deref())?,
        legal_representative: personal::<60>("法定代表人", new.legal_representative.as_deref())?,
    })
}

/// Registers a source; the case begins to exist.
#[utoipa::path(post, path = "/cases", tag = "案件", request_body = RegisterCase, responses((status = 201, body = Done), (status = 422, body = Problem)))]
pub(crate) async fn register_case(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<RegisterCase>,
) -> Result<Done, Problem> {
    let act = wire::word("行为类别", &new.act_kind, ActKind::parse)?;
    let procedure = wire::word("程序", &new.procedure, Procedure::parse)?;
    let register = Register {
        act,
        procedure,
        process: new.process,
        title: wire::text("案由", &new.title)?,
        source: source(&new.source)?,
        party: party(&new.party)?,
        division: new.division_id.as_deref().map(wire::id).transpose()?,
        officers: wire::ids("承办人", &new.officers)?,
    };
    Ok(app.register_case(&caller.call(), register).await?.into())
}
