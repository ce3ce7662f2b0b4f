//! Everything that can be recorded, and how it is written down.

use serde::Serialize;
use serde::de::DeserializeOwned;
use terms::{Digests, OfficerId, Timestamp};

use crate::{
    access, activity, beacon, case, case_file, custody, device, org, oversight, policy, record,
    recording, recording_list, report, station,
};

/// A fact's content, whichever aggregate it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Agencies, divisions, officers.
    Org(org::Event),
    /// The case itself.
    Case(case::Event),
    /// A text record of a case.
    Record(record::Event),
    /// On-site work.
    Activity(activity::Event),
    /// An audio-visual record.
    Recording(recording::Event),
    /// A recording list.
    RecordingList(recording_list::Event),
    /// A request for access.
    Access(access::Event),
    /// The case file.
    CaseFile(case_file::Event),
    /// A violation, or a plan of inspection.
    Oversight(oversight::Event),
    /// A device.
    Device(device::Event),
    /// A collection station, or a device put into one.
    Station(station::Event),
    /// An original after its deposit, or a private copy.
    Custody(custody::Event),
    /// A report of figures.
    Report(report::Event),
    /// What an outside clock said of the log.
    Beacon(beacon::Event),
    /// The trust policy in force.
    Policy(policy::Event),
}

/// An event with its envelope, as the journal keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// When it was written, by the server's clock.
    pub at: Timestamp,
    /// Who did it; `None` is the system itself.
    pub by: Option<OfficerId>,
    /// What happened.
    pub event: Event,
}

/// A stored body that no longer reads as an event. Never expected: a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The kind belongs to no aggregate.
    #[error("unknown event kind `{0}`")]
    Kind(String),
    /// The body does not fit the kind.
    #[error("event body does not read")]
    Body(#[from] serde_json::Error),
}

/// The name under which an event variant is stored, and the bytes its leaf binds.
pub(crate) trait Named: Serialize + DeserializeOwned {
    /// `aggregate.what_happened`; never changes once released.
    fn kind(&self) -> &'static str;
    /// Bytes this event speaks for, if any.
    fn binds(&self) -> Option<Digests> {
        None
    }
}

macro_rules! families {
    ($($variant:ident = $module:ident, $prefix:literal;)*) => {
        impl Event {
            /// The stored names of everything that can be recorded, family after family.
            pub fn kinds() -> impl Iterator<Item = &'static str> {
                let families = [$($module::Event::KINDS),*];
                families.into_iter().flatten().copied()
            }

            /// `aggregate.what_happened`.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(event) => event.kind(),)* }
            }

            /// Bytes this event speaks for; its leaf carries their digests.
            #[must_use]
            pub fn binds(&self) -> Option<Digests> {
                match self { $(Self::$variant(event) => event.binds(),)* }
            }

            /// The body text that is stored and committed to.
            ///
            /// # Errors
            /// Never for values built here; serde's signature says it might.
            pub fn to_body(&self) -> Result<String, EventError> {
                Ok(match self { $(Self::$variant(event) => serde_json::to_string(event)?,)* })
            }

            /// Reads a stored body back.
            ///
            /// # Errors
            /// [`EventError`] if it was not written by a version of this program.
            pub fn from_body(kind: &str, body: &str) -> Result<Self, EventError> {
                match kind.split('.').next().unwrap_or_default() {
                    $($prefix => Ok(Self::$variant(serde_json::from_str(body)?)),)*
                    _ => Err(EventError::Kind(kind.to_owned())),
                }
            }
        }

        $(impl From<$module::Event> for Event {
            fn from(event: $module::Event) -> Self {
                Self::$variant(event)
            }
        })*
    };
}

families! {
    Org = org, "org";
    Case = case, "case";
    Record = record, "record";
    Activity = activity, "activity";
    Recording = recording, "recording";
    RecordingList = recording_list, "recording_list";
    Access = access, "access";
    CaseFile = case_file, "case_file";
    Oversight = oversight, "oversight";
    Device = device, "device";
    Station = station, "station";
    Custody = custody, "custody";
    Report = report, "report";
    Beacon = beacon, "beacon";
    Policy = policy, "policy";
}

/// Declares an aggregate's events: variant, stored name, fields.
macro_rules! events {
    (@bound $bound:ident) => { Some(*$bound) };
    (@bound) => { None };
    ($($(#[$doc:meta])* $variant:ident = $kind:literal { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? } $(binds $bound:ident)?;)*) => {
        /// What happened. Variants and fields are only ever added.
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "t")]
        pub enum Event {
            $($(#[$doc])* #[serde(rename = $kind)] $variant { $($(#[$fdoc])* $field: $ty),* },)*
        }

        impl $crate::event::Named for Event {
            fn kind(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $kind,)* }
            }

            fn binds(&self) -> Option<terms::Digests> {
                match self {
                    $(Self::$variant { $($bound,)? .. } => events!(@bound $($bound)?),)*
                }
            }
        }

        impl Event {
            /// The stored names of all variants, in the order they were declared.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];
        }
    };
}
pub(crate) use events;
