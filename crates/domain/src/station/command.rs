//! Decisions about collection stations.

use terms::{AgencyId, DeviceId, Digest, DockId, StationId};

use super::{Docking, Event, Station};
use crate::{Outcome, Refusal, Text};

/// What may be wanted of a station.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Register it.
    Register {
        /// Its new id.
        station: StationId,
        /// Whose it is.
        agency: AgencyId,
        /// What it is called.
        name: Text<60>,
        /// Where it stands.
        place: Text<60>,
        /// Its public key.
        key: Digest,
        /// What the register of devices knows it as.
        device: Option<DeviceId>,
    },
    /// Say which device of the register it is.
    NameDevice {
        /// Which.
        device: DeviceId,
    },
    /// Give it another key.
    RotateKey {
        /// The new one.
        key: Digest,
        /// Why.
        reason: Text<200>,
    },
    /// Let it bring in nothing more.
    Close {
        /// Why.
        reason: Text<200>,
    },
}

/// Decides about a station (`None`: not registered yet).
///
/// # Errors
/// [`Refusal`] if it is closed, or the key is the one it has.
pub fn decide(state: Option<&Station>, command: Command) -> Result<Outcome<Event>, Refusal> {
    match (state, command) {
        (None, Command::Register { station, agency, name, place, key, device }) => {
            let (name, place) = (name.as_str().to_owned(), place.as_str().to_owned());
            let registered = Event::Registered { station, agency, name, place, key };
            let named = device.map(|device| Event::DeviceNamed { station, device });
            Ok(Outcome::Record(std::iter::once(registered).chain(named).collect()))
        }
        (None, _) => Err(Refusal::NotFound),
        (Some(_), Command::Register { .. }) => Ok(Outcome::AlreadyDone),
        (Some(state), Command::NameDevice { device }) => {
            open(state)?;
            if state.device == Some(device) {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::DeviceNamed { station: state.id, device }))
        }
        (Some(state), Command::RotateKey { key, .. }) if state.is_open() && state.key == key => {
            Ok(Outcome::AlreadyDone)
        }
        (Some(state), Command::RotateKey { key, reason }) => {
            open(state)?;
            let reason = reason.as_str().to_owned();
            Ok(Outcome::one(Event::KeyRotated { station: state.id, key, reason }))
        }
        (Some(state), Command::Close { reason }) => match &state.closed {
            Some(_) => Ok(Outcome::AlreadyDone),
            None => {
                let reason = reason.as_str().to_owned();
                Ok(Outcome::one(Event::Closed { station: state.id, reason }))
            }
        },
    }
}

/// Decides about a device put into a station: numbers and counts must fit together.
///
/// # Errors
/// [`Refusal`] if the station is closed or what it says contradicts itself.
pub fn decide_dock(
    station: &Station,
    dock: DockId,
    docking: Docking,
) -> Result<Outcome<Event>, Refusal> {
    open(station)?;
    let is_odd = match (docking.first_no, docking.last_no) {
        (Some(first), Some(last)) => first > last,
        (None, None) => docking.missing_numbers > 0,
        (Some(_), None) | (None, Some(_)) => true,
    };
    if is_odd || docking.battery_percent.is_some_and(|percent| percent > 100) {
        return Err(Refusal::DockingContradicts);
    }
    let (station, agency) = (station.id, station.agency);
    Ok(Outcome::one(Event::Docked { dock, station, agency, docking }))
}

fn open(station: &Station) -> Result<(), Refusal> {
    if station.is_open() { Ok(()) } else { Err(Refusal::StationClosed) }
}
