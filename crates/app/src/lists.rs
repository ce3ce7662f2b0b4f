//! Lists: the AV recording list in force, and pages of cases, work and recordings.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::access::AccessRequest;
use domain::authority::{self, Action, Horizon};
use domain::case::Case;
use domain::dossier::Dossier;
use domain::org::Directory;
use domain::recording_list::{self, ListRow, RecordingList};
use domain::{Event, Refusal};
use rules::catalogue::Slot;
use store::{
    AccessFilter, ActivityFilter, ActivityRow, ApprovalFilter, CaseFilter, CaseRow, Page, Paging,
    RecordingFilter, RecordingRow, Scope,
};
use terms::{AgencyId, CaseId, Date, ListRowId, OfficerId, RecordingListId, Timestamp};

use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::{Result, fault};
use crate::load::{Acting, recorded};

/// Requests for access with their cases, as somebody may read them.
pub struct AccessSeen {
    /// The requests, last asked first.
    pub requests: Vec<(AccessRequest, Case)>,
    /// The people.
    pub directory: Arc<Directory>,
    /// When.
    pub now: Timestamp,
}

impl App {
    /// The list in force for an agency on a day: its own, or else that of the agency above.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn recording_list(
        &self,
        agency: AgencyId,
        on: Date,
    ) -> Result<Option<RecordingList>> {
        let directory = self.directory().await?;
        let facts =
            self.store.facts_of_family("recording_list.").await.map_err(fault("reading lists"))?;
        let mut lists = Vec::new();
        for fact in &facts {
            if let Some(domain::Recorded { event: Event::RecordingList(event), .. }) =
                recorded(fact)?
            {
                lists.push(RecordingList::fold(&event));
            }
        }
        let mut at = Some(agency);
        while let Some(owner) = at {
            let own = lists.iter().filter(|l| l.agency == owner && l.effective_from_on <= on);
            if let Some(list) = own.max_by_key(|list| (list.effective_from_on, list.version)) {
                return Ok(Some(list.clone()));
            }
            at = directory.agencies.get(&owner).and_then(|agency| agency.superior);
        }
        Ok(None)
    }

    pub(crate) async fn list_row(
        &self,
        agency: AgencyId,
        id: ListRowId,
        now: Timestamp,
    ) -> Result<ListRow> {
        let list = self.recording_list(agency, now.date()).await?;
        let row = list.into_iter().flat_map(|list| list.rows).find(|row| row.id == id);
        Ok(row.ok_or(Refusal::UnknownListRow)?)
    }

    /// Puts a list in force for one's own agency (Art. 16).
    ///
    /// # Errors
    /// A refusal naming what is wrong with the list.
    pub async fn adopt_list(
        &self,
        call: &Call,
        effective_from_on: Date,
        mut rows: Vec<ListRow>,
        source: String,
    ) -> Result<Done> {
        let id = RecordingListId::from_bits(self.context.id());
        for row in &mut rows {
            row.id = ListRowId::from_bits(self.context.id());
        }
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(Action::ListAdopt)?;
            let agency = acting.officer.agency;
            let known = self.recording_list(agency, effective_from_on).await?;
            let version = known.filter(|l| l.agency == agency).map_or(1, |list| list.version + 1);
            let list = RecordingList {
                id,
                agency,
                version,
                effective_from_on,
                rows: rows.clone(),
                source: source.clone(),
            };
            let outcome = recording_list::adopt(&list)?;
            Ok(Decided::on(Dossier::default(), id, outcome).making(id))
        })
        .await
    }

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
    ) -> Result<Page<RecordingRow>> {
        let (_, scope) = self.reader(reader, Action::RecordingRead).await?;
        filter.scope = scope;
        self.store.recordings(&filter, &paging).await.map_err(fault("listing recordings"))
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
        let Some(record) = row.record_id.filter(|_| row.slot == slot) else { return Ok(false) };
        let dossier = self.dossier(row.case_id).await?;
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
