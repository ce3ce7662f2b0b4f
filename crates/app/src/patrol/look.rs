//! Looking at stored bytes, noting what was found, and putting right what can be.
//!
//! Order: read in full → what differs from before is a fact → the right bytes fetched from the replica
//! and compared → the damaged ones set aside, a fact → the right ones published, a fact. A crash after
//! any step leaves what the next look finds and takes up again.

use std::sync::Arc;

use domain::Outcome;
use domain::custody::{self, Command, Event, OriginalState, StoredKind};
use store::StoredFileRow;
use terms::{AvRecordId, Digests, StreamId};
use vault::{Aside, BlobError, BlobReader, Fault, Pace, Place};

use crate::App;
use crate::commit::{Call, Decided};
use crate::error::{Result, fault};

/// Rows of this kind are looked for no more.
const DISPOSED: &str = "disposed";

/// What a look at stored bytes came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looked {
    /// They were read.
    Found {
        /// As what.
        found: OriginalState,
        /// They were not as they should be, and are now.
        is_restored: bool,
    },
    /// The machine could not read them: an operator is told.
    Unread,
    /// Nobody wants to know of them any more.
    Unwanted,
    /// Told to stop.
    Stopped,
}

pub(super) fn digests_of(row: &StoredFileRow) -> Digests {
    Digests { sha256: row.sha256, sm3: row.sm3, size_bytes: row.size_bytes }
}

/// A pace that never waits.
pub(crate) fn at_once() -> Pace {
    Arc::new(|_| true)
}

impl App {
    /// Reads what lies under a name, notes what was found with each fact that names it, and puts it
    /// right from the replica if it is not as it should be.
    pub(crate) async fn look_at(&self, name: &str, pace: &Pace) -> Result<Looked> {
        let Ok(place) = name.parse::<Place>() else { return Ok(Looked::Unwanted) };
        let rows = self.wanted_at(name).await?;
        let Some(wanted) = rows.last().map(digests_of) else { return Ok(Looked::Unwanted) };
        let found = match self.blobs.look(place, pace.clone()).await {
            Ok(content) if content.digests == wanted => OriginalState::Intact,
            Ok(_) => OriginalState::Altered,
            Err(BlobError::Missing(_)) => OriginalState::Missing,
            Err(BlobError::Fault(Fault::Stopped)) => return Ok(Looked::Stopped),
            Err(BlobError::Fault(error)) => {
                crate::jobs::report("reading stored bytes", &fault("reading stored bytes")(error));
                return Ok(Looked::Unread);
            }
        };
        if found == OriginalState::Altered && matches!(place, Place::Derivative(..)) {
            // It may have been made again meanwhile.
            self.gather().await?;
            if self.wanted_at(name).await?.last().map(digests_of) != Some(wanted) {
                return Ok(Looked::Unwanted);
            }
        }
        for row in &rows {
            self.note_look(row, found).await?;
        }
        let is_restored = found != OriginalState::Intact && self.try_heal(place, &rows).await;
        Ok(Looked::Found { found, is_restored })
    }

    /// Opens bytes that somebody needs. Where they are gone or of another length than their fact
    /// says, that is noted and they are put right first, if they can be.
    pub(crate) async fn sound(
        &self,
        place: Place,
        size_bytes: u64,
        doing: &'static str,
    ) -> Result<BlobReader> {
        match self.blobs.open_at(place).await {
            Ok(reader) if reader.size_bytes() == size_bytes => return Ok(reader),
            Ok(_) | Err(BlobError::Missing(_)) => {}
            Err(BlobError::Fault(error)) => return Err(fault(doing)(error)),
        }
        self.mend(place).await?;
        self.blobs.open_at(place).await.map_err(fault(doing))
    }

    /// Reads bytes that were found damaged again, notes that, and puts them right if that can be;
    /// whether they are as they should be now.
    pub(crate) async fn mend(&self, place: Place) -> Result<bool> {
        self.gather().await?;
        let looked = self.look_at(&place.to_string(), &at_once()).await?;
        Ok(matches!(
            looked,
            Looked::Found { found: OriginalState::Intact, .. }
                | Looked::Found { is_restored: true, .. }
        ))
    }

    /// The facts that name bytes under this name, without those whose bytes were destroyed under an
    /// order.
    async fn wanted_at(&self, name: &str) -> Result<Vec<StoredFileRow>> {
        let rows = self.store.stored_at(name).await.map_err(fault("reading what is stored"))?;
        Ok(rows.into_iter().filter(|row| row.found != DISPOSED).collect())
    }

    async fn note_look(&self, row: &StoredFileRow, found: OriginalState) -> Result<()> {
        let is_as_before = row.found == found.as_str();
        if !(is_as_before && found == OriginalState::Intact) {
            let kind = kind_of(row)?;
            if kind == StoredKind::Original {
                let command = Command::Check { found, is_asked: false };
                self.note_original(&Call::system(), recording_of(row)?, command).await?;
            } else {
                let stream = StreamId::stored(row.stream.clone());
                self.execute(&Call::system(), || async {
                    let before = self.dossier(stream.clone()).await?;
                    let sha256 = row.sha256;
                    let outcome = custody::decide_file(&before.stored, kind, sha256, found);
                    Ok(Decided::on(before, stream.clone(), outcome))
                })
                .await?;
            }
        }
        self.note_row(row, found).await
    }

    async fn note_row(&self, row: &StoredFileRow, found: OriginalState) -> Result<()> {
        let noted = self.store.note_found(row.n, found.as_str(), self.context.now()).await;
        noted.map_err(fault("noting what was found"))
    }

    /// Notes with a recording's stored original what somebody found who asked.
    pub(crate) async fn note_asked(&self, place: Place, found: OriginalState) -> Result<()> {
        self.gather().await?;
        let rows = self.wanted_at(&place.to_string()).await?;
        for row in &rows {
            self.note_row(row, found).await?;
        }
        if found != OriginalState::Intact {
            self.try_heal(place, &rows).await;
        }
        Ok(())
    }

    /// Whether they are as they should be now. What went wrong is told to an operator: the finding
    /// stays, and the next look tries again.
    async fn try_heal(&self, place: Place, rows: &[StoredFileRow]) -> bool {
        match self.heal(place, rows).await {
            Ok(is_restored) => is_restored,
            Err(error) => {
                crate::jobs::report("putting stored bytes right", &error);
                false
            }
        }
    }

    async fn heal(&self, place: Place, rows: &[StoredFileRow]) -> Result<bool> {
        let Some(replica) = &self.keeper.replica else { return Ok(false) };
        let Some(wanted) = rows.last().map(digests_of) else { return Ok(false) };
        let _one_at_a_time = self.keeper.healing.lock().await;
        let copy = match replica.open_at(Place::Original(wanted.sha256)).await {
            Ok(copy) => copy,
            Err(BlobError::Missing(_)) => return Ok(false),
            Err(BlobError::Fault(error)) => return Err(fault("opening the replica")(error)),
        };
        let good = self.blobs.fetch(copy, wanted).await.map_err(fault("reading the replica"))?;
        let Some(good) = good else {
            tracing::error!(%place, "the replica's bytes are not those of the fact either");
            return Ok(false);
        };
        let aside = self.blobs.set_aside(place, wanted).await;
        match aside.map_err(fault("setting damaged bytes aside"))? {
            Aside::Whole => {
                for row in rows {
                    self.note_look(row, OriginalState::Intact).await?;
                }
                return Ok(true);
            }
            Aside::Nothing => {}
            Aside::Moved { found, name } => {
                tracing::warn!(%place, name, "damaged bytes were set aside");
                for row in rows {
                    let (kind, digest) = (kind_of(row)?, row.sha256);
                    self.tell(row, Event::DamageSetAside { kind, digest, found }).await?;
                }
            }
        }
        let back = self.blobs.put_back(place, &good).await;
        back.map_err(fault("publishing the right bytes"))?;
        for row in rows {
            let kind = kind_of(row)?;
            self.tell(row, Event::BytesRestored { kind, digests: digests_of(row) }).await?;
            self.note_row(row, OriginalState::Intact).await?;
        }
        Ok(true)
    }

    /// Writes down what was done with stored bytes.
    async fn tell(&self, row: &StoredFileRow, event: Event) -> Result<()> {
        let stream = StreamId::stored(row.stream.clone());
        self.execute(&Call::system(), || async {
            let before = self.dossier(stream.clone()).await?;
            Ok(Decided::on(before, stream.clone(), Outcome::<Event>::one(event.clone())))
        })
        .await?;
        Ok(())
    }
}

fn kind_of(row: &StoredFileRow) -> Result<StoredKind> {
    let unknown = || fault("reading what is stored")(format!("unknown kind {}", row.kind));
    StoredKind::parse(&row.kind).ok_or_else(unknown)
}

fn recording_of(row: &StoredFileRow) -> Result<AvRecordId> {
    row.stream.parse().map_err(fault("reading what is stored"))
}
