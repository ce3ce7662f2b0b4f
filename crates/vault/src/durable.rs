//! File operations that survive a power cut: what returned `Ok` is on disk, under its name.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

use crate::device::InFile;
use crate::{Content, Fault, sabotage};

/// Mode of published files: nobody writes. A reminder for people, not a defence against root.
const READ_ONLY: u32 = 0o440;

/// Makes a file, or the names in a folder, durable.
pub(crate) fn sync(file: &File) -> io::Result<()> {
    if sabotage::leaves_out("no-fsync") { Ok(()) } else { file.sync_all() }
}

/// Makes a file's bytes durable, and of what is said about it only its length.
pub(crate) fn sync_bytes(file: &File) -> io::Result<()> {
    if sabotage::leaves_out("no-fsync") { Ok(()) } else { file.sync_data() }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), Fault> {
    File::open(path).and_then(|folder| sync(&folder)).map_err(Fault::io("sync", path))
}

/// Makes a folder and its parents, each durable in its parent. An existing one is fine.
pub(crate) fn make_folder(path: &Path) -> Result<(), Fault> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Fault::io("make", path)(error));
        }
        _ => {}
    }
    path.parent().map_or(Ok(()), sync_folder)
}

/// Replaces a small file as a whole: a reader, also after a crash, sees the old or the new text.
/// Order: temporary file written and synced, renamed, folder synced.
pub(crate) fn replace_file(path: &Path, text: &[u8]) -> Result<(), Fault> {
    let temporary = path.with_extension("new");
    let write = || {
        let mut file = File::create(&temporary)?;
        file.write_all(text)?;
        sync(&file)
    };
    write().map_err(Fault::io("write", &temporary))?;
    fs::rename(&temporary, path).map_err(Fault::io("replace", path))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// How a move without overwriting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moved {
    /// The file has its new name, durably in both folders.
    Done,
    /// The new name was taken; nothing was changed.
    Taken,
}

/// Moves a synced file to a new name that must be free, atomically, and syncs both folders.
pub(crate) fn move_new(from: &Path, to: &Path) -> Result<Moved, Fault> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Ok(()) => {}
        Err(Errno::EXIST) => return Ok(Moved::Taken),
        // Some network file systems know no such flag; a hard link does not overwrite either.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => match fs::hard_link(from, to) {
            Ok(()) => fs::remove_file(from).map_err(Fault::io("unlink", from))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(Moved::Taken),
            Err(error) => return Err(Fault::io("link", to)(error)),
        },
        Err(error) => return Err(Fault::io("move", to)(error.into())),
    }
    to.parent().map_or(Ok(()), sync_folder)?;
    from.parent().map_or(Ok(()), sync_folder)?;
    Ok(Moved::Done)
}

/// Moves a folder to a new name that must be free or an empty folder, and syncs both parents.
pub(crate) fn move_folder(from: &Path, to: &Path) -> Result<(), Fault> {
    fs::rename(from, to).map_err(Fault::io("move", to))?;
    to.parent().map_or(Ok(()), sync_folder)?;
    from.parent().map_or(Ok(()), sync_folder)
}

/// Takes away the right to write and makes that and the bytes durable.
pub(crate) fn seal(path: &Path) -> Result<(), Fault> {
    let seal = || {
        let file = File::open(path)?;
        file.set_permissions(Permissions::from_mode(READ_ONLY))?;
        sync(&file)
    };
    seal().map_err(Fault::io("seal", path))
}

/// Reads a file back from the device, after its bytes are synced.
pub(crate) fn read_back(path: &Path) -> Result<Content, Fault> {
    InFile::open(path).and_then(Content::read).map_err(Fault::io("read back", path))
}

/// Copies to a new file by reading and writing and syncs it. Not `std::fs::copy`: on some file
/// systems that shares the blocks, and a shared block is no second copy (Art. 23).
pub(crate) fn copy_to_new(mut from: impl Read, to: &Path) -> Result<(), Fault> {
    const BUFFER_BYTES: usize = 1 << 20;
    let mut copy = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(to)?;
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            match from.read(&mut buffer)? {
                0 => return sync(&file),
                len => file.write_all(buffer.get(..len).unwrap_or_default())?,
            }
        }
    };
    copy().map_err(Fault::io("copy to", to))
}

/// Removes a file; one that is not there is fine.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Fault::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Bytes free for us on the file system of `path`.
///
/// # Errors
/// [`Fault`] if the file system does not say.
pub fn free_bytes(path: &Path) -> Result<u64, Fault> {
    let stat = rustix::fs::statvfs(path)
        .map_err(|error| Fault::io("measure free room of", path)(error.into()))?;
    Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
}
