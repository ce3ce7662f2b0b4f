//! Agencies and people.

use app::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::authority::Role;
use domain::org::{Agency, Appointment, Directory, Officer};
use serde::{Deserialize, Serialize};
use terms::{AgencyId, Date, OfficerId};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::wire::{self, Body, Done, Ids, Params};
use super::words;

/// A person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Person {
    pub officer_id: String,
    pub name: String,
    pub credential_no: Option<String>,
    pub credential_valid: bool,
    pub credential_until_on: Option<String>,
    pub agency_id: String,
    pub agency_name: String,
    pub division_id: Option<String>,
    pub division_name: Option<String>,
    /// Roles held today.
    #[schema(value_type = Vec<words::Role>)]
    pub roles: Vec<Role>,
    /// Appointments that are not over, also those still to begin.
    pub appointments: Vec<AppointmentView>,
    pub enabled: bool,
    /// Told in the list of people, to those who keep them.
    pub login_name: Option<String>,
}

/// A role with its days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AppointmentView {
    #[schema(value_type = words::Role)]
    pub role: Role,
    pub from_on: String,
    /// Last day.
    pub until_on: Option<String>,
}

impl AppointmentView {
    fn of(held: &Appointment) -> Self {
        Self {
            role: held.role,
            from_on: held.from_on.to_string(),
            until_on: held.until_on.map(|day| day.to_string()),
        }
    }
}

/// An agency.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AgencyView {
    pub agency_id: String,
    pub name: String,
    pub short_name: String,
    pub region: String,
    pub superior: Option<String>,
    pub divisions: Vec<DivisionView>,
}

/// A division.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DivisionView {
    pub division_id: String,
    pub name: String,
}

/// Agencies.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgencyList {
    items: Vec<AgencyView>,
}

/// People.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonList {
    items: Vec<Person>,
}

pub(crate) fn person(officer: &Officer, directory: &Directory, today: Date) -> Person {
    let agency = directory.agencies.get(&officer.agency);
    let division = officer.division.and_then(|id| {
        agency.and_then(|agency| agency.divisions.iter().find(|division| division.id == id))
    });
    let credential = officer.credentials.last();
    let appointments = officer.appointments.iter();
    let appointments =
        appointments.filter(|held| held.until_on.is_none_or(|until_on| today <= until_on));
    Person {
        officer_id: officer.id.to_string(),
        name: officer.name.reveal().clone(),
        credential_no: credential.map(|credential| credential.number.reveal().clone()),
        credential_valid: officer.credential_on(today).is_some(),
        credential_until_on: credential.map(|credential| credential.until_on.to_string()),
        agency_id: officer.agency.to_string(),
        agency_name: agency.map(|agency| agency.name.clone()).unwrap_or_default(),
        division_id: officer.division.map(|id| id.to_string()),
        division_name: division.map(|division| division.name.clone()),
        roles: officer.roles_on(today).collect(),
        appointments: appointments.map(AppointmentView::of).collect(),
        enabled: officer.is_enabled,
        login_name: None,
    }
}

pub(crate) fn agency_view(agency: &Agency) -> AgencyView {
    let division = |division: &domain::org::Division| DivisionView {
        division_id: division.id.to_string(),
        name: division.name.clone(),
    };
    AgencyView {
        agency_id: agency.id.to_string(),
        name: agency.name.clone(),
        short_name: agency.short_name.clone(),
        region: agency.region.clone(),
        superior: agency.superior.map(|id| id.to_string()),
        divisions: agency.divisions.iter().map(division).collect(),
    }
}

/// Agencies one may see.
#[utoipa::path(get, path = "/agencies", tag = "机构人员", responses((status = 200, body = AgencyList)))]
pub(crate) async fn agencies(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<AgencyList>, Problem> {
    let (directory, agencies) = app.agencies(caller.officer()).await?;
    let seen = directory.agencies.values().filter(|agency| agencies.contains(&agency.id));
    Ok(Json(AgencyList { items: seen.map(agency_view).collect() }))
}

/// A new agency.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterAgency {
    name: String,
    short_name: String,
    region: String,
    superior: Option<String>,
}

/// Adds an agency below one's own.
#[utoipa::path(post, path = "/agencies", tag = "机构人员", request_body = RegisterAgency, responses((status = 201, body = Done), (status = 403, body = Problem)))]
pub(crate) async fn register_agency(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<RegisterAgency>,
) -> Result<Done, Problem> {
    let superior = new.superior.as_deref().map(wire::id).transpose()?;
    let name = wire::text("机关名称", &new.name)?;
    let short_name = wire::text("机关代字", &new.short_name)?;
    let region = wire::text("行政区划", &new.region)?;
    Ok(app.register_agency(&caller.call(), name, short_name, region, superior).await?.into())
}

/// A new division.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddDivision {
    name: String,
}

/// Adds a division.
#[utoipa::path(post, path = "/agencies/{agency}/divisions", tag = "机构人员", request_body = AddDivision, params(("agency" = String, Path)), responses((status = 201, body = Done)))]
pub(crate) async fn add_division(
    State(app): State<App>,
    caller: Caller,
    Ids(agency): Ids<String>,
    Body(new): Body<AddDivision>,
) -> Result<Done, Problem> {
    let agency: AgencyId = wire::id(&agency)?;
    Ok(app.add_division(&caller.call(), agency, wire::text("机构名称", &new.name)?).await?.into())
}

/// Whose people.
#[derive(Deserialize)]
pub(crate) struct OfAgency {
    agency_id: Option<String>,
}

/// People one may see.
#[utoipa::path(get, path = "/officers", tag = "机构人员", params(("agency_id" = Option<String>, Query)), responses((status = 200, body = PersonList)))]
pub(crate) async fn officers(
    State(app): State<App>,
    caller: Caller,
    Params(of): Params<OfAgency>,
) -> Result<Json<PersonList>, Problem> {
    let agency: Option<AgencyId> = of.agency_id.as_deref().map(wire::id).transpose()?;
    let (directory, people) = app.people(caller.officer()).await?;
    let logins = app.login_names(caller.officer()).await?;
    let today = app.now().date();
    let people = people.iter().filter_map(|id| directory.officer(*id));
    let items = people.filter(|o| agency.is_none_or(|agency| o.agency == agency));
    let items = items.map(|officer| Person {
        login_name: logins.get(&officer.id).cloned(),
        ..person(officer, &directory, today)
    });
    Ok(Json(PersonList { items: items.collect() }))
}

/// A new person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolOfficer {
    name: String,
    agency_id: String,
    division_id: Option<String>,
    credential_no: Option<String>,
    credential_from_on: Option<String>,
    credential_until_on: Option<String>,
    login_name: String,
}

/// A new person with the password that is shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewOfficer {
    officer_id: String,
    one_time_password: String,
}

/// Adds a person.
#[utoipa::path(post, path = "/officers", tag = "机构人员", request_body = EnrolOfficer, responses((status = 201, body = NewOfficer)))]
pub(crate) async fn enrol_officer(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<EnrolOfficer>,
) -> Result<Response, Problem> {
    let agency = wire::id(&new.agency_id)?;
    let division = new.division_id.as_deref().map(wire::id).transpose()?;
    let name = wire::text("姓名", &new.name)?;
    let credential = match (new.credential_no, new.credential_from_on, new.credential_until_on) {
        (Some(number), Some(from), Some(until)) if !number.trim().is_empty() => Some((
            wire::text("执法证号", &number)?,
            wire::day("有效期起", &from)?,
            wire::day("有效期止", &until)?,
        )),
        _ => None,
    };
    let call = caller.call();
    let (officer, password) =
        app.enrol_officer(&call, agency, division, name, &new.login_name, credential).await?;
    let view = NewOfficer {
        officer_id: officer.to_string(),
        one_time_password: password.reveal().to_owned(),
    };
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// A role to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppointRole {
    #[schema(value_type = words::Role)]
    role: String,
    from_on: String,
}

/// Gives a role.
#[utoipa::path(post, path = "/officers/{officer}/roles", tag = "机构人员", request_body = AppointRole, params(("officer" = String, Path)), responses((status = 200, body = Done)))]
pub(crate) async fn appoint_role(
    State(app): State<App>,
    caller: Caller,
    Ids(officer): Ids<String>,
    Body(new): Body<AppointRole>,
) -> Result<Done, Problem> {
    let officer: OfficerId = wire::id(&officer)?;
    let role = wire::word("角色", &new.role, Role::parse)?;
    let from_on = wire::day("起始日", &new.from_on)?;
    Ok(app.appoint_role(&caller.call(), officer, role, from_on).await?.into())
}

/// When a role ends.
#[derive(Deserialize)]
pub(crate) struct EndRole {
    until_on: Option<String>,
}

/// Ends a role after its last day; after today if none is given.
#[utoipa::path(delete, path = "/officers/{officer}/roles/{role}", tag = "机构人员", params(("officer" = String, Path), ("role" = words::Role, Path), ("until_on" = Option<String>, Query)), responses((status = 200, body = Done)))]
pub(crate) async fn end_role(
    State(app): State<App>,
    caller: Caller,
    Ids((officer, role)): Ids<(String, String)>,
    Params(end): Params<EndRole>,
) -> Result<Done, Problem> {
    let officer: OfficerId = wire::id(&officer)?;
    let role = wire::word("角色", &role, Role::parse)?;
    let until_on = end.until_on.as_deref().map(|day| wire::day("最后任职日", day)).transpose()?;
    Ok(app.end_role(&caller.call(), officer, role, until_on).await?.into())
}

/// A credential.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueCredential {
    credential_no: String,
    from_on: String,
    until_on: String,
}

/// Issues or renews a credential.
#[utoipa::path(post, path = "/officers/{officer}/credential", tag = "机构人员", request_body = IssueCredential, params(("officer" = String, Path)), responses((status = 200, body = Done)))]
pub(crate) async fn issue_credential(
    State(app): State<App>,
    caller: Caller,
    Ids(officer): Ids<String>,
    Body(new): Body<IssueCredential>,
) -> Result<Done, Problem> {
    let officer: OfficerId = wire::id(&officer)?;
    let number = wire::text("执法证号", &new.credential_no)?;
    let from_on = wire::day("有效期起", &new.from_on)?;
    let until_on = wire::day("有效期止", &new.until_on)?;
    Ok(app.issue_credential(&caller.call(), officer, number, from_on, until_on).await?.into())
}

/// Why a password is replaced.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetPassword {
    reason: String,
}

/// A password that is shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct OneTimePassword {
    one_time_password: String,
}

/// Replaces a forgotten password; all sessions of the person end.
#[utoipa::path(post, path = "/officers/{officer}/password", tag = "机构人员", request_body = ResetPassword, params(("officer" = String, Path)), responses((status = 200, body = OneTimePassword), (status = 422, body = Problem)))]
pub(crate) async fn reset_password(
    State(app): State<App>,
    caller: Caller,
    Ids(officer): Ids<String>,
    Body(new): Body<ResetPassword>,
) -> Result<Json<OneTimePassword>, Problem> {
    let officer: OfficerId = wire::id(&officer)?;
    let reason = wire::text("重置原因", &new.reason)?;
    let password = app.reset_password(&caller.call(), officer, reason).await?;
    Ok(Json(OneTimePassword { one_time_password: password.reveal().to_owned() }))
}

/// Why an account is disabled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisableOfficer {
    reason: String,
}

/// Disables an account.
#[utoipa::path(post, path = "/officers/{officer}/disable", tag = "机构人员", request_body = DisableOfficer, params(("officer" = String, Path)), responses((status = 200, body = Done)))]
pub(crate) async fn disable_officer(
    State(app): State<App>,
    caller: Caller,
    Ids(officer): Ids<String>,
    Body(new): Body<DisableOfficer>,
) -> Result<Done, Problem> {
    let officer: OfficerId = wire::id(&officer)?;
    let reason = wire::text("停用原因", &new.reason)?;
    Ok(app.disable_officer(&caller.call(), officer, reason).await?.into())
}
