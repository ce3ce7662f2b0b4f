//! Projections: the rows that lists read, as a pure function of folded facts. `check` computes
//! them anew and compares.

mod case_rows;
mod duty_rows;
mod org_rows;

use std::collections::BTreeMap;

use domain::Event;
use domain::dossier::{self, Dossier};
use domain::org::Directory;
use domain::recording_list::RecordingList;
use rules::Finding;
use store::{ListRow, Row, RowChange, Table};
use terms::StreamId;

pub(crate) use org_rows::org_rows;

use crate::{App, Law};

/// Everything the rules say about a dossier.
pub(crate) fn findings(law: &Law, dossier: &Dossier, directory: &Directory) -> Vec<Finding> {
    match dossier::matter(dossier, &law.catalogue, directory) {
        Some(matter) => law.book.evaluate(&law.read_dossier(matter, dossier, directory)),
        None => {
            let activities = dossier.activities.values();
            let matters = activities.map(|a| dossier::matter_of_activity(dossier, a, directory));
            let read = |matter| law.read_dossier(matter, dossier, directory);
            matters.flat_map(|matter| law.book.evaluate(&read(matter))).collect()
        }
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
    let read = |matter| law.read_dossier(matter, dossier, directory);
    let findings = matter.map(|matter| law.book.evaluate(&read(matter))).unwrap_or_default();
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
    duty_rows::all(dossier, &findings, &mut rows);
    rows.into_iter().map(|row| ((row.table(), row.key()), row)).collect()
}

/// What an append changes: rows that are new or differ, and rows that are gone.
pub(crate) fn changes(
    app: &App,
    directory: &Directory,
    before: &Dossier,
    after: &Dossier,
    events: &[(StreamId, Event)],
) -> Vec<RowChange> {
    let lists = events.iter().filter_map(|(_, event)| {
        let Event::RecordingList(event) = event else { return None };
        Some(list_rows(&RecordingList::fold(event)))
    });
    let mut changes: Vec<RowChange> = lists.flatten().map(RowChange::Put).collect();
    let mut known = rows(app, before, directory);
    for (place, row) in rows(app, after, directory) {
        match known.remove(&place) {
            Some(same) if same.diff(&row).is_empty() => {}
            Some(_) => changes.push(RowChange::Put(row)),
            None if place.0 == Table::DocNumber => changes.push(RowChange::Claim(row)),
            None => changes.push(RowChange::Put(row)),
        }
    }
    changes.extend(known.into_keys().map(|(table, key)| RowChange::Remove { table, key }));
    changes
}

/// The rows of a recording list.
pub(crate) fn list_rows(list: &RecordingList) -> Vec<Row> {
    let row = |row: &domain::recording_list::ListRow| ListRow {
        row_id: row.id,
        list_id: list.id,
        agency_id: list.agency,
        version: list.version,
        act: row.act.clone(),
        item: row.item.clone(),
        stage_text: row.stage.clone(),
        scene: row.scene.clone(),
        devices: row.devices.clone(),
        mode: row.mode.as_str().to_owned(),
        content: row.content.clone(),
        start_point: row.start_point.clone(),
        end_point: row.end_point.clone(),
        retention: row.retention.clone(),
        effective_from_on: list.effective_from_on,
    };
    list.rows.iter().map(|one| Row::from(row(one))).collect()
}
