//! The numbers instruments were given: the last one, how many there are, who bears which.

use terms::AgencyId;

use super::table::Typed;
use super::tables::{DocNumberRow, RecordRow};
use crate::db::{Cell, Sql};
use crate::fault::StoreFault;
use crate::store::Store;

impl DocNumberRow {
    /// The key of a number: equal for equal numbers.
    #[must_use]
    pub fn key_of(agency: AgencyId, series: &str, year: u32, seq: u32) -> String {
        format!("{agency}|{series}|{year}|{seq}")
    }
}

/// How many numbers of a series are taken in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberTally {
    /// The series, e.g. of penalty decisions.
    pub series: String,
    /// The year.
    pub year: u32,
    /// How many are taken.
    pub taken: u32,
    /// The lowest.
    pub first: u32,
    /// The highest.
    pub last: u32,
    /// How many of them are void.
    pub voided: u32,
}

const LAST_DOC_NUMBER: &str = "SELECT COALESCE(MAX(seq), 0) FROM doc_number_row \
     WHERE agency_id = $1 AND series = $2 AND year = $3";
/// A correction bears the number of what it corrects, in the same case; the last one of such a
/// chain is effective or void, the others are corrected.
const TALLIES: &str = "SELECT doc_number_row.series, doc_number_row.year, COUNT(*) AS taken, \
     MIN(doc_number_row.seq) AS first, MAX(doc_number_row.seq) AS last, \
     COUNT(void.record_id) AS voided FROM doc_number_row \
     LEFT JOIN record_row AS given ON given.record_id = doc_number_row.record_id \
     LEFT JOIN record_row AS void ON void.case_id = doc_number_row.case_id \
     AND void.doc_no = given.doc_no AND void.status = 'voided' \
     WHERE doc_number_row.agency_id = $1 \
     GROUP BY doc_number_row.series, doc_number_row.year \
     ORDER BY doc_number_row.year DESC, doc_number_row.series";
const TAKEN: &str = "SELECT seq FROM doc_number_row \
     WHERE agency_id = $1 AND series = $2 AND year = $3 ORDER BY seq";
const NUMBERS: &str = " WHERE agency_id = $1 AND series = $2 AND year = $3 AND seq > $4 \
     ORDER BY seq LIMIT $5";
const BEARERS: &str = " WHERE record_row.doc_no IS NOT NULL AND record_row.case_id IN ";
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LAST_DOC_NUMBER, TALLIES, TAKEN];

fn series_cells(agency: AgencyId, series: &str, year: u32) -> Vec<Cell> {
    vec![Cell::id(agency), Cell::text(series), Cell::Int(Some(i64::from(year)))]
}

fn numbers(agency: AgencyId, series: &str, year: u32, after: u32, limit: u32) -> Sql {
    let mut cells = series_cells(agency, series, year);
    cells.extend([after, limit].map(|n| Cell::Int(Some(i64::from(n)))));
    let mut sql = Sql::new(DocNumberRow::TEXT.select);
    sql.push_numbered(NUMBERS, cells);
    sql
}

fn bearers(rows: &[DocNumberRow]) -> Sql {
    let mut sql = Sql::new(RecordRow::TEXT.select);
    sql.push(BEARERS).bind_list(rows.iter().map(|row| Cell::id(row.case_id)));
    sql.push(" ORDER BY record_row.effective_at, record_row.record_id");
    sql
}

impl Store {
    /// The last running number taken in a series, 0 if none. The next one is only yours once a
    /// [`RowChange::Claim`](super::RowChange::Claim) on it was committed.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn last_doc_number(
        &self,
        agency: AgencyId,
        series: &str,
        year: u32,
    ) -> Result<u32, StoreFault> {
        let cells = series_cells(agency, series, year);
        let mut on = self.db.reader().await?;
        let line = on.fetch_one("doc_number_row", LAST_DOC_NUMBER, cells).await?;
        line.map_or(Ok(0), |mut line| line.next("seq"))
    }

    /// Every series of an agency by year, the last year first. Reads all numbers of the agency: it
    /// gives thousands a year, not millions.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn number_tallies(&self, agency: AgencyId) -> Result<Vec<NumberTally>, StoreFault> {
        let mut on = self.db.reader().await?;
        let lines = on.fetch("doc_number_row", TALLIES, vec![Cell::id(agency)]).await?;
        let tally = |mut line: crate::db::Line| {
            Ok(NumberTally {
                series: line.next("series")?,
                year: line.next("year")?,
                taken: line.next("taken")?,
                first: line.next("first")?,
                last: line.next("last")?,
                voided: line.next("voided")?,
            })
        };
        lines.into_iter().map(tally).collect()
    }

    /// The running numbers of a series that are taken, in order.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn taken_numbers(
        &self,
        agency: AgencyId,
        series: &str,
        year: u32,
    ) -> Result<Vec<u32>, StoreFault> {
        let mut on = self.db.reader().await?;
        let lines = on.fetch("doc_number_row", TAKEN, series_cells(agency, series, year)).await?;
        lines.into_iter().map(|mut line| line.next("seq")).collect()
    }

    /// At most `limit` numbers of a series that come after `after`, in order.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn doc_numbers(
        &self,
        agency: AgencyId,
        series: &str,
        year: u32,
        after: u32,
        limit: u32,
    ) -> Result<Vec<DocNumberRow>, StoreFault> {
        self.select(numbers(agency, series, year, after, limit)).await
    }

    /// The records that bear a number in the cases of these numbers, oldest first.
    ///
    /// # Errors
    /// [`StoreFault`] if the database does.
    pub async fn bearers(&self, rows: &[DocNumberRow]) -> Result<Vec<RecordRow>, StoreFault> {
        if rows.is_empty() { Ok(Vec::new()) } else { self.select(bearers(rows)).await }
    }
}

/// The statements that are put together, for the test that prepares them.
#[cfg(test)]
pub(crate) fn every_number_list() -> Vec<Sql> {
    let agency = AgencyId::from_bits(1);
    let row = DocNumberRow {
        key: DocNumberRow::key_of(agency, "罚", 2026, 1),
        agency_id: agency,
        series: "罚".to_owned(),
        year: 2026,
        seq: 1,
        record_id: terms::TextRecordId::from_bits(1),
        case_id: terms::CaseId::from_bits(1),
    };
    vec![numbers(agency, "罚", 2026, 0, 9), bearers(&[row.clone(), row])]
}
