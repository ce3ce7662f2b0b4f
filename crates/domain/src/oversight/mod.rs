//! Oversight (监督检查, Arts. 26, 27): the year's plan and report, and violations from the day they
//! are raised until they are set right.

mod command;
mod event;
mod plan;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Around, Command, Raise, check_new, decide};
pub use event::Event;
pub use plan::{Plan, PlanCommand, Report, decide_plan};
pub use state::{Order, Round, Status, Violation};
