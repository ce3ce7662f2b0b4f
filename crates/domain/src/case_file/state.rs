//! A case file as its facts add up.

use std::collections::BTreeMap;

use serde_json::Value;
use terms::{Digests, Timestamp};

use super::{Entry, Event, Retention, Verdict};

/// The fixed contents.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// All entries in order.
    pub entries: Vec<Entry>,
    /// How long it is kept.
    pub retention: Retention,
    /// For the notes page.
    pub note: Option<String>,
    /// When it was fixed.
    pub at: Timestamp,
}

/// The finished package.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// The tar.
    pub digests: Digests,
    /// What the check said.
    pub verdict: Verdict,
    /// The four-property report.
    pub report: Value,
    /// Defects found.
    pub defects: Vec<String>,
    /// When it was made.
    pub at: Timestamp,
}

/// The bound outcome of a case, made within the time of Art. 21.
#[doc(alias = "案卷")]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CaseFile {
    /// The contents, once fixed.
    pub composition: Option<Composition>,
    /// Cover, contents and notes: PDF and pages.
    pub pages: BTreeMap<String, (Digests, u32)>,
    /// The contents in machine form.
    pub contents: Option<Digests>,
    /// A package is being made since.
    pub packing_since: Option<Timestamp>,
    /// The finished package.
    pub package: Option<Package>,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// When and under which number it was archived.
    pub archived: Option<(Timestamp, String)>,
}

impl CaseFile {
    /// The state after one more fact.
    #[must_use]
    pub fn evolve(mut self, at: Timestamp, event: &Event) -> Self {
        match event {
            Event::Composed { entries, retention, note } => {
                self.composition = Some(Composition {
                    entries: entries.clone(),
                    retention: *retention,
                    note: note.clone(),
                    at,
                });
                self.pages.clear();
                self.contents = None;
                self.package = None;
                self.packing_since = None;
                self.failure = None;
            }
            Event::PageRendered { kind, digests, pages } => {
                self.pages.insert(kind.clone(), (*digests, *pages));
            }
            Event::ContentsWritten { digests } => self.contents = Some(*digests),
            Event::PackStarted {} => {
                self.packing_since = Some(at);
                self.failure = None;
            }
            Event::Packed { digests, verdict, report, defects } => {
                self.packing_since = None;
                self.package = Some(Package {
                    digests: *digests,
                    verdict: *verdict,
                    report: report.clone(),
                    defects: defects.clone(),
                    at,
                });
            }
            Event::PackFailed { reason } => {
                self.packing_since = None;
                self.failure = Some(reason.clone());
            }
            Event::Archived { archive_no } => self.archived = Some((at, archive_no.clone())),
        }
        self
    }
}
