//! Small files that are there whole or not at all.
//!
//! Order: beside it written and synced → renamed over it → the folder synced. A crash after any
//! step leaves the old content or the new one.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use crate::fault::{Fault, fault};

/// Longest file of ours, in bytes: a list of a thousand logs, or a note with many signatures.
const MAX_FILE_BYTES: u64 = 512 * 1024;

/// Writes `text` in the place of whatever was there.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Fault> {
    replace_bytes(path, text.as_bytes())
}

/// Writes `bytes` in the place of whatever was there.
pub(crate) fn replace_bytes(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&beside).map_err(fault("write", &beside))?;
    file.write_all(bytes).map_err(fault("write", &beside))?;
    file.sync_all().map_err(fault("sync", &beside))?;
    std::fs::rename(&beside, path).map_err(fault("rename", path))?;
    sync_folder_of(path)
}

/// The name is on the disk only when the folder is.
fn sync_folder_of(path: &Path) -> Result<(), Fault> {
    let folder = path.parent().unwrap_or(path);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault("sync", folder))
}

/// The file's text; none where there is no file.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Fault> {
    let Some(file) = open(path)? else { return Ok(None) };
    let mut text = String::new();
    file.take(MAX_FILE_BYTES).read_to_string(&mut text).map_err(fault("read", path))?;
    Ok(Some(text))
}

/// The file's bytes, at most `longest` of them; none where there is no file.
pub(crate) fn read_bytes(path: &Path, longest: u64) -> Result<Option<Vec<u8>>, Fault> {
    let Some(file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.take(longest).read_to_end(&mut bytes).map_err(fault("read", path))?;
    Ok(Some(bytes))
}

fn open(path: &Path) -> Result<Option<File>, Fault> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(fault("read", path)(cause)),
    }
}

/// Makes a folder and those above it, durably enough: its first file syncs it.
pub(crate) fn make_folder(path: &Path) -> Result<(), Fault> {
    std::fs::create_dir_all(path).map_err(fault("make", path))
}

/// Makes a folder and those above it, so that they are there after a cut of power.
pub(crate) fn make_folder_durably(path: &Path) -> Result<(), Fault> {
    /// As deep as we make folders.
    const DEPTH: usize = 5;
    make_folder(path)?;
    let folders = path.ancestors().take(DEPTH).filter(|folder| folder.is_dir());
    for folder in folders {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault("sync", folder))?;
    }
    Ok(())
}

/// Names of the files in a folder, in order; leftovers of a crash are passed by.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>, Fault> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(fault("list", folder)(cause)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(fault("list", folder))?.file_name();
        let name = name.to_string_lossy().into_owned();
        if !name.ends_with(".new") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
