//! A data folder that was made to be attacked, and what somebody can do in it who rules the database.
//!
//! An [`Intruder`] is had from a [`Scratch`] alone, and a [`Scratch`] is a folder that this module
//! made, empty, a moment ago: there is no way from here to a folder that was there before.

mod intruder;

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

pub use intruder::{FactAt, ForgedGrant, Intruder};

/// The data folder inside.
const DATA: &str = "data";

/// A folder that may be attacked, with a data folder in it. Removed when dropped.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf, // INVARIANT: made by us, and empty then
}

impl Scratch {
    /// Makes one, empty.
    ///
    /// # Errors
    /// Those of the disk; [`io::ErrorKind::AlreadyExists`] if anything has that name, and
    /// [`io::ErrorKind::InvalidInput`] if it is more than a name.
    pub fn make(under: &Path, name: &str) -> io::Result<Self> {
        let parts: Vec<_> = Path::new(name).components().collect();
        if !matches!(parts.as_slice(), [Component::Normal(_)]) {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        }
        fs::create_dir_all(under)?;
        let folder = under.canonicalize()?.join(name);
        fs::create_dir(&folder)?; // never one that is there
        let made = Self { folder };
        fs::create_dir(made.data())?;
        Ok(made)
    }

    /// Another one beside it with the same files. Nobody may be writing in this one.
    ///
    /// # Errors
    /// As [`Self::make`].
    pub fn copy(&self, name: &str) -> io::Result<Self> {
        let under = self.folder.parent().unwrap_or(&self.folder);
        let copy = Self::make(under, name)?;
        copy_folder(&self.folder, &copy.folder)?;
        Ok(copy)
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The data folder in it.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join(DATA)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays is removed before the next run.
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Files and folders; links and sockets are left out.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, to) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            if !to.is_dir() {
                fs::create_dir(&to)?;
            }
            copy_folder(&entry.path(), &to)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scratch_is_never_a_folder_that_was_there() {
        let outside = tempfile::tempdir().unwrap();
        let real = outside.path().join("real");
        fs::create_dir(&real).unwrap();
        fs::write(real.join("liuhen.db"), b"real").unwrap();
        let taken = Scratch::make(outside.path(), "real").unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        for name in ["", ".", "..", "../real", "a/b", "/real"] {
            let wrong = Scratch::make(outside.path(), name).unwrap_err();
            assert_eq!(wrong.kind(), io::ErrorKind::InvalidInput, "{name}");
        }
        std::os::unix::fs::symlink(&real, outside.path().join("link")).unwrap();
        assert!(Scratch::make(outside.path(), "link").is_err(), "a link is there too");
        assert_eq!(fs::read(real.join("liuhen.db")).unwrap(), b"real");
    }

    #[test]
    fn a_copy_has_the_same_files_and_both_go_when_dropped() {
        let outside = tempfile::tempdir().unwrap();
        let one = Scratch::make(outside.path(), "one").unwrap();
        fs::create_dir(one.folder().join("deep")).unwrap();
        fs::write(one.folder().join("deep/file"), b"x").unwrap();
        std::os::unix::fs::symlink(outside.path(), one.folder().join("out")).unwrap();
        let two = one.copy("two").unwrap();
        assert_eq!(fs::read(two.folder().join("deep/file")).unwrap(), b"x");
        assert!(!two.folder().join("out").exists(), "no way out is copied");
        drop((one, two));
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    }
}
