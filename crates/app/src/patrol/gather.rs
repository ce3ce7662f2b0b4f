//! What is stored, gathered from the facts that name it.

use std::collections::BTreeMap;

use domain::custody::StoredKind;
use domain::recording::Derivative;
use domain::{Event, case_file, custody, record, recording};
use store::{Flaw, RecordingRow, StoredChange, StoredFact, StoredFileRow};
use terms::{AvRecordId, Digests, StreamId};
use vault::{DerivativeKind, Place};

use crate::App;
use crate::check::{Difference, flaw};
use crate::error::{Result, fault};
use crate::load::recorded;

/// Facts read at a time.
const FACTS: u32 = 1_000;

impl App {
    /// Looks through the facts that were added since the last time.
    pub(crate) async fn gather(&self) -> Result<()> {
        let _one_at_a_time = self.keeper.gathering.lock().await;
        loop {
            let from = self.gathered().await?;
            let facts = self.store.facts(from, FACTS).await.map_err(fault("reading facts"))?;
            let Some(last) = facts.last() else { return Ok(()) };
            let mut changes = Vec::new();
            for fact in &facts {
                match recorded(fact) {
                    Ok(Some(recorded)) => {
                        changes.extend(self.stored_changes(fact, &recorded.event).await?);
                    }
                    Ok(None) => {} // lawfully disposed of
                    // `liuhen check` names it; the bytes of the others are read all the same.
                    Err(error) => crate::jobs::report("gathering stored bytes", &error),
                }
            }
            // If another node was faster, the next round goes on from where it is.
            let done = self.store.gather(from, last.n.saturating_add(1), &changes).await;
            done.map_err(fault("noting stored bytes"))?;
        }
    }

    /// What a fact changes in what is stored, in order.
    async fn stored_changes(&self, fact: &StoredFact, event: &Event) -> Result<Vec<StoredChange>> {
        if let Event::Custody(custody::Event::OriginalDisposed { recording, .. }) = event {
            let (stream, kind) = (StreamId::from(*recording), StoredKind::Original);
            return Ok(vec![StoredChange::Disposed { stream, kind: kind.as_str().to_owned() }]);
        }
        let Some(row) = self.stored_row(fact, event).await? else { return Ok(Vec::new()) };
        let mut changes = Vec::new();
        if row.kind == StoredKind::Derivative.as_str() {
            let (place, kind) = (row.place.clone(), row.kind.clone());
            changes.push(StoredChange::Replaced { place, kind });
        }
        changes.push(StoredChange::Added(row));
        Ok(changes)
    }

    /// Rows of what is stored that are not as the facts say: whoever takes one out or changes it
    /// would keep its bytes from the patrol.
    pub(crate) async fn check_stored_files(&self) -> Result<Vec<Difference>> {
        loop {
            let until = self.gathered().await?;
            let wanted = self.wanted_stored_files(until).await?;
            let there = self.all_stored_files().await?;
            if self.gathered().await? == until {
                return Ok(compare(&wanted, &there));
            }
        }
    }

    async fn gathered(&self) -> Result<u64> {
        self.store.gathered().await.map_err(fault("reading how far it is"))
    }

    async fn wanted_stored_files(&self, until: u64) -> Result<BTreeMap<u64, StoredFileRow>> {
        let mut wanted: BTreeMap<u64, StoredFileRow> = BTreeMap::new();
        let mut from = 0;
        while from < until {
            let facts = self.store.facts(from, FACTS).await.map_err(fault("reading facts"))?;
            let Some(last) = facts.last() else { break };
            from = last.n.saturating_add(1);
            for fact in facts.iter().filter(|fact| fact.n < until) {
                let Ok(Some(recorded)) = recorded(fact) else { continue };
                for change in self.stored_changes(fact, &recorded.event).await? {
                    match change {
                        StoredChange::Added(row) => drop(wanted.insert(row.n, row)),
                        StoredChange::Replaced { place, kind } => {
                            wanted.retain(|_, row| row.place != place || row.kind != kind);
                        }
                        StoredChange::Disposed { stream, kind } => {
                            let stream = stream.as_str();
                            wanted.retain(|_, row| row.stream != stream || row.kind != kind);
                        }
                    }
                }
            }
        }
        Ok(wanted)
    }

    async fn all_stored_files(&self) -> Result<BTreeMap<u64, StoredFileRow>> {
        let (mut there, mut from) = (BTreeMap::new(), 0);
        loop {
            let rows = self.store.stored_files(from, FACTS).await;
            let rows = rows.map_err(fault("reading what is stored"))?;
            let Some(last) = rows.last() else { return Ok(there) };
            from = last.n.saturating_add(1);
            there.extend(rows.into_iter().map(|row| (row.n, row)));
        }
    }

    /// The row of what a fact says is stored.
    async fn stored_row(&self, fact: &StoredFact, event: &Event) -> Result<Option<StoredFileRow>> {
        let Some((kind, place, digests)) = self.named(fact, event).await? else { return Ok(None) };
        let org = ledger::ParsedLeaf::parse(&fact.leaf).ok();
        let org = org.and_then(|leaf| leaf.get_text("org").map(str::to_owned));
        Ok(Some(StoredFileRow {
            n: fact.n,
            place: place.to_string(),
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
        }))
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

/// What was found and copied is no fact's; everything else is.
fn compare(
    wanted: &BTreeMap<u64, StoredFileRow>,
    there: &BTreeMap<u64, StoredFileRow>,
) -> Vec<Difference> {
    let of = |n: &u64, columns: Vec<&str>, what: &str| Difference {
        table: "stored_file".to_owned(),
        key: n.to_string(),
        columns: columns.into_iter().map(str::to_owned).collect(),
        what: what.to_owned(),
    };
    let mut differences = Vec::new();
    for (n, row) in wanted {
        let Some(found) = there.get(n) else {
            differences.push(of(n, Vec::new(), flaw(Flaw::Missing)));
            continue;
        };
        let columns = [
            ("place", row.place == found.place),
            ("kind", row.kind == found.kind),
            ("stream", row.stream == found.stream),
            ("org", row.org == found.org),
            ("sha256", row.sha256 == found.sha256),
            ("sm3", row.sm3 == found.sm3),
            ("size_bytes", row.size_bytes == found.size_bytes),
            ("stored_at", row.stored_at == found.stored_at),
        ];
        let other: Vec<&str> =
            columns.into_iter().filter(|(_, same)| !same).map(|(column, _)| column).collect();
        if !other.is_empty() {
            differences.push(of(n, other, flaw(Flaw::Differs)));
        }
    }
    let extra = there.keys().filter(|n| !wanted.contains_key(n));
    differences.extend(extra.map(|n| of(n, Vec::new(), flaw(Flaw::Unexpected))));
    differences
}
