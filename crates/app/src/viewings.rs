//! Reviewing recordings one after another: which parts were played, what a person holds of each.
//!
//! That somebody looks is a fact and needs leave (Art. 24); this is what they made of it, for
//! themselves, so that they can go on another day.

use std::collections::BTreeMap;

use domain::authority::Action;
use domain::recording::{Recording, Watched};
use domain::{Refusal, Text};
use store::ViewingRow;
use terms::{AvRecordId, OfficerId, Timestamp, words};

use crate::error::{Result, fault};
use crate::{App, CaseView, may_look};

/// Most recordings asked about in one statement: a page of them.
const AT_ONCE: usize = 200;

words! {
    /// What a person holds of a recording after looking.
    Verdict {
        /// Nothing to object to.
        Fine = "fine", "未见问题";
        /// Somebody should look again.
        Doubtful = "doubtful", "存疑待核";
        /// Something is wrong.
        Faulty = "faulty", "有问题";
    }
}

/// What a person made of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Viewing {
    /// Parts played.
    pub watched: Watched,
    /// What is held of it.
    pub verdict: Option<Verdict>,
    /// In own words.
    pub note: Option<String>,
    /// When that was noted last.
    pub updated_at: Option<Timestamp>,
}

impl App {
    /// Notes parts that were just played.
    ///
    /// # Errors
    /// [`Refusal::NoGrant`] without leave to look that is still good.
    pub async fn note_watched(
        &self,
        officer: OfficerId,
        id: AvRecordId,
        parts: &[(i64, i64)],
    ) -> Result<Viewing> {
        self.ticket(officer, id, false).await?.ok_or(Refusal::NoGrant)?;
        let dossier = self.dossier(id).await?;
        let lasts = dossier.recordings.get(&id).and_then(Recording::duration_ms);
        let mut viewing = self.viewing(officer, id).await?;
        viewing.watched = viewing.watched.with(parts, lasts);
        self.save_viewing(officer, id, viewing).await
    }

    /// Notes what a person holds of a recording they looked at; nothing takes it back.
    ///
    /// # Errors
    /// [`Refusal::NoGrant`] for somebody who never looked.
    pub async fn note_verdict(
        &self,
        officer: OfficerId,
        id: AvRecordId,
        verdict: Option<Verdict>,
        note: Option<Text<500>>,
    ) -> Result<Viewing> {
        let acting = self.acting(Some(officer)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::RecordingView, &dossier)?;
        let state = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?;
        if !state.views.iter().any(|view| view.by == Some(officer)) {
            return Err(Refusal::NoGrant.into());
        }
        let mut viewing = self.viewing(officer, id).await?;
        viewing.verdict = verdict;
        viewing.note = note.map(|text| text.as_str().to_owned());
        self.save_viewing(officer, id, viewing).await
    }

    /// What a person made of these recordings so far.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn viewings(
        &self,
        officer: OfficerId,
        ids: &[AvRecordId],
    ) -> Result<BTreeMap<AvRecordId, Viewing>> {
        let mut known = BTreeMap::new();
        for ids in ids.chunks(AT_ONCE) {
            let rows = self.store.viewings(ids, Some(officer)).await;
            let rows = rows.map_err(fault("reading what was watched"))?;
            for row in rows {
                known.insert(row.recording_id, read(row)?);
            }
        }
        Ok(known)
    }

    /// What the reader watched of a recording, and, where they have leave to look, which parts of it
    /// others did.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn watched_by(
        &self,
        view: &CaseView,
        recording: &Recording,
    ) -> Result<(Viewing, Vec<(OfficerId, Watched)>)> {
        let rows = self.store.viewings(&[recording.id], None).await;
        let (mut own, mut others) = (Viewing::default(), Vec::new());
        let sees_others =
            may_look(&view.dossier, &view.directory, &view.reader, recording, view.now);
        for row in rows.map_err(fault("reading what was watched"))? {
            let officer = row.officer_id;
            if officer == view.reader.id {
                own = read(row)?;
            } else if sees_others {
                others.push((officer, read(row)?.watched));
            }
        }
        others.retain(|(_, watched)| !watched.parts().is_empty());
        Ok((own, others))
    }

    async fn viewing(&self, officer: OfficerId, id: AvRecordId) -> Result<Viewing> {
        Ok(self.viewings(officer, &[id]).await?.remove(&id).unwrap_or_default())
    }

    async fn save_viewing(
        &self,
        officer: OfficerId,
        id: AvRecordId,
        mut viewing: Viewing,
    ) -> Result<Viewing> {
        let now = self.context.now();
        viewing.updated_at = Some(now);
        let watched = serde_json::to_string(&viewing.watched);
        let row = ViewingRow {
            key: ViewingRow::key_of(id, officer),
            recording_id: id,
            officer_id: officer,
            watched: watched.map_err(fault("writing what was watched"))?,
            verdict: viewing.verdict.map(|verdict| verdict.as_str().to_owned()),
            note: viewing.note.clone(),
            updated_at: now,
        };
        self.store.save_viewing(&row).await.map_err(fault("noting what was watched"))?;
        Ok(viewing)
    }
}

fn read(row: ViewingRow) -> Result<Viewing> {
    let watched = serde_json::from_str(&row.watched);
    Ok(Viewing {
        watched: watched.map_err(fault("reading what was watched"))?,
        verdict: row.verdict.as_deref().and_then(Verdict::parse),
        note: row.note,
        updated_at: Some(row.updated_at),
    })
}
