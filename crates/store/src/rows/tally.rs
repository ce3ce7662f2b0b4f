//! How much there is, for a desk: counted when asked, never stored.

use terms::Timestamp;

use super::filter::{Matters, Scope};
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

/// Counts over the cases and the on-site work of some agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Cases in hand: registered, and neither closed nor dropped.
    pub in_hand: u64,
    /// Cases not yet archived whose next duty is past its instant.
    pub late: u64,
    /// Closed cases that wait for their case file (Art. 21).
    pub to_archive: u64,
    /// On-site work with a gap that nobody explained (Art. 19).
    pub with_open_gaps: u64,
}

const CASES: &str = "SELECT COUNT(CASE WHEN case_row.status IN ('registered', 'open', 'decided') \
     THEN 1 END) AS in_hand";

impl Tally {
    fn cases(scope: &Scope, now: Timestamp) -> Sql {
        let mut sql = Sql::new(CASES);
        sql.push(", COUNT(CASE WHEN case_row.archived_at IS NULL AND case_row.next_due_at < ")
            .bind(Cell::at(now))
            .push(" THEN 1 END) AS late_cases")
            .push(", COUNT(CASE WHEN case_row.status = 'closed' THEN 1 END) AS closed_cases")
            .push(" FROM case_row WHERE 1 = 1");
        scope.restrict(&mut sql, Matters::Cases);
        sql
    }

    fn work(scope: &Scope) -> Sql {
        let mut sql = Sql::new("SELECT COUNT(*) AS gaps FROM activity_row WHERE open_gaps > 0");
        scope.restrict(&mut sql, Matters::Activities);
        sql
    }
}

impl Store {
    /// Counts what there is at `now`. Reads every row of the scope's cases: an agency has
    /// thousands, not millions.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn tally(&self, scope: &Scope, now: Timestamp) -> Result<Tally, StoreFault> {
        let mut on = self.db.reader().await?;
        let mut tally = Tally::default();
        let (sql, cells) = Tally::cases(scope, now).into_parts();
        for mut line in on.fetch("case_row", sql, cells).await? {
            tally.in_hand = line.next("in_hand")?;
            tally.late = line.next("late_cases")?;
            tally.to_archive = line.next("closed_cases")?;
        }
        let (sql, cells) = Tally::work(scope).into_parts();
        for mut line in on.fetch("activity_row", sql, cells).await? {
            tally.with_open_gaps = line.next("gaps")?;
        }
        Ok(tally)
    }
}

/// Every shape the statements can have, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_tally() -> Vec<Sql> {
    let scopes = [Scope::All, Scope::Agencies(vec![terms::AgencyId::from_bits(1)])];
    let at = Timestamp::from_ms(1);
    scopes.iter().flat_map(|scope| [Tally::cases(scope, at), Tally::work(scope)]).collect()
}
