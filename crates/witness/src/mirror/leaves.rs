//! Leaves on the disk: 256 a file, as an entry bundle of C2SP tlog-tiles.
//!
//! A file is there whole or not at all, and the next one is written after it: so the leaves of a log
//! have no hole, and the last file alone may grow.

use std::io;
use std::path::{Path, PathBuf};

use ledger::{TILE_WIDTH, bundle, unbundle};

use crate::fault::{Fault, fault};
use crate::files;

/// Longest bundle, in bytes: 256 leaves of the longest kind, and their lengths.
const MAX_BUNDLE_BYTES: u64 = TILE_WIDTH * (16 * 1024 + 2);
/// Bundles in a folder.
const WIDTH: u64 = 1000;

pub(crate) struct Leaves {
    folder: PathBuf,
}

impl Leaves {
    pub(super) fn of(log: &Path) -> Self {
        Self { folder: log.join("leaves") }
    }

    fn path(&self, index: u64) -> PathBuf {
        let (group, file) = (index / WIDTH, index % WIDTH);
        self.folder.join(format!("{group:09}")).join(format!("{file:03}"))
    }

    /// How many leaves there are, up to the first that is not there.
    pub(super) fn count(&self) -> Result<u64, Fault> {
        let mut whole = 0;
        for group in files::names(&self.folder)? {
            let there = files::names(&self.folder.join(&group))?;
            let wanted = (whole..).map(|index| self.path(index));
            let there = there.iter().map(|name| self.folder.join(&group).join(name));
            let same = there.zip(wanted).take_while(|(there, wanted)| there == wanted).count();
            whole += u64::try_from(same).unwrap_or(0);
            if whole % WIDTH != 0 || same == 0 {
                break;
            }
        }
        let Some(last) = whole.checked_sub(1) else { return Ok(0) };
        let entries = self.bundle(last)?;
        Ok(last * TILE_WIDTH + u64::try_from(entries.len()).unwrap_or(0))
    }

    /// The leaves of a bundle; none if it is not there.
    pub(super) fn bundle(&self, index: u64) -> Result<Vec<Vec<u8>>, Fault> {
        let path = self.path(index);
        let Some(bytes) = files::read_bytes(&path, MAX_BUNDLE_BYTES)? else {
            return Ok(Vec::new());
        };
        let torn = || fault("read", &path)(io::ErrorKind::InvalidData.into());
        unbundle(&bytes).ok_or_else(torn)
    }

    /// The leaves from `from` on that lie in one bundle.
    pub(super) fn from(&self, from: u64) -> Result<Vec<Vec<u8>>, Fault> {
        let entries = self.bundle(from / TILE_WIDTH)?;
        let skipped = usize::try_from(from % TILE_WIDTH).unwrap_or(usize::MAX);
        Ok(entries.into_iter().skip(skipped).collect())
    }

    /// Keeps the leaves of a bundle, in the place of fewer of them.
    pub(super) fn keep(&self, index: u64, entries: &[Vec<u8>]) -> Result<(), Fault> {
        let path = self.path(index);
        let too_long = |_| fault("write", &path)(io::ErrorKind::InvalidData.into());
        let bytes = bundle(entries).map_err(too_long)?;
        let folder = path.parent().unwrap_or(&self.folder);
        if !folder.is_dir() {
            files::make_folder_durably(folder)?;
        }
        files::replace_bytes(&path, &bytes)
    }
}
