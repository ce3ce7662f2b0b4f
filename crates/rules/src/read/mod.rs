//! Reads TOML into a tree that knows its lines, so that every defect can be pointed at.

mod defect;
mod table;
mod tree;

pub(crate) use defect::Defects;
pub use defect::PackDefect;
pub(crate) use table::Table;
pub(crate) use tree::{Node, Tree, parse};
