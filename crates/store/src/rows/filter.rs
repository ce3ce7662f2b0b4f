//! What all lists share: which agencies, how many rows, and where the last page ended.

use std::fmt;
use std::str::FromStr;

use terms::{AgencyId, DivisionId, OfficerId, Timestamp};

use super::cases::officer_term;

use crate::db::{Cell, Sql};

/// Most rows of one page.
pub const MAX_PAGE: u32 = 200;

/// Which agencies' rows a person may see. There is no way to leave it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every agency here.
    All,
    /// These agencies.
    Agencies(Vec<AgencyId>),
    /// An agency and all below it: those whose `path` begins with this text.
    Under(String),
    /// Some of an agency's matters; any of the ways below. Of none at all nobody sees anything.
    Part {
        /// The agency.
        agency: AgencyId,
        /// Those in which this person takes part.
        officer: Option<OfficerId>,
        /// Those of this division, and those that no division is in charge of.
        division: Option<Option<DivisionId>>,
    },
}

/// The tables whose rows hang on a matter, each in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matters {
    Cases,
    Activities,
    Recordings,
    Duties,
    Requests,
    Violations,
    Devices,
}

/// How many rows, and after which one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Rows wanted; held between 1 and [`MAX_PAGE`].
    pub limit: u32,
    /// Where the last page ended.
    pub after: Option<Cursor>,
}

impl Default for Paging {
    fn default() -> Self {
        Self { limit: 50, after: None }
    }
}

/// A place in a list: the time and the key of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The time by which the list is ordered.
    pub at: Timestamp,
    /// The key of the row.
    pub key: String,
}

/// The text is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct CursorError;

/// Milliseconds, `~`, key: safe in a URL for every key that is.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.at.ms(), self.key)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;
    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (ms, key) = text.split_once('~').ok_or(CursorError)?;
        let ms = ms.parse().map_err(|_| CursorError)?;
        if key.contains('\0') {
            return Err(CursorError);
        }
        Ok(Self { at: Timestamp::from_ms(ms), key: key.to_owned() })
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<Cursor>,
}

impl Paging {
    pub(crate) fn limit(&self) -> u32 {
        self.limit.clamp(1, MAX_PAGE)
    }

    /// One row more than wanted is asked for, to know whether there is a next page.
    pub(crate) fn limit_cell(&self) -> Cell {
        Cell::Int(Some(i64::from(self.limit()) + 1))
    }

    /// Cuts off the row too many and says where the next page begins.
    pub(crate) fn page<R>(&self, mut rows: Vec<R>, place: impl Fn(&R) -> Cursor) -> Page<R> {
        let limit = usize::try_from(self.limit()).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(place) } else { None };
        Page { rows, next }
    }
}

impl Scope {
    /// Adds the condition that a row's matter may be seen.
    pub(crate) fn restrict(&self, sql: &mut Sql, matters: Matters) {
        let column = matters.agency();
        match self {
            Self::All => {}
            Self::Part { agency, officer, division } => {
                sql.push(column).push(" = ").bind(Cell::id(agency)).push(" AND (1 = 0");
                if let Some(officer) = officer {
                    matters.of_officer(sql, *officer);
                }
                if let Some(division) = division {
                    matters.of_division(sql, *division);
                }
                sql.push(")");
            }
            // `IN ()` is not SQL: nobody's rows are asked for.
            Self::Agencies(agencies) if agencies.is_empty() => {
                sql.push(" AND 1 = 0");
            }
            Self::Agencies(agencies) => {
                let agencies: Vec<Cell> = agencies.iter().map(Cell::id).collect();
                if let [agency] = agencies.as_slice() {
                    sql.push(column).push(" = ").bind(agency.clone());
                } else {
                    sql.push(column).push(" IN ").bind_list(agencies);
                }
            }
            Self::Under(path) => {
                // Everything that begins with `path` sorts before `path` + the last character.
                sql.push(column)
                    .push(" IN (SELECT agency_id FROM agency_row WHERE path >= ")
                    .bind(Cell::text(path.clone()))
                    .push(" AND path < ")
                    .bind(Cell::text(format!("{path}\u{10FFFF}")))
                    .push(")");
            }
        }
    }
}

/// Cases of a division and those of none, for a row that names its case.
macro_rules! of_division {
    ($sql:expr, $division:expr, $case:literal) => {
        $sql.push(concat!(
            " OR ",
            $case,
            " IS NULL OR EXISTS (SELECT 1 FROM case_row AS led WHERE led.case_id = ",
            $case,
            " AND (led.division_id IS NULL"
        ));
        $sql.when(" OR led.division_id = ", $division.map(Cell::id)).push("))");
    };
}

/// Cases an officer is in charge of, for a row that names its case.
macro_rules! of_officer {
    ($sql:expr, $officer:expr, $case:literal) => {
        $sql.push(concat!(
            " OR EXISTS (SELECT 1 FROM case_term AS own WHERE own.case_id = ",
            $case,
            " AND own.term = "
        ))
        .bind(Cell::text(officer_term($officer)))
        .push(")");
    };
}

impl Matters {
    /// The agency's column, with its leading ` AND `.
    const fn agency(self) -> &'static str {
        match self {
            Self::Cases => " AND case_row.agency_id",
            Self::Activities => " AND activity_row.agency_id",
            Self::Recordings => " AND recording_row.agency_id",
            Self::Duties => " AND duty_row.agency_id",
            Self::Requests => " AND access_row.agency_id",
            Self::Violations => " AND violation_row.agency_id",
            Self::Devices => " AND device_row.agency_id",
        }
    }

    fn of_officer(self, sql: &mut Sql, officer: OfficerId) {
        // The column is a JSON array of ids, and no id is part of another.
        let among = Cell::text(format!("%\"{officer}\"%"));
        match self {
            Self::Cases => {
                of_officer!(sql, officer, "case_row.case_id");
            }
            Self::Activities => {
                sql.push(" OR activity_row.officers LIKE ").bind(among);
                of_officer!(sql, officer, "activity_row.case_id");
            }
            Self::Recordings => {
                sql.push(" OR recording_row.deposited_by = ").bind(Cell::id(officer));
            }
            Self::Duties => {
                of_officer!(sql, officer, "duty_row.case_id");
                sql.push(" OR EXISTS (SELECT 1 FROM activity_row AS own WHERE own.activity_id =")
                    .push(" duty_row.activity_id AND own.officers LIKE ")
                    .bind(among)
                    .push(")");
            }
            Self::Requests => {
                sql.push(" OR access_row.asked_by = ").bind(Cell::id(officer));
                of_officer!(sql, officer, "access_row.case_id");
            }
            Self::Violations => {
                sql.push(" OR violation_row.officers LIKE ").bind(among);
                of_officer!(sql, officer, "violation_row.case_id");
            }
            Self::Devices => {
                sql.push(" OR device_row.holders LIKE ").bind(among);
            }
        }
    }

    fn of_division(self, sql: &mut Sql, division: Option<DivisionId>) {
        match self {
            Self::Cases => {
                sql.push(" OR case_row.division_id IS NULL");
                sql.when(" OR case_row.division_id = ", division.map(Cell::id));
            }
            Self::Activities => {
                of_division!(sql, division, "activity_row.case_id");
            }
            Self::Recordings => {
                of_division!(sql, division, "recording_row.case_id");
            }
            Self::Duties => {
                of_division!(sql, division, "duty_row.case_id");
            }
            Self::Requests => {
                of_division!(sql, division, "access_row.case_id");
            }
            Self::Violations => {
                of_division!(sql, division, "violation_row.case_id");
            }
            Self::Devices => {
                sql.push(" OR device_row.division_id IS NULL");
                sql.when(" OR device_row.division_id = ", division.map(Cell::id));
            }
        }
    }
}
