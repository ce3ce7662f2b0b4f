//! Leaves, reports and answers that go as files, where no line connects us and a mirror.
//!
//! What is handed over is computed from the last answer that came back. So a file that was lost on its
//! way is made again, and one that is brought twice changes nothing.

use std::io::Write;

use ledger::{
    CarriedError, CarriedPart, CarriedReader, CarriedWriter, CosignerRole, KeyKind, MirrorInfo,
    NoteSignature, PolicyWitness, Recount, SignedNote, open_checkpoint,
};
use store::WitnessRow;

use crate::App;
use crate::error::{Result, fault};
use crate::reports::KINDS;
use crate::witnesses::WAITING;

/// Facts of reports that are read at once; each may have a megabyte.
const REPORTS: u32 = 8;

/// What was written into a file for a mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MirrorFile {
    /// First leaf.
    pub from: u64,
    /// One past the last: the size of the head.
    pub to: u64,
    /// How many reports.
    pub reports: u64,
}

/// What a mirror's file was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MirrorCarried {
    /// The mirror keeps all leaves of the head of that size, and this is what its auditor found.
    Kept {
        /// Leaves of the head.
        size: u64,
        /// What the auditor found, if it counted already.
        recount: Option<Recount>,
        /// Whether the auditor signed that head.
        is_audited: bool,
    },
    /// It goes on elsewhere: the next file starts from there.
    Told {
        /// Size of the head its witness cosigned last.
        size: u64,
        /// First leaf it does not have.
        next: u64,
    },
    /// It ends before its end.
    Cut,
    /// Its bytes are not those that were written.
    Damaged,
    /// An older answer than one that was read before.
    Old,
    /// No answer to a head that we signed, or of another mirror.
    Nothing,
    /// The policy has no mirror of that name.
    UnknownMirror,
}

impl App {
    /// What the cosigner of that name in the policy states; none if there is none.
    #[must_use]
    pub fn cosigner_role(&self, name: &str) -> Option<CosignerRole> {
        self.witness_named(name).map(|one| one.role)
    }

    /// Writes a file for the mirror of that name: our head, the leaves since what it is known to
    /// have, and the reports that it is not known to have. `from` says better than we know what it
    /// has. None if the policy has no such mirror.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`], and faults of `out`.
    pub async fn write_mirror_file(
        &self,
        name: &str,
        from: Option<u64>,
        out: &mut (dyn Write + Send),
    ) -> Result<Option<MirrorFile>> {
        let Some(mirror) = self.mirror_named(name) else { return Ok(None) };
        let known = self.known(mirror.key).await?;
        let ask = self.ask(KeyKind::Log, mirror, from.unwrap_or(known.size), false).await?;
        let to = ask.size;
        let from = from.or(known.held).unwrap_or(0).min(to);
        let writing = || fault("writing for a mirror");
        let (mut writer, header) = CarriedWriter::new();
        out.write_all(header).map_err(writing())?;
        let head = writer.part(CarriedPart::AddCheckpoint, ask.body.as_bytes());
        out.write_all(&head).map_err(writing())?;
        let mut next = from;
        loop {
            // The head is the last that its witness cosigned by then, so it needs no ticket.
            let (body, reached) = self.upload_of(next, to, Vec::new()).await?;
            out.write_all(&writer.part(CarriedPart::AddEntries, &body)).map_err(writing())?;
            next = reached;
            if next >= to {
                break;
            }
        }
        let mut reports = 0;
        for n in self.reports_to_carry(&known, from, to).await? {
            let Some(text) = self.report_text(n).await? else { continue };
            let part = writer.part(CarriedPart::Report(n), text.as_bytes());
            out.write_all(&part).map_err(writing())?;
            reports += 1;
        }
        out.write_all(&writer.end()).map_err(writing())?;
        Ok(Some(MirrorFile { from, to, reports }))
    }

    /// The reports whose leaves go along, and those that the mirror has not judged yet.
    async fn reports_to_carry(&self, known: &WitnessRow, from: u64, to: u64) -> Result<Vec<u64>> {
        let recount = known.told.as_deref().and_then(Recount::parse);
        let mut wanted = self.wanted_reports(to, recount.as_ref()).await?;
        for kind in KINDS {
            let mut next = from;
            loop {
                let facts = self.store.facts_of_kind_from(kind, next, REPORTS).await;
                let facts = facts.map_err(fault("reading the reports"))?;
                wanted.extend(facts.iter().map(|fact| fact.n));
                match facts.last() {
                    Some(last) if last.n < to => next = last.n.saturating_add(1),
                    Some(_) | None => break,
                }
            }
        }
        wanted.retain(|n| *n < to);
        wanted.sort_unstable();
        wanted.dedup();
        Ok(wanted)
    }

    /// Takes the file with which the mirror of that name answered.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn take_mirror_answer(&self, name: &str, file: &[u8]) -> Result<MirrorCarried> {
        let Some(mirror) = self.mirror_named(name) else { return Ok(MirrorCarried::UnknownMirror) };
        let parts = match read(file) {
            Ok(parts) => parts,
            Err(what) => return Ok(what),
        };
        let text = |wanted: CarriedPart| {
            let found = parts.iter().find(|(part, _)| *part == wanted);
            found.and_then(|(_, body)| std::str::from_utf8(body).ok())
        };
        if let Some(info) = text(CarriedPart::MirrorInfo).and_then(MirrorInfo::parse) {
            return self.take_mirror_info(mirror, &info).await;
        }
        let Some(checkpoint) = text(CarriedPart::Checkpoint) else {
            return Ok(MirrorCarried::Nothing);
        };
        let known = self.known(mirror.key).await?;
        let key = self.log_keys().await?.log.clone();
        let Ok((head, note)) = open_checkpoint(checkpoint, &key) else {
            return Ok(MirrorCarried::Nothing);
        };
        let recount = text(CarriedPart::Recount).and_then(Recount::parse);
        let before = known.told.as_deref().and_then(Recount::parse);
        let is_older = recount.as_ref().zip(before).is_some_and(|(new, old)| new.at < old.at);
        if head.size < known.held.unwrap_or(0) || is_older {
            return Ok(MirrorCarried::Old);
        }
        if !self.keep_whole(mirror.key, head.size, &lines_of(&note)).await? {
            return Ok(MirrorCarried::Nothing);
        }
        self.keep_told(mirror.key, text(CarriedPart::Recount)).await?;
        let audited = text(CarriedPart::Audited);
        if let Some(note) = audited {
            self.mirror_audited(note).await?;
        }
        let is_audited = audited.is_some_and(|it| it.starts_with(note.text()));
        Ok(MirrorCarried::Kept { size: head.size, recount, is_audited })
    }

    /// A number alone proves nothing against us, and nothing for us but where to go on.
    async fn take_mirror_info(
        &self,
        mirror: PolicyWitness<'_>,
        info: &MirrorInfo,
    ) -> Result<MirrorCarried> {
        let head = self.store.head().await.map_err(fault("reading the log's head"))?.size;
        if info.size > head || info.next > head {
            return Ok(MirrorCarried::Nothing);
        }
        let known = self.known(mirror.key).await?;
        let (size, next, state) = (info.size, info.next, WAITING.to_owned());
        self.keep_mirror(WitnessRow { size, held: Some(next), state, ..known }).await?;
        Ok(MirrorCarried::Told { size, next })
    }

    fn mirror_named(&self, name: &str) -> Option<PolicyWitness<'_>> {
        self.witness_named(name).filter(|one| one.role == CosignerRole::Mirror)
    }
}

pub(super) fn lines_of(note: &SignedNote) -> String {
    let lines: Vec<String> = note.signatures().iter().map(NoteSignature::to_string).collect();
    lines.join("\n")
}

/// The bodies of a whole file, or what it is instead.
fn read(file: &[u8]) -> Result<Vec<(CarriedPart, Vec<u8>)>, MirrorCarried> {
    let mut reader = CarriedReader::default();
    reader.put(file);
    let mut parts = Vec::new();
    loop {
        match reader.next_part() {
            Ok(Some(part)) => parts.push(part),
            Ok(None) if reader.is_whole() => return Ok(parts),
            Ok(None) => return Err(MirrorCarried::Cut),
            Err(CarriedError::Damaged) => return Err(MirrorCarried::Damaged),
            Err(CarriedError::Header | CarriedError::Line) => return Err(MirrorCarried::Nothing),
        }
    }
}
