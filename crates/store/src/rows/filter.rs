//! What all lists share: which agencies, how many rows, and where the last page ended.

use std::fmt;
use std::str::FromStr;

use terms::{AgencyId, Timestamp};

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
    /// Adds ` AND column IN …`; `column` is given with its leading ` AND `.
    pub(crate) fn restrict(&self, sql: &mut Sql, column: &'static str) {
        match self {
            Self::All => {}
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
