//! Lines of `facts.jsonl` and `proofs.jsonl`.

use std::fmt;
use std::io::{self, Write};
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::{Hash, SALT_BYTES, hash_from_base64, hash_to_base64};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// Longest line, in bytes: the body of a fact holds the fields of one form.
pub const MAX_LINE_BYTES: usize = 4 * 1024 * 1024;

/// One fact as the package carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactLine {
    /// Index in the log, from 0.
    pub n: u64,
    /// Stream of facts it belongs to.
    pub stream: String,
    /// Its place in the stream.
    pub version: u64,
    /// The stored leaf, exactly.
    pub leaf: String,
    /// Base64 of the salt; none once the body was lawfully destroyed.
    #[serde(deserialize_with = "present")]
    pub salt: Option<String>,
    /// The stored body, exactly; none once it was lawfully destroyed.
    #[serde(deserialize_with = "present")]
    pub body: Option<String>,
}

impl FactLine {
    /// A fact with its body, or without one if it was lawfully destroyed.
    #[must_use]
    pub fn new(
        n: u64,
        stream: &str,
        version: u64,
        leaf: &str,
        opening: Option<(&[u8; SALT_BYTES], &str)>,
    ) -> Self {
        Self {
            n,
            stream: stream.to_owned(),
            version,
            leaf: leaf.to_owned(),
            salt: opening.map(|(salt, _)| STANDARD.encode(salt)),
            body: opening.map(|(_, body)| body.to_owned()),
        }
    }

    /// Writes the line with its line break.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_to(&self, sink: &mut dyn Write) -> io::Result<()> {
        write_line(self, sink)
    }

    /// Salt and body: `Ok(None)` if both are absent, `Err` if one is, or the salt is malformed.
    pub(crate) fn opening(&self) -> Result<Option<([u8; SALT_BYTES], &str)>, ()> {
        match (&self.salt, &self.body) {
            (None, None) => Ok(None),
            (Some(salt), Some(body)) => {
                let salt = hash_from_base64(salt).map_err(|_| ())?;
                Ok(Some((salt, body)))
            }
            _ => Err(()),
        }
    }
}

/// The inclusion proof of one fact against the package's checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofLine {
    /// Index in the log, from 0.
    pub n: u64,
    /// Base64 of each hash, from the leaf's sibling up.
    pub proof: Vec<String>,
}

impl ProofLine {
    /// A proof as [`ledger::inclusion_proof`] made it.
    #[must_use]
    pub fn new(n: u64, proof: &[Hash]) -> Self {
        Self { n, proof: proof.iter().map(hash_to_base64).collect() }
    }

    /// Writes the line with its line break.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_to(&self, sink: &mut dyn Write) -> io::Result<()> {
        write_line(self, sink)
    }

    pub(crate) fn hashes(&self) -> Option<Vec<Hash>> {
        self.proof.iter().map(|hash| hash_from_base64(hash).ok()).collect()
    }
}

/// What an outside clock said of a head of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeLine {
    /// The signed head with the lines of those who saw it, exactly.
    pub note: String,
    /// Base64 of each hash of the proof that the package's checkpoint extends it.
    pub consistency: Vec<String>,
    /// Index of the fact that binds it; none where none does, as of what follows.
    #[serde(deserialize_with = "present")]
    pub n: Option<u64>,
    /// Its stored leaf, exactly.
    #[serde(deserialize_with = "present")]
    pub leaf: Option<String>,
    /// Base64 of each hash of its inclusion proof, from the leaf's sibling up.
    #[serde(deserialize_with = "present")]
    pub proof: Option<Vec<String>>,
    /// Where it is an authority's word: what the fact binds then.
    #[serde(default, deserialize_with = "object", skip_serializing_if = "Option::is_none")]
    pub stamp: Option<TimeStamp>,
}

/// What an authority answered when it was shown a note (RFC 3161).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeStamp {
    /// Base64 of the token.
    pub token: String,
    /// Base64 of certificates that may lead from its signer to one that the verifier trusts.
    pub certificates: Vec<String>,
}

/// The fact that binds a word of an outside clock.
pub(crate) struct TimeFact<'a> {
    pub(crate) n: u64,
    pub(crate) leaf: &'a str,
    pub(crate) proof: &'a [String],
}

impl TimeLine {
    /// A head, and the proof that the package's checkpoint extends it.
    #[must_use]
    pub fn new(note: &str, consistency: &[Hash], stamp: Option<TimeStamp>) -> Self {
        let consistency = consistency.iter().map(hash_to_base64).collect();
        let (note, n, leaf, proof) = (note.to_owned(), None, None, None);
        Self { note, consistency, n, leaf, proof, stamp }
    }

    /// With the fact that binds it, and the proof of that.
    #[must_use]
    pub fn bound_by(self, n: u64, leaf: &str, proof: &[Hash]) -> Self {
        let proof = proof.iter().map(hash_to_base64).collect();
        Self { n: Some(n), leaf: Some(leaf.to_owned()), proof: Some(proof), ..self }
    }

    /// Writes the line with its line break.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_to(&self, sink: &mut dyn Write) -> io::Result<()> {
        write_line(self, sink)
    }

    /// The fact: `Ok(None)` if all of it is absent, `Err` if some of it is, or all of it where a stamp
    /// wants one.
    pub(crate) fn fact(&self) -> Result<Option<TimeFact<'_>>, ()> {
        match (self.n, &self.leaf, &self.proof) {
            (None, None, None) if self.stamp.is_none() => Ok(None),
            (Some(n), Some(leaf), Some(proof)) => Ok(Some(TimeFact { n, leaf, proof })),
            _ => Err(()),
        }
    }
}

/// What is `null` was destroyed; what is not there was never written so.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// What is there is an object: neither nothing nor a list of the same values.
fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    struct Object<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    from.deserialize_map(Object(PhantomData)).map(Some)
}

/// Reads a line as the object it must be; a list of the same values is none.
pub(crate) fn read_line<T: DeserializeOwned>(line: &[u8]) -> Option<T> {
    if line.trim_ascii_start().first() == Some(&b'{') {
        serde_json::from_slice(line).ok()
    } else {
        None
    }
}

fn write_line<T: Serialize>(line: &T, sink: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *sink, line).map_err(io::Error::from)?;
    sink.write_all(b"\n")
}
