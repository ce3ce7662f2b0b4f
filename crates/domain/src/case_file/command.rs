//! Decisions about case files, and the contents proposed for one.

use rules::catalogue::{self, Catalogue};
use serde_json::Value;
use terms::Digests;

use super::{Entry, EntrySource, Event, Retention, Verdict, Volume};
use crate::case::{self, Case, Status};
use crate::org::Directory;
use crate::record::Record;
use crate::recording::Recording;
use crate::{Outcome, Refusal, Text};

/// What may be wanted of a case file.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Fix the contents.
    Compose {
        /// The sources in the wanted order; `None` takes the proposal as it is.
        order: Option<Vec<EntrySource>>,
        /// How long it is kept.
        retention: Retention,
        /// For the notes page.
        note: Option<Text<1000>>,
    },
    /// Note a page made around the records.
    NotePage {
        /// Code in the catalogue.
        kind: String,
        /// The PDF.
        digests: Digests,
        /// Pages.
        pages: u32,
    },
    /// Note the machine-readable contents.
    NoteContents {
        /// The JSON text.
        digests: Digests,
    },
    /// Make the package.
    Pack,
    /// Note the finished package, or why it failed.
    NotePackage {
        /// The tar, the verdict, the report, the defects; or the reason.
        result: Result<(Digests, Verdict, Value, Vec<String>), String>,
    },
    /// Archive it.
    Archive {
        /// Its number in the archive.
        archive_no: Text<60>,
    },
}

/// Decides about the file of `case`.
///
/// # Errors
/// [`Refusal`] naming the step that must come first.
pub fn decide(
    case: &Case,
    recordings: &[&Recording],
    command: Command,
    catalogue: &Catalogue,
    directory: &Directory,
) -> Result<Outcome<Event>, Refusal> {
    if let Err(refusal) = case::gate(case, true) {
        let archived_as = case.file.archived.as_ref().map(|(_, no)| no.as_str());
        let is_repeated = matches!(&command, Command::Archive { archive_no }
            if archived_as == Some(archive_no.as_str()));
        return if is_repeated { Ok(Outcome::AlreadyDone) } else { Err(refusal) };
    }
    if case.status() != Status::Closed {
        return Err(Refusal::NotClosed);
    }
    match command {
        Command::Compose { order, retention, note } => {
            let proposal = propose(case, recordings, catalogue, directory);
            let entries = match order {
                Some(order) => reorder(proposal, &order)?,
                None => proposal,
            };
            let note = note.map(|text| text.as_str().to_owned());
            Ok(Outcome::one(Event::Composed { entries, retention, note }))
        }
        Command::NotePage { kind, digests, pages } => {
            Ok(Outcome::one(Event::PageRendered { kind, digests, pages }))
        }
        Command::NoteContents { digests } => Ok(Outcome::one(Event::ContentsWritten { digests })),
        Command::Pack => {
            let there = propose(case, recordings, catalogue, directory);
            if !is_composed_of(case, &there) {
                return Err(Refusal::NotComposed);
            }
            let waiting = without_pages(case, catalogue);
            if !waiting.is_empty() {
                return Err(Refusal::PagesMissing { titles: waiting.join("、") });
            }
            if case.file.packing_since.is_some() {
                return Ok(Outcome::AlreadyDone);
            }
            Ok(Outcome::one(Event::PackStarted {}))
        }
        // Contents fixed anew while a package was being made: what it holds no longer counts.
        Command::NotePackage { .. } if case.file.packing_since.is_none() => {
            Err(Refusal::NotComposed)
        }
        Command::NotePackage { result } => Ok(Outcome::one(match result {
            Ok((digests, verdict, report, defects)) => {
                Event::Packed { digests, verdict, report, defects }
            }
            Err(reason) => Event::PackFailed { reason },
        })),
        Command::Archive { archive_no } => match &case.file.package {
            Some(package) if package.verdict != Verdict::Invalid => {
                let there = propose(case, recordings, catalogue, directory);
                if !is_composed_of(case, &there) {
                    return Err(Refusal::NotPacked);
                }
                Ok(Outcome::one(Event::Archived { archive_no: archive_no.as_str().to_owned() }))
            }
            Some(_) | None => Err(Refusal::NotPacked),
        },
    }
}

/// Whether the fixed contents are just what is there, whatever their order.
fn is_composed_of(case: &Case, there: &[Entry]) -> bool {
    let Some(composed) = &case.file.composition else { return false };
    let what = |entries: &[Entry]| {
        let mut what: Vec<_> = entries.iter().map(|entry| (entry.source, entry.digest)).collect();
        what.sort_unstable();
        what
    };
    what(&composed.entries) == what(there)
}

/// Titles of records that took effect, but whose page image is not made yet: without them a
/// package would be silently incomplete.
fn without_pages(case: &Case, catalogue: &Catalogue) -> Vec<String> {
    let waiting = |record: &&Record| record.effective_at.is_some() && record.rendered.is_none();
    let kinds = case.records.values().filter(waiting).map(|record| record.kind.as_str());
    kinds.map(|code| catalogue.kind(code).map_or(code, |kind| &kind.title).to_owned()).collect()
}

/// The contents as the catalogue orders them: every record that counts, was corrected or
/// annulled, with its page image, then the evidence copies. Pages are numbered through main and
/// annex apart.
#[must_use]
pub fn propose(
    case: &Case,
    recordings: &[&Recording],
    catalogue: &Catalogue,
    directory: &Directory,
) -> Vec<Entry> {
    let mut found: Vec<(Volume, u32, terms::Timestamp, Entry)> = Vec::new();
    for record in case.records.values() {
        let Some(((digests, pages), effective_at)) = record.rendered.zip(record.effective_at)
        else {
            continue;
        };
        let Some(kind) = catalogue.kind(&record.kind) else { continue };
        let volume = match kind.volume {
            catalogue::Volume::Front => Volume::Front,
            catalogue::Volume::Main => Volume::Main,
            catalogue::Volume::Annex => Volume::Annex,
            catalogue::Volume::Back => Volume::Back,
            catalogue::Volume::Audit => continue,
        };
        let suffix = match (&record.voided, record.corrected_by) {
            (Some(_), _) => "（已作废）",
            (None, Some(_)) => "（已更正，原文）",
            (None, None) => "",
        };
        let entry = Entry {
            source: EntrySource::Record(record.id),
            volume,
            order: 0,
            title: format!("{}{suffix}", kind.title),
            doc_no: record.doc_no.as_ref().map(ToString::to_string),
            responsible: record.drafted_by.map(|id| directory.name_of(id)),
            made_on: Some(effective_at.date()),
            page_from: Some(pages),
            page_to: None,
            digest: digests.sha256,
            size_bytes: digests.size_bytes,
        };
        found.push((volume, kind.order, effective_at, entry));
    }
    for recording in recordings {
        for (note, digests, at, by) in &recording.evidence {
            let entry = Entry {
                source: EntrySource::Recording(recording.id, *note),
                volume: Volume::Recordings,
                order: 0,
                title: format!("音像证据复制件：{}", recording.file_name.reveal()),
                doc_no: None,
                responsible: by.map(|id| directory.name_of(id)),
                made_on: Some(at.date()),
                page_from: None,
                page_to: None,
                digest: digests.sha256,
                size_bytes: digests.size_bytes,
            };
            found.push((Volume::Recordings, 0, *at, entry));
        }
    }
    found.extend(recordings.iter().flat_map(|recording| excerpts(recording, directory)));
    found.sort_by_key(|(volume, order, at, entry)| (*volume, *order, *at, entry.source));
    number(found.into_iter().map(|(.., entry)| entry).collect())
}

/// What was attached of clips and stills; each title says that it is not the original, and whose
/// derivative it is (Art. 23).
fn excerpts(
    recording: &Recording,
    directory: &Directory,
) -> Vec<(Volume, u32, terms::Timestamp, Entry)> {
    let copies = recording.excerpts.iter().flat_map(|excerpt| {
        excerpt.evidence.iter().map(move |(note, digests, at, by)| {
            let entry = Entry {
                source: EntrySource::Excerpt(recording.id, *note, excerpt.number),
                volume: Volume::Recordings,
                order: 0,
                title: format!(
                    "音像衍生件（{}，不是原件）：{} {}；原件SHA-256 {}",
                    excerpt.kind.zh(),
                    recording.file_name.reveal(),
                    excerpt.place_zh(),
                    excerpt.derived_from,
                ),
                doc_no: None,
                responsible: by.map(|id| directory.name_of(id)),
                made_on: Some(at.date()),
                page_from: None,
                page_to: None,
                digest: digests.sha256,
                size_bytes: digests.size_bytes,
            };
            (Volume::Recordings, 0, *at, entry)
        })
    });
    copies.collect()
}

/// Puts entries in a wanted order inside their volumes and numbers them anew.
fn reorder(proposal: Vec<Entry>, order: &[EntrySource]) -> Result<Vec<Entry>, Refusal> {
    let place = |entry: &Entry| order.iter().position(|source| *source == entry.source);
    let is_complete = order.len() == proposal.len() && proposal.iter().all(|e| place(e).is_some());
    if !is_complete {
        return Err(Refusal::OrderIncomplete);
    }
    let mut entries = proposal;
    for entry in &mut entries {
        entry.page_from = entry
            .page_from
            .zip(entry.page_to)
            .map(|(from, to)| to.saturating_sub(from).saturating_add(1));
        entry.page_to = None;
    }
    entries.sort_by_key(|entry| (entry.volume, place(entry)));
    Ok(number(entries))
}

/// Gives order and page numbers; on entry `page_from` holds the number of pages.
fn number(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut next_page: u32 = 1;
    let mut volume = None;
    for (order, entry) in (1_u32..).zip(&mut entries) {
        entry.order = order;
        if volume != Some(entry.volume) {
            volume = Some(entry.volume);
            next_page = 1;
        }
        if let Some(pages) = entry.page_from {
            entry.page_from = Some(next_page);
            let last_page = next_page.saturating_add(pages.max(1) - 1);
            entry.page_to = Some(last_page);
            next_page = last_page.saturating_add(1);
        }
    }
    entries
}
