//! The state file: how much is acknowledged, and the SHA-256 in the middle.
//!
//! It has two places that are written in turn, each a page of the device. Nothing is made, renamed
//! or lengthened for a checkpoint, so it costs one flush; a crash in the middle of one place leaves
//! the other, which says what was acknowledged before.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use terms::Digest;

use crate::content::ReceivedSha;
use crate::{Fault, durable};

/// Version of the file's form. Another version is reported as damaged, never guessed.
const FORM: u32 = 2;
/// Length of a place, in bytes.
const PLACE_BYTES: usize = 4096;

/// What is acknowledged of an upload.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) offset_bytes: u64,
    /// Over exactly `offset_bytes`.
    pub(super) sha: ReceivedSha,
    /// How often it was saved; the parity is the place.
    turn: u64,
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
    turn: u64,
    size_bytes: u64,
    offset_bytes: u64,
    sha256_state: String,
}

impl State {
    /// The state after this one.
    pub(super) const fn then(&self, offset_bytes: u64, sha: ReceivedSha) -> Self {
        Self { offset_bytes, sha, turn: self.turn.wrapping_add(1) }
    }

    /// Makes the file of a new upload; durable with its name when the folder's is.
    pub(super) fn lay_out(path: &Path, size_bytes: u64) -> Result<(), Fault> {
        let write = || {
            let mut file = File::create_new(path)?;
            file.write_all(&Self::default().place(size_bytes)?)?;
            file.write_all(&[b'\n'; PLACE_BYTES])?;
            durable::sync(&file)
        };
        write().map_err(Fault::io("write", path))?;
        path.parent().map_or(Ok(()), durable::sync_folder)
    }

    /// Makes this state the durable one.
    pub(super) fn save(&self, path: &Path, size_bytes: u64) -> Result<(), Fault> {
        let at = if self.turn.is_multiple_of(2) { 0 } else { PLACE_BYTES };
        let write = || {
            let file = File::options().write(true).open(path)?;
            file.write_all_at(
                &self.place(size_bytes)?,
                u64::try_from(at).map_err(io::Error::other)?,
            )?;
            durable::sync_bytes(&file)
        };
        write().map_err(Fault::io("write", path))
    }

    /// A place: a line of JSON, a line with its SHA-256, empty lines.
    fn place(&self, size_bytes: u64) -> io::Result<Vec<u8>> {
        let (offset_bytes, sha256_state) = (self.offset_bytes, self.sha.to_hex());
        let written =
            Written { form: FORM, turn: self.turn, size_bytes, offset_bytes, sha256_state };
        let text = serde_json::to_string(&written).map_err(io::Error::other)?;
        let mut place = format!("{text}\n{}\n", digest(&text)).into_bytes();
        place.resize(PLACE_BYTES, b'\n');
        Ok(place)
    }

    /// Reads the declared size and the state; `Ok(None)` if the file says nothing we wrote.
    pub(super) fn load(path: &Path) -> io::Result<Option<(u64, Self)>> {
        let bytes = fs::read(path)?;
        let places = bytes.chunks(PLACE_BYTES).take(2);
        let whole = places.filter_map(|place| Self::read(std::str::from_utf8(place).ok()?));
        Ok(whole.max_by_key(|(_, state)| state.turn))
    }

    fn read(place: &str) -> Option<(u64, Self)> {
        let mut lines = place.lines();
        let (text, sum) = (lines.next()?, lines.next()?);
        let written: Written = serde_json::from_str(text).ok()?;
        let Written { form, turn, size_bytes, offset_bytes, sha256_state } = written;
        let is_whole = digest(text).to_string() == sum && form == FORM;
        let sha = ReceivedSha::from_hex(&sha256_state)?;
        let state = Self { offset_bytes, sha, turn };
        (is_whole && offset_bytes <= size_bytes).then_some((size_bytes, state))
    }
}

fn digest(text: &str) -> Digest {
    Digest::from_bytes(Sha256::digest(text).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(path: &Path, offsets: &[u64]) {
        State::lay_out(path, 100).unwrap();
        let mut state = State::default();
        for offset in offsets {
            let mut sha = ReceivedSha::default();
            sha.update(&vec![7; usize::try_from(*offset).unwrap()]);
            state = state.then(*offset, sha);
            state.save(path, 100).unwrap();
        }
    }

    /// Offset, and whether the SHA-256 is the one of so many bytes.
    fn loaded(path: &Path) -> Option<u64> {
        let (size_bytes, state) = State::load(path).unwrap()?;
        assert_eq!(size_bytes, 100);
        let bytes = vec![7; usize::try_from(state.offset_bytes).unwrap()];
        assert_eq!(state.sha.digest(), Digest::from_bytes(Sha256::digest(bytes).into()));
        Some(state.offset_bytes)
    }

    #[test]
    fn the_newest_whole_place_counts() {
        let folder = tempfile::tempdir().unwrap();
        for offsets in [&[][..], &[10], &[10, 20], &[10, 20, 30], &[10, 20, 30, 100]] {
            let path = folder.path().join(offsets.len().to_string());
            saved(&path, offsets);
            assert_eq!(loaded(&path), Some(offsets.last().copied().unwrap_or(0)));
        }
    }

    #[test]
    fn a_place_broken_anywhere_leaves_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        saved(&path, &[10, 20, 30]);
        let whole = fs::read(&path).unwrap();
        let newest = PLACE_BYTES; // the third turn
        let len = whole[newest..].iter().rposition(|byte| *byte != b'\n').unwrap();
        for at in newest..=newest + len {
            let mut broken = whole.clone();
            broken[at] ^= 1;
            fs::write(&path, &broken).unwrap();
            assert_eq!(loaded(&path), Some(20), "byte {at}");
            // A write that got no further than this byte.
            let mut torn = whole.clone();
            torn[at..newest + PLACE_BYTES].fill(0);
            fs::write(&path, &torn).unwrap();
            assert_eq!(loaded(&path), Some(20), "torn at {at}");
        }
        fs::write(&path, vec![0; whole.len()]).unwrap();
        assert_eq!(loaded(&path), None);
    }
}
