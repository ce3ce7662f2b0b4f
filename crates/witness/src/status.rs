//! What a witness knows and fears, for people.

use crate::answer::{EVIDENCE, REFUSED};
use crate::fault::Fault;
use crate::files;
use crate::gossip::{GOSSIP, UNPROVEN_SECONDS};
use crate::mirror::MirrorStatus;
use crate::open::Witness;

/// How a log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing was cosigned yet.
    Waiting,
    /// All that was seen is one history.
    Consistent,
    /// A sibling saw a head that the log did not show to be its own for a day.
    Unproven,
    /// A request did not extend what was cosigned; the log alone may be at fault.
    Refused,
    /// Two histories were signed: evidence is kept.
    Convicted,
}

/// A head of a sibling that the log has not shown to be its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Which sibling.
    pub sibling: String,
    /// Since when, in seconds since 1970.
    pub since: u64,
}

/// A log as the witness sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogStatus {
    /// Name of the log.
    pub origin: String,
    /// Leaves of the head cosigned last.
    pub size: u64,
    /// When it was cosigned last, in seconds since 1970; none if never.
    pub cosigned_at: Option<u64>,
    /// How it stands.
    pub standing: Standing,
    /// What is not shown yet.
    pub doubts: Vec<Doubt>,
    /// Evidence files, and requests that were refused.
    pub kept: Vec<String>,
    /// How far the mirror is, if there is one.
    pub mirror: Option<MirrorStatus>,
}

impl Witness {
    /// Every log, by origin. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn status(&self, now: u64) -> Result<Vec<LogStatus>, Fault> {
        let list = |folder: &str| files::names(&self.folder.join(folder));
        let (evidence, refused, gossip) = (list(EVIDENCE)?, list(REFUSED)?, list(GOSSIP)?);
        let mut logs = Vec::new();
        for (hash, _) in self.logs() {
            let Some(log) = self.log(&hash) else { continue };
            let head = log.head();
            let of_it = |names: &[String], folder: &str| -> Vec<String> {
                let ours = names.iter().filter(|name| name.starts_with(&hash));
                ours.map(|name| format!("{folder}/{name}")).collect()
            };
            let mut doubts = Vec::new();
            for name in gossip.iter().filter(|name| name.starts_with(&hash)) {
                let text = files::read(&self.folder.join(GOSSIP).join(name))?.unwrap_or_default();
                let mut lines = text.lines();
                let since = lines.next().and_then(|line| line.parse().ok()).unwrap_or(0);
                let sibling = lines.next().unwrap_or_default().to_owned();
                doubts.push(Doubt { sibling, since });
            }
            let (convicting, refused) = (of_it(&evidence, EVIDENCE), of_it(&refused, REFUSED));
            let is_old = |doubt: &Doubt| now.saturating_sub(doubt.since) >= UNPROVEN_SECONDS;
            let standing = if !convicting.is_empty() {
                Standing::Convicted
            } else if !refused.is_empty() {
                Standing::Refused
            } else if doubts.iter().any(is_old) {
                Standing::Unproven
            } else if head.is_some() {
                Standing::Consistent
            } else {
                Standing::Waiting
            };
            logs.push(LogStatus {
                origin: log.key.name().to_string(),
                size: head.as_ref().map_or(0, |head| head.checkpoint.size),
                cosigned_at: head.map(|head| head.at),
                standing,
                doubts,
                kept: [convicting, refused].concat(),
                mirror: self.mirror_status(&hash)?,
            });
        }
        logs.sort_by(|a, b| a.origin.cmp(&b.origin));
        Ok(logs)
    }
}
