//! The law engine: packs, calendars, clocks; facts in, findings and due dates out.
//!
//! Everything the law says is data under `law/`: which facts there are (`facts.toml`), the
//! rules (`packs/`), the public holidays (`calendars/`). The engine knows dates, sets and
//! comparisons; it knows no article and no number of any law. Pure: no clock, no files.

mod book;
mod calendar;
pub mod catalogue;
mod compare;
mod count;
pub mod coverage;
mod due;
mod evaluate;
mod fact;
mod finding;
mod internal;
mod matrix;
mod pack;
mod read;
mod reading;
mod rule;
pub mod scenario;
mod selector;
mod vocabulary;

pub use book::RuleBook;
pub use calendar::{Calendar, DayStatus, SpecialDay, SpecialKind, Year};
pub use compare::{Change, Comparison, KeyChange, PackChange, RuleChange, compare};
pub use count::{Length, Pause, Unit};
pub use coverage::{Cover, Explanation, Gap, GapPlace, Tolerance};
pub use due::{Accrued, DueAnswer, DueOptions, From, RuleError, TimeLimit};
pub use fact::{About, Fact, Matter, Sphere, Value};
pub use finding::{Due, Finding, Lapse, Limit, Standing, Verification};
pub use internal::{INTERNAL_LIMIT, Internal, InternalFlaw, InternalLimit, NO_INTERNAL_LIMIT};
pub use matrix::{ClauseRules, clauses, matrix, unproven};
pub use pack::{Clause, Pack, Replacement};
pub use read::PackDefect;
pub use reading::{Choice, ChoiceOption, Conflict, Place, Reading};
pub use rule::Rule;
pub use vocabulary::{AttrKind, FactKind, Holds, Vocabulary};
