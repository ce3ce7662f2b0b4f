//! From a table of any shape to rows of a list: which column is which, what its words mean, and
//! every problem by line and column. Nothing is guessed silently and nothing is dropped.

mod columns;
mod read;
#[cfg(test)]
mod tests;

pub use columns::propose;
pub use read::{Line, Problem, Reading, Table, Unknown, read};
