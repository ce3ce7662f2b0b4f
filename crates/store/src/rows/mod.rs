//! What screens read: typed rows, how they are written beside the facts, and the lists of them.

mod cases;
mod coverage;
mod devices;
mod dump;
mod elsewhere;
mod filter;
mod lists;
mod matching;
mod numbers;
mod read;
mod search;
mod station_tables;
mod stations;
pub(crate) mod table;
mod tables;
mod tally;
mod verify;
mod write;

pub use cases::CaseFilter;
pub use coverage::{CoverageFilter, CoverageTally};
pub use devices::DeviceFilter;
pub use dump::RowDump;
pub use elsewhere::ElsewhereFilter;
pub use filter::{Cursor, CursorError, MAX_PAGE, Page, Paging, Scope};
pub use lists::{
    AccessFilter, ActivityFilter, ApprovalFilter, DutyFilter, RecordingFilter, ViolationFilter,
};
pub use matching::{Unlinked, UnlinkedFilter};
pub use numbers::NumberTally;
pub use read::{Owner, Projection};
pub use search::{MAX_SEARCH_WORDS, SearchText};
pub use station_tables::{DockRow, StationRow};
pub use tables::{
    AccessRow, ActivityRow, AgencyRow, AppointmentRow, ApprovalRow, CaseRow, DeviceCodeRow,
    DeviceCustodyRow, DeviceRow, DivisionRow, DocNumberRow, DutyRow, OfficerRow, RecordRow,
    RecordingRow, Row, Table, ViolationRow,
};
pub use tally::Tally;
pub(crate) use write::{RowPlan, taken};

/// A change of one projection row, in the transaction of the facts it follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    /// The row as it is from now on, new or not.
    Put(Row),
    /// A row whose key nobody may have taken, e.g. a document number. If it is taken, the whole
    /// append is refused with [`AppendError::UniqueTaken`](crate::AppendError::UniqueTaken).
    Claim(Row),
    /// The row is no longer shown. No error if it is not there.
    Remove {
        /// Which table.
        table: Table,
        /// Its primary key.
        key: String,
    },
}

impl RowChange {
    /// Puts a row, without naming its table twice.
    pub fn put(row: impl Into<Row>) -> Self {
        Self::Put(row.into())
    }

    /// Claims a row, without naming its table twice.
    pub fn claim(row: impl Into<Row>) -> Self {
        Self::Claim(row.into())
    }

    /// Removes the row with that key.
    pub fn remove(table: Table, key: impl std::fmt::Display) -> Self {
        Self::Remove { table, key: key.to_string() }
    }
}

#[cfg(test)]
pub(crate) fn statements() -> Vec<&'static str> {
    [numbers::STATEMENTS, verify::STATEMENTS, write::STATEMENTS].concat()
}

#[cfg(test)]
pub(crate) use cases::every_filter as every_case_filter;
#[cfg(test)]
pub(crate) use coverage::every_coverage;
#[cfg(test)]
pub(crate) use devices::every_device_list;
#[cfg(test)]
pub(crate) use elsewhere::every_filter as every_elsewhere_filter;
#[cfg(test)]
pub(crate) use lists::every_filter as every_list_filter;
#[cfg(test)]
pub(crate) use matching::every_matching_list;
#[cfg(test)]
pub(crate) use numbers::every_number_list;
#[cfg(test)]
pub(crate) use read::every_owner;
#[cfg(test)]
pub(crate) use stations::every_station_list;
#[cfg(test)]
pub(crate) use tally::every_tally;
