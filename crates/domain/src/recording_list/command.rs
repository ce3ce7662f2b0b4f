//! Decisions about recording lists.

use std::collections::BTreeSet;

use terms::{AgencyId, Date, ListRowId, RecordingListId, Timestamp};

use super::{
    Alarm, Event, Explained, ListRow, MAX_REMARKS, MAX_ROWS, RecordingList, Status, alarms,
};
use crate::org::{Directory, Officer};
use crate::{Outcome, Refusal, Text};

/// Most comments on one version.
const MAX_COMMENTS: usize = 500;

/// What may be wanted of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Begin a version.
    Draft {
        /// Its new id.
        list: RecordingListId,
        /// What it is called.
        title: Text<100>,
        /// Where it comes from.
        source: Text<200>,
        /// From when on it is hoped to be in force.
        hoped_from_on: Option<Date>,
        /// All rows; may be none yet.
        rows: Vec<ListRow>,
        /// Which of them are new: these ids were made now.
        new_ids: BTreeSet<ListRowId>,
    },
    /// Put these rows in the place of those there are.
    ChangeRows {
        /// All rows.
        rows: Vec<ListRow>,
        /// Which of them are new: these ids were made now.
        new_ids: BTreeSet<ListRowId>,
        /// How often rows had been changed when whoever changes them now read them; `None` does
        /// not ask.
        seen: Option<u32>,
    },
    /// Lay it before the superior agency.
    Submit,
    /// Write in the margin.
    Comment {
        /// On which row; `None` is the whole.
        row: Option<ListRowId>,
        /// The words.
        text: Text<500>,
        /// It agrees that the row is removed or weakened.
        is_consent: bool,
    },
    /// Answer a comment.
    Answer {
        /// Which.
        comment: u32,
        /// The words.
        text: Text<500>,
    },
    /// Put it in force.
    Approve {
        /// First day.
        effective_from_on: Date,
        /// What the head writes.
        opinion: Option<Text<500>>,
        /// Why rows demand less than the superior agency's list.
        explained: Vec<(ListRowId, Text<500>)>,
    },
    /// Give it up.
    Withdraw {
        /// Why.
        reason: Text<500>,
    },
}

/// What a decision looks at beside the list itself.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Who acts.
    pub by: &'a Officer,
    /// The people and agencies.
    pub directory: &'a Directory,
    /// All versions of the agency, also this one.
    pub versions: &'a [&'a RecordingList],
    /// The list it was, or is to be, made from.
    pub base: Option<&'a RecordingList>,
    /// The superior agency's list in force.
    pub superior: Option<&'a RecordingList>,
    /// When.
    pub now: Timestamp,
}

impl Around<'_> {
    /// Whether a row of this id may stand in the list: a new one, or one that it had before.
    fn knows(&self, id: ListRowId) -> bool {
        [self.base, self.superior].into_iter().flatten().any(|list| list.row(id).is_some())
    }

    fn superior_of(&self, agency: AgencyId) -> Option<AgencyId> {
        self.directory.agencies.get(&agency).and_then(|agency| agency.superior)
    }
}

/// Decides about a list (`None`: not begun yet). New rows come with ids nobody has.
///
/// # Errors
/// [`Refusal`] naming who would have to act, or what is still missing.
pub fn decide(
    state: Option<&RecordingList>,
    command: Command,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (None, Command::Draft { list, title, source, hoped_from_on, rows, new_ids }) => {
            check_rows(&rows)?;
            check_ids(&rows, &new_ids, |id| around.knows(id))?;
            Ok(Outcome::one(Event::Drafted {
                list,
                agency: around.by.agency,
                title: title.as_str().to_owned(),
                source: source.as_str().to_owned(),
                based_on: around.base.map(|base| base.id),
                hoped_from_on,
                rows,
            }))
        }
        (None, _) => Err(Refusal::NotFound),
        (Some(state), Command::Comment { row, text, is_consent }) => {
            comment(state, row, text, is_consent, around)
        }
        (Some(state), _) if state.agency != around.by.agency => Err(Refusal::NotFound),
        (Some(state), command) => own(state, command, around),
    }
}

fn own(
    state: &RecordingList,
    command: Command,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let list = state.id;
    match command {
        Command::Draft { .. } | Command::Comment { .. } => Ok(Outcome::AlreadyDone),
        Command::ChangeRows { rows, new_ids, seen } => {
            if !state.is_open() {
                return Err(settled(state));
            }
            check_rows(&rows)?;
            check_ids(&rows, &new_ids, |id| state.row(id).is_some() || around.knows(id))?;
            change_rows(state, &rows, seen)
        }
        Command::Submit => {
            let to = around.superior_of(state.agency).ok_or(Refusal::ListHasNoSuperior)?;
            match state.status {
                Status::Draft => {
                    check_whole(&state.rows)?;
                    Ok(Outcome::one(Event::Submitted { list, to }))
                }
                Status::Submitted { .. } => Ok(Outcome::AlreadyDone),
                Status::Approved { .. } | Status::Withdrawn { .. } => Err(settled(state)),
            }
        }
        Command::Answer { comment, text } => {
            let known = state.comments.iter().find(|one| one.no == comment);
            let known = known.ok_or(Refusal::NotFound)?;
            match &known.answer {
                Some(answer) if answer.text == text.as_str() => Ok(Outcome::AlreadyDone),
                Some(_) => Err(Refusal::ListCommentAnswered { number: comment }),
                None if !state.is_open() => Err(settled(state)),
                None => {
                    let text = text.as_str().to_owned();
                    Ok(Outcome::one(Event::CommentAnswered { list, comment, text }))
                }
            }
        }
        Command::Approve { effective_from_on, opinion, explained } => {
            approve(state, effective_from_on, opinion, &explained, around)
        }
        Command::Withdraw { reason } => match &state.status {
            Status::Draft | Status::Submitted { .. } => {
                Ok(Outcome::one(Event::Withdrawn { list, reason: reason.as_str().to_owned() }))
            }
            Status::Withdrawn { reason: known, .. } if known == reason.as_str() => {
                Ok(Outcome::AlreadyDone)
            }
            Status::Approved { .. } | Status::Withdrawn { .. } => Err(settled(state)),
        },
    }
}

/// Art. 16 para. 2: guidance comes from above, on what was laid before it.
fn comment(
    state: &RecordingList,
    row: Option<ListRowId>,
    text: Text<500>,
    is_consent: bool,
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    let agency = around.by.agency;
    if agency == state.agency || !around.directory.is_above(agency, state.agency) {
        return Err(Refusal::NotSuperiorAgency);
    }
    match state.status {
        Status::Submitted { .. } => {}
        Status::Draft => return Err(Refusal::NotFound),
        Status::Approved { .. } | Status::Withdrawn { .. } => return Err(settled(state)),
    }
    if row.is_some_and(|id| state.row(id).is_none() && !around.knows(id)) {
        return Err(Refusal::ListRowGone);
    }
    if state.comments.len() >= MAX_COMMENTS {
        return Err(Refusal::ListInvalid { what: format!("意见已满{MAX_COMMENTS}条。") });
    }
    let last = state.comments.last();
    if last.is_some_and(|last| {
        last.text == text.as_str() && last.row == row && last.by == Some(around.by.id)
    }) {
        return Ok(Outcome::AlreadyDone);
    }
    Ok(Outcome::one(Event::Commented {
        list: state.id,
        comment: last.map_or(1, |last| last.no.saturating_add(1)),
        row,
        text: text.as_str().to_owned(),
        is_consent,
        agency,
    }))
}

fn change_rows(
    state: &RecordingList,
    rows: &[ListRow],
    seen: Option<u32>,
) -> Result<Outcome<Event>, Refusal> {
    let wanted: BTreeSet<ListRowId> = rows.iter().map(|row| row.id).collect();
    let gone = state.rows.iter().map(|row| row.id).filter(|id| !wanted.contains(id));
    let is_other = |row: &&ListRow| state.row(row.id) != Some(row);
    let put: Vec<ListRow> = rows.iter().filter(is_other).cloned().collect();
    let removed: Vec<ListRowId> = gone.collect();
    if put.is_empty() && removed.is_empty() {
        return Ok(Outcome::AlreadyDone);
    }
    if seen.is_some_and(|seen| seen != state.rows_changed) {
        return Err(Refusal::ListRowsMoved);
    }
    if matches!(state.status, Status::Submitted { .. }) {
        check_whole(rows)?;
    }
    Ok(Outcome::one(Event::RowsChanged { list: state.id, put, removed }))
}

/// Rows that demand less than the superior agency's list, and that nobody agreed to.
#[must_use]
pub fn unanswered<'a>(
    state: &'a RecordingList,
    superior: Option<&'a RecordingList>,
) -> Vec<Alarm<'a>> {
    let wanted = superior.map(|list| list.rows.as_slice()).unwrap_or_default();
    let is_agreed = |alarm: &Alarm<'_>| {
        let own = alarm.own.map(|row| row.id);
        let mut consents = state.comments.iter().filter(|one| one.is_consent);
        consents.any(|one| one.row == Some(alarm.wanted.id) || (own.is_some() && one.row == own))
    };
    let mut found = alarms(wanted, &state.rows);
    found.retain(|alarm| !is_agreed(alarm));
    found
}

fn approve(
    state: &RecordingList,
    from_on: Date,
    opinion: Option<Text<500>>,
    explained: &[(ListRowId, Text<500>)],
    around: &Around<'_>,
) -> Result<Outcome<Event>, Refusal> {
    match &state.status {
        Status::Draft if around.superior_of(state.agency).is_some() => {
            return Err(Refusal::ListNotGuided);
        }
        Status::Draft | Status::Submitted { .. } => {}
        Status::Approved { in_force, .. } if in_force.from_on == from_on => {
            return Ok(Outcome::AlreadyDone);
        }
        Status::Approved { .. } | Status::Withdrawn { .. } => return Err(settled(state)),
    }
    check_whole(&state.rows)?;
    let open: Vec<_> = state.comments.iter().filter(|one| one.is_open()).collect();
    if !open.is_empty() {
        let numbers = open.iter().map(|one| one.no.to_string()).collect::<Vec<_>>().join("、");
        return Err(Refusal::ListCommentsOpen { numbers });
    }
    let alarms = unanswered(state, around.superior);
    let reason = |id: ListRowId| explained.iter().find(|(row, _)| *row == id);
    let silent: Vec<_> = alarms.iter().filter(|alarm| reason(alarm.wanted.id).is_none()).collect();
    if !silent.is_empty() {
        let rows: Vec<_> = silent.iter().map(|alarm| alarm.wanted.label()).collect();
        return Err(Refusal::ListAlarmsOpen { rows: rows.join("、") });
    }
    let (version, earliest) = following(around.versions.iter().copied(), around.now.date());
    if from_on < earliest {
        return Err(Refusal::ListFromTooEarly { earliest: earliest.to_string() });
    }
    let told = |alarm: &Alarm<'_>| {
        let (row, reason) = reason(alarm.wanted.id)?;
        Some(Explained {
            row: *row,
            item: alarm.wanted.label(),
            reason: reason.as_str().to_owned(),
        })
    };
    Ok(Outcome::one(Event::Approved {
        list: state.id,
        version,
        effective_from_on: from_on,
        opinion: opinion.map(|text| text.as_str().to_owned()),
        compared_with: around.superior.map(|list| list.id),
        explained: alarms.iter().filter_map(told).collect(),
    }))
}

/// Number and earliest first day of the version that follows these: no version begins before today
/// nor before the one it follows.
pub fn following<'a>(
    versions: impl IntoIterator<Item = &'a RecordingList>,
    today: Date,
) -> (u32, Date) {
    let in_force = versions.into_iter().filter_map(RecordingList::in_force);
    match in_force.max_by_key(|version| version.version) {
        None => (1, today),
        Some(last) => (last.version.saturating_add(1), last.from_on.max(today)),
    }
}

fn settled(state: &RecordingList) -> Refusal {
    Refusal::ListSettled { status: state.status.zh().to_owned() }
}

/// What holds of the rows of any draft: no more than the limits, and no row twice.
fn check_rows(rows: &[ListRow]) -> Result<(), Refusal> {
    if rows.len() > MAX_ROWS {
        return invalid(&format!("事项超过{MAX_ROWS}行，请拆分。"));
    }
    if rows.iter().any(|row| row.item.trim().is_empty()) {
        return invalid("有事项名称为空的行。");
    }
    if rows.iter().any(|row| row.remarks.len() > MAX_REMARKS) {
        return invalid(&format!("有一行的备注超过{MAX_REMARKS}项。"));
    }
    let ids: BTreeSet<ListRowId> = rows.iter().map(|row| row.id).collect();
    if ids.len() < rows.len() { invalid("同一行出现了两次。") } else { Ok(()) }
}

/// A row has an id made for it now, or the one it had in a list that this one comes from.
fn check_ids(
    rows: &[ListRow],
    new_ids: &BTreeSet<ListRowId>,
    is_known: impl Fn(ListRowId) -> bool,
) -> Result<(), Refusal> {
    let is_placed = |row: &ListRow| new_ids.contains(&row.id) || is_known(row.id);
    if rows.iter().all(is_placed) { Ok(()) } else { Err(Refusal::ListRowGone) }
}

/// What goes out of the house or in force has something in it.
fn check_whole(rows: &[ListRow]) -> Result<(), Refusal> {
    if rows.is_empty() { invalid("没有任何事项。") } else { check_rows(rows) }
}

fn invalid(what: &str) -> Result<(), Refusal> {
    Err(Refusal::ListInvalid { what: what.to_owned() })
}

/// Decides to put a list in force at once, without a draft.
///
/// # Errors
/// [`Refusal::ListInvalid`] if it is empty, too long or has a row without an item.
pub fn adopt(
    list: RecordingListId,
    version: u32,
    from_on: Date,
    rows: &[ListRow],
    source: &str,
    by: &Officer,
) -> Result<Outcome<Event>, Refusal> {
    check_whole(rows)?;
    Ok(Outcome::one(Event::Adopted {
        list,
        agency: by.agency,
        version,
        effective_from_on: from_on,
        rows: rows.to_vec(),
        source: source.to_owned(),
    }))
}
