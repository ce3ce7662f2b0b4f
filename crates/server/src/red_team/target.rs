//! What an attack hits and what an alarm names, in one language, so that both can be compared.

use super::words::Alarm;

/// One thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum About {
    /// Published bytes, by their name in the vault.
    File(String),
    /// A fact, by its number.
    Fact(u64),
    /// A row of a projection.
    Row(String, String),
    /// The log as a whole.
    Log,
    /// A signed head, by its size.
    Checkpoint(u64),
    /// An upload.
    Upload(String),
    /// A look at a recording.
    Look(String),
    /// A file of a package.
    Member(String),
    /// What witnesses are said to have signed.
    Cosignatures,
    /// The slip.
    Slip,
    /// An alarm that did not come to its end.
    Unfinished,
}

/// What an alarm said.
#[derive(Debug, Clone)]
pub(super) struct Fired {
    pub(super) alarm: Alarm,
    pub(super) about: About,
    /// Its own sentence, in Chinese.
    pub(super) sentence: String,
}

/// What an attack did.
pub(super) struct Done {
    /// In Chinese.
    pub(super) what: String,
    /// All of it has to be named.
    pub(super) hit: Vec<About>,
}

impl Done {
    pub(super) fn one(what: impl Into<String>, hit: About) -> Self {
        Self { what: what.into(), hit: vec![hit] }
    }
}
