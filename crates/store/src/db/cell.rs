//! The three kinds of value that both databases store alike, and how our types become them.

use terms::{
    AccessRequestId, ActKind, ActivityId, AgencyId, AvRecordId, CaseId, Date, DeviceId, Digest,
    DivisionId, DockId, ListRowId, OfficerId, Procedure, SessionId, Severity, Sm3Digest, Stage,
    StationId, TextRecordId, Timestamp, UploadId, ViolationId,
};

/// One value of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

/// The value has a form its column cannot have.
#[derive(Debug)]
pub(crate) struct Misfit;

/// A type that is stored in one column.
pub(crate) trait Column: Sized {
    fn to_cell(&self) -> Result<Cell, Misfit>;
    fn from_cell(cell: Cell) -> Result<Self, Misfit>;
    /// The NULL of this type's kind: a driver must know the kind of a value that is not there.
    const NULL: Cell;
}

const TEXT_NULL: Cell = Cell::Text(None);
const INT_NULL: Cell = Cell::Int(None);

impl Cell {
    pub(crate) fn text(value: impl Into<String>) -> Self {
        Self::Text(Some(value.into()))
    }

    pub(crate) fn at(value: Timestamp) -> Self {
        Self::Int(Some(value.ms()))
    }

    pub(crate) fn id(value: impl std::fmt::Display) -> Self {
        Self::Text(Some(value.to_string()))
    }

    pub(crate) fn bytes(value: impl Into<Vec<u8>>) -> Self {
        Self::Bytes(Some(value.into()))
    }

    pub(crate) const fn is_null(&self) -> bool {
        matches!(self, Self::Text(None) | Self::Int(None) | Self::Bytes(None))
    }

    /// Bytes this value takes on the way, for limits.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.as_ref().map_or(0, String::len),
            Self::Int(_) => 8,
            Self::Bytes(bytes) => bytes.as_ref().map_or(0, Vec::len),
        }
    }
}

impl Column for String {
    const NULL: Cell = TEXT_NULL;
    fn to_cell(&self) -> Result<Cell, Misfit> {
        // SQLite would take a NUL, PostgreSQL does not: refused alike.
        if self.contains('\0') { Err(Misfit) } else { Ok(Cell::Text(Some(self.clone()))) }
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        match cell {
            Cell::Text(Some(text)) => Ok(text),
            Cell::Text(None) | Cell::Int(_) | Cell::Bytes(_) => Err(Misfit),
        }
    }
}

impl Column for i64 {
    const NULL: Cell = INT_NULL;
    fn to_cell(&self) -> Result<Cell, Misfit> {
        Ok(Cell::Int(Some(*self)))
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        match cell {
            Cell::Int(Some(number)) => Ok(number),
            Cell::Int(None) | Cell::Text(_) | Cell::Bytes(_) => Err(Misfit),
        }
    }
}

impl Column for Vec<u8> {
    const NULL: Cell = Cell::Bytes(None);
    fn to_cell(&self) -> Result<Cell, Misfit> {
        Ok(Cell::Bytes(Some(self.clone())))
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        match cell {
            Cell::Bytes(Some(bytes)) => Ok(bytes),
            Cell::Bytes(None) | Cell::Text(_) | Cell::Int(_) => Err(Misfit),
        }
    }
}

impl Column for [u8; 32] {
    const NULL: Cell = Cell::Bytes(None);
    fn to_cell(&self) -> Result<Cell, Misfit> {
        Ok(Cell::bytes(*self))
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        Vec::from_cell(cell)?.try_into().map_err(|_| Misfit)
    }
}

impl Column for bool {
    const NULL: Cell = INT_NULL;
    fn to_cell(&self) -> Result<Cell, Misfit> {
        Ok(Cell::Int(Some(i64::from(*self))))
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        match i64::from_cell(cell)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Misfit),
        }
    }
}

impl Column for Timestamp {
    const NULL: Cell = INT_NULL;
    fn to_cell(&self) -> Result<Cell, Misfit> {
        Ok(Cell::at(*self))
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        let ms = i64::from_cell(cell)?;
        let at = Self::from_ms(ms);
        if at.ms() == ms { Ok(at) } else { Err(Misfit) }
    }
}

impl<T: Column> Column for Option<T> {
    const NULL: Cell = T::NULL;
    fn to_cell(&self) -> Result<Cell, Misfit> {
        self.as_ref().map_or(Ok(T::NULL), T::to_cell)
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        if cell.is_null() { Ok(None) } else { T::from_cell(cell).map(Some) }
    }
}

macro_rules! as_integer {
    ($($unsigned:ty),*) => {$(
        impl Column for $unsigned {
            const NULL: Cell = INT_NULL;
            fn to_cell(&self) -> Result<Cell, Misfit> {
                i64::try_from(*self).map(|number| Cell::Int(Some(number))).map_err(|_| Misfit)
            }
            fn from_cell(cell: Cell) -> Result<Self, Misfit> {
                Self::try_from(i64::from_cell(cell)?).map_err(|_| Misfit)
            }
        }
    )*};
}

macro_rules! as_text {
    ($($parsed:ty),*) => {$(
        impl Column for $parsed {
            const NULL: Cell = TEXT_NULL;
            fn to_cell(&self) -> Result<Cell, Misfit> {
                Ok(Cell::id(self))
            }
            fn from_cell(cell: Cell) -> Result<Self, Misfit> {
                String::from_cell(cell)?.parse().map_err(|_| Misfit)
            }
        }
    )*};
}

macro_rules! as_word {
    ($($word:ty),*) => {$(
        impl Column for $word {
            const NULL: Cell = TEXT_NULL;
            fn to_cell(&self) -> Result<Cell, Misfit> {
                Ok(Cell::text(self.as_str()))
            }
            fn from_cell(cell: Cell) -> Result<Self, Misfit> {
                Self::parse(&String::from_cell(cell)?).ok_or(Misfit)
            }
        }
    )*};
}

as_integer!(u64, u32);
as_text!(
    AccessRequestId,
    ViolationId,
    StationId,
    DockId,
    ActivityId,
    AgencyId,
    AvRecordId,
    CaseId,
    Date,
    DeviceId,
    Digest,
    DivisionId,
    ListRowId,
    OfficerId,
    SessionId,
    Sm3Digest,
    TextRecordId,
    UploadId
);
as_word!(ActKind, Procedure, Severity, Stage);

/// A list of officers is one column: a JSON array of their ids, in the order given.
impl Column for Vec<OfficerId> {
    const NULL: Cell = TEXT_NULL;
    fn to_cell(&self) -> Result<Cell, Misfit> {
        serde_json::to_string(self).map(Cell::text).map_err(|_| Misfit)
    }
    fn from_cell(cell: Cell) -> Result<Self, Misfit> {
        serde_json::from_str(&String::from_cell(cell)?).map_err(|_| Misfit)
    }
}
