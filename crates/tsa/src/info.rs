//! What an authority signs: `TSTInfo` (RFC 3161 §2.4.2).

use der::asn1::{ContextSpecific, Int, ObjectIdentifier, OctetString};
use der::{AnyRef, Decode as _, Reader as _, Sequence, SliceReader, Tag, TagNumber, Tagged as _};
use terms::Timestamp;
use x509_cert::ext::Extensions;
use x509_cert::spki::AlgorithmIdentifierOwned;

/// What is stamped.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(crate) struct MessageImprint {
    pub(crate) hash_algorithm: AlgorithmIdentifierOwned,
    pub(crate) hashed_message: OctetString,
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct Accuracy {
    #[asn1(optional = "true")]
    seconds: Option<u32>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<u16>,
}

impl Accuracy {
    fn ms(&self) -> u64 {
        let millis = u64::from(self.seconds.unwrap_or(0)).saturating_mul(1000);
        let rest = u64::from(self.micros.unwrap_or(0)).div_ceil(1000);
        millis.saturating_add(u64::from(self.millis.unwrap_or(0))).saturating_add(rest)
    }
}

pub(crate) struct Info {
    pub(crate) policy: ObjectIdentifier,
    pub(crate) imprint: MessageImprint,
    pub(crate) serial: Vec<u8>,
    pub(crate) at: Timestamp,
    pub(crate) accuracy_ms: u64,
    pub(crate) nonce: Option<Int>,
    /// An extension that must be understood, and that nobody here does.
    pub(crate) is_beyond_us: bool,
}

impl Info {
    pub(crate) fn read(content: &[u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(content)?;
        let info = reader.sequence(|reader| {
            if u8::decode(reader)? != 1 {
                return Err(Tag::Integer.value_error());
            }
            let policy = ObjectIdentifier::decode(reader)?;
            let imprint = MessageImprint::decode(reader)?;
            let serial = Int::decode(reader)?.as_bytes().to_vec();
            let time = AnyRef::decode(reader)?;
            time.tag().assert_eq(Tag::GeneralizedTime)?;
            let at = instant(time.value()).ok_or_else(|| Tag::GeneralizedTime.value_error())?;
            let accuracy = Option::<Accuracy>::decode(reader)?;
            Option::<bool>::decode(reader)?; // whether its stamps are in order: ours are anyway
            let nonce = Option::<Int>::decode(reader)?;
            let name = TagNumber::N0;
            ContextSpecific::<der::Any>::decode_explicit(reader, name)?; // the certificate says it
            let extensions = TagNumber::N1;
            let extensions = ContextSpecific::<Extensions>::decode_implicit(reader, extensions)?;
            let mut extensions = extensions.iter().flat_map(|extensions| &extensions.value);
            let is_beyond_us = extensions.any(|extension| extension.critical);
            let accuracy_ms = accuracy.map_or(0, |accuracy| accuracy.ms());
            Ok(Self { policy, imprint, serial, at, accuracy_ms, nonce, is_beyond_us })
        })?;
        reader.finish(info)
    }
}

/// `YYYYMMDDhhmmss[.f…]Z`, to the millisecond.
fn instant(text: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = match text.split_once('.') {
        // RFC 3161: a fraction does not end in a zero.
        Some((_, fraction)) if fraction.is_empty() || fraction.ends_with('0') => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    if whole.len() != 14 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let part = |from: usize, to: usize| whole.get(from..to);
    let (date, time) = (part(0, 8)?, part(8, 14)?);
    let written = format!(
        "{}-{}-{}T{}:{}:{}Z",
        date.get(0..4)?,
        date.get(4..6)?,
        date.get(6..8)?,
        time.get(0..2)?,
        time.get(2..4)?,
        time.get(4..6)?
    );
    // A second that is 60 is none of ours.
    if time.get(4..6)? > "59" || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: Timestamp = written.parse().ok()?;
    let mut millis = 0;
    for at in 0..3 {
        let digit = fraction.as_bytes().get(at).map_or(0, |digit| i64::from(digit - b'0'));
        millis = millis * 10 + digit;
    }
    Some(whole.plus_ms(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_to_the_millisecond() {
        let ms = |text: &str| instant(text.as_bytes()).map(Timestamp::ms);
        assert_eq!(ms("20260102030405Z"), Some(1_767_323_045_000));
        assert_eq!(ms("20260102030405.5Z"), Some(1_767_323_045_500));
        assert_eq!(ms("20260102030405.123456Z"), Some(1_767_323_045_123));
        assert_eq!(ms("20240229000000Z"), Some(1_709_164_800_000));
        for bad in [
            "20260102030405",
            "20260102030405+0800",
            "20260102030405.Z",
            "20260102030405.50Z",
            "20260102030405.5.5Z",
            "202601020304Z",
            "20261302030405Z",
            "20250229000000Z",
            "20260102030460Z",
            "２026010203040Z",
            "Z",
            "",
        ] {
            assert_eq!(ms(bad), None, "{bad}");
        }
    }
}
