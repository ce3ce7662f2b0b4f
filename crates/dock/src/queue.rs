//! The queue as its journal adds up: where each clip stands.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use terms::{Digests, Timestamp};

use crate::flag::Flag;
use crate::journal::{ClipKey, Entry, Journal};

/// Where a clip stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) slot: String,
    pub(crate) flags: Vec<Flag>,
    pub(crate) found_at: Option<Timestamp>,
    pub(crate) digests: Option<Digests>,
    pub(crate) upload: Option<String>,
    pub(crate) receipt: Option<String>,
    pub(crate) deposited_at: Option<Timestamp>,
    pub(crate) kept: Option<String>,
    pub(crate) clearing: Option<(String, Timestamp)>,
    pub(crate) cleared_at: Option<Timestamp>,
    pub(crate) is_clearing_told: bool,
}

impl Standing {
    fn take(&mut self, entry: &Entry) {
        match entry {
            Entry::Found { slot, flags, at, .. } => {
                (self.slot, self.flags) = (slot.clone(), flags.clone());
                self.found_at = Some(*at);
            }
            Entry::Hashed { digests, .. } => {
                // Read anew: what was begun with other bytes is not this clip's.
                if self.digests != Some(*digests) {
                    self.upload = None;
                }
                self.digests = Some(*digests);
                self.kept = None;
            }
            Entry::Begun { upload, .. } => self.upload = Some(upload.clone()),
            Entry::Deposited { receipt, at, .. } => {
                self.receipt = Some(receipt.clone());
                (self.deposited_at, self.kept) = (Some(*at), None);
            }
            Entry::Kept { why, .. } => self.kept = Some(why.clone()),
            Entry::Clearing { receipt_sha256, at, .. } => {
                self.clearing = Some((receipt_sha256.clone(), *at));
            }
            Entry::Cleared { at, .. } => self.cleared_at = Some(*at),
            Entry::ClearedTold { .. } => self.is_clearing_told = true,
        }
    }

    /// In one word, for people.
    pub(crate) const fn zh(&self) -> &'static str {
        if self.cleared_at.is_some() {
            "已清空"
        } else if self.receipt.is_some() {
            "已入库，可清空"
        } else if self.kept.is_some() {
            "待处理"
        } else if self.upload.is_some() {
            "上传中"
        } else if self.digests.is_some() {
            "已读取，待上传"
        } else {
            "待读取"
        }
    }

    /// It is neither deposited nor put aside.
    pub(crate) const fn is_waiting(&self) -> bool {
        self.receipt.is_none() && self.kept.is_none()
    }
}

/// Folds entries into where each clip stands.
pub(crate) fn fold(entries: &[Entry]) -> BTreeMap<ClipKey, Standing> {
    let mut clips: BTreeMap<ClipKey, Standing> = BTreeMap::new();
    for entry in entries {
        clips.entry(entry.clip().clone()).or_default().take(entry);
    }
    clips
}

/// The queue of a running program. What is noted here is on the disk first.
pub(crate) struct Queue {
    inner: Mutex<Inner>,
}

struct Inner {
    journal: Journal,
    clips: BTreeMap<ClipKey, Standing>,
}

impl Queue {
    /// Opens the queue in a folder.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let (journal, entries) = Journal::open(folder)?;
        Ok(Self { inner: Mutex::new(Inner { journal, clips: fold(&entries) }) })
    }

    /// Notes what happened.
    ///
    /// # Errors
    /// As [`Journal::write`].
    pub(crate) fn note(&self, entries: &[Entry]) -> Result<()> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.journal.write(entries)?;
        for entry in entries {
            inner.clips.entry(entry.clip().clone()).or_default().take(entry);
        }
        Ok(())
    }

    /// Where a clip stands.
    pub(crate) fn standing(&self, clip: &ClipKey) -> Option<Standing> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.clips.get(clip).cloned()
    }

    /// All clips.
    pub(crate) fn all(&self) -> BTreeMap<ClipKey, Standing> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).clips.clone()
    }
}
