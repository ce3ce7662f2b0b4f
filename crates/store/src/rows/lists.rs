//! The other lists: what is open, what was recorded, what waits.

#[cfg(test)]
use terms::DivisionId;
use terms::{ActivityId, AgencyId, CaseId, DeviceId, OfficerId, Severity, Timestamp};

use super::filter::{Cursor, Matters, Page, Paging, Scope};
use super::table::Typed;
use super::tables::{
    AccessRow, ActivityRow, ApprovalRow, DutyRow, RecordRow, RecordingRow, ViolationRow,
};
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// Which recordings. Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct RecordingFilter {
    /// Whose recordings.
    pub scope: Scope,
    /// Of one case.
    pub case: Option<CaseId>,
    /// Of one piece of on-site work.
    pub activity: Option<ActivityId>,
    /// Deposited by this person.
    pub deposited_by: Option<OfficerId>,
    /// Assigned to on-site work, or not yet.
    pub assigned: Option<bool>,
    /// From this device.
    pub device: Option<DeviceId>,
}

/// Which on-site work. Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct ActivityFilter {
    /// Whose work.
    pub scope: Scope,
    /// For one case.
    pub case: Option<CaseId>,
    /// For some case, or for none.
    pub in_case: Option<bool>,
    /// In which this person takes part.
    pub officer: Option<OfficerId>,
    /// The word for the state.
    pub status: Option<String>,
    /// Only work whose recordings leave a gap that nobody explained yet (Art. 19).
    pub with_open_gaps: bool,
}

/// Which duties. Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct DutyFilter {
    /// Whose duties.
    pub scope: Scope,
    /// Of one case.
    pub case: Option<CaseId>,
    /// Of one piece of on-site work.
    pub activity: Option<ActivityId>,
    /// Words for whether they are met; any of these.
    pub standings: Vec<String>,
    /// To be reminded of before this instant.
    pub remind_before: Option<Timestamp>,
}

/// Which approvals: those of any of the slots at the agency, and those asked of the person.
#[derive(Debug, Clone)]
pub struct ApprovalFilter {
    /// The agency of the slots.
    pub agency: AgencyId,
    /// The slots the person fills there.
    pub slots: Vec<String>,
    /// The person.
    pub officer: OfficerId,
}

/// Which access requests (Art. 24). Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct AccessFilter {
    /// Whose records.
    pub scope: Scope,
    /// Of one case.
    pub case: Option<CaseId>,
    /// Asked by this person.
    pub asked_by: Option<OfficerId>,
    /// The word for the state.
    pub status: Option<String>,
}

/// Which violations. Empty fields do not restrict.
#[derive(Debug, Clone)]
pub struct ViolationFilter {
    /// Whose violations.
    pub scope: Scope,
    /// Of one agency.
    pub agency: Option<AgencyId>,
    /// About one case.
    pub case: Option<CaseId>,
    /// Words for the state; any of these.
    pub statuses: Vec<String>,
    /// How grave.
    pub severity: Option<Severity>,
    /// To be set right before this instant: late, if it is now.
    pub due_before: Option<Timestamp>,
}

/// Adds the end of a list that is newest first: the place of the cursor, the order, the limit.
macro_rules! newest_first {
    ($sql:expr, $paging:expr, $table:literal, $at:literal, $key:literal) => {
        if let Some(after) = &$paging.after {
            $sql.push(concat!(" AND (", $table, ".", $at, ", ", $table, ".", $key, ") < ("))
                .bind(Cell::at(after.at))
                .push(", ")
                .bind(Cell::text(after.key.clone()))
                .push(")");
        }
        $sql.push(concat!(
            " ORDER BY ",
            $table,
            ".",
            $at,
            " DESC, ",
            $table,
            ".",
            $key,
            " DESC LIMIT "
        ))
        .bind($paging.limit_cell());
    };
}

/// Adds ` AND column IS [NOT] NULL`.
macro_rules! given {
    ($sql:expr, $given:expr, $column:literal) => {
        match $given {
            Some(true) => {
                $sql.push(concat!(" AND ", $column, " IS NOT NULL"));
            }
            Some(false) => {
                $sql.push(concat!(" AND ", $column, " IS NULL"));
            }
            None => {}
        }
    };
}

impl RecordingFilter {
    pub(crate) fn sql(&self, paging: &Paging) -> Sql {
        let mut sql = Sql::new(RecordingRow::TEXT.select);
        sql.push(" WHERE 1 = 1");
        self.scope.restrict(&mut sql, Matters::Recordings);
        sql.when(" AND recording_row.case_id = ", self.case.map(Cell::id));
        sql.when(" AND recording_row.activity_id = ", self.activity.map(Cell::id));
        sql.when(" AND recording_row.deposited_by = ", self.deposited_by.map(Cell::id));
        sql.when(" AND recording_row.device_id = ", self.device.map(Cell::id));
        given!(sql, self.assigned, "recording_row.activity_id");
        // What shows no enforcement waits for no work.
        if self.assigned == Some(false) {
            sql.push(" AND recording_row.non_enforcement IS NULL");
        }
        newest_first!(sql, paging, "recording_row", "deposited_at", "recording_id");
        sql
    }
}

impl ActivityFilter {
    pub(crate) fn sql(&self, paging: &Paging) -> Sql {
        let mut sql = Sql::new(ActivityRow::TEXT.select);
        sql.push(" WHERE 1 = 1");
        self.scope.restrict(&mut sql, Matters::Activities);
        sql.when(" AND activity_row.case_id = ", self.case.map(Cell::id));
        given!(sql, self.in_case, "activity_row.case_id");
        // The column is a JSON array of ids, and no id is part of another.
        let officer = self.officer.map(|officer| Cell::text(format!("%\"{officer}\"%")));
        sql.when(" AND activity_row.officers LIKE ", officer);
        sql.when(" AND activity_row.status = ", self.status.clone().map(Cell::text));
        if self.with_open_gaps {
            sql.push(" AND activity_row.open_gaps > 0");
        }
        newest_first!(sql, paging, "activity_row", "planned_at", "activity_id");
        sql
    }
}

impl DutyFilter {
    /// By what reminders go by, earliest first; those without a due instant last.
    pub(crate) fn sql(&self, limit: u32) -> Sql {
        let mut sql = Sql::new(DutyRow::TEXT.select);
        sql.push(" WHERE 1 = 1");
        self.scope.restrict(&mut sql, Matters::Duties);
        sql.when(" AND duty_row.case_id = ", self.case.map(Cell::id));
        sql.when(" AND duty_row.activity_id = ", self.activity.map(Cell::id));
        if !self.standings.is_empty() {
            sql.push(" AND duty_row.standing IN ").bind_list(self.standings.iter().map(Cell::text));
        }
        sql.when(" AND duty_row.remind_at < ", self.remind_before.map(Cell::at));
        sql.push(" ORDER BY duty_row.remind_at IS NULL, duty_row.remind_at, duty_row.key LIMIT ")
            .bind(Cell::Int(Some(i64::from(limit))));
        sql
    }
}

impl ApprovalFilter {
    pub(crate) fn sql(&self, limit: u32) -> Sql {
        let mut sql = Sql::new(ApprovalRow::TEXT.select);
        sql.push(" WHERE (approval_row.officer_id = ").bind(Cell::id(self.officer));
        if !self.slots.is_empty() {
            sql.push(" OR (approval_row.officer_id IS NULL AND approval_row.agency_id = ")
                .bind(Cell::id(self.agency))
                .push(" AND approval_row.slot IN ")
                .bind_list(self.slots.iter().map(Cell::text))
                .push(")");
        }
        sql.push(") ORDER BY approval_row.asked_at, approval_row.key LIMIT ")
            .bind(Cell::Int(Some(i64::from(limit))));
        sql
    }
}

impl AccessFilter {
    pub(crate) fn sql(&self, paging: &Paging) -> Sql {
        let mut sql = Sql::new(AccessRow::TEXT.select);
        sql.push(" WHERE 1 = 1");
        self.scope.restrict(&mut sql, Matters::Requests);
        sql.when(" AND access_row.case_id = ", self.case.map(Cell::id));
        sql.when(" AND access_row.asked_by = ", self.asked_by.map(Cell::id));
        sql.when(" AND access_row.status = ", self.status.clone().map(Cell::text));
        newest_first!(sql, paging, "access_row", "asked_at", "request_id");
        sql
    }
}

impl ViolationFilter {
    pub(crate) fn sql(&self, paging: &Paging) -> Sql {
        let mut sql = Sql::new(ViolationRow::TEXT.select);
        sql.push(" WHERE 1 = 1");
        self.scope.restrict(&mut sql, Matters::Violations);
        sql.when(" AND violation_row.agency_id = ", self.agency.map(Cell::id));
        sql.when(" AND violation_row.case_id = ", self.case.map(Cell::id));
        if !self.statuses.is_empty() {
            let statuses = self.statuses.iter().map(Cell::text);
            sql.push(" AND violation_row.status IN ").bind_list(statuses);
        }
        let severity = self.severity.map(|severity| Cell::text(severity.as_str()));
        sql.when(" AND violation_row.severity = ", severity);
        sql.when(" AND violation_row.due_at < ", self.due_before.map(Cell::at));
        newest_first!(sql, paging, "violation_row", "raised_at", "violation_id");
        sql
    }
}

const RETURNED_TO: &str = " WHERE record_row.drafted_by = $1 AND record_row.status = 'returned' \
     ORDER BY record_row.updated_at, record_row.record_id";

impl Store {
    /// Recordings, last deposited first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn recordings(
        &self,
        filter: &RecordingFilter,
        paging: &Paging,
    ) -> Result<Page<RecordingRow>, StoreFault> {
        let rows = self.select(filter.sql(paging)).await?;
        Ok(paging.page(rows, |row: &RecordingRow| Cursor { at: row.deposited_at, key: row.key() }))
    }

    /// On-site work, last planned first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn activities(
        &self,
        filter: &ActivityFilter,
        paging: &Paging,
    ) -> Result<Page<ActivityRow>, StoreFault> {
        let rows = self.select(filter.sql(paging)).await?;
        Ok(paging.page(rows, |row: &ActivityRow| Cursor { at: row.planned_at, key: row.key() }))
    }

    /// At most `limit` duties, earliest reminder first; those without a due instant last.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn duties(
        &self,
        filter: &DutyFilter,
        limit: u32,
    ) -> Result<Vec<DutyRow>, StoreFault> {
        self.select(filter.sql(limit)).await
    }

    /// At most `limit` approvals that wait for a person, longest waiting first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn approvals(
        &self,
        filter: &ApprovalFilter,
        limit: u32,
    ) -> Result<Vec<ApprovalRow>, StoreFault> {
        self.select(filter.sql(limit)).await
    }

    /// Access requests, last asked first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn access_requests(
        &self,
        filter: &AccessFilter,
        paging: &Paging,
    ) -> Result<Page<AccessRow>, StoreFault> {
        let rows = self.select(filter.sql(paging)).await?;
        Ok(paging.page(rows, |row: &AccessRow| Cursor { at: row.asked_at, key: row.key() }))
    }

    /// Violations, last raised first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn violations(
        &self,
        filter: &ViolationFilter,
        paging: &Paging,
    ) -> Result<Page<ViolationRow>, StoreFault> {
        let rows = self.select(filter.sql(paging)).await?;
        Ok(paging.page(rows, |row: &ViolationRow| Cursor { at: row.raised_at, key: row.key() }))
    }

    /// The text records that came back to the person who drafted them, longest waiting first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn returned_to(&self, drafter: OfficerId) -> Result<Vec<RecordRow>, StoreFault> {
        let mut sql = Sql::new(RecordRow::TEXT.select);
        sql.push_numbered(RETURNED_TO, Some(Cell::id(drafter)));
        self.select(sql).await
    }
}

/// Every shape the statements can have, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_filter() -> Vec<Sql> {
    let (case, activity) = (CaseId::from_bits(1), ActivityId::from_bits(1));
    let (agency, officer) = (AgencyId::from_bits(1), OfficerId::from_bits(1));
    let at = Timestamp::from_ms(1);
    let word = String::from("word");
    let after = Some(Cursor { at, key: String::from("key") });
    let paging = [Paging::default(), Paging { limit: 1, after }];
    let mut every = Vec::new();
    let scopes = [
        Scope::All,
        Scope::Part {
            agency,
            officer: Some(officer),
            division: Some(Some(DivisionId::from_bits(1))),
        },
        Scope::Part { agency, officer: None, division: Some(None) },
        Scope::Under(String::from("a")),
    ];
    let ways = scopes.into_iter().zip([false, true, false, true]);
    for ((wanted, given), paging) in ways.zip(paging.iter().cycle()) {
        let scope = || wanted.clone();
        let (case, officer_id) = (given.then_some(case), given.then_some(officer));
        let activity = given.then_some(activity);
        let status = given.then(|| word.clone());
        let words = if given { vec![word.clone(); 2] } else { Vec::new() };
        let recordings = RecordingFilter {
            scope: scope(),
            case,
            activity,
            deposited_by: officer_id,
            assigned: Some(given),
            device: given.then_some(DeviceId::from_bits(1)),
        };
        every.push(recordings.sql(paging));
        let activities = ActivityFilter {
            scope: scope(),
            case,
            in_case: Some(given),
            officer: officer_id,
            status: status.clone(),
            with_open_gaps: given,
        };
        every.push(activities.sql(paging));
        let due_before = given.then_some(at);
        let duties = DutyFilter {
            scope: scope(),
            case,
            activity,
            standings: words.clone(),
            remind_before: due_before,
        };
        every.push(duties.sql(9));
        let violations = ViolationFilter {
            scope: scope(),
            agency: given.then_some(agency),
            case,
            statuses: words.clone(),
            severity: given.then_some(Severity::S1),
            due_before,
        };
        every.push(violations.sql(paging));
        every.push(ApprovalFilter { agency, slots: words, officer }.sql(9));
        let access = AccessFilter { scope: scope(), case, asked_by: officer_id, status };
        every.push(access.sql(paging));
    }
    let mut returned = Sql::new(RecordRow::TEXT.select);
    returned.push(RETURNED_TO);
    every.push(returned);
    every
}
