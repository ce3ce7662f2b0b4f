//! Opening a staging folder after any kind of stop.

use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use terms::UploadId;

use super::{BYTES, GONE, Inner, STATE, Stage, State, Upload, UploadStatus};
use crate::{Fault, durable};

/// The lock file of a staging folder.
const LOCK: &str = "lock";

/// What was found in a staging folder at start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reconciled {
    /// Uploads whose sender may go on.
    pub receiving: Vec<UploadStatus>,
    /// Uploads with every byte on disk: to be finished now, by the same calls as ever.
    pub complete: Vec<UploadStatus>,
    /// Folders of uploads that lost their state or acknowledged bytes. Left as they are.
    pub damaged: Vec<PathBuf>,
    /// Names that are not ours. Left as they are.
    pub foreign: Vec<PathBuf>,
}

impl Stage {
    /// Opens or makes the folder, locks it for this process and loads what is in it. Blocking.
    pub(crate) fn open(folder: &Path, reserve_bytes: u64) -> Result<(Self, Reconciled), Fault> {
        durable::make_folder(folder)?;
        let path = folder.join(LOCK);
        let lock_file = File::options().create(true).append(true).open(&path);
        let lock_file = lock_file.map_err(Fault::io("open", &path))?;
        lock_file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Fault::InUse(folder.to_owned()),
            TryLockError::Error(error) => Fault::io("lock", &path)(error),
        })?;
        let (mut uploads, mut found) = (HashMap::new(), Reconciled::default());
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        for entry in entries.map_err(Fault::io("list", folder))? {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_str().unwrap_or_default();
            if name == LOCK {
                continue;
            }
            if name.strip_prefix(GONE).is_some_and(|rest| rest.parse::<UploadId>().is_ok()) {
                fs::remove_dir_all(&path).map_err(Fault::io("remove", &path))?;
                continue;
            }
            let Ok(id) = name.parse::<UploadId>() else {
                found.foreign.push(path);
                continue;
            };
            match load(id, &path).map_err(Fault::io("load", &path))? {
                Loaded::Upload(upload) => {
                    let status = upload.status();
                    let list = if status.is_complete() {
                        &mut found.complete
                    } else {
                        &mut found.receiving
                    };
                    list.push(status);
                    uploads.insert(id, Arc::new(upload));
                }
                Loaded::NeverBegun => {
                    fs::remove_dir_all(&path).map_err(Fault::io("remove", &path))?;
                }
                Loaded::Damaged => found.damaged.push(path),
            }
        }
        found.put_in_order();
        let (folder, uploads) = (folder.to_owned(), Mutex::new(uploads));
        let creating = Mutex::new(());
        let inner = Inner { folder, reserve_bytes, _lock: lock_file, creating, uploads };
        Ok((Self { inner: Arc::new(inner) }, found))
    }
}

impl Reconciled {
    fn put_in_order(&mut self) {
        self.receiving.sort_by_key(|status| status.id);
        self.complete.sort_by_key(|status| status.id);
        self.damaged.sort();
        self.foreign.sort();
    }
}

enum Loaded {
    Upload(Upload),
    /// The crash came before the upload was acknowledged.
    NeverBegun,
    Damaged,
}

fn load(id: UploadId, folder: &Path) -> io::Result<Loaded> {
    let bytes = match fs::metadata(folder.join(BYTES)) {
        Ok(meta) => Some(meta.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(Loaded::Damaged),
        Err(error) => return Err(error),
    };
    let (size_bytes, state) = match State::load(&folder.join(STATE)) {
        Ok(Some(loaded)) => loaded,
        // The state is durable before the first byte, so without bytes nothing is lost.
        Ok(None) if bytes == Some(0) => return Ok(Loaded::NeverBegun),
        Ok(None) => return Ok(Loaded::Damaged),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(if bytes.unwrap_or(0) == 0 { Loaded::NeverBegun } else { Loaded::Damaged });
        }
        Err(error) => return Err(error),
    };
    let has_what_it_promised = match bytes {
        Some(len) => len >= state.offset_bytes,
        None => state.offset_bytes == size_bytes, // published, not yet settled
    };
    Ok(if has_what_it_promised {
        Loaded::Upload(Upload::new(id, folder.to_owned(), size_bytes, state))
    } else {
        Loaded::Damaged
    })
}
