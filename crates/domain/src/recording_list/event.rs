//! What happens to a recording list.

use terms::{AgencyId, Date, RecordingListId};

use super::ListRow;

use crate::event::events;

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
}
