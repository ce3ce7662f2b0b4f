//! Devices (Arts. 7, 14, 20, 22): the register, who had which one when, upkeep, clocks, room, and
//! the numbers of their files.

mod clock;
mod command;
mod decide_upkeep;
mod doubt;
mod event;
mod forecast;
mod naming;
mod numbering;
mod state;
#[cfg(test)]
mod tests;

pub use clock::{ClockReading, CorrectedClaim, CorrectionBasis, correct};
pub use command::{Around, Command, Namesake, Warning, check_names, decide, warnings};
pub use doubt::{doubt, is_doubted_cause};
pub use event::{
    Check, ClockSource, Details, DeviceKind, Docking, Event, FaultKind, GapKind, GapReason, Looks,
    Numbering, Retirement,
};
pub use forecast::{Forecast, forecast};
pub use naming::{Naming, NamingError, Read as NameRead};
pub use numbering::{Imported, Missing, NUMBERS_WAIT_MS, is_held_back, missing};
pub use state::{Checked, Device, Docked, Ending, Fault, Known, NumberGap, Status, Tenure};

use rules::Fact;
use terms::{DeviceId, Timestamp};

/// A device as far as the law asks of its agency whether there is one (Art. 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: DeviceId,
    /// Word for what it is.
    pub kind: String,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// When it was lost or taken out of use.
    pub gone_at: Option<Timestamp>,
}

/// What the rules are told of it.
pub(crate) fn facts(listed: &Listed) -> impl Iterator<Item = Fact> {
    let subject = listed.id.to_string();
    let registered =
        Fact::new("device.registered", listed.registered_at, &*subject).with("kind", &*listed.kind);
    let gone = listed.gone_at.map(|at| Fact::new("device.retired", at, &*subject));
    std::iter::once(registered).chain(gone)
}
