//! What is stored, gathered from the facts that name it.

use domain::custody::StoredKind;
use domain::recording::Derivative;
use domain::{Event, case_file, custody, record, recording};
use store::{RecordingRow, StoredFact, StoredFileRow};
use terms::{AvRecordId, Digests, StreamId};
use vault::{DerivativeKind, Place};

use crate::App;
use crate::error::{Result, fault};
use crate::load::recorded;

/// Facts read at a time.
const FACTS: u32 = 1_000;

impl App {
    /// Looks through the facts that were added since the last time.
    pub(crate) async fn gather(&self) -> Result<()> {
        let _one_at_a_time = self.keeper.gathering.lock().await;
        loop {
            let from = self.store.gathered().await.map_err(fault("reading how far it is"))?;
            let facts = self.store.facts(from, FACTS).await.map_err(fault("reading facts"))?;
            let Some(last) = facts.last() else { return Ok(()) };
            for fact in &facts {
                match recorded(fact) {
                    Ok(Some(recorded)) => self.gather_one(fact, &recorded.event).await?,
                    Ok(None) => {} // lawfully disposed of
                    // `liuhen check` names it; the bytes of the others are read all the same.
                    Err(error) => crate::jobs::report("gathering stored bytes", &error),
                }
            }
            let done = self.store.note_gathered(last.n.saturating_add(1)).await;
            done.map_err(fault("noting how far it is"))?;
        }
    }

    async fn gather_one(&self, fact: &StoredFact, event: &Event) -> Result<()> {
        if let Event::Custody(custody::Event::OriginalDisposed { recording, .. }) = event {
            let kind = StoredKind::Original.as_str();
            let done = self.store.dispose_stored_file(&StreamId::from(*recording), kind).await;
            return done.map_err(fault("forgetting stored bytes"));
        }
        let Some((kind, place, digests)) = self.named(fact, event).await? else { return Ok(()) };
        let place = place.to_string();
        if kind == StoredKind::Derivative {
            let done = self.store.forget_stored_file(&place, kind.as_str()).await;
            done.map_err(fault("forgetting stored bytes"))?;
        }
        let org = ledger::ParsedLeaf::parse(&fact.leaf).ok();
        let org = org.and_then(|leaf| leaf.get_text("org").map(str::to_owned));
        let row = StoredFileRow {
            n: fact.n,
            place,
            kind: kind.as_str().to_owned(),
            stream: fact.stream.to_string(),
            org: org.unwrap_or_default(),
            sha256: digests.sha256,
            sm3: digests.sm3,
            size_bytes: digests.size_bytes,
            stored_at: fact.at,
            found: custody::OriginalState::Intact.as_str().to_owned(),
            found_at: None,
            replica_at: None,
        };
        self.store.add_stored_file(&row).await.map_err(fault("noting stored bytes"))
    }

    /// The published bytes that a fact names.
    #[expect(clippy::wildcard_enum_match_arm, reason = "most events name no bytes")]
    async fn named(
        &self,
        fact: &StoredFact,
        event: &Event,
    ) -> Result<Option<(StoredKind, Place, Digests)>> {
        let whole = |kind, digests: &Digests| (kind, Place::Original(digests.sha256), *digests);
        let copy = |digests: &Digests| {
            let case = fact.case?;
            let place = Place::Evidence(case, digests.sha256);
            Some((StoredKind::EvidenceCopy, place, *digests))
        };
        Ok(match event {
            Event::Recording(recording::Event::Deposited { digests, .. }) => {
                Some(whole(StoredKind::Original, digests))
            }
            Event::Recording(recording::Event::ExcerptMade { digests, .. }) => {
                Some(whole(StoredKind::Excerpt, digests))
            }
            Event::Recording(
                recording::Event::EvidenceAttached { digests, .. }
                | recording::Event::ExcerptAttached { digests, .. },
            ) => copy(digests),
            Event::Recording(recording::Event::Derived { recording, derivative, digests }) => {
                let of = self.original_of(*recording).await?;
                let kind = match derivative {
                    Derivative::Poster => DerivativeKind::Poster,
                    Derivative::Preview => DerivativeKind::Preview,
                };
                of.map(|of| (StoredKind::Derivative, Place::Derivative(of, kind), *digests))
            }
            Event::Record(record::Event::Rendered { digests, .. }) => {
                Some(whole(StoredKind::Document, digests))
            }
            Event::CaseFile(
                case_file::Event::PageRendered { digests, .. }
                | case_file::Event::ContentsWritten { digests },
            ) => Some(whole(StoredKind::FilePart, digests)),
            Event::CaseFile(case_file::Event::Packed { digests, .. }) => {
                Some(whole(StoredKind::Package, digests))
            }
            _ => None,
        })
    }

    async fn original_of(&self, recording: AvRecordId) -> Result<Option<terms::Digest>> {
        let row = self.store.row::<RecordingRow>(recording).await;
        Ok(row.map_err(fault("reading a recording"))?.map(|row| row.sha256))
    }
}
