//! What the rules are told about people: their credentials, and who keeps records and devices.

use rules::Fact;
use terms::{Date, StreamId, Timestamp};

use crate::org::{Appointment, Directory, Officer};

/// Everybody's credentials, valid or not.
pub(super) fn people_facts(
    people: std::collections::BTreeSet<terms::OfficerId>,
    directory: &Directory,
    at: Timestamp,
) -> Vec<Fact> {
    let mut facts = Vec::new();
    for officer in people.into_iter().filter_map(|id| directory.officer(id)) {
        for credential in &officer.credentials {
            facts.push(
                Fact::new("officer.credential", at, officer.id.to_string())
                    .with("officer", officer.id.to_string())
                    .with("from", credential.from_on)
                    .with("until", credential.until_on),
            );
        }
    }
    facts
}

/// The appointments that count for a matter. No clock is asked: of a case that is archived those
/// that held on that day, otherwise those that no end is known of, so that an office about to fall
/// vacant shows before it does.
pub(super) fn appointments(
    agency: terms::AgencyId,
    archived_on: Option<Date>,
    directory: &Directory,
) -> Vec<Fact> {
    let counts = |officer: &Officer, held: &Appointment| match archived_on {
        Some(day) => held.holds_on(day),
        None => officer.is_enabled && held.until_on.is_none(),
    };
    let mut facts = Vec::new();
    for officer in directory.officers.values().filter(|officer| officer.agency == agency) {
        for held in officer.appointments.iter().filter(|held| counts(officer, held)) {
            facts.push(
                Fact::new("appointment", held.from_on.start(), StreamId::from(agency).as_str())
                    .with("role", held.role.as_str())
                    .with("officer", officer.id.to_string())
                    .with("from", held.from_on),
            );
        }
    }
    facts
}
