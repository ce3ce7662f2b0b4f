//! How the reader's agency reads the law: where it holds, what was chosen, what steps back for what.

use std::collections::BTreeSet;

use app::rules::InternalLimit;
use app::{AgencyReading, App, InternalPoint, LawPoint};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use terms::{Severity, Stage};
use utoipa::ToSchema;

use crate::http::caller::Caller;
use crate::http::problem::Problem;
use crate::http::view::StandingWord;
use crate::http::wire::{self, Body, Done, Ids, Params, time};
use crate::http::words;

/// How an agency reads the law.
#[derive(Serialize, ToSchema)]
pub(crate) struct LawReading {
    agency_id: String,
    agency: String,
    /// Code of GB/T 2260.
    region: String,
    sectors: Vec<SectorView>,
    points: Vec<PointView>,
    /// Clocks for which the agency may set a stricter limit of its own.
    internal: Vec<InternalView>,
    /// Kinds of record the agency may demand in its cases besides those the law names.
    items: Vec<ItemView>,
    /// Laws that contradict each other where both hold.
    conflicts: Vec<ConflictView>,
    /// Whether the reader may choose for the agency.
    may_choose: bool,
}

/// A sector in which agencies enforce the law.
#[derive(Serialize, ToSchema)]
pub(crate) struct SectorView {
    sector: String,
    title: String,
    /// The agency named it.
    named: bool,
}

/// A point on which an agency chooses in writing.
#[derive(Serialize, ToSchema)]
pub(crate) struct PointView {
    choice: String,
    title: String,
    question: String,
    rules: Vec<String>,
    options: Vec<OptionView>,
    /// Id of the option that holds.
    option: String,
    /// The written rule it rests on; absent while nobody chose.
    basis: Option<String>,
    chosen_at: Option<String>,
}

/// A clock, and the agency's own limit for it. One is set like any choice, by the choice
/// `internal-limit.` and the rule: `before:3:working_days`, `within:10:working_days`, or `none`.
#[derive(Serialize, ToSchema)]
pub(crate) struct InternalView {
    choice: String,
    rule: String,
    title: String,
    article: String,
    /// What the law gives.
    law: String,
    /// Counted back from its start: longer is stricter.
    backwards: bool,
    /// Unit of a limit of one's own.
    unit: String,
    /// Units of a limit that comes before the law's.
    units_before: Vec<String>,
    /// The option that holds; `none` where there is none.
    option: String,
    /// The same in words.
    limit: Option<String>,
    basis: Option<String>,
    chosen_at: Option<String>,
}

/// A kind of record the agency may demand in its cases.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemView {
    kind: String,
    title: String,
    #[schema(value_type = words::Stage)]
    stage: Stage,
    required: bool,
    /// The written rule it rests on; absent while the agency never said anything.
    basis: Option<String>,
    said_at: Option<String>,
}

/// An option.
#[derive(Serialize, ToSchema)]
pub(crate) struct OptionView {
    option: String,
    title: String,
    /// It holds until somebody chooses.
    default: bool,
}

/// A rule that steps back for others.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConflictView {
    /// Title of the law that goes before.
    law: String,
    rule: String,
    by: Vec<String>,
    because: String,
    /// That law holds for this agency.
    holds_here: bool,
}

fn point(point: LawPoint) -> PointView {
    let first = point.options.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let option = |(id, title): &(String, String)| OptionView {
        option: id.clone(),
        title: title.clone(),
        default: *id == first,
    };
    let options = point.options.iter().map(option).collect();
    PointView {
        choice: point.id,
        title: point.title,
        question: point.question,
        rules: point.rules,
        options,
        option: point.chosen.as_ref().map_or(first, |made| made.option.clone()),
        basis: point.chosen.as_ref().map(|made| made.basis.clone()),
        chosen_at: point.chosen.as_ref().map(|made| time(made.at)),
    }
}

fn internal(point: InternalPoint) -> InternalView {
    let InternalPoint { rule, title, article, law, backwards, units, limit, chosen } = point;
    InternalView {
        choice: format!("{}{rule}", app::rules::INTERNAL_LIMIT),
        rule,
        title,
        article,
        law,
        backwards,
        unit: units.0,
        units_before: units.1,
        option: limit
            .map_or_else(|| app::rules::NO_INTERNAL_LIMIT.to_owned(), |limit| limit.to_string()),
        limit: limit.map(InternalLimit::to_chinese),
        basis: chosen.as_ref().map(|made| made.basis.clone()),
        chosen_at: chosen.as_ref().map(|made| time(made.at)),
    }
}

fn item(item: app::ItemPoint) -> ItemView {
    ItemView {
        kind: item.kind,
        title: item.title,
        stage: item.stage,
        required: item.said.as_ref().is_some_and(|said| said.is_required),
        basis: item.said.as_ref().map(|said| said.basis.clone()),
        said_at: item.said.as_ref().map(|said| time(said.at)),
    }
}

/// How the reader's agency reads the law.
#[utoipa::path(get, path = "/law-reading", tag = "规则", responses((status = 200, body = LawReading)))]
pub(crate) async fn law_reading(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<LawReading>, Problem> {
    let read = app.law_reading(caller.officer()).await?;
    let AgencyReading { agency, sectors, points, internal: limits, items, may_choose, now } = read;
    let place = agency.place_at(now);
    let sector = |(sector, title): (String, String)| SectorView {
        named: place.sectors.contains(&sector),
        sector,
        title,
    };
    let conflict = |conflict: app::rules::Conflict<'_>| ConflictView {
        law: conflict.pack.title.clone(),
        rule: conflict.rule.to_owned(),
        by: conflict.by.to_vec(),
        because: conflict.because.to_owned(),
        holds_here: conflict.pack.holds_in(&place),
    };
    Ok(Json(LawReading {
        agency_id: agency.id.to_string(),
        agency: agency.name,
        region: agency.region,
        sectors: sectors.into_iter().map(sector).collect(),
        points: points.into_iter().map(point).collect(),
        internal: limits.into_iter().map(internal).collect(),
        items: items.into_iter().map(item).collect(),
        conflicts: app.law.book.conflicts().map(conflict).collect(),
        may_choose,
    }))
}

/// A written choice.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChooseLaw {
    option: String,
    /// The written rule it rests on, e.g. its title and number.
    basis: String,
}

/// Chooses for the agency where the law leaves a choice; matters that began earlier stay as they were.
#[utoipa::path(post, path = "/law-choices/{choice}", tag = "规则", request_body = ChooseLaw, params(("choice" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn choose_law(
    State(app): State<App>,
    caller: Caller,
    Ids(choice): Ids<String>,
    Body(new): Body<ChooseLaw>,
) -> Result<Done, Problem> {
    let basis = wire::text("书面依据", &new.basis)?;
    Ok(app.choose_law(&caller.call(), &choice, &new.option, basis).await?.into())
}

/// Whether a kind of record is demanded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequireItem {
    required: bool,
    /// The written rule it rests on.
    basis: String,
}

/// Demands a kind of record in the agency's cases, or no longer; cases registered earlier stay as
/// they were.
#[utoipa::path(post, path = "/law-items/{kind}", tag = "规则", request_body = RequireItem, params(("kind" = String, Path)), responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn require_item(
    State(app): State<App>,
    caller: Caller,
    Ids(kind): Ids<String>,
    Body(new): Body<RequireItem>,
) -> Result<Done, Problem> {
    let basis = wire::text("书面依据", &new.basis)?;
    Ok(app.require_item(&caller.call(), &kind, new.required, basis).await?.into())
}

/// The sectors of an agency, all of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameSectors {
    sectors: Vec<String>,
}

/// Names the sectors in which the agency enforces the law.
#[utoipa::path(put, path = "/law-sectors", tag = "规则", request_body = NameSectors, responses((status = 200, body = Done), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn name_sectors(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NameSectors>,
) -> Result<Done, Problem> {
    let count = new.sectors.len();
    let sectors: BTreeSet<String> = new.sectors.into_iter().collect();
    if sectors.len() < count {
        return Err(Problem::value("执法领域", "同一领域写了两次，请去掉一个。"));
    }
    Ok(app.name_sectors(&caller.call(), sectors).await?.into())
}

/// Of which agency.
#[derive(Deserialize)]
pub(crate) struct OfAgency {
    agency_id: Option<String>,
}

/// What the law asks of an agency as such.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgencyDuties {
    agency_id: String,
    agency: String,
    items: Vec<AgencyDuty>,
}

/// One duty.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgencyDuty {
    rule: String,
    article: String,
    title: String,
    standing: StandingWord,
    message: String,
    reason: Option<String>,
    #[schema(value_type = words::Severity)]
    severity: Severity,
    #[schema(value_type = words::Verification)]
    verified: app::rules::Verification,
    late: bool,
}

/// What the law asks of one's own agency, or of one that the reader oversees.
#[utoipa::path(get, path = "/agency-duties", tag = "规则", params(("agency_id" = Option<String>, Query)), responses((status = 200, body = AgencyDuties), (status = 404, body = Problem)))]
pub(crate) async fn agency_duties(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<OfAgency>,
) -> Result<Json<AgencyDuties>, Problem> {
    let wanted = of.agency_id.as_deref().map(wire::id).transpose()?;
    let (agency, findings, now) = app.agency_duties(caller.officer(), wanted).await?;
    let duty = |finding: app::rules::Finding| AgencyDuty {
        article: finding.rule.article.to_string(),
        standing: StandingWord::of(&finding.standing),
        reason: match &finding.standing {
            app::rules::Standing::NotApplicable { reason } => Some(reason.clone()),
            app::rules::Standing::Met { .. }
            | app::rules::Standing::Open
            | app::rules::Standing::Explained { .. } => None,
        },
        late: finding.is_late(now),
        message: finding.message(),
        severity: finding.rule.severity,
        verified: finding.rule.verified,
        rule: finding.rule.id.clone(),
        title: finding.rule.title.clone(),
    };
    Ok(Json(AgencyDuties {
        agency_id: agency.id.to_string(),
        agency: agency.name,
        items: findings.into_iter().map(duty).collect(),
    }))
}
