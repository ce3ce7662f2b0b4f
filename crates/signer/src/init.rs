//! Making a state, and making one again that was lost.

use std::path::Path;

use ledger::{Checkpoint, CheckpointError, open_checkpoint};

use crate::config::{Config, KeyPlace, Keys};
use crate::fault::SignerFault;
use crate::files;
use crate::keeper::lock_new;
use crate::protocol::Status;
use crate::state::{self, Heads, TreeHead};

/// Secrets of 32 bytes for keys that lie in files.
#[derive(Clone, Copy)]
pub struct Secrets {
    /// Of the Ed25519 key.
    pub log: [u8; 32],
    /// Of the SM2 key.
    pub sm3: [u8; 32],
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// Whether a state was made in that folder.
#[must_use]
pub fn is_initialised(folder: &Path) -> bool {
    folder.join(state::FILE).exists()
}

/// Makes a state: keys, their places, and last of all what was signed so far. Key files that are
/// there stay. A crash leaves no state, and the same call finishes it.
///
/// `notes` are checkpoints that this key signed before, of either tree; none for a new log.
///
/// # Errors
/// [`SignerFault::AlreadyThere`] if there is a state; [`SignerFault::Note`] for a note of another
/// key.
pub fn init(
    folder: &Path,
    config: &Config,
    secrets: Secrets,
    notes: &[String],
) -> Result<Status, SignerFault> {
    let _lock = lock_new(folder)?;
    if is_initialised(folder) {
        return Err(SignerFault::AlreadyThere { path: folder.to_owned() });
    }
    for (place, secret) in [(&config.log, secrets.log), (&config.sm3, secrets.sm3)] {
        if let KeyPlace::File { file } = place {
            let name = file.to_string_lossy();
            files::write_once(folder, &name, &format!("{}\n", hex::encode(secret)))?;
        }
    }
    config.store(folder)?;
    let keys = config.open(folder)?;
    finish(folder, config, &keys, Heads::empty(), notes)
}

/// Makes what was signed last out of checkpoints that others kept: the database, witnesses. The
/// largest of each tree counts, and nothing is signed but what extends it. Keys must be there.
///
/// # Errors
/// [`SignerFault::NoNote`] without any note of the SHA-256 tree, [`SignerFault::Contradiction`] if
/// two of one size differ: then the key has signed two histories.
pub fn recover(folder: &Path, notes: &[String]) -> Result<Status, SignerFault> {
    let _lock = lock_new(folder)?;
    let config = Config::load(folder)?;
    let keys = config.open(folder)?;
    let known = if is_initialised(folder) {
        Heads::load(folder, &config.origin()?)?
    } else {
        Heads::empty()
    };
    let log = keys.log.verifier_key();
    if !notes.iter().any(|note| open_checkpoint(note, log).is_ok()) {
        return Err(SignerFault::NoNote);
    }
    finish(folder, &config, &keys, known, notes)
}

fn finish(
    folder: &Path,
    config: &Config,
    keys: &Keys,
    known: Heads,
    notes: &[String],
) -> Result<Status, SignerFault> {
    let (log, sm3) = (keys.log.verifier_key(), keys.sm3.verifier_key());
    let mut heads = known;
    for (number, note) in (1..).zip(notes) {
        let wrong = |why: CheckpointError| SignerFault::Note { number, why: why.to_string() };
        match open_checkpoint(note, log) {
            Ok((head, _)) => raise(&mut heads.sha256, &head)?,
            Err(CheckpointError::Origin) => {
                let (head, _) = open_checkpoint(note, sm3).map_err(wrong)?;
                raise(&mut heads.sm3, &head)?;
            }
            Err(error) => return Err(wrong(error)),
        }
    }
    heads.store(folder, &config.origin()?)?;
    Ok(Status { log: log.clone(), sm3: sm3.clone(), heads })
}

fn raise(known: &mut TreeHead, head: &Checkpoint) -> Result<(), SignerFault> {
    if head.size == known.size && head.root != known.root {
        return Err(SignerFault::Contradiction { size: head.size });
    }
    if head.size > known.size {
        *known = TreeHead { size: head.size, root: head.root };
    }
    Ok(())
}
