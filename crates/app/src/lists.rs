//! Pages of cases, work, recordings and requests for access.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::access::AccessRequest;
use domain::authority::{self, Action, Horizon};
use domain::case::Case;
use domain::dossier::Dossier;
use domain::org::{Directory, Officer};
use domain::recording::Recording;
use rules::catalogue::Slot;
use store::{
    AccessFilter, ActivityFilter, ActivityRow, ApprovalFilter, CaseFilter, CaseRow, Cursor, Page,
    Paging, RecordingFilter, RecordingRow, Scope,
};
use terms::{AvRecordId, CaseId, OfficerId, Timestamp};

use crate::App;
use crate::error::{Result, fault};
use crate::load::Acting;

/// Requests for access with their cases, as somebody may read them.
pub struct AccessSeen {
    /// The requests, last asked first.
    pub requests: Vec<(AccessRequest, Case)>,
    /// The people.
    pub directory: Arc<Directory>,
    /// When.
    pub now: Timestamp,
}

/// A page of recordings with the cases they belong to.
pub struct RecordingsSeen {
    dossiers: Vec<Dossier>,
    /// Each recording and the place of its dossier.
    items: Vec<(AvRecordId, usize)>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// The people.
    pub directory: Arc<Directory>,
    /// Whoever reads.
    pub reader: Officer,
    /// When.
    pub now: Timestamp,
}

impl RecordingsSeen {
    /// The recordings in order, each with all it belongs to.
    pub fn iter(&self) -> impl Iterator<Item = (&Recording, &Dossier)> {
        self.items.iter().filter_map(|(id, place)| {
            let dossier = self.dossiers.get(*place)?;
            Some((dossier.recordings.get(id)?, dossier))
        })
    }
}

impl App {
    /// Whoever reads lists, and how far they see.
    pub(crate) async fn reader(
        &self,
        reader: OfficerId,
        action: Action,
    ) -> Result<(Acting, Scope)> {
        let acting = self.acting(Some(reader)).await?;
        let today = acting.now.date();
        let seen = authority::horizon(&acting.officer, &acting.directory, action, today)?;
        let scope = match seen {
            Horizon::Agencies(agencies) => Scope::Agencies(agencies.into_iter().collect()),
            Horizon::Part { agency, own, division } => {
                Scope::Part { agency, officer: own, division }
            }
        };
        Ok((acting, scope))
    }

    /// A page of cases the reader may see.
    ///
    /// # Errors
    /// A refusal where the role reads no cases.
    pub async fn cases(
        &self,
        reader: OfficerId,
        mut filter: CaseFilter,
        paging: Paging,
    ) -> Result<Page<CaseRow>> {
        let (_, scope) = self.reader(reader, Action::CaseRead).await?;
        filter.scope = scope;
        self.store.cases(&filter, &paging).await.map_err(fault("listing cases"))
    }

    /// Number and title of cases, for lists of what belongs to them.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn case_labels(
        &self,
        cases: impl IntoIterator<Item = CaseId>,
    ) -> Result<BTreeMap<CaseId, String>> {
        let rows = self.store.rows_by_key::<CaseRow>(cases).await;
        let rows = rows.map_err(fault("reading cases"))?;
        let label = |row: CaseRow| match row.case_no {
            Some(number) => format!("{number} {}", row.title),
            None => row.title,
        };
        Ok(rows.into_iter().map(|row| (row.case_id, label(row))).collect())
    }

    /// A page of on-site work the reader may see.
    ///
    /// # Errors
    /// A refusal where the role reads no on-site work.
    pub async fn activities(
        &self,
        reader: OfficerId,
        mut filter: ActivityFilter,
        paging: Paging,
    ) -> Result<Page<ActivityRow>> {
        let (_, scope) = self.reader(reader, Action::ActivityRead).await?;
        filter.scope = scope;
        self.store.activities(&filter, &paging).await.map_err(fault("listing on-site work"))
    }

    /// A page of recordings the reader may see.
    ///
    /// # Errors
    /// A refusal where the role reads no recordings.
    pub async fn recordings(
        &self,
        reader: OfficerId,
        mut filter: RecordingFilter,
        paging: Paging,
    ) -> Result<RecordingsSeen> {
        let (acting, scope) = self.reader(reader, Action::RecordingRead).await?;
        filter.scope = scope;
        let page = self.store.recordings(&filter, &paging).await;
        let Page { rows, next } = page.map_err(fault("listing recordings"))?;
        // Recordings of one case or one piece of work hang together and are read once.
        let mut dossiers: Vec<Dossier> = Vec::new();
        let mut items = Vec::with_capacity(rows.len());
        for RecordingRow { recording_id: id, .. } in rows {
            let known = dossiers.iter().position(|known| known.recordings.contains_key(&id));
            if known.is_none() {
                let dossier = self.dossier(id).await?;
                acting.may(Action::RecordingRead, &dossier)?;
                dossiers.push(dossier);
            }
            items.push((id, known.unwrap_or(dossiers.len().saturating_sub(1))));
        }
        let Acting { officer, directory, now } = acting;
        Ok(RecordingsSeen { dossiers, items, next, directory, reader: officer, now })
    }

    /// What waits for the reader's hand: signatures and requests for access.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn approvals(
        &self,
        reader: OfficerId,
        limit: u32,
    ) -> Result<Vec<store::ApprovalRow>> {
        let acting = self.acting(Some(reader)).await?;
        let filter = ApprovalFilter {
            agency: acting.officer.agency,
            slots: Self::slots_of(&acting.officer, acting.now.date()),
            officer: reader,
        };
        let rows = self.store.approvals(&filter, limit).await;
        let mut waiting = Vec::new();
        for row in rows.map_err(fault("listing approvals"))? {
            if !self.has_signed(&row, reader).await? {
                waiting.push(row);
            }
        }
        Ok(waiting)
    }

    /// Whether a record that still waits for others has this person's signature already. Only the
    /// slot of those who discussed a case wants several people of one office (Art. 11(四)).
    async fn has_signed(&self, row: &store::ApprovalRow, reader: OfficerId) -> Result<bool> {
        let slot = Slot::Attendees.as_str();
        let record = row.record_id.filter(|_| row.slot == slot);
        let Some((record, case)) = record.zip(row.case_id) else { return Ok(false) };
        let dossier = self.dossier(case).await?;
        let record = dossier.case.as_ref().and_then(|case| case.records.get(&record));
        Ok(record.is_some_and(|record| record.signers(slot).contains(&reader)))
    }

    /// Requests for access the reader may see: of cases they read, and those of their own.
    ///
    /// # Errors
    /// A refusal where the role reads no cases.
    pub async fn access_requests(
        &self,
        reader: OfficerId,
        mut filter: AccessFilter,
        paging: Paging,
    ) -> Result<AccessSeen> {
        let (acting, scope) = self.reader(reader, Action::CaseRead).await?;
        filter.scope = scope;
        let page = self.store.access_requests(&filter, &paging).await;
        let page = page.map_err(fault("listing requests"))?;
        let mut requests = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            let dossier = self.dossier(row.case_id).await?;
            let request = dossier.access.get(&row.request_id).cloned();
            requests.extend(request.zip(dossier.case));
        }
        Ok(AccessSeen { requests, directory: acting.directory, now: acting.now })
    }
}
