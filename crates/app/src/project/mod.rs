//! Projections: the rows that lists read, as a pure function of folded facts. `check` computes
//! them anew and compares.

mod activity_rows;
mod case_rows;
mod device_rows;
mod duty_rows;
mod org_rows;
mod station_rows;
mod violation_rows;

use std::collections::BTreeMap;

use domain::dossier::{self, Dossier};
use domain::org::Directory;
use domain::{activity, case};
use rules::catalogue::Catalogue;
use rules::{Finding, Matter, RuleBook};
use store::{Row, RowChange, Table};

pub use activity_rows::remote_key;
pub use case_rows::{voiding_key, waiver_key};
pub(crate) use org_rows::org_rows;

use crate::readings::read_dossier;
use crate::{App, Law};

/// Everything the rules say about a dossier, less what a signed reason says does not apply to it.
pub(crate) fn findings(law: &Law, dossier: &Dossier, directory: &Directory) -> Vec<Finding> {
    findings_by(&law.book, &law.catalogue, dossier, directory)
}

/// The same by rules that need not be those of the running law.
pub(crate) fn findings_by(
    book: &RuleBook,
    catalogue: &Catalogue,
    dossier: &Dossier,
    directory: &Directory,
) -> Vec<Finding> {
    let read = |matter| read_dossier(book, matter, dossier, directory);
    match dossier::matter(dossier, catalogue, directory) {
        Some(matter) => {
            let mut found = judged(book, matter, dossier, directory);
            found.extend(struck(book, catalogue, dossier, directory));
            found
        }
        None => {
            let judge = |activity| {
                let matter = dossier::matter_of_activity(dossier, activity, directory);
                let found = book.evaluate(&read(matter));
                if activity.cancelled.is_none() { found } else { activity::strike(dossier, found) }
            };
            dossier.activities.values().flat_map(judge).collect()
        }
    }
}

/// The duties of work that was cancelled, as they would be if it had not been: struck out, so that
/// nobody has to wonder where they are.
fn struck(
    book: &RuleBook,
    catalogue: &Catalogue,
    dossier: &Dossier,
    directory: &Directory,
) -> Vec<Finding> {
    if dossier.activities.values().all(|activity| activity.cancelled.is_none()) {
        return Vec::new();
    }
    let mut restored = dossier.clone();
    restored.activities.values_mut().for_each(|activity| activity.cancelled = None);
    let found = dossier::matter(&restored, catalogue, directory)
        .map(|matter| judged(book, matter, &restored, directory));
    activity::strike(dossier, found.unwrap_or_default())
}

fn judged(
    book: &RuleBook,
    matter: Matter,
    dossier: &Dossier,
    directory: &Directory,
) -> Vec<Finding> {
    let findings = book.evaluate(&read_dossier(book, matter, dossier, directory));
    match &dossier.case {
        Some(case) => case::waive(case, directory, findings),
        None => findings,
    }
}

/// What would be missing from the case file if it were archived at `at`: open, and not merely to be
/// done later. What an agency lacks as a whole is no matter of one file.
pub(crate) fn missing_from_file(
    law: &Law,
    dossier: &Dossier,
    directory: &Directory,
    at: terms::Timestamp,
) -> Vec<Finding> {
    let matter = dossier::matter_once_archived(dossier, &law.catalogue, directory, at);
    let findings = matter.map(|matter| judged(&law.book, matter, dossier, directory));
    let findings = findings.unwrap_or_default();
    let is_missing = |finding: &Finding| {
        !finding.is_settled()
            && finding.subject != "agency"
            && (finding.due.is_none() || finding.is_late(at))
    };
    findings.into_iter().filter(is_missing).collect()
}

/// All rows of a dossier by table and key.
pub(crate) fn rows(
    app: &App,
    dossier: &Dossier,
    directory: &Directory,
) -> BTreeMap<(Table, String), Row> {
    let findings = findings(&app.law, dossier, directory);
    let mut rows = Vec::new();
    case_rows::all(app, dossier, &findings, &mut rows);
    activity_rows::all(app, dossier, directory, &findings, &mut rows);
    duty_rows::all(dossier, &findings, &mut rows);
    violation_rows::all(dossier, &mut rows);
    device_rows::all(dossier, &mut rows);
    station_rows::all(dossier, &mut rows);
    rows.into_iter().map(|row| ((row.table(), row.key()), row)).collect()
}

/// What an append changes: rows that are new or differ, and rows that are gone.
pub(crate) fn changes(
    app: &App,
    directory: &Directory,
    before: &Dossier,
    after: &Dossier,
) -> Vec<RowChange> {
    let mut changes: Vec<RowChange> = Vec::new();
    let mut known = rows(app, before, directory);
    for (place, row) in rows(app, after, directory) {
        match known.remove(&place) {
            Some(same) if same.diff(&row).is_empty() => {}
            Some(_) => changes.push(RowChange::Put(row)),
            None if matches!(place.0, Table::DocNumber | Table::DeviceCode) => {
                changes.push(RowChange::Claim(row));
            }
            None => changes.push(RowChange::Put(row)),
        }
    }
    changes.extend(known.into_keys().map(|(table, key)| RowChange::Remove { table, key }));
    changes
}
