//! Published bytes in a local folder. Blocking.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use terms::Digest;

use super::heal::{MAX_SET_ASIDE, Named, damaged_name};
use super::place::Place;
use super::{BlobReader, Published};
use crate::durable::{self, Moved};
use crate::{BlobError, Content, Fault};

/// The path of a place below the folder.
pub(super) fn path_of(root: &Path, place: Place) -> PathBuf {
    root.join(place.to_string())
}

/// Makes the folder and checks that files can be moved into it from `staging_root`.
pub(super) fn open(root: &Path, staging_root: &Path) -> Result<(), Fault> {
    for folder in ["blobs", "evidence", "derivatives", "damaged"] {
        durable::make_folder(&root.join(folder))?;
    }
    let device = |path: &Path| fs::metadata(path).map(|meta| meta.dev());
    let here = device(root).map_err(Fault::io("look at", root))?;
    let there = device(staging_root).map_err(Fault::io("look at", staging_root))?;
    if here == there {
        Ok(())
    } else {
        Err(Fault::TwoFileSystems { root: staging_root.to_owned(), blobs: root.to_owned() })
    }
}

/// Gives a file, whose bytes were read back as `content`, its final name.
///
/// Order: made read-only and synced, folders made durable, moved without overwriting, both folders
/// synced. A crash leaves the file under its old or its new name. If the name is taken, the bytes
/// there are read in full: equal is fine and ours are dropped, different is a fault and ours stay.
pub(super) fn publish(
    root: &Path,
    place: Place,
    from: &Path,
    content: &Content,
) -> Result<Published, Fault> {
    let to = path_of(root, place);
    durable::seal(from)?;
    if let Some(folder) = to.parent() {
        durable::make_folder(folder)?;
    }
    match durable::move_new(from, &to)? {
        Moved::Done => Ok(Published::New),
        Moved::Taken => {
            let found = durable::read_back(&to)?;
            if found != *content {
                let (place, expected) = (to.display().to_string(), content.digests.sha256);
                return Err(Fault::Differs { place, expected, found: Box::new(found) });
            }
            durable::remove_if_there(from)?;
            Ok(Published::AlreadyThere)
        }
    }
}

/// Gives a file its final name, in place of what is there. Only for derivatives.
pub(super) fn replace(root: &Path, place: Place, from: &Path) -> Result<(), Fault> {
    let to = path_of(root, place);
    durable::seal(from)?;
    if let Some(folder) = to.parent() {
        durable::make_folder(folder)?;
    }
    fs::rename(from, &to).map_err(Fault::io("replace", &to))?;
    to.parent().map_or(Ok(()), durable::sync_folder)
}

/// Opens a place for reading.
pub(super) fn reader(root: &Path, place: Place) -> Result<BlobReader, BlobError> {
    let path = path_of(root, place);
    match BlobReader::open(&path) {
        Ok(reader) => Ok(reader),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(BlobError::Missing(place.digest()))
        }
        Err(error) => Err(Fault::io("open", &path)(error).into()),
    }
}

/// Moves what lies under a name into the area of damaged files, under the first free name there.
/// Nothing is overwritten: the caller has read the bytes and found them to be others.
pub(super) fn set_aside(root: &Path, place: Place, found: Digest) -> Result<String, Fault> {
    let from = path_of(root, place);
    for number in 1..=MAX_SET_ASIDE {
        let name = damaged_name(place, found, number);
        if durable::move_new(&from, &root.join(&name))? == Moved::Done {
            return Ok(name);
        }
    }
    let full = io::Error::other("too many files were set aside under this name");
    Err(Fault::io("set aside", &from)(full))
}

/// The names below a folder of the root, with when each was last changed (ms since 1970).
pub(super) fn names(root: &Path, below: &str) -> Result<Vec<Named>, Fault> {
    let mut names = Vec::new();
    let mut folders = vec![root.join(below)];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            read => read.map_err(Fault::io("list", &folder))?,
        };
        for entry in entries {
            let path = entry.map_err(Fault::io("list", &folder))?.path();
            // A file that went away meanwhile is none.
            let Ok(meta) = fs::symlink_metadata(&path) else { continue };
            if meta.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(root) {
                let changed_ms = meta.mtime().saturating_mul(1000);
                names.push(Named { name: name.display().to_string(), changed_ms });
            }
        }
    }
    names.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(names)
}
