//! What a typed row is, and the macro that declares one together with all SQL about it.

use crate::db::{Cell, Line};
use crate::fault::StoreFault;

/// The texts of one table. The first column is the primary key.
#[derive(Debug)]
pub(crate) struct TableText {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// `SELECT` and the columns, without `FROM`.
    pub(crate) select_columns: &'static str,
    /// `SELECT … FROM table`.
    pub(crate) select: &'static str,
    /// `INSERT INTO table (…) VALUES `.
    pub(crate) insert: &'static str,
    /// ` ON CONFLICT … DO UPDATE …`.
    pub(crate) or_replace: &'static str,
    /// `SELECT key FROM table WHERE key IN `.
    pub(crate) select_keys: &'static str,
    /// `DELETE FROM table WHERE key IN `.
    pub(crate) delete: &'static str,
}

/// A row that has a type of its own.
pub(crate) trait Typed: Sized {
    const TEXT: &'static TableText;
    fn cells(&self) -> Result<Vec<Cell>, StoreFault>;
    fn from_line(line: Line) -> Result<Self, StoreFault>;
}

/// Declares a row: the struct, how it is stored and read, and how two of them differ.
macro_rules! row_type {
    // Its row stands in a file of its own.
    ($(#[$doc:meta])* $row:ident = $table:literal { elsewhere }) => {};
    (
        $(#[$doc:meta])*
        $row:ident = $table:literal {
            $(#[$key_doc:meta])* key $key:ident: $key_type:ty,
            $($(#[$column_doc:meta])* $column:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $row {
            $(#[$key_doc])* pub $key: $key_type,
            $($(#[$column_doc])* pub $column: $type,)*
        }

        impl $row {
            /// The primary key as text.
            #[must_use]
            pub fn key(&self) -> String {
                self.$key.to_string()
            }

            /// The columns in which `other` has another value, in the order of the table.
            #[must_use]
            pub fn diff(&self, other: &Self) -> Vec<&'static str> {
                let mut columns = Vec::new();
                if self.$key != other.$key {
                    columns.push(stringify!($key));
                }
                $(if self.$column != other.$column {
                    columns.push(stringify!($column));
                })*
                columns
            }
        }

        /// Names the row only: rows hold personal data, which must not reach a log.
        impl std::fmt::Debug for $row {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({}, …)", $table, self.key())
            }
        }

        impl $crate::rows::table::Typed for $row {
            const TEXT: &'static $crate::rows::table::TableText = &$crate::rows::table::TableText {
                name: $table,
                columns: &[stringify!($key) $(, stringify!($column))*],
                select_columns: concat!(
                    "SELECT ", $table, ".", stringify!($key)
                    $(, ", ", $table, ".", stringify!($column))*
                ),
                select: concat!(
                    "SELECT ", $table, ".", stringify!($key)
                    $(, ", ", $table, ".", stringify!($column))*, " FROM ", $table
                ),
                insert: concat!(
                    "INSERT INTO ", $table, " (", stringify!($key)
                    $(, ", ", stringify!($column))*, ") VALUES "
                ),
                or_replace: concat!(
                    " ON CONFLICT (", stringify!($key), ") DO UPDATE SET ",
                    stringify!($key), " = excluded.", stringify!($key)
                    $(, ", ", stringify!($column), " = excluded.", stringify!($column))*
                ),
                select_keys: concat!(
                    "SELECT ", stringify!($key), " FROM ", $table,
                    " WHERE ", stringify!($key), " IN "
                ),
                delete: concat!(
                    "DELETE FROM ", $table, " WHERE ", stringify!($key), " IN "
                ),
            };

            fn cells(&self) -> Result<Vec<$crate::db::Cell>, $crate::fault::StoreFault> {
                use $crate::db::{Column as _, Misfit};
                use $crate::fault::StoreFault;
                Ok(vec![
                    self.$key.to_cell().map_err(|Misfit| StoreFault::Unstorable {
                        column: stringify!($key),
                    })?,
                    $(self.$column.to_cell().map_err(|Misfit| StoreFault::Unstorable {
                        column: stringify!($column),
                    })?,)*
                ])
            }

            fn from_line(
                mut line: $crate::db::Line,
            ) -> Result<Self, $crate::fault::StoreFault> {
                Ok(Self {
                    $key: line.next(stringify!($key))?,
                    $($column: line.next(stringify!($column))?,)*
                })
            }
        }
    };
}

/// Declares the projection tables: their rows, and the enums over all of them.
macro_rules! projections {
    ($(
        $(#[$doc:meta])*
        $variant:ident: $row:ident = $table:literal { $($body:tt)* }
    )*) => {
        $(row_type! { $(#[$doc])* $row = $table { $($body)* } })*

        /// The projection tables.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Table {
            $($(#[$doc])* $variant,)*
        }

        impl Table {
            /// All of them, in the order in which they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name of the table in the database.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $table,)* }
            }

            pub(crate) const fn text(self) -> &'static TableText {
                match self { $(Self::$variant => <$row as Typed>::TEXT,)* }
            }

            pub(crate) fn read(self, line: Line) -> Result<Row, StoreFault> {
                match self { $(Self::$variant => $row::from_line(line).map(Row::from),)* }
            }
        }

        /// A row of any projection table.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Row {
            $($(#[$doc])* $variant(Box<$row>),)*
        }

        impl Row {
            /// Which table it belongs to.
            #[must_use]
            pub const fn table(&self) -> Table {
                match self { $(Self::$variant(_) => Table::$variant,)* }
            }

            /// The primary key as text.
            #[must_use]
            pub fn key(&self) -> String {
                match self { $(Self::$variant(row) => row.key(),)* }
            }

            /// The columns in which `other` has another value; all of them if it is a row of
            /// another table.
            #[must_use]
            pub fn diff(&self, other: &Self) -> Vec<&'static str> {
                match (self, other) {
                    $((Self::$variant(one), Self::$variant(other)) => one.diff(other),)*
                    (one, _) => one.table().text().columns.to_vec(),
                }
            }

            pub(crate) fn cells(&self) -> Result<Vec<Cell>, StoreFault> {
                match self { $(Self::$variant(row) => row.cells(),)* }
            }
        }

        $(
            impl From<$row> for Row {
                fn from(row: $row) -> Self {
                    Self::$variant(Box::new(row))
                }
            }

            impl Projection for $row {
                const TABLE: Table = Table::$variant;
            }
        )*
    };
}

pub(crate) use {projections, row_type};
