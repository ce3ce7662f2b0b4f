//! Trust, brought by whoever verifies: which logs, which witnesses, how many (C2SP tlog-policy).

use std::collections::BTreeMap;

use crate::cosignature::cosigned_at;
use crate::key::{KeyError, KeyKind, KeyName, VerifierKey};
use crate::note::SignedNote;

/// Longest policy, in bytes.
pub const MAX_POLICY_BYTES: usize = 256 * 1024;
/// Most logs, witnesses and groups, each. The specification asks for at least 32.
const MAX_ENTRIES: usize = 1024;

/// What is wrong with a policy, with the line it stands on (from 1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Above the size limits.
    #[error("the policy is too long")]
    TooLong,
    /// A control character other than tab and line break.
    #[error("line {line}: a control character")]
    Control {
        /// Line number.
        line: usize,
    },
    /// Not a `log`, `witness`, `group` or `quorum` line of the right form.
    #[error("line {line}: not a log, witness, group or quorum line")]
    Form {
        /// Line number.
        line: usize,
    },
    /// A key is malformed or of the wrong kind.
    #[error("line {line}: not a key of the kind needed here")]
    Key {
        /// Line number.
        line: usize,
        /// What is wrong with it; none if only the kind is.
        #[source]
        cause: Option<KeyError>,
    },
    /// A name or key that stands twice, or a member listed twice.
    #[error("line {line}: `{name}` stands twice")]
    Duplicate {
        /// Line number.
        line: usize,
        /// The name.
        name: String,
    },
    /// A name that no line before defines.
    #[error("line {line}: `{name}` is not defined above")]
    Unknown {
        /// Line number.
        line: usize,
        /// The name.
        name: String,
    },
    /// No quorum line, or two.
    #[error("a policy has exactly one quorum line")]
    Quorum,
}

/// Which witnesses cosigned a checkpoint, and whether that is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// The policy's quorum is reached.
    pub quorum_reached: bool,
    /// Names in the policy and seconds since 1970, by name.
    pub by: Vec<(String, u64)>,
    /// Witnesses of the policy under whose name a wrong signature stands.
    pub wrong: Vec<String>,
}

/// What a cosigner of a policy states besides having seen a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CosignerRole {
    /// Nothing more.
    Witness,
    /// It holds every leaf.
    Mirror,
    /// It holds every leaf and counted every report again.
    Auditor,
}

impl CosignerRole {
    /// Each of them.
    pub const ALL: &[Self] = &[Self::Witness, Self::Mirror, Self::Auditor];

    /// The word on the wire, and in a policy's comment.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Witness => "witness",
            Self::Mirror => "mirror",
            Self::Auditor => "auditor",
        }
    }
}

/// When enough witnesses had seen a checkpoint, by their clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessTime {
    /// The note with all these lines is no older, in seconds since 1970.
    pub not_before: u64,
    /// The checkpoint is no younger, in seconds since 1970.
    pub not_after: u64,
    /// The witnesses whose clocks say so: names in the policy.
    pub by: Vec<String>,
}

/// A witness that a policy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyWitness<'a> {
    /// Its name in the policy.
    pub name: &'a str,
    /// Its key.
    pub key: &'a VerifierKey,
    /// Where it takes checkpoints, if the policy says so.
    pub url: Option<&'a str>,
    /// What it states.
    pub role: CosignerRole,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    Witness(Box<VerifierKey>, Option<String>),
    Group { needed: usize, members: Vec<String> },
}

/// A policy file, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<(VerifierKey, Option<String>)>,
    // INVARIANT: groups name only entries defined before them, each at most once in all groups
    entries: BTreeMap<String, Entry>,
    quorum: Option<String>,
    /// Comments `# operator NAME OPERATOR`: who runs a witness, or the log of that origin.
    operators: BTreeMap<String, String>,
    /// Comments `# mirror NAME` and `# auditor NAME`: what else a witness states.
    roles: BTreeMap<String, CosignerRole>,
    /// Comments `# tsa NAME sha256:…`: whose time stamps count, by the fingerprint of a certificate.
    authorities: BTreeMap<[u8; 32], String>,
}

impl Policy {
    /// Reads a policy. `quorum none` asks for no witness.
    ///
    /// # Errors
    /// [`PolicyError`] for the first line that is wrong.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        if text.len() > MAX_POLICY_BYTES {
            return Err(PolicyError::TooLong);
        }
        let mut reader = Reader::default();
        for (line, text) in (1..).zip(text.split('\n')) {
            reader.line(line, text)?;
        }
        let quorum = reader.quorum.ok_or(PolicyError::Quorum)?;
        let Reader { logs, entries, operators, roles, authorities, .. } = reader;
        Ok(Self { logs, entries, quorum, operators, roles, authorities })
    }

    /// The key of the log with that origin, if the policy trusts one.
    #[must_use]
    pub fn log(&self, origin: &KeyName) -> Option<&VerifierKey> {
        self.logs().map(|(key, _)| key).find(|key| key.name() == origin)
    }

    /// The logs it trusts, and where each can be read.
    pub fn logs(&self) -> impl Iterator<Item = (&VerifierKey, Option<&str>)> {
        self.logs.iter().map(|(key, url)| (key, url.as_deref()))
    }

    /// The witnesses it names, by name.
    pub fn witnesses(&self) -> impl Iterator<Item = PolicyWitness<'_>> {
        self.entries.iter().filter_map(|(name, entry)| match entry {
            Entry::Witness(key, url) => {
                let role = self.roles.get(name).copied().unwrap_or(CosignerRole::Witness);
                Some(PolicyWitness { name, key, url: url.as_deref(), role })
            }
            Entry::Group { .. } => None,
        })
    }

    /// Who runs a witness, or the log of that origin, as a comment says.
    #[must_use]
    pub fn operator(&self, name: &str) -> Option<&str> {
        self.operators.get(name).map(String::as_str)
    }

    pub(crate) fn quorum(&self) -> Option<(&str, &BTreeMap<String, Entry>)> {
        self.quorum.as_deref().map(|quorum| (quorum, &self.entries))
    }

    /// Whether any witness is asked for at all.
    #[must_use]
    pub const fn needs_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    /// Counts the cosignatures on a checkpoint. The log's own signature is checked elsewhere.
    #[must_use]
    pub fn witnessed(&self, note: &SignedNote) -> Witnessed {
        let mut by = Vec::new();
        let mut wrong = Vec::new();
        for witness in self.witnesses() {
            match cosigned_at(note, witness.key) {
                Ok(seconds) => by.push((witness.name.to_owned(), seconds)),
                Err(crate::SignatureError::Absent) => {}
                Err(_) => wrong.push(witness.name.to_owned()),
            }
        }
        let cosigned: Vec<&str> = by.iter().map(|(name, _)| name.as_str()).collect();
        Witnessed { quorum_reached: self.is_reached_by(&cosigned), by, wrong }
    }

    /// The name of the time-stamping authority whose certificate, or whose certifier's, has this
    /// SHA-256; `None` if the policy names no such.
    #[must_use]
    pub fn authority(&self, fingerprint: &[u8; 32]) -> Option<&str> {
        self.authorities.get(fingerprint).map(String::as_str)
    }

    /// When a quorum saw the checkpoint; `None` without a quorum, or if none is asked for. Each
    /// quorum has a clock that is right, so the narrowest one counts: that of the latest clocks for
    /// what follows the note, that of the earliest for what the checkpoint holds.
    #[must_use]
    pub fn time_of(&self, witnessed: &Witnessed) -> Option<WitnessTime> {
        if !self.needs_witnesses() || !witnessed.quorum_reached {
            return None;
        }
        let mut seen: Vec<(&str, u64)> =
            witnessed.by.iter().map(|(name, seconds)| (name.as_str(), *seconds)).collect();
        seen.sort_by_key(|(_, seconds)| *seconds);
        let not_after = self.last_needed(seen.iter())?;
        let not_before = self.last_needed(seen.iter().rev())?;
        let by = seen.iter().map(|(name, _)| (*name).to_owned()).collect();
        Some(WitnessTime { not_before, not_after, by })
    }

    /// The time of the witness with whom the quorum is reached.
    fn last_needed<'a>(&self, seen: impl Iterator<Item = &'a (&'a str, u64)>) -> Option<u64> {
        let mut names = Vec::new();
        for (name, seconds) in seen {
            names.push(*name);
            if self.is_reached_by(&names) {
                return Some(*seconds);
            }
        }
        None
    }

    /// Whether these witnesses are enough.
    pub(crate) fn is_reached_by(&self, names: &[&str]) -> bool {
        self.quorum.as_ref().is_none_or(|quorum| self.reached(quorum, names))
    }

    /// Depth is bounded: a group names only entries above it.
    fn reached(&self, name: &str, cosigned: &[&str]) -> bool {
        match self.entries.get(name) {
            Some(Entry::Witness(..)) => cosigned.contains(&name),
            Some(Entry::Group { needed, members }) => {
                members.iter().filter(|member| self.reached(member, cosigned)).count() >= *needed
            }
            None => false,
        }
    }
}

#[derive(Default)]
struct Reader {
    logs: Vec<(VerifierKey, Option<String>)>,
    entries: BTreeMap<String, Entry>,
    operators: BTreeMap<String, String>,
    roles: BTreeMap<String, CosignerRole>,
    authorities: BTreeMap<[u8; 32], String>,
    grouped: Vec<String>,
    quorum: Option<Option<String>>,
}

impl Reader {
    fn line(&mut self, line: usize, text: &str) -> Result<(), PolicyError> {
        if text.chars().any(|c| c.is_ascii_control() && c != '\t') {
            return Err(PolicyError::Control { line });
        }
        if self.logs.len() + self.entries.len() > MAX_ENTRIES {
            return Err(PolicyError::TooLong);
        }
        let words: Vec<&str> = text.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            ["#", "operator", name, operator] => {
                // For other readers a comment, and so never an error: the first of a name counts.
                let operator = (*operator).to_owned();
                self.operators.entry((*name).to_owned()).or_insert(operator);
                Ok(())
            }
            ["#", role @ ("mirror" | "auditor"), name] => {
                let role =
                    if *role == "mirror" { CosignerRole::Mirror } else { CosignerRole::Auditor };
                self.roles.entry((*name).to_owned()).or_insert(role);
                Ok(())
            }
            ["#", "tsa", name, print] => {
                if let Some(print) = read_fingerprint(print) {
                    self.authorities.entry(print).or_insert_with(|| (*name).to_owned());
                }
                Ok(())
            }
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", key, url @ ..] if url.len() <= 1 => self.log(line, key, url),
            ["witness", name, key, url @ ..] if url.len() <= 1 => {
                self.witness(line, name, key, url)
            }
            ["group", name, needed, members @ ..] => self.group(line, name, needed, members),
            ["quorum", name] => self.quorum(line, name),
            _ => Err(PolicyError::Form { line }),
        }
    }

    fn log(&mut self, line: usize, key: &str, url: &[&str]) -> Result<(), PolicyError> {
        let key = read_key(line, key, KeyKind::signs_heads)?;
        let twice = |(known, _): &(VerifierKey, Option<String>)| {
            known.public_bytes() == key.public_bytes() || known.name() == key.name()
        };
        if self.logs.iter().any(twice) {
            return Err(PolicyError::Duplicate { line, name: key.name().to_string() });
        }
        self.logs.push((key, first(url)));
        Ok(())
    }

    fn witness(
        &mut self,
        line: usize,
        name: &str,
        key: &str,
        url: &[&str],
    ) -> Result<(), PolicyError> {
        let key = read_key(line, key, |kind| kind == KeyKind::Cosignature)?;
        let twice = |entry: &Entry| match entry {
            Entry::Witness(known, _) => known.public_bytes() == key.public_bytes(),
            Entry::Group { .. } => false,
        };
        if self.entries.values().any(twice) {
            return Err(PolicyError::Duplicate { line, name: key.name().to_string() });
        }
        self.define(line, name, Entry::Witness(Box::new(key), first(url)))
    }

    fn group(
        &mut self,
        line: usize,
        name: &str,
        needed: &str,
        members: &[&str],
    ) -> Result<(), PolicyError> {
        let needed = match needed {
            "any" => Some(1),
            "all" => Some(members.len()),
            // Without sign or leading zeros, as everywhere in these formats.
            number => number.parse().ok().filter(|needed: &usize| needed.to_string() == number),
        };
        let needed = needed
            .filter(|needed| (1..=members.len()).contains(needed))
            .ok_or(PolicyError::Form { line })?;
        for member in members {
            self.known(line, member)?;
            if self.grouped.iter().any(|grouped| grouped == member) {
                return Err(PolicyError::Duplicate { line, name: (*member).to_owned() });
            }
            self.grouped.push((*member).to_owned());
        }
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        self.define(line, name, Entry::Group { needed, members })
    }

    fn quorum(&mut self, line: usize, name: &str) -> Result<(), PolicyError> {
        let quorum = match name {
            "none" => None,
            name => {
                self.known(line, name)?;
                Some(name.to_owned())
            }
        };
        match self.quorum.replace(quorum) {
            None => Ok(()),
            Some(_) => Err(PolicyError::Quorum),
        }
    }

    fn define(&mut self, line: usize, name: &str, entry: Entry) -> Result<(), PolicyError> {
        if name == "none" || self.entries.contains_key(name) {
            return Err(PolicyError::Duplicate { line, name: name.to_owned() });
        }
        self.entries.insert(name.to_owned(), entry);
        Ok(())
    }

    fn known(&self, line: usize, name: &str) -> Result<(), PolicyError> {
        if self.entries.contains_key(name) {
            Ok(())
        } else {
            Err(PolicyError::Unknown { line, name: name.to_owned() })
        }
    }
}

/// `sha256:` and 64 hexadecimal digits, which may be in pairs with colons between them, as OpenSSL
/// prints them.
fn read_fingerprint(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> = text.strip_prefix("sha256:")?.bytes().filter(|c| *c != b':').collect();
    let mut print = [0; 32];
    if digits.len() != 2 * print.len() {
        return None;
    }
    for (byte, pair) in print.iter_mut().zip(digits.chunks(2)) {
        for digit in pair {
            let digit = char::from(*digit).to_digit(16)?;
            *byte = (*byte << 4) | u8::try_from(digit).ok()?;
        }
    }
    Some(print)
}

fn first(url: &[&str]) -> Option<String> {
    url.first().map(|url| (*url).to_owned())
}

fn read_key(
    line: usize,
    text: &str,
    is_wanted: impl Fn(KeyKind) -> bool,
) -> Result<VerifierKey, PolicyError> {
    match VerifierKey::parse(text) {
        Ok(key) if is_wanted(key.kind()) => Ok(key),
        Ok(_) => Err(PolicyError::Key { line, cause: None }),
        Err(cause) => Err(PolicyError::Key { line, cause: Some(cause) }),
    }
}
