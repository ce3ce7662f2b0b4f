//! Devices: the list, who goes by a number, who had which when, and what came from one.

use terms::{AgencyId, DeviceId, OfficerId, Timestamp};

use super::filter::{Cursor, Matters, Page, Paging, Scope};
use super::table::Typed;
use super::tables::{DeviceCodeRow, DeviceCustodyRow, DeviceRow, RecordingRow};
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// Which devices. Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct DeviceFilter {
    /// Whose devices.
    pub scope: Scope,
    /// Of one agency.
    pub agency: Option<AgencyId>,
    /// Words for the state; any of these.
    pub statuses: Vec<String>,
    /// The word for what it is.
    pub kind: Option<String>,
    /// With this person.
    pub holder: Option<OfficerId>,
    /// A part of the asset or serial number, in upper case.
    pub number: Option<String>,
    /// With something that somebody has to see to: an open fault, or missing files.
    pub is_open: bool,
}

impl DeviceFilter {
    /// All that may be seen.
    #[must_use]
    pub const fn of(scope: Scope) -> Self {
        Self {
            scope,
            agency: None,
            statuses: Vec::new(),
            kind: None,
            holder: None,
            number: None,
            is_open: false,
        }
    }

    fn sql(&self, paging: &Paging) -> Sql {
        let mut sql = Sql::new(DeviceRow::TEXT.select);
        sql.push(" WHERE 1 = 1");
        self.scope.restrict(&mut sql, Matters::Devices);
        sql.when(" AND device_row.agency_id = ", self.agency.map(Cell::id));
        if !self.statuses.is_empty() {
            sql.push(" AND device_row.status IN ").bind_list(self.statuses.iter().map(Cell::text));
        }
        sql.when(" AND device_row.kind = ", self.kind.clone().map(Cell::text));
        sql.when(" AND device_row.holder_id = ", self.holder.map(Cell::id));
        if let Some(number) = &self.number {
            // Signs of a pattern match anything here, which finds too much and never too little.
            let part = || Cell::text(format!("%{number}%"));
            sql.push(" AND (device_row.asset_no LIKE ").bind(part());
            sql.push(" OR device_row.serial_no LIKE ").bind(part()).push(")");
        }
        if self.is_open {
            sql.push(" AND (device_row.open_faults > 0 OR device_row.open_gaps > 0)");
        }
        if let Some(after) = &paging.after {
            sql.push(" AND (device_row.registered_at, device_row.device_id) < (")
                .bind(Cell::at(after.at))
                .push(", ")
                .bind(Cell::text(after.key.clone()))
                .push(")");
        }
        sql.push(" ORDER BY device_row.registered_at DESC, device_row.device_id DESC LIMIT ")
            .bind(paging.limit_cell());
        sql
    }
}

fn of_agency(agency: AgencyId) -> Sql {
    let mut sql = Sql::new(DeviceRow::TEXT.select);
    sql.push(" WHERE device_row.agency_id = ").bind(Cell::id(agency));
    sql.push(" ORDER BY device_row.device_id");
    sql
}

fn by_code(code: &str) -> Sql {
    let mut sql = Sql::new(DeviceCodeRow::TEXT.select);
    sql.push(" WHERE device_code_row.code = ").bind(Cell::text(code));
    sql.push(" ORDER BY device_code_row.key");
    sql
}

fn held_at(officer: OfficerId, at: Timestamp) -> Sql {
    let mut sql = Sql::new(DeviceCustodyRow::TEXT.select);
    sql.push(" WHERE device_custody_row.officer_id = ").bind(Cell::id(officer));
    sql.push(" AND device_custody_row.from_at <= ").bind(Cell::at(at));
    sql.push(" AND (device_custody_row.until_at IS NULL OR device_custody_row.until_at > ")
        .bind(Cell::at(at))
        .push(") ORDER BY device_custody_row.key");
    sql
}

fn taken_in_from(device: DeviceId, since: Timestamp) -> Sql {
    let mut sql = Sql::new(RecordingRow::TEXT.select);
    sql.push(" WHERE recording_row.device_id = ").bind(Cell::id(device));
    sql.push(" AND recording_row.deposited_at >= ").bind(Cell::at(since));
    sql.push(" ORDER BY recording_row.deposited_at, recording_row.recording_id");
    sql
}

/// What a device recorded of a stretch of time.
fn recorded_by(device: DeviceId, from: Timestamp, to: Timestamp) -> Sql {
    let mut sql = Sql::new(RecordingRow::TEXT.select);
    sql.push(" WHERE recording_row.device_id = ").bind(Cell::id(device));
    sql.push(" AND recording_row.started_at < ").bind(Cell::at(to));
    sql.push(" AND recording_row.ended_at > ").bind(Cell::at(from));
    sql.push(" ORDER BY recording_row.started_at, recording_row.recording_id");
    sql
}

/// Those of which it is not yet known that their device was empty afterwards.
fn uncleared(device: DeviceId, before: Timestamp) -> Sql {
    let mut sql = Sql::new(RecordingRow::TEXT.select);
    sql.push(" WHERE recording_row.device_id = ").bind(Cell::id(device));
    sql.push(" AND recording_row.deposited_at <= ").bind(Cell::at(before));
    sql.push(" AND (recording_row.device_cleared IS NULL OR recording_row.device_cleared = 0)");
    sql.push(" ORDER BY recording_row.deposited_at, recording_row.recording_id");
    sql
}

impl Store {
    /// Devices, last registered first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn devices(
        &self,
        filter: &DeviceFilter,
        paging: &Paging,
    ) -> Result<Page<DeviceRow>, StoreFault> {
        let rows = self.select(filter.sql(paging)).await?;
        Ok(paging.page(rows, |row: &DeviceRow| Cursor { at: row.registered_at, key: row.key() }))
    }

    /// Every device of an agency, also those that are gone.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn devices_of(&self, agency: AgencyId) -> Result<Vec<DeviceRow>, StoreFault> {
        self.select(of_agency(agency)).await
    }

    /// Devices in use that go by a number, of any agency.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn device_codes(&self, code: &str) -> Result<Vec<DeviceCodeRow>, StoreFault> {
        self.select(by_code(code)).await
    }

    /// The devices a person had at an instant.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn devices_held_at(
        &self,
        officer: OfficerId,
        at: Timestamp,
    ) -> Result<Vec<DeviceCustodyRow>, StoreFault> {
        self.select(held_at(officer, at)).await
    }

    /// What was taken in from a device since an instant, oldest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn taken_in_from(
        &self,
        device: DeviceId,
        since: Timestamp,
    ) -> Result<Vec<RecordingRow>, StoreFault> {
        self.select(taken_in_from(device, since)).await
    }

    /// What a device recorded of a stretch of time, as far as its recordings are placed in time.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn recorded_by(
        &self,
        device: DeviceId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<RecordingRow>, StoreFault> {
        self.select(recorded_by(device, from, to)).await
    }

    /// What was taken in from a device up to an instant, as far as it was not seen empty since.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn uncleared_of(
        &self,
        device: DeviceId,
        before: Timestamp,
    ) -> Result<Vec<RecordingRow>, StoreFault> {
        self.select(uncleared(device, before)).await
    }
}

/// Every shape the statements can have, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_device_list() -> Vec<Sql> {
    let (agency, officer) = (AgencyId::from_bits(1), OfficerId::from_bits(1));
    let (device, at) = (DeviceId::from_bits(1), Timestamp::from_ms(1));
    let word = || String::from("WORD");
    let all = DeviceFilter::of(Scope::All);
    let part = Scope::Part { agency, officer: Some(officer), division: Some(None) };
    let narrow = DeviceFilter {
        scope: part,
        agency: Some(agency),
        statuses: vec![word(), word()],
        kind: Some(word()),
        holder: Some(officer),
        number: Some(word()),
        is_open: true,
    };
    let after = Some(Cursor { at, key: word() });
    vec![
        all.sql(&Paging::default()),
        narrow.sql(&Paging { limit: 1, after }),
        of_agency(agency),
        by_code("WORD"),
        held_at(officer, at),
        taken_in_from(device, at),
        recorded_by(device, at, at),
        uncleared(device, at),
    ]
}
