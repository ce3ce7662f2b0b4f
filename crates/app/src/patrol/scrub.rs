//! `liuhen scrub`: the whole round at once, as fast as the machine reads; and files that no fact names.

use domain::custody::{OriginalState, StoredKind};
use futures_util::{StreamExt as _, stream};
use store::{PatrolRow, RecordingRow, StoredFileRow};
use terms::{AvRecordId, PatrolId};
use vault::{Named, Place};

use super::look::{Looked, at_once};
use super::round::FRESH_MS;
use crate::App;
use crate::error::{Result, fault};

/// Files read side by side: as many as the widest vector unit hashes.
const SIDE: usize = 16;

/// A file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// Its name in the vault.
    pub place: String,
    /// What it is.
    pub kind: StoredKind,
    /// The recording it belongs to, with the name its file had.
    pub recording: Option<(AvRecordId, String)>,
    /// What was found.
    pub found: OriginalState,
}

/// What reading everything found.
#[derive(Debug, Clone, Default)]
pub struct Scrubbed {
    /// Files read.
    pub read: u64,
    /// Those that are not as they should be, and could not be put right.
    pub damaged: Vec<Damaged>,
    /// Those that were not, and are now.
    pub restored: Vec<Damaged>,
    /// Names of those that the machine could not read.
    pub unread: Vec<String>,
    /// Names of those that no fact names.
    pub untracked: Vec<String>,
}

impl Scrubbed {
    /// Everything is as it should be now.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.unread.is_empty()
    }
}

impl App {
    /// Reads everything that a fact names again, notes what changed since the last time, and puts
    /// right from the replica what can be. That it was done is a fact besides.
    ///
    /// # Errors
    /// Faults of the machine. A damage is no error: it is in the report, and a fact.
    pub async fn scrub(&self) -> Result<Scrubbed> {
        self.gather().await?;
        let head = self.store.head().await.map_err(fault("reading the log's head"))?;
        let mut files: Vec<StoredFileRow> = Vec::new();
        self.each_stored(u64::MAX, |file| files.push(file.clone())).await?;
        files.sort_by(|a, b| a.place.cmp(&b.place));
        files.dedup_by(|a, b| a.place == b.place);
        let pace = at_once();
        let looks = stream::iter(files.iter().map(|file| {
            let pace = &pace;
            async move { (file, self.look_at(&file.place, pace).await) }
        }));
        let mut looks = looks.buffered(SIDE);
        let mut report = Scrubbed::default();
        let mut bytes: u64 = 0;
        while let Some((file, looked)) = looks.next().await {
            match looked? {
                Looked::Unwanted | Looked::Stopped => continue,
                Looked::Unread => report.unread.push(file.place.clone()),
                Looked::Found { found: OriginalState::Intact, .. } => {}
                Looked::Found { found, is_restored } => {
                    let damaged = self.damaged(file, found).await?;
                    let list = if is_restored { &mut report.restored } else { &mut report.damaged };
                    list.push(damaged);
                }
            }
            report.read = report.read.saturating_add(1);
            bytes = bytes.saturating_add(file.size_bytes);
        }
        report.untracked = self.untracked().await?;
        let count = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
        let restored = count(report.restored.len());
        let round = PatrolRow {
            id: 1,
            round: 0,
            patrol_id: PatrolId::from_bits(self.context.id()).to_string(),
            seed: head.root_sha256,
            size: head.size,
            begun_at: self.context.now(),
            position: String::new(),
            files: report.read,
            bytes,
            files_read: report.read,
            bytes_read: bytes,
            damaged: count(report.damaged.len()).saturating_add(restored),
            restored,
            unread: count(report.unread.len()),
            untracked: count(report.untracked.len()),
            ended_at: None,
        };
        self.tell_of_round(&round, report.untracked.clone()).await?;
        Ok(report)
    }

    async fn damaged(&self, file: &StoredFileRow, found: OriginalState) -> Result<Damaged> {
        let kind = StoredKind::parse(&file.kind).unwrap_or(StoredKind::Original);
        let recording = match file.stream.parse::<AvRecordId>() {
            Ok(id) => {
                let row = self.store.row::<RecordingRow>(id).await;
                let row = row.map_err(fault("reading a recording"))?;
                Some((id, row.map(|row| row.file_name).unwrap_or_default()))
            }
            Err(_) => None,
        };
        Ok(Damaged { place: file.place.clone(), kind, recording, found })
    }

    /// Names of published files that no fact names, in order. What came within the last hour may
    /// still get its fact.
    pub(super) async fn untracked(&self) -> Result<Vec<String>> {
        let mut names: Vec<Named> = Vec::new();
        for first in 0..=u8::MAX {
            let more = self.blobs.names(first).await.map_err(fault("listing stored bytes"))?;
            names.extend(self.stray(more).await?);
        }
        let copies = self.blobs.evidence_names().await.map_err(fault("listing stored bytes"))?;
        names.extend(self.stray(copies).await?);
        Ok(names.into_iter().map(|named| named.name).collect())
    }

    async fn stray(&self, names: Vec<Named>) -> Result<Vec<Named>> {
        self.gather().await?;
        let latest = self.context.now().plus_ms(-FRESH_MS).ms();
        let mut stray = Vec::new();
        for named in names.into_iter().filter(|named| named.changed_ms < latest) {
            let is_name = named.name.parse::<Place>().is_ok();
            let known = self.store.stored_at(&named.name).await;
            if !is_name || known.map_err(fault("reading what is stored"))?.is_empty() {
                stray.push(named);
            }
        }
        Ok(stray)
    }
}
