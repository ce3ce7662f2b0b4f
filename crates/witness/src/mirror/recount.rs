//! Counting again what a log reported, over the leaves that the mirror keeps.

use std::io;
use std::path::Path;
use std::sync::PoisonError;

use ledger::{
    Checkpoint, Frontier, MAX_REPORT_BYTES, ParsedLeaf, Recount, RecountResult, Recounted, Report,
    Sha256Tree, Superseded, Tally, TreeHash as _,
};
use sha2::Digest as _;

use super::leaves::Leaves;
use super::{AUDITED, Kept, RECOUNT, REPORTS, held};
use crate::fault::{Fault, fault};
use crate::files;
use crate::open::Witness;

/// The kinds of the facts that bind reports: of a day, and in the place of another one.
const DAILY: &str = "report.daily";
const SUPERSEDED: &str = "report.superseded";
/// Reports that are told; those that differ, or that another one stands in the place of, always are.
const MAX_TOLD: usize = 64;
/// Differences that are told of one report: those with the first leaves.
const MAX_DIFFERENCES: usize = 8;
/// Reports that are asked for at once.
const MAX_WANTS: usize = 32;

/// What came of handing a report over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportTaken {
    /// It is kept, now or since before.
    Kept,
    /// No such log here, or no mirror.
    UnknownLog,
    /// No leaf of that index is mirrored yet, or it binds no report.
    NoSuchLeaf,
    /// Its leaf binds other bytes.
    Differs,
}

/// What a leaf says of the report it binds.
pub(super) struct Bound {
    leaf: u64,
    sha256: String,
    day: String,
    from: u64,
    to: u64,
    indicators: u64,
    /// The leaf whose report it stands in the place of, and why.
    supersedes: Option<(u64, String)>,
}

impl Bound {
    pub(super) fn of(leaf: u64, line: &str) -> Option<Self> {
        let parsed = ParsedLeaf::parse(line).ok()?;
        let text = |key| parsed.get_text(key);
        let supersedes = match text("t")? {
            DAILY => None,
            // One that names no leaf stands in the place of itself: of none.
            SUPERSEDED => {
                let why = text("why").unwrap_or("-").to_owned();
                Some((parsed.get_count("old").unwrap_or(leaf), why))
            }
            _ => return None,
        };
        Some(Self {
            leaf,
            sha256: text("sha256").unwrap_or_default().to_owned(),
            day: text("day").unwrap_or("-").to_owned(),
            from: parsed.get_count("from").unwrap_or(0),
            to: parsed.get_count("to").unwrap_or(0),
            indicators: parsed.get_count("set").unwrap_or(0),
            supersedes,
        })
    }

    /// Whether these are the bytes it binds.
    pub(super) fn binds(&self, text: &str) -> bool {
        let digest: [u8; 32] = sha2::Sha256::digest(text.as_bytes()).into();
        hex::encode(digest) == self.sha256
    }

    /// Whether the report it binds says the same of itself.
    fn is_of(&self, text: &str, told: &Report) -> bool {
        self.binds(text)
            && (told.from, told.to, told.indicators) == (self.from, self.to, self.indicators)
            && told.day == self.day
    }

    fn told(&self, result: RecountResult) -> Recounted {
        let day = self.day.clone();
        let (from, to) = (self.from, self.to);
        let (leaf, superseded, differences) = (self.leaf, None, Vec::new());
        Recounted { leaf, day, from, to, result, superseded, differences }
    }
}

impl Witness {
    /// Takes the report that a mirrored leaf binds.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn keep_report(&self, hash: &str, leaf: u64, text: &str) -> Result<ReportTaken, Fault> {
        let Some((mirror, kept)) = self.mirrored(hash)? else { return Ok(ReportTaken::UnknownLog) };
        let Some(bound) = held(&kept).bound(leaf)? else { return Ok(ReportTaken::NoSuchLeaf) };
        if text.len() > MAX_REPORT_BYTES || !bound.binds(text) {
            return Ok(ReportTaken::Differs);
        }
        let folder = mirror.folder_of(hash).join(REPORTS);
        files::make_folder(&folder)?;
        files::replace(&folder.join(leaf.to_string()), text)?;
        Ok(ReportTaken::Kept)
    }

    /// Counts all reports of a log again from the first leaf on, without keeping or signing anything.
    /// None if no head of it is mirrored whole. `now` is in seconds since 1970.
    ///
    /// # Errors
    /// Faults of the disk; also if the leaves that are kept have not the root of the head any more.
    pub fn recount(&self, hash: &str, now: u64) -> Result<Option<Recount>, Fault> {
        let Some((mirror, kept)) = self.mirrored(hash)? else { return Ok(None) };
        let Some((checkpoint, _)) = held(&kept).checkpoint.clone() else { return Ok(None) };
        let (folder, mut audit) = (mirror.folder_of(hash), Audit::default());
        audit.go_on(&Leaves::of(&folder), &folder, &checkpoint)?;
        let next = held(&kept).next;
        Ok(Some(audit.told(&checkpoint, next, now)))
    }

    /// Counts on from the last time and keeps what was found; if every report is equal that no other
    /// one stands in the place of, the auditor signs the head.
    ///
    /// # Errors
    /// As [`Self::recount`]; nothing is signed then.
    pub fn audit(&self, hash: &str, now: u64) -> Result<Option<Recount>, Fault> {
        let Some((mirror, kept)) = self.mirrored(hash)? else { return Ok(None) };
        let (head, log) = (held(&kept).checkpoint.clone(), self.log(hash));
        let (Some((checkpoint, note)), Some(log)) = (head, log) else { return Ok(None) };
        let folder = mirror.folder_of(hash);
        let mut audits = mirror.audits.lock().unwrap_or_else(PoisonError::into_inner);
        // One that fails is begun anew the next time.
        let mut audit = audits.remove(hash).unwrap_or_default();
        audit.go_on(&Leaves::of(&folder), &folder, &checkpoint)?;
        let recount = audit.told(&checkpoint, held(&kept).next, now);
        if audit.reports.iter().all(|one| one.told.is_settled()) {
            let line = mirror.keys.auditor.cosign(&note, now.max(1));
            let note = note.with_only(&log.key, line);
            files::replace(&folder.join(AUDITED), &note.to_string())?;
        }
        files::replace(&folder.join(RECOUNT), &recount.to_string())?;
        audits.insert(hash.to_owned(), audit);
        Ok(Some(recount))
    }

    /// The last recount as it is told, and the head that the auditor signed last, with the log's
    /// signature and the auditor's.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn audited(&self, hash: &str) -> Result<(Option<String>, Option<String>), Fault> {
        let Some((mirror, _)) = self.mirrored(hash)? else { return Ok((None, None)) };
        let folder = mirror.folder_of(hash);
        Ok((files::read(&folder.join(RECOUNT))?, files::read(&folder.join(AUDITED))?))
    }

    /// Whether something came since the last recount.
    ///
    /// # Errors
    /// Faults of the disk.
    pub fn is_audit_due(&self, hash: &str) -> Result<bool, Fault> {
        let Some(status) = self.mirror_status(hash)? else { return Ok(false) };
        let Some(recount) = &status.recount else { return Ok(status.size > 0) };
        let Some(mirror) = &self.mirror else { return Ok(false) };
        let folder = mirror.folder_of(hash).join(REPORTS);
        let came = recount.wants.iter().any(|leaf| folder.join(leaf.to_string()).is_file());
        Ok(status.size > recount.size || came)
    }
}

impl Kept {
    /// What a leaf that is kept says of the report it binds.
    pub(super) fn bound(&self, leaf: u64) -> Result<Option<Bound>, Fault> {
        let line = self.leaves.from(leaf)?.into_iter().next();
        let line = line.and_then(|line| String::from_utf8(line).ok());
        Ok(line.and_then(|line| Bound::of(leaf, &line)))
    }
}

/// A recount as far as it went: goes on with the leaves that come.
#[derive(Default)]
pub(crate) struct Audit {
    tree: Frontier<Sha256Tree>,
    tally: Tally,
    reports: Vec<Judged>,
}

/// A report, what came of it, and our own count.
struct Judged {
    bound: Bound,
    told: Recounted,
    /// None if the range is not to be counted, and of an equal report: that one is our count.
    ours: Option<Report>,
    /// As long as it did not come.
    waits: bool,
}

impl Audit {
    /// Counts up to the head, and judges the reports that came.
    fn go_on(&mut self, leaves: &Leaves, folder: &Path, head: &Checkpoint) -> Result<(), Fault> {
        while self.tally.next() < head.size {
            let entries = leaves.from(self.tally.next())?;
            if entries.is_empty() {
                break;
            }
            let left = usize::try_from(head.size - self.tally.next()).unwrap_or(usize::MAX);
            entries.iter().take(left).for_each(|entry| self.count(entry));
        }
        if self.tree.root() != head.root {
            let lost = io::ErrorKind::InvalidData.into();
            return Err(fault("recognise", &folder.join("leaves"))(lost));
        }
        let reports = folder.join(REPORTS);
        for at in 0..self.reports.len() {
            let ours = match self.reports.get(at) {
                Some(judged) if judged.waits && judged.came(&reports) => {
                    self.ours(judged, &reports)?
                }
                Some(_) | None => continue,
            };
            if let (Some(judged), Some(ours)) = (self.reports.get_mut(at), ours) {
                judged.look(&reports, &ours)?;
            }
        }
        Ok(())
    }

    /// Our own count of the leaves of a report: of the same leaves as the one it stands in the place
    /// of.
    fn ours(&self, judged: &Judged, folder: &Path) -> Result<Option<Report>, Fault> {
        if judged.ours.is_some() {
            return Ok(judged.ours.clone());
        }
        let old = judged.bound.supersedes.as_ref().map(|(old, _)| *old);
        let Some(old) = self.reports.iter().find(|one| Some(one.bound.leaf) == old) else {
            return Ok(None);
        };
        match old.told.result {
            RecountResult::Equal => Ok(old.text(folder)?.and_then(|it| Report::parse(&it).ok())),
            RecountResult::Waiting | RecountResult::Unreadable | RecountResult::Differs => {
                self.ours(old, folder)
            }
            RecountResult::Gap => Ok(None),
        }
    }

    fn count(&mut self, entry: &[u8]) {
        self.tree.push(Sha256Tree::leaf_hash(entry));
        let line = std::str::from_utf8(entry).unwrap_or_default();
        if let Some(bound) = Bound::of(self.tally.next(), line) {
            let judged =
                if bound.supersedes.is_some() { self.supersede(bound) } else { self.daily(bound) };
            self.reports.push(judged);
        }
        self.tally.count(line);
    }

    fn daily(&mut self, bound: Bound) -> Judged {
        let fits =
            bound.from == self.tally.from() && bound.from < bound.to && bound.to <= bound.leaf;
        let ours = fits.then(|| self.tally.report(bound.to));
        let result = if fits { RecountResult::Waiting } else { RecountResult::Gap };
        Judged { told: bound.told(result), bound, ours, waits: fits }
    }

    /// A report in the place of another: of an earlier one, that none stands in the place of yet, and
    /// of the very same leaves.
    fn supersede(&mut self, bound: Bound) -> Judged {
        let (leaf, why) = bound.supersedes.clone().unwrap_or_default();
        let same = |old: &Judged| {
            let (old, told) = (&old.bound, &old.told);
            old.leaf == leaf
                && (old.from, old.to) == (bound.from, bound.to)
                && told.superseded.is_none()
                && told.result != RecountResult::Gap
        };
        let old = self.reports.iter_mut().find(|old| same(old));
        let fits = old.is_some();
        if let Some(old) = old {
            old.told.superseded = Some(Superseded { by: bound.leaf, why });
        }
        let result = if fits { RecountResult::Waiting } else { RecountResult::Gap };
        Judged { told: bound.told(result), bound, ours: None, waits: fits }
    }

    fn told(&self, head: &Checkpoint, held: u64, now: u64) -> Recount {
        let waits = self.reports.iter().filter(|one| one.told.result == RecountResult::Waiting);
        let wants = waits.map(|one| one.bound.leaf).take(MAX_WANTS).collect();
        let (old, new) = self.reports.split_at(self.reports.len().saturating_sub(MAX_TOLD));
        let is_told = |one: &&Judged| one.told.result.is_dispute() || one.told.superseded.is_some();
        let old = old.iter().filter(is_told).take(MAX_TOLD);
        let reports = old.chain(new).map(|one| one.told.clone()).collect();
        Recount { size: head.size, held, at: now, reports, wants }
    }
}

impl Judged {
    fn came(&self, folder: &Path) -> bool {
        folder.join(self.bound.leaf.to_string()).is_file()
    }

    /// The report's text, if it came.
    fn text(&self, folder: &Path) -> Result<Option<String>, Fault> {
        let longest = u64::try_from(MAX_REPORT_BYTES).unwrap_or(u64::MAX);
        let path = folder.join(self.bound.leaf.to_string());
        let bytes = files::read_bytes(&path, longest)?;
        Ok(bytes.map(|bytes| String::from_utf8(bytes).unwrap_or_default()))
    }

    /// Judges the report, if it came by now. That another one stands in its place stays.
    fn look(&mut self, folder: &Path, ours: &Report) -> Result<(), Fault> {
        let Some(text) = self.text(folder)? else { return Ok(()) };
        let told = Report::parse(&text).ok().filter(|told| self.bound.is_of(&text, told));
        let (result, mut differences) = match told.filter(|told| told.day == ours.day) {
            None => (RecountResult::Unreadable, Vec::new()),
            Some(told) => match told.differences(ours) {
                found if found.is_empty() => (RecountResult::Equal, found),
                found => (RecountResult::Differs, found),
            },
        };
        differences.truncate(MAX_DIFFERENCES);
        let superseded = self.told.superseded.take();
        self.told = Recounted { superseded, differences, ..self.bound.told(result) };
        self.waits = false;
        if result == RecountResult::Equal {
            self.ours = None;
        }
        Ok(())
    }
}
