//! Durable files of the state: readable by our account alone, whole or not there.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use crate::fault::SignerFault;

const PRIVATE_FILE: u32 = 0o600;
const PRIVATE_FOLDER: u32 = 0o700;

/// Makes a folder that only our account enters.
pub(crate) fn make_folder(path: &Path) -> Result<(), SignerFault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(PRIVATE_FOLDER).create(path).map_err(SignerFault::file(path))
}

/// Puts a file in the place of whatever stood there. Order: write beside it, sync, rename, sync the
/// folder. A crash leaves the old file or the new one.
pub(crate) fn replace(folder: &Path, name: &str, text: &str) -> Result<(), SignerFault> {
    let (beside, path) = (folder.join(format!("{name}.new")), folder.join(name));
    let failed = SignerFault::file(&path);
    let write = || {
        let mut options = OpenOptions::new();
        let mut file =
            options.write(true).create(true).truncate(true).mode(PRIVATE_FILE).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, &path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(failed)
}

/// Writes a file unless there is one: a secret that is there is never overwritten.
pub(crate) fn write_once(folder: &Path, name: &str, text: &str) -> Result<(), SignerFault> {
    if folder.join(name).exists() { Ok(()) } else { replace(folder, name, text) }
}

pub(crate) fn read(path: &Path) -> Result<String, SignerFault> {
    std::fs::read_to_string(path).map_err(SignerFault::file(path))
}
