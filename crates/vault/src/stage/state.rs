//! The state file: how much is acknowledged, and the SHA-256 in the middle.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::content::ReceivedSha;
use crate::{Fault, durable};

/// Version of the file's form. Another version is reported as damaged, never guessed.
const FORM: u32 = 1;

/// What is acknowledged of an upload.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) offset_bytes: u64,
    /// Over exactly `offset_bytes`.
    pub(super) sha: ReceivedSha,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("offset_bytes", &self.offset_bytes).finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    form: u32,
    size_bytes: u64,
    offset_bytes: u64,
    sha256_state: String,
}

impl State {
    /// Makes this state the durable one.
    pub(super) fn save(&self, path: &Path, size_bytes: u64) -> Result<(), Fault> {
        let (offset_bytes, sha256_state) = (self.offset_bytes, self.sha.to_hex());
        let written = Written { form: FORM, size_bytes, offset_bytes, sha256_state };
        let text = serde_json::to_vec(&written)
            .map_err(|error| Fault::io("write", path)(io::Error::other(error)))?;
        durable::replace_file(path, &text)
    }

    /// Reads the declared size and the state; `Ok(None)` if the file says nothing we wrote.
    pub(super) fn load(path: &Path) -> io::Result<Option<(u64, Self)>> {
        let text = fs::read(path)?;
        let Ok(written) = serde_json::from_slice::<Written>(&text) else { return Ok(None) };
        let sha = ReceivedSha::from_hex(&written.sha256_state);
        Ok(match sha {
            Some(sha) if written.form == FORM && written.offset_bytes <= written.size_bytes => {
                Some((written.size_bytes, Self { offset_bytes: written.offset_bytes, sha }))
            }
            _ => None,
        })
    }
}
