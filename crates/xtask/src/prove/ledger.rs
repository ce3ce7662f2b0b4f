//! The client's own book of what the server acknowledged, synced before anything else is asked.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// A case that was asked for.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// Under which idempotency key.
    pub(super) key: String,
    pub(super) title: String,
    /// Once it was acknowledged.
    pub(super) id: Option<String>,
}

/// A file that is sent.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    /// Its bytes follow from this.
    pub(super) file: u64,
    pub(super) size: u64,
    /// Its path on the server.
    pub(super) place: String,
    /// Bytes acknowledged.
    pub(super) told: u64,
    /// Its recording was found and was right.
    pub(super) is_settled: bool,
}

impl Upload {
    pub(super) fn id(&self) -> &str {
        self.place.rsplit('/').next().unwrap_or_default()
    }
}

/// What one client did.
#[derive(Debug, Default)]
pub(super) struct Mine {
    pub(super) cases: Vec<Case>,
    pub(super) uploads: Vec<Upload>,
    /// Answers that no server in order gives.
    pub(super) unexpected: Vec<String>,
}

/// The book on disk, on another path than the server's data.
pub(super) struct Ledger(Mutex<File>);

impl Ledger {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        Ok(Self(Mutex::new(file.with_context(|| format!("无法写 {}", path.display()))?)))
    }

    /// Writes one acknowledgement down.
    pub(super) fn note(&self, what: Value) -> Result<()> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{what}")?;
        Ok(file.sync_data()?)
    }

    pub(super) fn case(&self, case: &Case) -> Result<()> {
        self.note(json!({ "case": case.id, "key": case.key, "title": case.title }))
    }

    pub(super) fn upload(&self, upload: &Upload) -> Result<()> {
        self.note(json!({
            "upload": upload.place, "file": upload.file, "size": upload.size, "told": upload.told,
        }))
    }
}
