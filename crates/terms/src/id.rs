//! Typed ids: a kind in the text, 128 bits behind it, e.g. `case_01K4QZ…`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Crockford base 32: no I, L, O, U, so that an id read aloud stays itself.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 26 × 5 bits hold 128 bits; the first character is at most `7`.
const TEXT_LEN: usize = 26;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text names another kind, or none.
    #[error("expected an id that starts with `{expected}_`")]
    Kind {
        /// The kind that was wanted.
        expected: &'static str,
    },
    /// The part after the kind is not 26 characters of upper-case Crockford base 32.
    #[error("not a well-formed id")]
    Form,
}

fn encode(bits: u128) -> String {
    let mut text = String::with_capacity(TEXT_LEN);
    for place in (0..TEXT_LEN).rev() {
        let five = u8::try_from((bits >> (place * 5)) & 31).unwrap_or(0);
        text.push(char::from(ALPHABET.get(usize::from(five)).copied().unwrap_or(b'0')));
    }
    text
}

fn decode(text: &str) -> Option<u128> {
    if text.len() != TEXT_LEN || text.as_bytes().first().is_none_or(|first| *first > b'7') {
        return None;
    }
    text.bytes().try_fold(0_u128, |bits, byte| {
        let value = ALPHABET.iter().position(|letter| *letter == byte)?;
        Some(bits << 5 | u128::try_from(value).ok()?)
    })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// The word before the underscore.
            pub const KIND: &'static str = $kind;

            /// Makes an id from 128 bits of the one id source.
            #[must_use]
            pub const fn from_bits(bits: u128) -> Self {
                Self(bits)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", Self::KIND, encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let rest = text
                    .strip_prefix(concat!($kind, "_"))
                    .ok_or(IdError::Kind { expected: $kind })?;
                decode(rest).map(Self).ok_or(IdError::Form)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(de::Error::custom)
            }
        }

        impl From<$name> for StreamId {
            fn from(id: $name) -> Self {
                Self(id.to_string())
            }
        }
    )*};
}

ids! {
    /// An enforcement agency.
    AgencyId = "agency";
    /// A handling division of an agency.
    DivisionId = "div";
    /// A room kept for enforcement work.
    RoomId = "room";
    /// An enforcement officer or another person who logs in.
    OfficerId = "off";
    /// A case: one matter from its source to its archived file.
    CaseId = "case";
    /// A text record of a case.
    TextRecordId = "txt";
    /// On-site work from arrival to departure.
    ActivityId = "act";
    /// An audio-visual record.
    AvRecordId = "rec";
    /// A version of an agency's AV recording list.
    RecordingListId = "list";
    /// A row of an AV recording list.
    ListRowId = "row";
    /// A request for access to records.
    AccessRequestId = "access";
    /// A violation: something that was not recorded as it should have been.
    ViolationId = "viol";
    /// A plan of inspection of an agency that oversees.
    OversightPlanId = "plan";
    /// A private copy of a recording that was found.
    PrivateCopyId = "pcp";
    /// A device that records, or takes recordings in.
    DeviceId = "dev";
    /// A collection station.
    StationId = "station";
    /// A device put into a station.
    DockId = "dock";
    /// A round of the patrol over all stored bytes.
    PatrolId = "patrol";
    /// A report of figures.
    ReportId = "report";
    /// An upload in progress. Not a fact: losing it loses nothing that was acknowledged.
    UploadId = "up";
    /// A login session. Not a fact.
    SessionId = "ses";
}

impl AvRecordId {
    /// The recording an upload becomes: known from its first byte on, so that nothing that is done
    /// twice makes two.
    #[must_use]
    pub const fn of_upload(upload: UploadId) -> Self {
        Self(upload.0)
    }
}

/// The name of a stream of facts: the id of the aggregate that owns them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StreamId(String);

impl StreamId {
    /// Reads a stored stream name back. Any text is accepted: the journal wrote it.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text, e.g. `case_01K4…`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The word before the first underscore, e.g. `case`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.split('_').next().unwrap_or_default()
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_and_bits_are_one_to_one(bits: u128) {
            let id = CaseId::from_bits(bits);
            prop_assert_eq!(id.to_string().parse::<CaseId>(), Ok(id));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let parsed = text.parse::<CaseId>();
            prop_assert!(parsed.is_err() || parsed.unwrap().to_string() == text);
        }
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let text = AvRecordId::from_bits(7).to_string();
        assert_eq!(text.parse::<CaseId>(), Err(IdError::Kind { expected: "case" }));
        assert_eq!("case_8ZZZZZZZZZZZZZZZZZZZZZZZZZ".parse::<CaseId>(), Err(IdError::Form));
        assert_eq!("case_0000000000000000000000000l".parse::<CaseId>(), Err(IdError::Form));
    }
}
