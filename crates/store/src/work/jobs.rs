//! Work to be done later. A worker holds a job by a lease; when the lease runs out, another takes
//! it, so a job may be done twice and must not mind.

use terms::Timestamp;

use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// A job that a worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// Which worker does it.
    pub kind: String,
    /// What the worker needs to know.
    pub payload: String,
    /// How often it was begun, this time included. Also says whose lease it is.
    pub attempts: u32,
    /// How the last attempt failed.
    pub last_error: Option<String>,
}

/// How a job stands that is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobStanding {
    /// A worker holds it now.
    pub is_held: bool,
    /// The last attempt failed.
    pub has_failed: bool,
    /// From when on it may be begun.
    pub run_at: Timestamp,
}

const CLAIM: &str = "UPDATE job SET lease_until = $1, attempts = attempts + 1 WHERE id = (\
     SELECT id FROM job WHERE done_at IS NULL AND run_at <= $2 \
     AND (lease_until IS NULL OR lease_until <= $2) AND kind IN ";
const RETURNING: &str = ") RETURNING id, kind, payload, attempts, last_error";
/// The lease is part of the question: a worker that was too slow changes nothing any more.
const HELD: &str = " WHERE id = $1 AND attempts = $2 AND done_at IS NULL";
const FINISH: &str = "UPDATE job SET done_at = $3, lease_until = NULL, last_error = NULL";
const FAIL: &str = "UPDATE job SET run_at = $3, last_error = $4, lease_until = NULL";
const EXTEND: &str = "UPDATE job SET lease_until = $3";
const RELEASE: &str = "UPDATE job SET lease_until = NULL WHERE lease_until IS NOT NULL";
const OPEN: &str = "SELECT COUNT(*) FROM job WHERE done_at IS NULL";
const STANDING: &str =
    "SELECT run_at, lease_until, last_error FROM job WHERE id = $1 AND done_at IS NULL";
const PURGE: &str = "DELETE FROM job WHERE done_at < $1";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[RELEASE, OPEN, STANDING, PURGE];

/// The longest error text that is kept, in characters.
const MAX_ERROR_CHARS: usize = 2_000;

impl Store {
    /// Takes the job of those kinds that is due longest, for `lease_ms` milliseconds.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn claim_job(
        &self,
        kinds: &[&str],
        now: Timestamp,
        lease_ms: i64,
    ) -> Result<Option<Job>, StoreFault> {
        if kinds.is_empty() {
            return Ok(None);
        }
        let (sql, cells) = claim(kinds, now, lease_ms, self.db.is_postgres()).into_parts();
        let line = self.db.writer().await?.fetch_one("job", sql, cells).await?;
        line.map(|mut line| {
            Ok(Job {
                id: line.next("id")?,
                kind: line.next("kind")?,
                payload: line.next("payload")?,
                attempts: line.next("attempts")?,
                last_error: line.next("last_error")?,
            })
        })
        .transpose()
    }

    /// The job is done. `false` if its lease ran out and another worker has it.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn finish_job(&self, job: &Job, now: Timestamp) -> Result<bool, StoreFault> {
        self.change_job(FINISH, job, vec![Cell::at(now)]).await
    }

    /// The attempt failed; the job is due again at `retry_at`. `false` if its lease ran out and
    /// another worker has it. The error is cut at 2,000 characters.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn fail_job(
        &self,
        job: &Job,
        error: &str,
        retry_at: Timestamp,
    ) -> Result<bool, StoreFault> {
        let error: String = error.chars().filter(|c| *c != '\0').take(MAX_ERROR_CHARS).collect();
        self.change_job(FAIL, job, vec![Cell::at(retry_at), Cell::text(error)]).await
    }

    /// Holds the job until `until`. `false` if its lease ran out and another worker has it: then
    /// stop.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn extend_job(&self, job: &Job, until: Timestamp) -> Result<bool, StoreFault> {
        self.change_job(EXTEND, job, vec![Cell::at(until)]).await
    }

    /// Ends every lease; how many. For the only process there is, when it starts: whoever held them
    /// is gone.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn release_jobs(&self) -> Result<u64, StoreFault> {
        self.db.writer().await?.execute("job", RELEASE, Vec::new()).await
    }

    /// How many jobs are not done yet, due or not.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn open_jobs(&self) -> Result<u64, StoreFault> {
        let line = self.db.reader().await?.fetch_one("job", OPEN, Vec::new()).await?;
        line.map_or(Ok(0), |mut line| line.next("count"))
    }

    /// How a job stands; `None` if it is done or there is none of that id.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn job_standing(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<JobStanding>, StoreFault> {
        let cells = vec![Cell::text(id)];
        let line = self.db.reader().await?.fetch_one("job", STANDING, cells).await?;
        line.map(|mut line| {
            let run_at = line.next("run_at")?;
            let lease_until: Option<Timestamp> = line.next("lease_until")?;
            let last_error: Option<String> = line.next("last_error")?;
            let is_held = lease_until.is_some_and(|until| now < until);
            Ok(JobStanding { is_held, has_failed: last_error.is_some(), run_at })
        })
        .transpose()
    }

    /// Forgets jobs done before an instant; how many. Their ids may then be used again.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn purge_jobs(&self, before: Timestamp) -> Result<u64, StoreFault> {
        self.db.writer().await?.execute("job", PURGE, vec![Cell::at(before)]).await
    }

    async fn change_job(
        &self,
        change: &'static str,
        job: &Job,
        values: Vec<Cell>,
    ) -> Result<bool, StoreFault> {
        let mut cells = vec![Cell::text(&job.id), Cell::Int(Some(i64::from(job.attempts)))];
        cells.extend(values);
        let mut sql = Sql::new(change);
        sql.push(HELD);
        let (sql, _) = sql.into_parts();
        Ok(self.db.writer().await?.execute("job", sql, cells).await? == 1)
    }
}

fn claim(kinds: &[&str], now: Timestamp, lease_ms: i64, several_writers: bool) -> Sql {
    let mut sql = Sql::new("");
    let cells = [Cell::at(now.plus_ms(lease_ms)), Cell::at(now)];
    sql.push_numbered(CLAIM, cells);
    sql.bind_list(kinds.iter().map(|kind| Cell::text(*kind)));
    sql.push(" ORDER BY run_at, id LIMIT 1");
    if several_writers {
        sql.push(" FOR UPDATE SKIP LOCKED");
    }
    sql.push(RETURNING);
    sql
}

/// The statements that are put together, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_job_statement(several_writers: bool) -> Vec<Sql> {
    let now = Timestamp::from_ms(1);
    let mut every = vec![claim(&["probe", "preview"], now, 1, several_writers)];
    for change in [FINISH, FAIL, EXTEND] {
        let mut sql = Sql::new(change);
        sql.push(HELD);
        every.push(sql);
    }
    every
}
