//! Answering a log: judge, make durable, then sign.
//!
//! Order, with the log's head held still: ruling → cosigned note durable in the folder → size
//! durable in the second place → reply. A crash before the first leaves nothing; after it the log
//! asks again, is told the new size, and gets its cosignature for the same head.

use std::path::PathBuf;
use std::sync::PoisonError;

use ledger::{
    AddCheckpoint, Checkpoint, Evidence, VerifierKey, WitnessRuling, origin_hash,
    origin_of_request, rule_on,
};
use sha2::Digest as _;

use crate::fault::Fault;
use crate::files;
use crate::identity::HEADS;
use crate::open::{Head, Log, Memory, Witness, note_size};

/// Most refused requests kept of one log: only the holder of its key can bring one.
const MAX_REFUSED: usize = 100;
pub(crate) const EVIDENCE: &str = "evidence";
pub(crate) const REFUSED: &str = "refused";

/// The reply to a request.
#[derive(Debug)]
pub enum Answer {
    /// The cosignature lines.
    Cosigned(String),
    /// Not such a request, or it runs backwards.
    Malformed,
    /// No such log here.
    UnknownLog,
    /// Not signed by the log's key.
    NotSigned,
    /// Another size was cosigned last: this one.
    Conflict(u64),
    /// The new head does not extend it. The request is kept; as evidence where it convicts.
    Forked(Option<PathBuf>),
    /// The disk: nothing was signed.
    Fault(Fault),
    /// An earlier write is uncertain: nothing is signed for this log until a restart.
    Uncertain,
}

impl Answer {
    /// Status, content type and body of the reply.
    #[must_use]
    pub fn http(&self) -> (u16, &'static str, String) {
        const TEXT: &str = "text/plain; charset=utf-8";
        match self {
            Self::Cosigned(lines) => (200, TEXT, lines.clone()),
            Self::Malformed => (400, TEXT, "not a request to cosign\n".to_owned()),
            Self::UnknownLog => (404, TEXT, "this log is not known here\n".to_owned()),
            Self::NotSigned => (403, TEXT, "not signed by the log's key\n".to_owned()),
            Self::Conflict(size) => (409, "text/x.tlog.size", format!("{size}\n")),
            Self::Forked(_) => (422, TEXT, "does not extend what was cosigned\n".to_owned()),
            Self::Fault(_) | Self::Uncertain => (500, TEXT, "nothing was signed\n".to_owned()),
        }
    }
}

impl Witness {
    /// Answers a request. `now` is in seconds since 1970.
    pub fn add_checkpoint(&self, request: &str, now: u64) -> Answer {
        let Some(origin) = origin_of_request(request) else { return Answer::Malformed };
        let hash = origin_hash(&origin);
        let Some(log) = self.log(&hash) else { return Answer::UnknownLog };
        let mut memory = log.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let Memory::Known(head) = &*memory else { return Answer::Uncertain };
        let last = Head::cosigned(head.as_ref(), &log.key);
        match rule_on(request, |_| Some((log.key.clone(), last))) {
            WitnessRuling::Malformed | WitnessRuling::Backwards => Answer::Malformed,
            WitnessRuling::UnknownLog => Answer::UnknownLog,
            WitnessRuling::NotSigned => Answer::NotSigned,
            WitnessRuling::Elsewhere(last) => Answer::Conflict(last.size),
            WitnessRuling::Forked(_, asked) => {
                match self.keep_refused(&log, head.as_ref(), &asked, now) {
                    Ok(evidence) => Answer::Forked(evidence),
                    Err(fault) => Answer::Fault(fault),
                }
            }
            WitnessRuling::Extends(checkpoint, asked) => {
                match self.cosign((&hash, &log.key), checkpoint, *asked, now) {
                    Ok((head, line)) => {
                        *memory = Memory::Known(Some(head));
                        Answer::Cosigned(line)
                    }
                    Err(fault) => {
                        *memory = Memory::Uncertain;
                        Answer::Fault(fault)
                    }
                }
            }
        }
    }

    fn cosign(
        &self,
        (hash, log): (&str, &VerifierKey),
        checkpoint: Checkpoint,
        asked: AddCheckpoint,
        now: u64,
    ) -> Result<(Head, String), Fault> {
        let at = now.max(1); // never 0
        let line = self.cosigner.cosign(&asked.note, at);
        // Others' cosignatures are theirs to show: the log's line and ours are kept.
        let note = asked.note.with_only(log, line.clone());
        files::replace(&self.folder.join(HEADS).join(hash), &note.to_string())?;
        note_size(&self.second, hash, checkpoint.size)?;
        Ok((Head { checkpoint, note, at }, format!("{line}\n")))
    }

    /// Keeps a request that forks; as evidence if it convicts.
    fn keep_refused(
        &self,
        log: &Log,
        head: Option<&Head>,
        asked: &AddCheckpoint,
        now: u64,
    ) -> Result<Option<PathBuf>, Fault> {
        let finder = (self.key().name(), now);
        let evidence = head.and_then(|head| {
            Evidence::of([&head.note, &asked.note], &asked.proof, None, &log.key, finder)
        });
        if let Some(evidence) = evidence {
            return self.keep_evidence(log, &evidence).map(Some);
        }
        let hash = origin_hash(log.key.name());
        let folder = self.folder.join(REFUSED);
        files::make_folder(&folder)?;
        let is_ours = |name: &&String| name.starts_with(&hash);
        if files::names(&folder)?.iter().filter(is_ours).count() < MAX_REFUSED {
            let text = asked.to_string();
            let name = format!("{hash}-{}.witreq", short_digest(&text));
            files::replace(&folder.join(name), &text)?;
        }
        Ok(None)
    }

    /// Keeps evidence once, however often it is found.
    pub(crate) fn keep_evidence(&self, log: &Log, evidence: &Evidence) -> Result<PathBuf, Fault> {
        let folder = self.folder.join(EVIDENCE);
        files::make_folder(&folder)?;
        let notes = format!("{}{}", evidence.first.text(), evidence.second.text());
        let name = format!("{}-{}.evidence", origin_hash(log.key.name()), short_digest(&notes));
        let path = folder.join(name);
        if files::read(&path)?.is_none() {
            files::replace(&path, &evidence.to_string())?;
        }
        Ok(path)
    }
}

/// Enough of a digest to tell files apart.
fn short_digest(text: &str) -> String {
    let digest: [u8; 32] = sha2::Sha256::digest(text.as_bytes()).into();
    hex::encode(digest.first_chunk::<8>().unwrap_or(&[0; 8]))
}
