//! Taking leaves (C2SP tlog-mirror, `add-entries`).
//!
//! Order for each package: proven to be in the head → durable → counted. Order at the end: every leaf
//! durable → the head, signed by the mirror, durable → reply. A crash after any step leaves leaves
//! that are all proven; the log is told where to go on.

use ledger::{
    Checkpoint, EntryPackage, Frontier, MirrorInfo, Sha256Tree, SignedNote, TILE_WIDTH,
    TreeHash as _, UploadHead, VerifierKey, cosigned_at, open_checkpoint, origin_hash,
    verify_subtree,
};

use super::{CHECKPOINT, Kept, Mirror, Shared, held};
use crate::fault::Fault;
use crate::files;
use crate::open::{Log, Witness};

/// The reply to a request.
#[derive(Debug)]
pub enum Entries {
    /// Every leaf is kept: the mirror's signature lines.
    Kept(String),
    /// Some are kept; where to go on.
    More(MirrorInfo),
    /// The request does not fit what is here; where to go on.
    Conflict(MirrorInfo),
    /// No such log here, or no mirror.
    UnknownLog,
    /// Not such a request.
    Malformed,
    /// Leaves that are not in the head.
    Unproven,
    /// The disk: nothing was signed.
    Fault(Fault),
}

impl Entries {
    /// Status, content type and body of the reply.
    #[must_use]
    pub fn http(&self) -> (u16, &'static str, String) {
        const TEXT: &str = "text/plain; charset=utf-8";
        const INFO: &str = "text/x.tlog.mirror-info";
        match self {
            Self::Kept(lines) => (200, TEXT, lines.clone()),
            Self::More(info) => (202, INFO, info.to_string()),
            Self::Conflict(info) => (409, INFO, info.to_string()),
            Self::UnknownLog => (404, TEXT, "this log is not mirrored here\n".to_owned()),
            Self::Malformed => (400, TEXT, "not a request to mirror\n".to_owned()),
            Self::Unproven => (422, TEXT, "these leaves are not in that head\n".to_owned()),
            Self::Fault(_) => (500, TEXT, "nothing was signed\n".to_owned()),
        }
    }
}

impl From<Fault> for Entries {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// An upload that was begun.
pub struct Upload {
    hash: String,
    log: VerifierKey,
    checkpoint: Checkpoint,
    /// The head, with the log's signature and the witness's: what the ticket is.
    note: SignedNote,
    kept: Shared,
    is_any_kept: bool,
}

impl Upload {
    fn info(&self, next: u64) -> MirrorInfo {
        info(Some(&(self.checkpoint.clone(), self.note.clone())), next)
    }
}

fn info(head: Option<&(Checkpoint, SignedNote)>, next: u64) -> MirrorInfo {
    let ticket = head.map(|(_, note)| note.to_string().into_bytes()).unwrap_or_default();
    MirrorInfo { size: head.map_or(0, |(checkpoint, _)| checkpoint.size), next, ticket }
}

impl Witness {
    /// Looks whether an upload may begin.
    ///
    /// # Errors
    /// The reply, if it may not.
    pub fn begin_upload(&self, head: &UploadHead) -> Result<Upload, Entries> {
        let hash = origin_hash(&head.origin);
        let (_, kept) = self.mirrored(&hash)?.ok_or(Entries::UnknownLog)?;
        let log = self.log(&hash).ok_or(Entries::UnknownLog)?;
        let pending = log.head().map(|head| (head.checkpoint, head.note));
        let (next, whole) = {
            let kept = held(&kept);
            (kept.next, kept.checkpoint.as_ref().map_or(0, |(checkpoint, _)| checkpoint.size))
        };
        let wrong = || Entries::Conflict(info(pending.as_ref(), next));
        let (checkpoint, note) = self.head_of(&log, pending.as_ref(), head).ok_or_else(wrong)?;
        if head.end < whole || head.start > next {
            return Err(wrong());
        }
        let log = log.key.clone();
        Ok(Upload { hash, log, checkpoint, note, kept, is_any_kept: false })
    }

    /// The head of that size: the one that was cosigned last, or an older one that the ticket shows
    /// with our own cosignature.
    fn head_of(
        &self,
        log: &Log,
        pending: Option<&(Checkpoint, SignedNote)>,
        asked: &UploadHead,
    ) -> Option<(Checkpoint, SignedNote)> {
        let pending = pending?;
        if pending.0.size == asked.end {
            return Some(pending.clone());
        }
        let ticket = std::str::from_utf8(&asked.ticket).ok()?;
        let (checkpoint, note) = open_checkpoint(ticket, &log.key).ok()?;
        cosigned_at(&note, self.key()).ok()?;
        (checkpoint.size == asked.end && checkpoint.size <= pending.0.size)
            .then_some((checkpoint, note))
    }

    /// Takes a package: proven, then kept.
    ///
    /// # Errors
    /// The reply, if it is not to be taken; then nothing more of the request is.
    pub fn take_package(&self, upload: &mut Upload, package: &EntryPackage) -> Result<(), Entries> {
        let range = package.range;
        let mut kept = held(&upload.kept);
        if range.start > kept.next {
            return Err(Entries::Conflict(upload.info(kept.next)));
        }
        let entries = kept.proven(&upload.checkpoint, package)?.ok_or(Entries::Unproven)?;
        if range.end > kept.next {
            // If it fails the old leaves are there or the new ones, and all of them are proven.
            kept.leaves.keep(range.border / TILE_WIDTH, &entries)?;
            kept.next = range.end;
        }
        drop(kept);
        upload.is_any_kept = true;
        Ok(())
    }

    /// The reply, once the request was read to its end, or broke off. `now` is in seconds since 1970.
    pub fn end_upload(&self, upload: &Upload, is_whole: bool, now: u64) -> Entries {
        let Some(mirror) = &self.mirror else { return Entries::UnknownLog };
        let mut kept = held(&upload.kept);
        if !is_whole || kept.next < upload.checkpoint.size {
            return match upload.is_any_kept {
                true => Entries::More(upload.info(kept.next)),
                false => Entries::Malformed,
            };
        }
        let whole = kept.checkpoint.as_ref().map_or(0, |(checkpoint, _)| checkpoint.size);
        if upload.checkpoint.size < whole {
            return Entries::Conflict(upload.info(kept.next));
        }
        match say_kept(mirror, upload, now) {
            Ok((note, line)) => {
                kept.checkpoint = Some((upload.checkpoint.clone(), note));
                Entries::Kept(line)
            }
            Err(fault) => Entries::Fault(fault),
        }
    }
}

impl Kept {
    /// The leaves of a package's bundle from its border on, if they are in that head.
    pub(super) fn proven(
        &self,
        head: &Checkpoint,
        package: &EntryPackage,
    ) -> Result<Option<Vec<Vec<u8>>>, Fault> {
        let range = package.range;
        let before = usize::try_from(range.start - range.border).unwrap_or(usize::MAX);
        let mut entries = match before {
            0 => Vec::new(),
            _ => self.leaves.bundle(range.border / TILE_WIDTH)?,
        };
        entries.truncate(before);
        entries.extend(package.entries.iter().cloned());
        let mut tree = Frontier::<Sha256Tree>::new();
        entries.iter().for_each(|entry| tree.push(Sha256Tree::leaf_hash(entry)));
        let (leaves, root) = ((range.border, range.end), &head.root);
        let proof = &package.proof;
        let is_in =
            verify_subtree::<Sha256Tree>(leaves, head.size, &tree.root(), root, proof).is_ok();
        Ok(is_in.then_some(entries))
    }
}

/// The mirror's statement, durable before it is made.
fn say_kept(mirror: &Mirror, upload: &Upload, now: u64) -> Result<(SignedNote, String), Fault> {
    let line = mirror.keys.mirror.cosign(&upload.note, now.max(1));
    let note = upload.note.with_only(&upload.log, line.clone());
    let folder = mirror.folder_of(&upload.hash);
    files::make_folder(&folder)?;
    files::replace(&folder.join(CHECKPOINT), &note.to_string())?;
    Ok((note, format!("{line}\n")))
}
