//! A recording list as its facts add up.

use serde::{Deserialize, Serialize};
use terms::{AgencyId, Date, ListRowId, OfficerId, RecordingListId, Timestamp, words};

use super::{Event, Explained};
use crate::Recorded;

/// Most rows in one list; the longest found in the open has under 200.
pub const MAX_ROWS: usize = 2_000;
/// Longest name of an item, in characters.
pub const MAX_ITEM_CHARS: usize = 200;
/// Longest other cell, in characters.
pub const MAX_CELL_CHARS: usize = 500;
/// Most remarks on one row: more than the columns of any table seen.
pub const MAX_REMARKS: usize = 40;
/// Longest title or value of a remark, in characters.
pub const MAX_REMARK_CHARS: usize = 1_000;

words! {
    /// How strongly recording is demanded.
    Mode {
        /// From arrival to departure (Arts. 15 para. 1, 18).
        Continuous = "continuous", "全程音像记录";
        /// As the situation asks (Art. 15 para. 2).
        Situational = "situational", "根据实际情况音像记录";
        /// If thought necessary (Art. 15 para. 3).
        Optional = "optional", "可以音像记录";
    }
}

/// What a table said of a row under a column that is none of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The column's title.
    pub title: String,
    /// What stood there.
    pub value: String,
}

words! {
    /// Where a version stands on a day.
    Standing {
        /// Being written.
        Draft = "draft", "起草中";
        /// Laid before the superior agency.
        Submitted = "submitted", "已报上级指导";
        /// Approved for a day still to come.
        ToCome = "to_come", "待施行";
        /// In force.
        InForce = "in_force", "现行";
        /// A later version took its place.
        Ended = "ended", "已被新版替代";
        /// Given up.
        Withdrawn = "withdrawn", "已撤回";
    }
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListRow {
    /// Its id.
    pub id: ListRowId,
    /// Kind of act, in the list's own words.
    pub act: String,
    /// The item.
    pub item: String,
    /// The stage, in the list's own words.
    pub stage: String,
    /// The scene.
    pub scene: String,
    /// With what it is recorded.
    pub devices: String,
    /// How strongly.
    pub mode: Mode,
    /// What to record.
    pub content: String,
    /// Other points to focus on than the law's own (Art. 17(六)).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub other_focus: String,
    /// Where recording starts.
    pub start_point: String,
    /// Where it ends.
    pub end_point: String,
    /// How long it is kept.
    pub retention: String,
    /// What else a table said of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
}

impl ListRow {
    /// For a sentence: the item, with its scene where it has one.
    #[must_use]
    pub fn label(&self) -> String {
        if self.scene.is_empty() {
            self.item.clone()
        } else {
            format!("{}（{}）", self.item, self.scene)
        }
    }
}

/// What the own agency says to a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The words.
    pub text: String,
    /// Who.
    pub by: Option<OfficerId>,
    /// When.
    pub at: Timestamp,
}

/// What the superior agency wrote in the margin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// 1, 2, 3 …
    pub no: u32,
    /// On which row; `None` is the whole.
    pub row: Option<ListRowId>,
    /// What that row was called then; a row of the superior's list is not known here.
    pub row_label: Option<String>,
    /// The words.
    pub text: String,
    /// It agrees that the row is removed or weakened.
    pub is_consent: bool,
    /// Whose comment.
    pub agency: AgencyId,
    /// Who.
    pub by: Option<OfficerId>,
    /// When.
    pub at: Timestamp,
    /// The answer.
    pub answer: Option<Answer>,
    /// The row it is on was changed or taken out since.
    pub is_row_changed: bool,
}

impl Comment {
    /// Nobody answered it, nor did anything to its row; a consent asks for neither.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.answer.is_none() && !self.is_row_changed && !self.is_consent
    }
}

/// A version that is, was or will be in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// 1, 2, 3 …
    pub version: u32,
    /// First day.
    pub from_on: Date,
    /// Who put it in force.
    pub by: Option<OfficerId>,
    /// When that was written.
    pub at: Timestamp,
}

/// Where a version stands. That a later one took its place is a comparison of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Being written.
    Draft,
    /// Laid before the superior agency.
    Submitted {
        /// Which.
        to: AgencyId,
        /// When.
        at: Timestamp,
    },
    /// In force from a day on.
    Approved {
        /// Since when, as which version.
        in_force: InForce,
        /// What the head wrote.
        opinion: Option<String>,
        /// Why rows demand less than the superior agency's list.
        explained: Vec<Explained>,
    },
    /// Given up.
    Withdrawn {
        /// Why.
        reason: String,
        /// By whom.
        by: Option<OfficerId>,
        /// When.
        at: Timestamp,
    },
}

impl Status {
    /// For a sentence.
    #[must_use]
    pub const fn zh(&self) -> &'static str {
        match self {
            Self::Draft => "起草中",
            Self::Submitted { .. } => "已报上级指导",
            Self::Approved { .. } => "已批准",
            Self::Withdrawn { .. } => "已撤回",
        }
    }
}

/// A version of an agency's list.
#[doc(alias = "音像记录事项清单")]
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingList {
    /// Its id.
    pub id: RecordingListId,
    /// The agency.
    pub agency: AgencyId,
    /// What it is called; a list that was adopted at once has no name beside its source.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// The list it was made from.
    pub based_on: Option<RecordingListId>,
    /// From when on it is hoped to be in force.
    pub hoped_from_on: Option<Date>,
    /// All rows.
    pub rows: Vec<ListRow>,
    /// How often rows were changed.
    pub rows_changed: u32,
    /// What the superior agency wrote in the margin.
    pub comments: Vec<Comment>,
    /// Who drafted it.
    pub drafted_by: Option<OfficerId>,
    /// When.
    pub drafted_at: Timestamp,
    /// Where it stands.
    pub status: Status,
}

impl RecordingList {
    /// The state after the first fact; `None` if that is neither an adoption nor a draft.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::RecordingList(event) = &first.event else { return None };
        let list = |id, agency, title: &str, source: &str, rows: &[ListRow], status| Self {
            id,
            agency,
            title: title.to_owned(),
            source: source.to_owned(),
            based_on: None,
            hoped_from_on: None,
            rows: rows.to_vec(),
            rows_changed: 0,
            comments: Vec::new(),
            drafted_by: first.by,
            drafted_at: first.at,
            status,
        };
        match event {
            Event::Adopted { list: id, agency, version, effective_from_on, rows, source } => {
                let (version, from_on) = (*version, *effective_from_on);
                let in_force = InForce { version, from_on, by: first.by, at: first.at };
                let status = Status::Approved { in_force, opinion: None, explained: Vec::new() };
                Some(list(*id, *agency, source, source, rows, status))
            }
            Event::Drafted { list: id, agency, title, source, based_on, hoped_from_on, rows } => {
                Some(Self {
                    based_on: *based_on,
                    hoped_from_on: *hoped_from_on,
                    ..list(*id, *agency, title, source, rows, Status::Draft)
                })
            }
            Event::RowsChanged { .. }
            | Event::Submitted { .. }
            | Event::Commented { .. }
            | Event::CommentAnswered { .. }
            | Event::Approved { .. }
            | Event::Withdrawn { .. } => None,
        }
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::RecordingList(event) = &fact.event else { return self };
        let (by, at) = (fact.by, fact.at);
        match event {
            Event::Adopted { .. } | Event::Drafted { .. } => {}
            Event::RowsChanged { put, removed, .. } => self.change_rows(put, removed),
            Event::Submitted { to, .. } => self.status = Status::Submitted { to: *to, at },
            Event::Commented { comment, row, text, is_consent, agency, .. } => {
                let row_label = row.and_then(|id| self.row(id)).map(ListRow::label);
                self.comments.push(Comment {
                    no: *comment,
                    row: *row,
                    row_label,
                    text: text.clone(),
                    is_consent: *is_consent,
                    agency: *agency,
                    by,
                    at,
                    answer: None,
                    is_row_changed: false,
                });
            }
            Event::CommentAnswered { comment, text, .. } => {
                if let Some(known) = self.comments.iter_mut().find(|one| one.no == *comment) {
                    known.answer = Some(Answer { text: text.clone(), by, at });
                }
            }
            Event::Approved { version, effective_from_on, opinion, explained, .. } => {
                let (version, from_on) = (*version, *effective_from_on);
                let in_force = InForce { version, from_on, by, at };
                let (opinion, explained) = (opinion.clone(), explained.clone());
                self.status = Status::Approved { in_force, opinion, explained };
            }
            Event::Withdrawn { reason, .. } => {
                self.status = Status::Withdrawn { reason: reason.clone(), by, at };
            }
        }
        self
    }

    fn change_rows(&mut self, put: &[ListRow], removed: &[ListRowId]) {
        self.rows_changed = self.rows_changed.saturating_add(1);
        self.rows.retain(|row| !removed.contains(&row.id));
        for row in put {
            match self.rows.iter_mut().find(|known| known.id == row.id) {
                Some(known) => *known = row.clone(),
                None => self.rows.push(row.clone()),
            }
        }
        let is_touched =
            |id: ListRowId| removed.contains(&id) || put.iter().any(|row| row.id == id);
        for comment in &mut self.comments {
            comment.is_row_changed |= comment.row.is_some_and(is_touched);
        }
    }

    /// Since when it is in force and as which version; `None` while it is a draft.
    #[must_use]
    pub const fn in_force(&self) -> Option<InForce> {
        match &self.status {
            Status::Approved { in_force, .. } => Some(*in_force),
            Status::Draft | Status::Submitted { .. } | Status::Withdrawn { .. } => None,
        }
    }

    /// Where it stands on a day, among all lists.
    #[must_use]
    pub fn standing<'a>(
        &self,
        lists: impl IntoIterator<Item = &'a RecordingList>,
        today: Date,
    ) -> Standing {
        match &self.status {
            Status::Draft => Standing::Draft,
            Status::Submitted { .. } => Standing::Submitted,
            Status::Withdrawn { .. } => Standing::Withdrawn,
            Status::Approved { in_force, .. } if in_force.from_on > today => Standing::ToCome,
            Status::Approved { .. } => match succeeded_on(lists, self) {
                Some(day) if day <= today => Standing::Ended,
                Some(_) | None => Standing::InForce,
            },
        }
    }

    /// Rows may still change.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.status, Status::Draft | Status::Submitted { .. })
    }

    /// Whether people of another agency may know of it: not while it is only being written, nor
    /// if it was given up before anybody else saw it.
    #[must_use]
    pub const fn is_shown_outside(&self) -> bool {
        match self.status {
            Status::Submitted { .. } | Status::Approved { .. } => true,
            Status::Draft => false,
            Status::Withdrawn { .. } => !self.comments.is_empty(),
        }
    }

    /// A row by its id.
    #[must_use]
    pub fn row(&self, id: ListRowId) -> Option<&ListRow> {
        self.rows.iter().find(|row| row.id == id)
    }
}

/// The list of `agency` itself that is in force on a day.
pub fn in_force<'a>(
    lists: impl IntoIterator<Item = &'a RecordingList>,
    agency: AgencyId,
    on: Date,
) -> Option<&'a RecordingList> {
    let own = lists.into_iter().filter(|list| list.agency == agency);
    let begun = own.filter_map(|list| Some((list, list.in_force()?)));
    let begun = begun.filter(|(_, since)| since.from_on <= on);
    begun.max_by_key(|(_, since)| (since.from_on, since.version)).map(|(list, _)| list)
}

/// First day of the version that takes the place of this one; `None` if none does.
pub fn succeeded_on<'a>(
    lists: impl IntoIterator<Item = &'a RecordingList>,
    list: &RecordingList,
) -> Option<Date> {
    let own = list.in_force()?;
    let others = lists.into_iter().filter(|other| other.agency == list.agency);
    let others = others.filter_map(RecordingList::in_force);
    let later = others.filter(|other| (other.from_on, other.version) > (own.from_on, own.version));
    later.map(|other| other.from_on).min()
}
