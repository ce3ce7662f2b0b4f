//! Commands about recording lists.

use std::collections::{BTreeMap, BTreeSet};

use domain::authority::Action;
use domain::dossier::Dossier;
use domain::org::Officer;
use domain::recording_list::{self, Around, Command, ListRow, RecordingList, keep_ids};
use domain::{Refusal, Text};
use terms::{AgencyId, Date, ListRowId, RecordingListId, StreamId};

use super::Lists;
use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::Result;
use crate::load::Acting;

/// The rows of a draft.
#[derive(Debug, Clone)]
pub enum DraftRows {
    /// Those of the list it is made from; none without one.
    Kept,
    /// These, each with the id it had in a list it comes from.
    Given(Vec<(Option<ListRowId>, ListRow)>),
    /// These, read from a table: where the list it is made from, or else the own list in force,
    /// has the same row, its id is kept.
    Imported(Vec<ListRow>),
}

/// A version to begin.
#[derive(Debug, Clone)]
pub struct NewList {
    /// What it is called.
    pub title: Text<100>,
    /// Where it comes from.
    pub source: Text<200>,
    /// From when on it is hoped to be in force.
    pub hoped_from_on: Option<Date>,
    /// The list it is made from.
    pub from_list: Option<RecordingListId>,
    /// Its rows.
    pub rows: DraftRows,
}

/// What a decision about a list looks at.
pub(super) struct Loaded {
    pub(super) state: Option<RecordingList>,
    pub(super) versions: Vec<RecordingList>,
    pub(super) base: Option<RecordingList>,
    pub(super) superior: Option<RecordingList>,
    streams: BTreeMap<StreamId, u64>,
}

impl Loaded {
    /// The streams that were looked at; only the list itself is what the dossier is about.
    fn dossier(&self) -> Dossier {
        let lists = self.state.iter().map(|list| (list.id, list.clone())).collect();
        Dossier { lists, versions: self.streams.clone(), ..Dossier::default() }
    }

    pub(super) fn decide(
        &self,
        command: Command,
        by: &Officer,
        acting: &Acting,
    ) -> Result<domain::Outcome<recording_list::Event>, Refusal> {
        let versions: Vec<&RecordingList> = self.versions.iter().collect();
        let around = Around {
            by,
            directory: &acting.directory,
            versions: &versions,
            base: self.base.as_ref(),
            superior: self.superior.as_ref(),
            now: acting.now,
        };
        recording_list::decide(self.state.as_ref(), command, &around)
    }
}

impl App {
    /// Loads a list, or for a new one what its agency has; the superior's list as of a day.
    pub(super) async fn loaded(
        &self,
        lists: &Lists,
        agency: AgencyId,
        id: Option<RecordingListId>,
        base: Option<RecordingListId>,
        on: Date,
    ) -> Result<Loaded> {
        let state = id.and_then(|id| lists.get(id)).cloned();
        let base = state.as_ref().and_then(|list| list.based_on).or(base);
        let base = base.and_then(|id| lists.get(id)).cloned();
        let superior = self.list_above(agency, on).await?;
        let versions: Vec<RecordingList> = lists.of(agency).cloned().collect();
        let looked_at = versions.iter().chain(&base).chain(&superior).map(|list| list.id);
        let streams = looked_at.map(|id| (StreamId::from(id), lists.version(id))).collect();
        Ok(Loaded { state, versions, base, superior, streams })
    }

    /// Begins a version for one's own agency.
    ///
    /// # Errors
    /// A refusal naming what is wrong with its rows.
    pub async fn draft_list(&self, call: &Call, new: NewList) -> Result<Done> {
        let id = RecordingListId::from_bits(self.context.id());
        let given = self.with_ids(&new.rows);
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(Action::ListDraft)?;
            let agency = acting.officer.agency;
            let lists = self.lists().await?;
            let base = self.base_for(&acting, &lists, new.from_list)?;
            let today = acting.now.date();
            let loaded = self.loaded(&lists, agency, None, base, today).await?;
            let (rows, new_ids) = match (&new.rows, &given) {
                (DraftRows::Kept, _) => {
                    let rows = loaded.base.as_ref().map(|base| base.rows.clone());
                    (rows.unwrap_or_default(), BTreeSet::new())
                }
                (DraftRows::Given(_), (rows, new_ids)) => (rows.clone(), new_ids.clone()),
                (DraftRows::Imported(_), (rows, new_ids)) => {
                    let mut rows = rows.clone();
                    let own = recording_list::in_force(lists.all(), agency, today);
                    let known = loaded.base.as_ref().or(own);
                    keep_ids(&mut rows, known.map(|list| &*list.rows).unwrap_or_default());
                    let kept = rows.iter().map(|row| row.id);
                    let new_ids = new_ids.iter().copied().chain(kept).collect();
                    (rows, new_ids)
                }
            };
            let command = Command::Draft {
                list: id,
                title: new.title.clone(),
                source: new.source.clone(),
                hoped_from_on: new.hoped_from_on,
                rows,
                new_ids,
            };
            let outcome = loaded.decide(command, &acting.officer, &acting)?;
            Ok(Decided::on(loaded.dossier(), id, outcome).making(id))
        })
        .await
    }

    /// Rows with an id each, and which ids were made for them now.
    fn with_ids(&self, rows: &DraftRows) -> (Vec<ListRow>, BTreeSet<ListRowId>) {
        let rows: Vec<(Option<ListRowId>, &ListRow)> = match rows {
            DraftRows::Kept => Vec::new(),
            DraftRows::Given(rows) => rows.iter().map(|(id, row)| (*id, row)).collect(),
            DraftRows::Imported(rows) => rows.iter().map(|row| (None, row)).collect(),
        };
        let mut new_ids = BTreeSet::new();
        let mut with_id = |(known, row): (Option<ListRowId>, &ListRow)| {
            let id = known.unwrap_or_else(|| {
                let id = ListRowId::from_bits(self.context.id());
                new_ids.insert(id);
                id
            });
            ListRow { id, ..row.clone() }
        };
        let rows = rows.into_iter().map(&mut with_id).collect();
        (rows, new_ids)
    }

    /// The list a draft is made from must be one that its maker may see.
    fn base_for(
        &self,
        acting: &Acting,
        lists: &Lists,
        wanted: Option<RecordingListId>,
    ) -> Result<Option<RecordingListId>, Refusal> {
        let Some(id) = wanted else { return Ok(None) };
        let list = lists.get(id).ok_or(Refusal::NotFound)?;
        let agency = acting.officer.agency;
        let is_above = acting.directory.is_above(list.agency, agency) && list.in_force().is_some();
        if list.agency == agency || is_above { Ok(Some(id)) } else { Err(Refusal::NotFound) }
    }

    /// Puts rows in the place of those a draft has.
    ///
    /// # Errors
    /// A refusal naming what is wrong with them.
    pub async fn change_list_rows(
        &self,
        call: &Call,
        id: RecordingListId,
        rows: Vec<(Option<ListRowId>, ListRow)>,
        seen: Option<u32>,
    ) -> Result<Done> {
        let (rows, new_ids) = self.with_ids(&DraftRows::Given(rows));
        let command = Command::ChangeRows { rows, new_ids, seen };
        self.decide_list(call, id, Action::ListDraft, command).await
    }

    /// One step of a list that was begun.
    ///
    /// # Errors
    /// A refusal naming who would have to act, or what is still missing.
    pub async fn decide_list(
        &self,
        call: &Call,
        id: RecordingListId,
        action: Action,
        command: Command,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let lists = self.lists().await?;
            let list = Self::seen_list(&acting, &lists, id)?;
            acting.may_with(action, list.agency)?;
            let today = acting.now.date();
            let loaded = self.loaded(&lists, list.agency, Some(id), None, today).await?;
            let outcome = loaded.decide(command.clone(), &acting.officer, &acting)?;
            Ok(Decided::on(loaded.dossier(), id, outcome))
        })
        .await
    }

    /// Puts a list in force for one's own agency at once (Art. 16).
    ///
    /// # Errors
    /// A refusal naming what is wrong with the list.
    pub async fn adopt_list(
        &self,
        call: &Call,
        effective_from_on: Date,
        rows: Vec<ListRow>,
        source: String,
    ) -> Result<Done> {
        let id = RecordingListId::from_bits(self.context.id());
        let (rows, _) = self.with_ids(&DraftRows::Imported(rows));
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(Action::ListAdopt)?;
            let agency = acting.officer.agency;
            let lists = self.lists().await?;
            let loaded = self.loaded(&lists, agency, None, None, effective_from_on).await?;
            let today = acting.now.date();
            let (version, _) = recording_list::following(&loaded.versions, today);
            let by = &acting.officer;
            let outcome =
                recording_list::adopt(id, version, effective_from_on, &rows, &source, by)?;
            Ok(Decided::on(loaded.dossier(), id, outcome).making(id))
        })
        .await
    }
}
