//! Stations and what was put into them, as their facts add up.

use terms::{AgencyId, DeviceId, Digest, DockId, StationId, Timestamp};

use super::{Docking, Event};
use crate::Recorded;

/// A collection station.
#[doc(alias = "采集工作站")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Its id.
    pub id: StationId,
    /// Whose it is.
    pub agency: AgencyId,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub place: String,
    /// Its public key.
    pub key: Digest,
    /// What the register of devices knows it as.
    pub device: Option<DeviceId>,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Since when it has that key.
    pub key_since: Timestamp,
    /// When it was closed, and why.
    pub closed: Option<(Timestamp, String)>,
}

impl Station {
    /// The state after the first fact; `None` if that registers no station.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Station(Event::Registered { station, agency, name, place, key }) =
            &first.event
        else {
            return None;
        };
        Some(Self {
            id: *station,
            agency: *agency,
            name: name.clone(),
            place: place.clone(),
            key: *key,
            device: None,
            registered_at: first.at,
            key_since: first.at,
            closed: None,
        })
    }

    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, fact: &Recorded) -> Self {
        let crate::Event::Station(event) = &fact.event else { return self };
        match event {
            Event::KeyRotated { key, .. } => {
                self.key = *key;
                self.key_since = fact.at;
            }
            Event::DeviceNamed { device, .. } => self.device = Some(*device),
            Event::Closed { reason, .. } => self.closed = Some((fact.at, reason.clone())),
            Event::Registered { .. } | Event::Docked { .. } => {}
        }
        self
    }

    /// It may still bring recordings in.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }
}

/// A device that was put into a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dock {
    /// This time.
    pub id: DockId,
    /// Which station.
    pub station: StationId,
    /// Whose it is.
    pub agency: AgencyId,
    /// When, by our clock.
    pub at: Timestamp,
    /// What was found.
    pub docking: Docking,
}

impl Dock {
    /// The state after the first fact; `None` if that is nothing put in.
    #[must_use]
    pub fn begin(first: &Recorded) -> Option<Self> {
        let crate::Event::Station(Event::Docked { dock, station, agency, docking }) = &first.event
        else {
            return None;
        };
        let docking = docking.clone();
        Some(Self { id: *dock, station: *station, agency: *agency, at: first.at, docking })
    }

    /// Nothing more happens to it.
    #[must_use]
    pub fn evolve(self, _: &Recorded) -> Self {
        self
    }

    /// How far the device was ahead of our clock, in milliseconds; behind, if negative.
    #[must_use]
    pub fn device_offset_ms(&self) -> Option<i64> {
        Some(self.docking.device_said?.as_said().ms().saturating_sub(self.at.ms()))
    }

    /// How far the station was ahead of our clock.
    #[must_use]
    pub const fn station_offset_ms(&self) -> i64 {
        self.docking.station_said.as_said().ms().saturating_sub(self.at.ms())
    }
}
