//! A list of defects that cannot grow without end.

use crate::fault::{Defect, Flaw};

/// A database that differs in more places is not repaired place by place.
const MAX_DEFECTS: usize = 10_000;

/// Defects in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Defects(Vec<Defect>);

impl Defects {
    pub(crate) fn add(
        &mut self,
        table: &'static str,
        key: impl std::fmt::Display,
        column: &'static str,
        flaw: Flaw,
    ) {
        if self.0.len() < MAX_DEFECTS {
            self.0.push(Defect { table, key: key.to_string(), column, flaw });
        }
    }

    /// Adds a defect if `wrong`.
    pub(crate) fn add_if(
        &mut self,
        wrong: bool,
        table: &'static str,
        key: impl std::fmt::Display,
        column: &'static str,
    ) {
        if wrong {
            self.add(table, key, column, Flaw::Differs);
        }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.0.len() >= MAX_DEFECTS
    }

    pub(crate) fn into_vec(self) -> Vec<Defect> {
        self.0
    }
}
