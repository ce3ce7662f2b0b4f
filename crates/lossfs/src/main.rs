//! A file system in memory that forgets what was not synced: for tests of durability only.
//!
//! `lossfs FOLDER SOCKET` mounts it on an empty folder and takes one order a line on a socket.
//! What a disk would hold and what a reader sees are kept apart for each file and each folder; a
//! *cut* throws away what was not synced, or lets a part of it survive, chosen by a seed.

mod chance;
mod control;
mod disk;
mod faults;
mod mount;

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, bail};

use crate::disk::Disk;
use crate::faults::Faults;

/// What the mount and the socket share.
pub(crate) struct Shared {
    pub(crate) disk: Disk,
    pub(crate) faults: Faults,
}

fn run() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, socket] = words.as_slice() else { bail!("usage: lossfs FOLDER SOCKET") };
    let shared = Arc::new(Mutex::new(Shared { disk: Disk::new(), faults: Faults::default() }));
    let mounted = mount::mount(Path::new(folder), Arc::clone(&shared))
        .with_context(|| format!("cannot mount on {folder}"))?;
    let served = control::serve(Path::new(socket), &shared);
    mounted.umount_and_join().context("cannot unmount")?;
    served
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("lossfs: {fault:#}");
            ExitCode::FAILURE
        }
    }
}
