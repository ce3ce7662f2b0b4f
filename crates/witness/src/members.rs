//! Which logs and siblings a witness knows: a policy file, so that one format says who is who.
//!
//! `log KEY [URL]` is a log that may ask, and where it can be read; `witness NAME KEY URL` a
//! sibling; the quorum is `none`, because nothing is counted here.

use std::path::Path;

use ledger::{KeyKind, Policy, PolicyError, VerifierKey};

use crate::fault::{Fault, OpenError};
use crate::files;
use crate::identity::{Identity, POLICY};

/// Why a log or sibling was not added.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// The key does not read, or is of the other kind.
    #[error("not a key of this kind")]
    Key,
    /// The list would not read any more: a name or key stands there already, or an address has a
    /// space.
    #[error("the list would not read")]
    List(#[source] PolicyError),
    /// The witness is not there, or retired.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The disk.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Lets a log ask, or the SM3 tree of a log: each has a key and a memory of its own. A running witness sees it within seconds.
///
/// # Errors
/// [`MemberError`]; the list stays as it was.
pub fn add_log(folder: &Path, key: &str, url: Option<&str>) -> Result<VerifierKey, MemberError> {
    let key = key_of(key, KeyKind::signs_heads)?;
    let url = url.map(|url| format!(" {url}")).unwrap_or_default();
    add(folder, &format!("log {key}{url}\n"))?;
    Ok(key)
}

/// Reads the heads of another witness in each round of gossip.
///
/// # Errors
/// [`MemberError`]; the list stays as it was.
pub fn add_sibling(folder: &Path, name: &str, key: &str, url: &str) -> Result<(), MemberError> {
    let key = key_of(key, |kind| kind == KeyKind::Cosignature)?;
    add(folder, &format!("witness {name} {key} {url}\n"))
}

fn key_of(text: &str, fits: fn(KeyKind) -> bool) -> Result<VerifierKey, MemberError> {
    let key = VerifierKey::parse(text.trim()).map_err(|_| MemberError::Key)?;
    if fits(key.kind()) { Ok(key) } else { Err(MemberError::Key) }
}

fn add(folder: &Path, line: &str) -> Result<(), MemberError> {
    Identity::read(folder)?;
    let path = folder.join(POLICY);
    let text = files::read(&path)?.unwrap_or_default();
    let text = format!("{line}{text}");
    Policy::parse(&text).map_err(MemberError::List)?;
    Ok(files::replace(&path, &text)?)
}
