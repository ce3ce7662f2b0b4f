//! What siblings cosigned, compared with what we did.
//!
//! One size with two roots convicts at once. Two sizes are settled by the log itself: its head and
//! its tiles say what the tree was at each. A log that shows none of it stays in doubt, and after
//! a day the doubt is told.

use std::path::PathBuf;

use ledger::{
    Checkpoint, Evidence, Fetched, SignedNote, TileAt, VerifierKey, consistency_ranges,
    origin_hash, root_ranges, tiles_of,
};

use crate::fault::Fault;
use crate::files;
use crate::open::{Log, Sibling, Witness, signed_head};

/// A doubt as old as this is told: the log had a day to show its tree.
pub const UNPROVEN_SECONDS: u64 = 24 * 60 * 60;
pub(crate) const GOSSIP: &str = "gossip";

/// What a sibling's head says beside ours.
#[derive(Debug)]
pub enum Heard {
    /// We have no head of this log, or the text is none of its heads.
    Nothing,
    /// The same head.
    Same,
    /// Two histories; the evidence is kept there.
    Convicted(PathBuf),
    /// Another size: the log has to show that both are its own.
    Ask,
}

/// What the log's own head and tiles say about ours and a sibling's.
#[derive(Debug)]
pub enum Settled {
    /// Both are beginnings of the log's tree.
    Agreed,
    /// Two histories; the evidence is kept there.
    Convicted(Vec<PathBuf>),
    /// The log did not show it: its head is smaller, unsigned, or does not fit its tiles.
    Unproven,
}

impl Witness {
    /// Compares a sibling's head with ours. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn hear(
        &self,
        sibling: &Sibling,
        hash: &str,
        text: &str,
        now: u64,
    ) -> Result<Heard, Fault> {
        let Some(log) = self.log(hash) else { return Ok(Heard::Nothing) };
        let (Some(ours), Some((theirs, note))) = (log.head(), signed_head(text, &log.key)) else {
            return Ok(Heard::Nothing);
        };
        if ours.checkpoint == theirs {
            self.clear_doubt(sibling, hash)?;
            return Ok(Heard::Same);
        }
        if ours.checkpoint.size == theirs.size {
            let found = self.convict(&log, [&ours.note, &note], &Fetched::default(), now)?;
            return Ok(found.map_or(Heard::Nothing, Heard::Convicted));
        }
        self.doubt(sibling, hash, text, now)?;
        Ok(Heard::Ask)
    }

    /// The tiles that settle it, if the log's head is signed and large enough.
    #[must_use]
    pub fn tiles_to_settle(&self, hash: &str, text: &str, log_head: &str) -> Option<Vec<TileAt>> {
        let log = self.log(hash)?;
        let (head, _) = signed_head(log_head, &log.key)?;
        let mut ranges = root_ranges(head.size).ok()?;
        for (checkpoint, _) in [signed_head(text, &log.key)?, self.own(&log)?] {
            ranges.extend(root_ranges(checkpoint.size).ok()?);
            ranges.extend(consistency_ranges(checkpoint.size, head.size).ok()?);
        }
        Some(tiles_of(&ranges, head.size))
    }

    /// Judges by the log's head and those tiles.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn settle(
        &self,
        sibling: &Sibling,
        (hash, text): (&str, &str),
        log_head: &str,
        tiles: &Fetched,
        now: u64,
    ) -> Result<Settled, Fault> {
        let Some(log) = self.log(hash) else { return Ok(Settled::Unproven) };
        let heads = (signed_head(text, &log.key), self.own(&log), signed_head(log_head, &log.key));
        let (Some(theirs), Some(ours), Some((head, head_note))) = heads else {
            return Ok(Settled::Unproven);
        };
        let kind = log.key.kind();
        if kind.root_at(head.size, tiles).ok() != Some(head.root) {
            return Ok(Settled::Unproven);
        }
        let mut found = Vec::new();
        for (checkpoint, note) in [&theirs, &ours] {
            let Ok(root) = kind.root_at(checkpoint.size, tiles) else {
                return Ok(Settled::Unproven);
            };
            if checkpoint.size > head.size {
                return Ok(Settled::Unproven);
            }
            if root != checkpoint.root {
                match self.convict(&log, [note, &head_note], tiles, now)? {
                    Some(path) => found.push(path),
                    None => return Ok(Settled::Unproven),
                }
            }
        }
        if !found.is_empty() {
            return Ok(Settled::Convicted(found));
        }
        self.clear_doubt(sibling, hash)?;
        Ok(Settled::Agreed)
    }

    fn own(&self, log: &Log) -> Option<(Checkpoint, SignedNote)> {
        log.head().map(|head| (head.checkpoint, head.note))
    }

    /// Keeps evidence of two notes; the tiles are of the tree of the larger one.
    fn convict(
        &self,
        log: &Log,
        notes: [&SignedNote; 2],
        tiles: &Fetched,
        now: u64,
    ) -> Result<Option<PathBuf>, Fault> {
        let finder = (self.key().name(), now);
        let sizes = notes.map(|note| Checkpoint::parse(note.text()).map_or(0, |head| head.size));
        let (old, new) = (sizes.iter().min(), sizes.iter().max());
        let (old, new) = (old.copied().unwrap_or(0), new.copied().unwrap_or(0));
        let kind = log.key.kind();
        let proof = kind.consistency_proof(old, new, tiles).unwrap_or_default();
        let root = kind.root_at(old, tiles).ok();
        match Evidence::of(notes, &proof, root, &log.key, finder) {
            Some(evidence) => self.keep_evidence(log, &evidence).map(Some),
            None => Ok(None),
        }
    }

    /// Remembers since when a head of a sibling is not shown to be the log's.
    fn doubt(&self, sibling: &Sibling, hash: &str, text: &str, now: u64) -> Result<(), Fault> {
        let folder = self.folder.join(GOSSIP);
        files::make_folder(&folder)?;
        let path = folder.join(doubt_name(hash, &sibling.key));
        let known = files::read(&path)?;
        let since = known.and_then(|text| text.lines().next()?.parse().ok()).unwrap_or(now);
        files::replace(&path, &format!("{since}\n{}\n\n{text}", sibling.name))
    }

    fn clear_doubt(&self, sibling: &Sibling, hash: &str) -> Result<(), Fault> {
        let path = self.folder.join(GOSSIP).join(doubt_name(hash, &sibling.key));
        match std::fs::remove_file(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(crate::fault::fault("remove", &path)(cause))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// Hash of the origin, then which sibling.
fn doubt_name(hash: &str, sibling: &VerifierKey) -> String {
    format!("{hash}-{}-{}", origin_hash(sibling.name()), hex::encode(sibling.id()))
}
