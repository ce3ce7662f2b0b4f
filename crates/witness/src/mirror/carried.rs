//! Leaves and reports that come as a file, where no line connects the log and the mirror.
//!
//! Order: the file read to its end and everything in it proven, nothing kept → head cosigned →
//! leaves and reports kept as those that come over HTTP → recounted → answer. A crash after any step
//! leaves what such requests leave; the same file brought again goes on there, and has its answer.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use ledger::{
    AddCheckpoint, CarriedError, CarriedPart, CarriedReader, CarriedWriter, Checkpoint,
    MAX_LEAF_BYTES, MirrorInfo, Recount, UploadReader, open_checkpoint, origin_hash,
    origin_of_request,
};

use super::recount::Bound;
use super::{Entries, ReportTaken, Shared, held};
use crate::answer::Answer;
use crate::fault::{Fault, fault};
use crate::open::Witness;

/// Bytes of the file that are read at once.
const PIECE: u64 = 256 * 1024;

/// What came of a file.
#[derive(Debug)]
pub enum Carried {
    /// All of it is kept.
    Taken {
        /// Leaves of the head that is kept whole now.
        size: u64,
        /// What the auditor found.
        recount: Option<Recount>,
        /// The file for the log.
        answer: Vec<u8>,
    },
    /// None of it is, or as much as a request that broke off leaves.
    Refused {
        /// Why.
        why: Unfit,
        /// The file that tells the log where to go on, where that helps.
        answer: Option<Vec<u8>>,
    },
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// No such file, or a part of it does not read.
    Malformed,
    /// It ends before its end.
    Cut,
    /// Its bytes are not those that were written.
    Damaged,
    /// A log that is not known here: this one.
    UnknownLog(String),
    /// There is no mirror here.
    NoMirror,
    /// Its head is not signed by the log's key.
    NotSigned,
    /// Its head is older than the one that was cosigned last, of that size.
    Old(u64),
    /// It goes on from another head than the one that was cosigned last, of that size.
    Elsewhere(u64),
    /// It begins with a leaf that is not the next one.
    Gap {
        /// The first leaf it has.
        from: u64,
        /// The next one here.
        next: u64,
    },
    /// Leaves that are not in its head: among these, the second not included.
    Unproven(u64, u64),
    /// No leaf of that index binds a report.
    NoSuchReport(u64),
    /// That leaf binds another report.
    OtherReport(u64),
    /// The head does not extend what was cosigned; evidence where it convicts.
    Forked(Option<PathBuf>),
    /// An earlier write is uncertain: nothing is signed for this log until a restart.
    Uncertain,
}

/// Refused, or the disk.
enum Stop {
    Unfit(Unfit),
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Unfit> for Stop {
    fn from(why: Unfit) -> Self {
        Self::Unfit(why)
    }
}

/// A file that comes in pieces.
struct Parts<'a, R> {
    file: &'a mut R,
    path: &'a Path,
    reader: CarriedReader,
}

impl<'a, R: Read + Seek> Parts<'a, R> {
    fn new(file: &'a mut R, path: &'a Path) -> Result<Self, Fault> {
        file.seek(SeekFrom::Start(0)).map_err(fault("read", path))?;
        Ok(Self { file, path, reader: CarriedReader::default() })
    }

    fn next(&mut self) -> Result<Option<(CarriedPart, Vec<u8>)>, Stop> {
        loop {
            let part = self.reader.next_part().map_err(|error| match error {
                CarriedError::Header | CarriedError::Line => Unfit::Malformed,
                CarriedError::Damaged => Unfit::Damaged,
            })?;
            if part.is_some() {
                return Ok(part);
            }
            let mut piece = Vec::new();
            let read = self.file.by_ref().take(PIECE).read_to_end(&mut piece);
            if read.map_err(fault("read", self.path))? == 0 {
                return if self.reader.is_whole() { Ok(None) } else { Err(Unfit::Cut.into()) };
            }
            self.reader.put(&piece);
        }
    }
}

/// What was read of a file by now, and is proven.
struct Looked {
    hash: String,
    head: Checkpoint,
    /// The request for the witness, from the head it cosigned last.
    ask: String,
    kept: Shared,
    /// The leaf that comes next; none before the first.
    next: Option<u64>,
    /// Of the leaves in it, those that bind reports.
    bound: BTreeMap<u64, Bound>,
}

impl Witness {
    /// Takes a file of the log: all that is in it, or nothing. `now` is in seconds since 1970, `path`
    /// is told in faults.
    ///
    /// # Errors
    /// Faults of the disk. What came whole before is kept, and nothing was said of it.
    pub fn carry<R: Read + Seek>(
        &self,
        file: &mut R,
        path: &Path,
        now: u64,
    ) -> Result<Carried, Fault> {
        let taken = self.look_at_carried(file, path).and_then(|looked| {
            self.take_carried(&mut Parts::new(file, path)?, &looked, now)?;
            Ok(looked)
        });
        match taken {
            Ok(looked) => {
                let recount = self.audit(&looked.hash, now)?;
                let answer = self.answer_of(&looked.hash)?;
                Ok(Carried::Taken { size: looked.head.size, recount, answer })
            }
            Err(Stop::Fault(fault)) => Err(fault),
            Err(Stop::Unfit(why)) => {
                let answer = self.standing(&why, file, path)?;
                Ok(Carried::Refused { why, answer })
            }
        }
    }

    /// Reads all of it, and keeps nothing.
    fn look_at_carried<R: Read + Seek>(&self, file: &mut R, path: &Path) -> Result<Looked, Stop> {
        // Damage on the way is known by the digest at the end, and told as such.
        let mut parts = Parts::new(file, path)?;
        while parts.next()?.is_some() {}
        let mut parts = Parts::new(file, path)?;
        let Some((CarriedPart::AddCheckpoint, request)) = parts.next()? else {
            return Err(Unfit::Malformed.into());
        };
        let request = String::from_utf8(request).map_err(|_| Unfit::Malformed)?;
        let mut looked = self.look_at_head(&request)?;
        let mut is_after_leaves = false;
        while let Some((part, body)) = parts.next()? {
            match part {
                CarriedPart::AddEntries if !is_after_leaves => looked.look_at_leaves(&body)?,
                CarriedPart::Report(leaf) => {
                    is_after_leaves = true;
                    looked.look_at_report(leaf, &body)?;
                }
                CarriedPart::AddEntries
                | CarriedPart::AddCheckpoint
                | CarriedPart::Checkpoint
                | CarriedPart::Recount
                | CarriedPart::Audited
                | CarriedPart::MirrorInfo => return Err(Unfit::Malformed.into()),
            }
        }
        if looked.next != Some(looked.head.size) {
            return Err(Unfit::Malformed.into());
        }
        Ok(looked)
    }

    fn look_at_head(&self, request: &str) -> Result<Looked, Stop> {
        let origin = origin_of_request(request).ok_or(Unfit::Malformed)?;
        let asked = AddCheckpoint::parse(request).map_err(|_| Unfit::Malformed)?;
        let hash = origin_hash(&origin);
        let log = self.log(&hash).ok_or_else(|| Unfit::UnknownLog(origin.to_string()))?;
        let (_, kept) = self.mirrored(&hash)?.ok_or(Unfit::NoMirror)?;
        let text = asked.note.to_string();
        let (head, note) = open_checkpoint(&text, &log.key).map_err(|_| Unfit::NotSigned)?;
        let last = log.head().map_or(0, |last| last.checkpoint.size);
        let ask = if last == head.size {
            // It came before: asked for once more from itself, an equal head is cosigned again, and
            // another one of that size is a fork.
            AddCheckpoint { old: last, proof: Vec::new(), note }.to_string()
        } else if head.size < last {
            return Err(Unfit::Old(last).into());
        } else if asked.old != last {
            return Err(Unfit::Elsewhere(last).into());
        } else {
            request.to_owned()
        };
        Ok(Looked { hash, head, ask, kept, next: None, bound: BTreeMap::new() })
    }

    /// Does what a log does over HTTP.
    fn take_carried<R: Read + Seek>(
        &self,
        parts: &mut Parts<'_, R>,
        looked: &Looked,
        now: u64,
    ) -> Result<(), Stop> {
        while let Some((part, body)) = parts.next()? {
            match part {
                CarriedPart::AddCheckpoint => match self.add_checkpoint(&looked.ask, now) {
                    Answer::Cosigned(_) => {}
                    Answer::Malformed => return Err(Unfit::Malformed.into()),
                    Answer::UnknownLog => return Err(Unfit::NoMirror.into()),
                    Answer::NotSigned => return Err(Unfit::NotSigned.into()),
                    Answer::Conflict(size) => return Err(Unfit::Elsewhere(size).into()),
                    Answer::Forked(evidence) => return Err(Unfit::Forked(evidence).into()),
                    Answer::Fault(fault) => return Err(fault.into()),
                    Answer::Uncertain => return Err(Unfit::Uncertain.into()),
                },
                CarriedPart::AddEntries => self.take_entries(&body, now)?,
                CarriedPart::Report(leaf) => {
                    let text = String::from_utf8_lossy(&body);
                    match self.keep_report(&looked.hash, leaf, &text)? {
                        ReportTaken::Kept => {}
                        ReportTaken::UnknownLog => return Err(Unfit::NoMirror.into()),
                        ReportTaken::NoSuchLeaf => return Err(Unfit::NoSuchReport(leaf).into()),
                        ReportTaken::Differs => return Err(Unfit::OtherReport(leaf).into()),
                    }
                }
                CarriedPart::Checkpoint
                | CarriedPart::Recount
                | CarriedPart::Audited
                | CarriedPart::MirrorInfo => return Err(Unfit::Malformed.into()),
            }
        }
        Ok(())
    }

    fn take_entries(&self, body: &[u8], now: u64) -> Result<(), Stop> {
        let taken = || -> Result<Entries, Entries> {
            let mut reader = UploadReader::default();
            reader.put(body);
            let head = reader.head().map_err(|_| Entries::Malformed)?.ok_or(Entries::Malformed)?;
            let mut upload = self.begin_upload(head)?;
            while let Some(package) =
                reader.package(MAX_LEAF_BYTES).map_err(|_| Entries::Malformed)?
            {
                self.take_package(&mut upload, &package)?;
            }
            Ok(self.end_upload(&upload, reader.is_whole(), now))
        };
        match taken().unwrap_or_else(|answer| answer) {
            Entries::Kept(_) | Entries::More(_) => Ok(()),
            Entries::Conflict(info) => Err(Unfit::Elsewhere(info.size).into()),
            Entries::UnknownLog => Err(Unfit::NoMirror.into()),
            Entries::Malformed | Entries::Unproven => Err(Unfit::Malformed.into()),
            Entries::Fault(fault) => Err(fault.into()),
        }
    }

    /// What is said of a log in a file: all that it may read over HTTP.
    fn answer_of(&self, hash: &str) -> Result<Vec<u8>, Fault> {
        let (recount, audited) = self.audited(hash)?;
        let texts = [
            (CarriedPart::Checkpoint, self.mirror_checkpoint(hash)?),
            (CarriedPart::Recount, recount),
            (CarriedPart::Audited, audited),
        ];
        let (mut writer, mut answer) = begun();
        for (part, text) in texts {
            let text = text.map(|text| writer.part(part, text.as_bytes()));
            answer.extend(text.into_iter().flatten());
        }
        answer.extend(writer.end());
        Ok(answer)
    }

    /// Where the log goes on, if what it sent does not continue what is here.
    fn standing<R: Read + Seek>(
        &self,
        why: &Unfit,
        file: &mut R,
        path: &Path,
    ) -> Result<Option<Vec<u8>>, Fault> {
        if !matches!(why, Unfit::Old(_) | Unfit::Elsewhere(_) | Unfit::Gap { .. }) {
            return Ok(None);
        }
        let Ok(Some((_, request))) = Parts::new(file, path)?.next() else { return Ok(None) };
        let origin = origin_of_request(&String::from_utf8_lossy(&request));
        let Some(hash) = origin.map(|origin| origin_hash(&origin)) else { return Ok(None) };
        let (Some(log), Some((_, kept))) = (self.log(&hash), self.mirrored(&hash)?) else {
            return Ok(None);
        };
        let (head, next) = (log.head(), held(&kept).next);
        let size = head.as_ref().map_or(0, |head| head.checkpoint.size);
        let ticket = head.map(|head| head.note.to_string().into_bytes()).unwrap_or_default();
        let info = MirrorInfo { size, next, ticket }.to_string();
        let (mut writer, mut answer) = begun();
        answer.extend(writer.part(CarriedPart::MirrorInfo, info.as_bytes()));
        answer.extend(writer.end());
        Ok(Some(answer))
    }
}

fn begun() -> (CarriedWriter, Vec<u8>) {
    let (writer, header) = CarriedWriter::new();
    (writer, header.to_vec())
}

impl Looked {
    /// A request to take leaves, which goes on where the one before ended.
    fn look_at_leaves(&mut self, body: &[u8]) -> Result<(), Stop> {
        let mut reader = UploadReader::default();
        reader.put(body);
        let head = reader.head().map_err(|_| Unfit::Malformed)?.ok_or(Unfit::Malformed)?;
        let (start, end) = (head.start, head.end);
        if head.origin != self.head.origin || end != self.head.size {
            return Err(Unfit::Malformed.into());
        }
        let kept = held(&self.kept);
        let next = self.next.unwrap_or_else(|| start.min(kept.next));
        if start > next {
            return Err(Unfit::Gap { from: start, next }.into());
        }
        let mut reached = start;
        while let Some(package) = reader.package(MAX_LEAF_BYTES).map_err(|_| Unfit::Malformed)? {
            let range = package.range;
            if kept.proven(&self.head, &package)?.is_none() {
                return Err(Unfit::Unproven(range.start, range.end).into());
            }
            for (leaf, entry) in (range.start..).zip(&package.entries) {
                let line = std::str::from_utf8(entry).unwrap_or_default();
                self.bound.extend(Bound::of(leaf, line).map(|bound| (leaf, bound)));
            }
            reached = range.end;
        }
        drop(kept);
        self.next = Some(reached.max(next));
        Ok(())
    }

    /// A report must be the one that its leaf binds: one in the file, or one that is kept.
    fn look_at_report(&self, leaf: u64, body: &[u8]) -> Result<(), Stop> {
        let kept = match self.bound.get(&leaf) {
            Some(_) => None,
            None => held(&self.kept).bound(leaf)?,
        };
        let bound = self.bound.get(&leaf).or(kept.as_ref()).ok_or(Unfit::NoSuchReport(leaf))?;
        match std::str::from_utf8(body).is_ok_and(|text| bound.binds(text)) {
            true => Ok(()),
            false => Err(Unfit::OtherReport(leaf).into()),
        }
    }
}
