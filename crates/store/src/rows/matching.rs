//! What matching reads: recordings and where they stand, longest waiting first; and the on-site work
//! a recording may belong to.

use terms::{AgencyId, AvRecordId, DeviceId, OfficerId, Timestamp};

use super::filter::{Cursor, Matters, Page, Paging, Scope};
use super::table::Typed;
use super::tables::{ActivityRow, RecordingRow};
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// Work that somebody noted may last this long; what began earlier is over.
const LASTS_MS: i64 = 3 * 86_400_000;

/// Where a recording stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlinked {
    /// Neither linked nor said to show no enforcement.
    Unclassified,
    /// Somebody says that it shows no enforcement, and nobody agreed yet.
    Proposed,
    /// Two say so.
    Confirmed,
    /// The machine linked it.
    ByMachine,
    /// A person linked it to work that was cancelled since.
    Cancelled,
}

/// Which recordings. Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct UnlinkedFilter {
    /// Whose recordings.
    pub scope: Scope,
    /// Where they stand.
    pub standing: Unlinked,
    /// Of one agency.
    pub agency: Option<AgencyId>,
    /// Brought in by this person, or recorded while they had the device.
    pub holder: Option<OfficerId>,
    /// From this device.
    pub device: Option<DeviceId>,
    /// Deposited before this instant.
    pub before: Option<Timestamp>,
    /// Deposited at this instant or later.
    pub since: Option<Timestamp>,
}

impl UnlinkedFilter {
    /// All that may be seen and stands so.
    #[must_use]
    pub const fn of(scope: Scope, standing: Unlinked) -> Self {
        Self {
            scope,
            standing,
            agency: None,
            holder: None,
            device: None,
            before: None,
            since: None,
        }
    }

    fn conditions(&self, sql: &mut Sql) {
        sql.push(" WHERE recording_row.probe_state <> 'quarantined'");
        self.scope.restrict(sql, Matters::Recordings);
        sql.push(match self.standing {
            Unlinked::Unclassified => {
                " AND recording_row.activity_id IS NULL AND recording_row.non_enforcement IS NULL"
            }
            Unlinked::Proposed => " AND recording_row.non_enforcement = 'proposed'",
            Unlinked::Confirmed => " AND recording_row.non_enforcement = 'confirmed'",
            Unlinked::ByMachine => " AND recording_row.machine_linked = 1",
            Unlinked::Cancelled => {
                " AND EXISTS (SELECT 1 FROM activity_row AS work \
                 WHERE work.activity_id = recording_row.activity_id AND work.status = 'cancelled')"
            }
        });
        sql.when(" AND recording_row.agency_id = ", self.agency.map(Cell::id));
        sql.when(" AND recording_row.device_id = ", self.device.map(Cell::id));
        sql.when(" AND recording_row.deposited_at < ", self.before.map(Cell::at));
        sql.when(" AND recording_row.deposited_at >= ", self.since.map(Cell::at));
        if let Some(holder) = self.holder {
            sql.push(" AND (recording_row.deposited_by = ").bind(Cell::id(holder));
            sql.push(" OR EXISTS (SELECT 1 FROM device_custody_row AS had")
                .push(" WHERE had.device_id = recording_row.device_id AND had.officer_id = ")
                .bind(Cell::id(holder))
                .push(" AND had.from_at <= recording_row.started_at")
                .push(" AND (had.until_at IS NULL OR had.until_at > recording_row.started_at)))");
        }
    }

    fn sql(&self, paging: &Paging) -> Sql {
        let mut sql = Sql::new(RecordingRow::TEXT.select);
        self.conditions(&mut sql);
        if let Some(after) = &paging.after {
            sql.push(" AND (recording_row.deposited_at, recording_row.recording_id) > (")
                .bind(Cell::at(after.at))
                .push(", ")
                .bind(Cell::text(after.key.clone()))
                .push(")");
        }
        sql.push(" ORDER BY recording_row.deposited_at, recording_row.recording_id LIMIT ")
            .bind(paging.limit_cell());
        sql
    }
}

/// Work of an agency that may have gone on at some moment of the stretch: planned or begun in it, or
/// begun shortly before and not left by then.
fn works(agency: AgencyId, from: Timestamp, to: Timestamp) -> Sql {
    let mut sql = Sql::new(ActivityRow::TEXT.select);
    sql.push(" WHERE activity_row.agency_id = ").bind(Cell::id(agency));
    sql.push(" AND activity_row.status <> 'cancelled'");
    sql.push(" AND ((activity_row.arrived_at IS NULL AND activity_row.planned_at >= ")
        .bind(Cell::at(from))
        .push(" AND activity_row.planned_at <= ")
        .bind(Cell::at(to));
    sql.push(") OR (activity_row.arrived_at <= ").bind(Cell::at(to));
    sql.push(" AND activity_row.arrived_at >= ").bind(Cell::at(from.plus_ms(-LASTS_MS)));
    sql.push(" AND (activity_row.departed_at IS NULL OR activity_row.departed_at >= ")
        .bind(Cell::at(from))
        .push("))) ORDER BY activity_row.activity_id");
    sql
}

/// What came from a device, hangs on work, and was recorded about then.
fn linked_of_device(device: DeviceId, but: AvRecordId, from: Timestamp, to: Timestamp) -> Sql {
    let mut sql = Sql::new(RecordingRow::TEXT.select);
    sql.push(" WHERE recording_row.device_id = ").bind(Cell::id(device));
    sql.push(" AND recording_row.activity_id IS NOT NULL AND recording_row.recording_id <> ")
        .bind(Cell::id(but));
    sql.push(" AND recording_row.started_at >= ").bind(Cell::at(from));
    sql.push(" AND recording_row.started_at <= ").bind(Cell::at(to));
    sql.push(" ORDER BY recording_row.recording_id");
    sql
}

impl Store {
    /// Recordings that stand so, longest waiting first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn unlinked(
        &self,
        filter: &UnlinkedFilter,
        paging: &Paging,
    ) -> Result<Page<RecordingRow>, StoreFault> {
        let rows = self.select(filter.sql(paging)).await?;
        Ok(paging.page(rows, |row: &RecordingRow| Cursor { at: row.deposited_at, key: row.key() }))
    }

    /// Work of an agency that may have gone on between two instants.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn works_about(
        &self,
        agency: AgencyId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<ActivityRow>, StoreFault> {
        self.select(works(agency, from, to)).await
    }

    /// Other recordings of a device that hang on work and began between two instants, as their
    /// device said.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn linked_of_device(
        &self,
        device: DeviceId,
        but: AvRecordId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<RecordingRow>, StoreFault> {
        self.select(linked_of_device(device, but, from, to)).await
    }
}

/// Every shape the statements can have, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_matching_list() -> Vec<Sql> {
    let (agency, officer) = (AgencyId::from_bits(1), OfficerId::from_bits(1));
    let (device, at) = (DeviceId::from_bits(1), Timestamp::from_ms(1));
    let all = |standing| UnlinkedFilter::of(Scope::All, standing);
    let narrow = UnlinkedFilter {
        scope: Scope::Part { agency, officer: Some(officer), division: Some(None) },
        agency: Some(agency),
        holder: Some(officer),
        device: Some(device),
        before: Some(at),
        since: Some(at),
        ..all(Unlinked::Unclassified)
    };
    let paging = Paging { limit: 1, after: Some(Cursor { at, key: String::from("key") }) };
    let standings =
        [Unlinked::Proposed, Unlinked::Confirmed, Unlinked::ByMachine, Unlinked::Cancelled];
    let mut every: Vec<Sql> =
        standings.into_iter().map(|standing| all(standing).sql(&Paging::default())).collect();
    every.push(narrow.sql(&paging));
    every.push(works(agency, at, at));
    every.push(linked_of_device(device, AvRecordId::from_bits(1), at, at));
    every
}
