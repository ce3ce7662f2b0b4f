//! Two databases behind one enum: everything above speaks one SQL text and three kinds of value.

mod cell;
mod connection;
mod migrate;
mod open;
mod sql;

pub(crate) use cell::{Cell, Column, Misfit};
pub(crate) use connection::{Connection, Line, Transaction};
pub(crate) use open::{Db, SQLITE_FILE};
pub(crate) use sql::{Sql, insert_many, values};
