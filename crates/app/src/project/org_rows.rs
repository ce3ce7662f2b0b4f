//! Rows of agencies and people.

use domain::org::{Agency, Directory, Event, Officer};
use store::{AgencyRow, AppointmentRow, DivisionRow, OfficerRow, Row};
use terms::{AgencyId, Timestamp};

/// The rows of one agency's or one person's stream.
pub(crate) fn org_rows(events: &[(Timestamp, Event)], directory: &Directory) -> Vec<Row> {
    let agency = Agency::fold(events.iter().map(|(at, event)| (*at, event)));
    if let Some(agency) = agency {
        return agency_rows(&agency, directory);
    }
    let officer = Officer::fold(events.iter().map(|(_, event)| event));
    officer.as_ref().map(officer_rows).unwrap_or_default()
}

fn agency_rows(agency: &Agency, directory: &Directory) -> Vec<Row> {
    let row = AgencyRow {
        agency_id: agency.id,
        name: agency.name.clone(),
        short_name: agency.short_name.clone(),
        region: agency.region.clone(),
        superior: agency.superior,
        path: path_of(agency.id, agency.superior, directory),
        created_at: agency.created_at,
    };
    let divisions = agency.divisions.iter().map(|division| {
        Row::from(DivisionRow {
            division_id: division.id,
            agency_id: agency.id,
            name: division.name.clone(),
        })
    });
    std::iter::once(Row::from(row)).chain(divisions).collect()
}

/// Ids from the top of the tree down, each followed by `/`.
fn path_of(agency: AgencyId, superior: Option<AgencyId>, directory: &Directory) -> String {
    let mut path = vec![agency];
    let mut above = superior;
    while let Some(id) = above.filter(|id| !path.contains(id)) {
        path.push(id);
        above = directory.agencies.get(&id).and_then(|agency| agency.superior);
    }
    path.iter().rev().map(|id| format!("{id}/")).collect()
}

fn officer_rows(officer: &Officer) -> Vec<Row> {
    let credential = officer.credentials.last();
    let row = OfficerRow {
        officer_id: officer.id,
        agency_id: officer.agency,
        division_id: officer.division,
        name: officer.name.reveal().clone(),
        credential_no: credential.map(|credential| credential.number.reveal().clone()),
        credential_from_on: credential.map(|credential| credential.from_on),
        credential_until_on: credential.map(|credential| credential.until_on),
        enabled: officer.is_enabled,
    };
    // Appointments are only ever added, so that their place in the list is a key.
    let appointments = (1_u32..).zip(&officer.appointments).map(|(nth, held)| {
        Row::from(AppointmentRow {
            key: format!("{}|{nth}", officer.id),
            officer_id: officer.id,
            agency_id: officer.agency,
            role: held.role.as_str().to_owned(),
            from_on: held.from_on,
            until_on: held.until_on,
        })
    });
    std::iter::once(Row::from(row)).chain(appointments).collect()
}
