//! Where runs happen and what is kept of the last one: a folder of its own, one run at a time.
//!
//! A run holds the lock of the folder; it ends with the process. What a crash left is removed when
//! the lock is taken next.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::report::{Last, Progress};

/// In the data folder.
const FOLDER: &str = "red-team";
const LOCK: &str = "lock";
const LAST: &str = "last.json";
const RUNNING: &str = "running.json";
const SCRATCH: &str = "scratch";

/// The folder.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    folder: PathBuf,
}

/// The folder, for one run.
pub(crate) struct Held {
    place: Place,
    _lock: File,
}

/// What is known of runs.
pub(crate) struct Standing {
    /// One runs.
    pub(crate) running: Option<Progress>,
    /// What the last one came to.
    pub(crate) last: Option<Last>,
}

impl Place {
    /// That of a data folder.
    pub(crate) fn in_data(data: &Path) -> Self {
        Self::at(&data.join(FOLDER))
    }

    /// Any other.
    pub(crate) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Takes it for a run; `None` if one runs.
    pub(crate) fn take(&self) -> io::Result<Option<Held>> {
        fs::create_dir_all(&self.folder)?;
        let lock = File::options().write(true).create(true).truncate(false).open(self.lock())?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(None),
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        let held = Held { place: self.clone(), _lock: lock };
        held.clear()?;
        Ok(Some(held))
    }

    /// Removes what a run left that did not come to its end.
    pub(crate) fn tidy(&self) -> io::Result<()> {
        if self.folder.is_dir() { self.take().map(drop) } else { Ok(()) }
    }

    /// What is known of runs.
    pub(crate) fn standing(&self) -> io::Result<Standing> {
        let running = read(&self.folder.join(RUNNING))?;
        Ok(Standing {
            running: running.filter(|_| self.is_held()),
            last: read(&self.folder.join(LAST))?,
        })
    }

    fn is_held(&self) -> bool {
        let Ok(lock) = File::open(self.lock()) else { return false };
        matches!(lock.try_lock_shared(), Err(fs::TryLockError::WouldBlock))
    }

    fn lock(&self) -> PathBuf {
        self.folder.join(LOCK)
    }
}

impl Held {
    /// Where scratch folders are made.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.place.folder.join(SCRATCH)
    }

    /// Tells how far the run is.
    pub(crate) fn tell(&self, progress: &Progress) -> io::Result<()> {
        write(&self.place.folder, RUNNING, progress)
    }

    /// Keeps what it came to, in the place of the one before.
    pub(crate) fn keep(&self, last: &Last) -> io::Result<()> {
        write(&self.place.folder, LAST, last)
    }

    fn clear(&self) -> io::Result<()> {
        if self.scratch().exists() {
            fs::remove_dir_all(self.scratch())?;
        }
        let running = self.place.folder.join(RUNNING);
        if running.exists() { fs::remove_file(running) } else { Ok(()) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Err(error) = self.clear() {
            tracing::error!(%error, "the red team's scratch was not removed");
        }
    }
}

/// What does not read counts as not there: it is written anew by the next run.
fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    match fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn write<T: Serialize>(folder: &Path, name: &str, value: &T) -> io::Result<()> {
    let beside = folder.join(format!("{name}.new"));
    fs::write(&beside, serde_json::to_vec(value)?)?;
    fs::rename(beside, folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress() -> Progress {
        Progress { begun_at: "now".to_owned(), done: 1, of: 22, now: "样例".to_owned() }
    }

    #[test]
    fn one_run_at_a_time_and_a_crashed_one_is_tidied_up() {
        let outside = tempfile::tempdir().unwrap();
        let place = Place::in_data(outside.path());
        place.tidy().unwrap();
        assert!(!outside.path().join(FOLDER).exists(), "nothing is made where nothing ran");
        let held = place.take().unwrap().unwrap();
        held.tell(&progress()).unwrap();
        fs::create_dir(held.scratch()).unwrap();
        assert!(place.take().unwrap().is_none());
        assert_eq!(place.standing().unwrap().running.unwrap().of, 22);
        place.tidy().unwrap();
        assert!(held.scratch().exists(), "a run that goes on is left alone");

        let scratch = held.scratch();
        drop(held);
        assert!(!scratch.exists() && place.standing().unwrap().running.is_none());

        // A crash: files are there and nobody holds the lock.
        fs::create_dir(&scratch).unwrap();
        write(&place.folder, RUNNING, &progress()).unwrap();
        assert!(place.standing().unwrap().running.is_none());
        place.tidy().unwrap();
        assert!(!scratch.exists());
    }
}
