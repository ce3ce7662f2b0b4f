//! What happens to a recording list.

use serde::{Deserialize, Serialize};
use terms::{AgencyId, Date, ListRowId, RecordingListId};

use super::ListRow;

use crate::event::events;

/// Why a row that the superior agency records continuously is removed or weakened all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The row of the superior agency's list.
    pub row: ListRowId,
    /// What that row is called.
    pub item: String,
    /// Why.
    pub reason: String,
}

events! {
    /// A version of the list is in force from a day on.
    Adopted = "recording_list.adopted" {
        /// Its id.
        list: RecordingListId,
        /// The agency.
        agency: AgencyId,
        /// 1, 2, 3 …
        version: u32,
        /// First day.
        effective_from_on: Date,
        /// All rows.
        rows: Vec<ListRow>,
        /// Where it comes from.
        source: String,
    };
    /// A version was drafted (Art. 16 para. 1).
    Drafted = "recording_list.drafted" {
        /// Its id.
        list: RecordingListId,
        /// The agency.
        agency: AgencyId,
        /// What it is called.
        title: String,
        /// Where it comes from.
        source: String,
        /// The list it was made from; its rows keep their ids.
        based_on: Option<RecordingListId>,
        /// From when on it is hoped to be in force.
        hoped_from_on: Option<Date>,
        /// All rows.
        rows: Vec<ListRow>,
    };
    /// Rows of a draft were added, rewritten or taken out.
    RowsChanged = "recording_list.rows_changed" {
        /// Which.
        list: RecordingListId,
        /// Rows as they are now: known ones in their place, new ones at the end.
        put: Vec<ListRow>,
        /// Rows that are gone.
        removed: Vec<ListRowId>,
    };
    /// A draft was laid before the superior agency (Art. 16 para. 2).
    Submitted = "recording_list.submitted" {
        /// Which.
        list: RecordingListId,
        /// The superior agency.
        to: AgencyId,
    };
    /// The superior agency wrote in the margin (Art. 16 para. 2).
    Commented = "recording_list.commented" {
        /// Which.
        list: RecordingListId,
        /// 1, 2, 3 …
        comment: u32,
        /// On which row, of the draft or of the superior's list; `None` is the whole.
        row: Option<ListRowId>,
        /// The words.
        text: String,
        /// It agrees that the row is removed or weakened.
        is_consent: bool,
        /// Whose comment.
        agency: AgencyId,
    };
    /// The own agency answered a comment.
    CommentAnswered = "recording_list.comment_answered" {
        /// Which.
        list: RecordingListId,
        /// Which comment.
        comment: u32,
        /// The words.
        text: String,
    };
    /// The agency's head approved: in force from a day on (Art. 16 para. 1).
    Approved = "recording_list.approved" {
        /// Which.
        list: RecordingListId,
        /// 1, 2, 3 …
        version: u32,
        /// First day.
        effective_from_on: Date,
        /// What the head wrote.
        opinion: Option<String>,
        /// The superior agency's list it was compared with.
        compared_with: Option<RecordingListId>,
        /// Rows that demand less than the superior agency's list, each with the reason.
        explained: Vec<Explained>,
    };
    /// A draft was given up.
    Withdrawn = "recording_list.withdrawn" {
        /// Which.
        list: RecordingListId,
        /// Why.
        reason: String,
    };
}
