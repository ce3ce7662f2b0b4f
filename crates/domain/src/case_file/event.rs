//! What happens to a case file.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use terms::{AvRecordId, Date, Digest, Digests, TextRecordId, words};

use crate::event::events;

words! {
    /// Part of the file.
    Volume {
        /// Cover and contents; no page numbers.
        Front = "front", "卷首";
        /// Open to the party and to courts.
        Main = "main", "正卷";
        /// Internal.
        Annex = "annex", "副卷";
        /// Evidence copies of recordings.
        Recordings = "recordings", "音像";
        /// Notes page; no page numbers.
        Back = "back", "卷尾";
    }

    /// How long the file is kept (Art. 20 para. 2 refers to archive rules).
    #[doc(alias = "保存期限")]
    Retention {
        /// For ever.
        Permanent = "permanent", "永久";
        /// Thirty years.
        ThirtyYears = "thirty_years", "30年";
        /// Ten years.
        TenYears = "ten_years", "10年";
    }

    /// What the check of the finished package said.
    Verdict {
        /// Proven and witnessed.
        Proven = "proven", "已证明";
        /// Proven, not yet witnessed.
        NotWitnessed = "not_witnessed", "已证明，待见证";
        /// Something is wrong.
        Invalid = "invalid", "校验未通过";
    }
}

/// What an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EntrySource {
    /// A text record.
    #[serde(rename = "record")]
    Record(TextRecordId),
    /// An evidence copy, with the note it belongs to.
    #[serde(rename = "recording")]
    Recording(AvRecordId, TextRecordId),
    /// A copy of a clip or still by its number, with the note it belongs to: it stands beside the
    /// copy of the whole original.
    #[serde(rename = "excerpt")]
    Excerpt(AvRecordId, TextRecordId, u32),
}

/// A line of the contents (卷内目录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it holds.
    pub source: EntrySource,
    /// Part of the file.
    pub volume: Volume,
    /// 1, 2, 3 … over all volumes.
    pub order: u32,
    /// Title as printed.
    pub title: String,
    /// Document number.
    pub doc_no: Option<String>,
    /// Who answers for it.
    pub responsible: Option<String>,
    /// Its date.
    pub made_on: Option<Date>,
    /// First page, for what has pages.
    pub page_from: Option<u32>,
    /// Last page.
    pub page_to: Option<u32>,
    /// The bytes.
    pub digest: Digest,
    /// Size of the bytes.
    pub size_bytes: u64,
}

events! {
    /// The contents were fixed, with page numbers.
    Composed = "case_file.composed" {
        /// All entries in order.
        entries: Vec<Entry>,
        /// How long it is kept.
        retention: Retention,
        /// For the notes page.
        note: Option<String>,
    };
    /// A page around the records was made: cover, contents or notes.
    PageRendered = "case_file.page_rendered" {
        /// Code in the catalogue: WS70, WS71, WS72.
        kind: String,
        /// The PDF.
        digests: Digests,
        /// Pages.
        pages: u32,
    } binds digests;
    /// The contents in machine form are in the vault.
    ContentsWritten = "case_file.contents_written" {
        /// The JSON text.
        digests: Digests,
    } binds digests;
    /// The package is being made.
    PackStarted = "case_file.pack_started" {
    };
    /// The package was made and checked.
    Packed = "case_file.packed" {
        /// The tar.
        digests: Digests,
        /// What the check said.
        verdict: Verdict,
        /// The four-property report.
        report: Value,
        /// Defects found, in Chinese; empty if the verdict is not `Invalid`.
        defects: Vec<String>,
    } binds digests;
    /// Making the package failed; it may be tried again.
    PackFailed = "case_file.pack_failed" {
        /// In Chinese.
        reason: String,
    };
    /// Archived: the case takes no more writes (Arts. 20, 21).
    #[doc(alias = "归档")]
    Archived = "case_file.archived" {
        /// Its number in the archive.
        archive_no: String,
    };
}
