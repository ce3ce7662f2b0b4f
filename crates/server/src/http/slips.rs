//! Slips: what officers hand to parties, and what parties may ask with them without a login.

use app::{App, DepositStanding, SlipAnswer, SlipOffer, SlipSubject};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::custody::OriginalState;
use domain::org::Slips;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::cases::trail::Proof;
use super::peer::Peer;
use super::problem::Problem;
use super::steps::Step;
use super::wire::{self, Body, Done, Ids, time};
use super::words;

/// A slip as it is handed over.
#[derive(Serialize, ToSchema)]
pub(crate) struct SlipView {
    /// What is printed and checked offline.
    text: String,
    /// The page of this server that checks it; the QR code holds its whole address.
    href: String,
    written_at: String,
}

/// Whether there is a slip to hand over.
#[derive(Serialize, ToSchema)]
pub(crate) struct SlipOfferView {
    /// `null`: nobody left yet, or nothing was served.
    slip: Option<SlipView>,
    /// The agency gives one after this act.
    given: bool,
    #[schema(value_type = words::SlipsGiven)]
    slips: Slips,
    /// The choice, for whoever heads the agency.
    choose: Step,
}

impl From<SlipOffer> for SlipOfferView {
    fn from(offer: SlipOffer) -> Self {
        let view = |one: app::SlipView| SlipView {
            href: format!("/check/{}/{}", one.index, one.hash),
            text: one.text,
            written_at: time(one.written_at),
        };
        Self {
            slip: offer.slip.map(view),
            given: offer.is_given,
            slips: offer.slips,
            choose: Step::of("choose_slips", "选定查验单提供范围", offer.may_choose),
        }
    }
}

/// The slip of some on-site work, for the party.
#[utoipa::path(get, path = "/activities/{activity}/slip", tag = "存证", params(("activity" = String, Path)), responses((status = 200, body = SlipOfferView), (status = 404, body = Problem)))]
pub(crate) async fn work_slip(
    State(app): State<App>,
    caller: Caller,
    Ids(activity): Ids<String>,
) -> Result<Json<SlipOfferView>, Problem> {
    let offer = app.slip_of_work(caller.officer(), wire::id(&activity)?).await?;
    Ok(Json(offer.into()))
}

/// The slip of the last service of a document, for the party.
#[utoipa::path(get, path = "/cases/{case}/records/{record}/slip", tag = "存证", params(("case" = String, Path), ("record" = String, Path)), responses((status = 200, body = SlipOfferView), (status = 404, body = Problem)))]
pub(crate) async fn record_slip(
    State(app): State<App>,
    caller: Caller,
    Ids((case, record)): Ids<(String, String)>,
) -> Result<Json<SlipOfferView>, Problem> {
    let (case, record) = (wire::id(&case)?, wire::id(&record)?);
    Ok(Json(app.slip_of_record(caller.officer(), case, record).await?.into()))
}

/// After which acts parties are given a slip from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChooseSlips {
    #[schema(value_type = words::SlipsGiven)]
    slips: String,
    /// The written rule it rests on.
    basis: String,
}

/// Chooses after which acts one's own agency gives slips.
#[utoipa::path(post, path = "/slips/given", tag = "存证", request_body = ChooseSlips, responses((status = 200, body = Done), (status = 403, body = Problem)))]
pub(crate) async fn choose_slips(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<ChooseSlips>,
) -> Result<Done, Problem> {
    let slips = wire::word("查验单提供范围", &new.slips, Slips::parse)?;
    let basis = wire::text("依据", &new.basis)?;
    Ok(app.choose_slips(&caller.call(), slips, basis).await?.into())
}

/// What became of the recordings of on-site work. No content, no names.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordingsTold {
    count: u64,
    /// Length of those whose length is known, in milliseconds.
    lasts_ms: i64,
    without_length: u64,
    /// `in_time`, `late`, `running`, `missing` or `not_due` (Art. 22).
    deposit: &'static str,
    altered: u64,
    missing: u64,
    destroyed: u64,
}

/// What a slip is about and what became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SlipAnswerView {
    /// When it was written down, by the server's clock.
    written_at: String,
    agency: String,
    /// Of on-site work.
    recordings: Option<RecordingsTold>,
    /// Of a service: the pages are `intact`, `altered` or `missing`; `null` if none were printed.
    pages: Option<&'static str>,
    /// When this was looked up.
    now: String,
}

impl From<SlipAnswer> for SlipAnswerView {
    fn from(answer: SlipAnswer) -> Self {
        let (recordings, pages) = match answer.about {
            SlipSubject::Work(told) => (Some(told), None),
            SlipSubject::Service(pages) => (None, pages),
        };
        Self {
            written_at: time(answer.written_at),
            agency: answer.agency,
            recordings: recordings.map(|told| RecordingsTold {
                count: told.count,
                lasts_ms: told.lasts_ms,
                without_length: told.without_length,
                deposit: standing(told.deposit),
                altered: told.altered,
                missing: told.missing,
                destroyed: told.destroyed,
            }),
            pages: pages.map(OriginalState::as_str),
            now: time(answer.now),
        }
    }
}

const fn standing(standing: DepositStanding) -> &'static str {
    match standing {
        DepositStanding::InTime => "in_time",
        DepositStanding::Late => "late",
        DepositStanding::Running => "running",
        DepositStanding::Missing => "missing",
        DepositStanding::NotDue => "not_due",
    }
}

/// Tells whoever holds a slip what became of what it names; asks for no login.
#[utoipa::path(get, path = "/slips/{index}/{hash}", tag = "存证", params(("index" = u64, Path), ("hash" = String, Path)), responses((status = 200, body = SlipAnswerView), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn check_slip(
    State(app): State<App>,
    peer: Peer,
    Ids((index, hash)): Ids<(String, String)>,
) -> Result<Json<SlipAnswerView>, Problem> {
    let index = plain(&index)?;
    let answer = app.check_slip(peer.address, index, &hash).await.map_err(unknown)?;
    Ok(Json(answer.into()))
}

/// The proof file of the leaf that a slip names; asks for no login.
#[utoipa::path(get, path = "/slips/{index}/{hash}/proof", tag = "存证", params(("index" = u64, Path), ("hash" = String, Path)), responses((status = 200, body = Proof), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn slip_proof(
    State(app): State<App>,
    peer: Peer,
    Ids((index, hash)): Ids<(String, String)>,
) -> Result<Json<Proof>, Problem> {
    let index = plain(&index)?;
    let proof = app.prove_slip(peer.address, index, &hash).await.map_err(unknown)?;
    Ok(Json(proof.into()))
}

/// As slips write it, so that one slip has one address.
fn plain(index: &str) -> Result<u64, Problem> {
    let read = index.parse::<u64>().ok().filter(|read| read.to_string() == index);
    read.ok_or_else(no_such_slip)
}

/// Nobody learns whether there is another leaf in that place.
fn unknown(error: app::Error) -> Problem {
    match matches!(error, app::Error::Refused(domain::Refusal::NotFound)) {
        true => no_such_slip(),
        false => error.into(),
    }
}

fn no_such_slip() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "slip.unknown",
        "没有这张查验单所指的记载",
        "请先核对序号和 43 个字符是否抄错；由二维码直接打开仍是这个结果的，请保留查验单，向上一级行政执法机关或司法行政部门反映。",
    )
}
