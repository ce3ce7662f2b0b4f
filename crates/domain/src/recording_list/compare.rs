//! Two lists side by side: what is new, gone or different, and where less is demanded than the
//! superior agency demands.

use std::collections::BTreeMap;

use terms::{ListRowId, words};

use super::{ListRow, Mode};

words! {
    /// What a row says, cell by cell.
    Field {
        /// Kind of act.
        Act = "act", "执法行为";
        /// The item.
        Item = "item", "事项";
        /// The stage.
        Stage = "stage", "执法环节";
        /// The scene.
        Scene = "scene", "记录场合";
        /// With what it is recorded.
        Devices = "devices", "记录设备";
        /// How strongly.
        Mode = "mode", "记录方式";
        /// What to record.
        Content = "content", "记录内容";
        /// Where recording starts.
        StartPoint = "start_point", "起点";
        /// Where it ends.
        EndPoint = "end_point", "止点";
        /// Other points to focus on.
        OtherFocus = "other_focus", "其他摄录重点";
        /// How long it is kept.
        Retention = "retention", "保存要求";
        /// Everything else a table said.
        Remarks = "remarks", "备注";
    }
}

/// A row that both lists have, and in what they differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Change<'a> {
    /// As it was.
    pub before: &'a ListRow,
    /// As it is.
    pub after: &'a ListRow,
    /// In what they differ, in the order of the columns.
    pub fields: Vec<Field>,
}

/// How one list differs from another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diff<'a> {
    /// Only in the later one.
    pub added: Vec<&'a ListRow>,
    /// Only in the earlier one.
    pub removed: Vec<&'a ListRow>,
    /// In both, and not the same.
    pub changed: Vec<Change<'a>>,
    /// How many are the same.
    pub same: usize,
}

/// Where a list demands less than the superior agency's.
#[derive(Debug, Clone, PartialEq)]
pub struct Alarm<'a> {
    /// The row of the superior agency's list: recorded continuously.
    pub wanted: &'a ListRow,
    /// The row of the own list that demands less; `None` if there is none at all.
    pub own: Option<&'a ListRow>,
}

/// What tells a row from others where ids do not: act, item, stage, scene, without white space.
type Key = [String; 4];

fn key(row: &ListRow) -> Key {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    [bare(&row.act), bare(&row.item), bare(&row.stage), bare(&row.scene)]
}

/// Each row of `before` with its fellow in `after`: by id, or else by act, item, stage and scene.
fn pair<'a>(before: &'a [ListRow], after: &'a [ListRow]) -> BTreeMap<usize, &'a ListRow> {
    let by_id: BTreeMap<ListRowId, usize> =
        after.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
    let mut fellow_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (place, row) in before.iter().enumerate() {
        fellow_of.extend(by_id.get(&row.id).map(|there| (place, *there)));
    }
    let taken: Vec<usize> = fellow_of.values().copied().collect();
    let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (place, row) in after.iter().enumerate().rev().filter(|(place, _)| !taken.contains(place)) {
        by_key.entry(key(row)).or_default().push(place);
    }
    for (place, row) in before.iter().enumerate() {
        if !fellow_of.contains_key(&place) {
            let free = by_key.get_mut(&key(row)).and_then(Vec::pop);
            fellow_of.extend(free.map(|there| (place, there)));
        }
    }
    let there = |(place, there): (usize, usize)| Some((place, after.get(there)?));
    fellow_of.into_iter().filter_map(there).collect()
}

/// How `after` differs from `before`.
#[must_use]
pub fn diff<'a>(before: &'a [ListRow], after: &'a [ListRow]) -> Diff<'a> {
    let fellows = pair(before, after);
    let mut diff = Diff::default();
    for (place, row) in before.iter().enumerate() {
        let Some(fellow) = fellows.get(&place) else {
            diff.removed.push(row);
            continue;
        };
        let fields = different(row, fellow);
        if fields.is_empty() {
            diff.same += 1;
        } else {
            diff.changed.push(Change { before: row, after: fellow, fields });
        }
    }
    let is_new = |row: &&ListRow| !fellows.values().any(|fellow| fellow.id == row.id);
    diff.added = after.iter().filter(is_new).collect();
    diff
}

/// Rows of `wanted` that are recorded continuously and that `own` leaves out or weakens
/// (Art. 16 para. 2).
#[must_use]
pub fn alarms<'a>(wanted: &'a [ListRow], own: &'a [ListRow]) -> Vec<Alarm<'a>> {
    let fellows = pair(wanted, own);
    let alarm = |(place, row): (usize, &'a ListRow)| {
        let fellow = fellows.get(&place).copied();
        let is_kept = fellow.is_some_and(|own| own.mode == Mode::Continuous);
        (row.mode == Mode::Continuous && !is_kept).then_some(Alarm { wanted: row, own: fellow })
    };
    wanted.iter().enumerate().filter_map(alarm).collect()
}

/// Gives rows that a known list has too the ids they have there.
pub fn keep_ids(rows: &mut [ListRow], known: &[ListRow]) {
    let kept: Vec<(usize, ListRowId)> = {
        let by_place = pair(known, rows);
        let place_of = |id: ListRowId| rows.iter().position(|row| row.id == id);
        let kept = by_place
            .into_iter()
            .filter_map(|(place, fellow)| Some((place_of(fellow.id)?, known.get(place)?.id)));
        kept.collect()
    };
    for (place, id) in kept {
        if let Some(row) = rows.get_mut(place) {
            row.id = id;
        }
    }
}

fn different(a: &ListRow, b: &ListRow) -> Vec<Field> {
    let differs = |field: &Field| match field {
        Field::Act => a.act != b.act,
        Field::Item => a.item != b.item,
        Field::Stage => a.stage != b.stage,
        Field::Scene => a.scene != b.scene,
        Field::Devices => a.devices != b.devices,
        Field::Mode => a.mode != b.mode,
        Field::Content => a.content != b.content,
        Field::StartPoint => a.start_point != b.start_point,
        Field::EndPoint => a.end_point != b.end_point,
        Field::OtherFocus => a.other_focus != b.other_focus,
        Field::Retention => a.retention != b.retention,
        Field::Remarks => a.remarks != b.remarks,
    };
    Field::ALL.iter().copied().filter(differs).collect()
}

/// Which row of `after` speaks of the same as each row of `before`.
#[must_use]
pub fn fellows(before: &[ListRow], after: &[ListRow]) -> BTreeMap<ListRowId, ListRowId> {
    let ids = |(place, fellow): (usize, &ListRow)| Some((before.get(place)?.id, fellow.id));
    pair(before, after).into_iter().filter_map(ids).collect()
}

/// The row of `rows` that speaks of the same as `row`.
#[must_use]
pub(super) fn fellow<'a>(row: &'a ListRow, rows: &'a [ListRow]) -> Option<&'a ListRow> {
    pair(std::slice::from_ref(row), rows).into_values().next()
}
