//! Recording lists (Art. 16): which is in force, and how a version comes about.

mod coverage;
mod read;
mod replay;
mod table;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::activity::Activity;
use domain::recording_list::{self, ListRow, RecordingList};
use domain::{Event, Recorded, Refusal};
use terms::{AgencyId, Date, ListRowId, RecordingListId, StreamId, Timestamp};

use crate::App;
use crate::error::{Result, fault};
use crate::load::recorded;

pub use coverage::{
    CellAsked, Counts, CoverageAsked, CoverageCell, CoverageLine, CoverageSeen, Unit,
};
pub use read::{Against, Compared, ListView, ListsSeen};
pub use replay::{Replay, Replayed, RowReplay};
pub use write::{DraftRows, NewList};

/// Every list there is, with the version of its stream.
#[derive(Default)]
pub(crate) struct Lists(BTreeMap<RecordingListId, (u64, RecordingList)>);

impl Lists {
    fn all(&self) -> impl Iterator<Item = &RecordingList> {
        self.0.values().map(|(_, list)| list)
    }

    fn of(&self, agency: AgencyId) -> impl Iterator<Item = &RecordingList> {
        self.all().filter(move |list| list.agency == agency)
    }

    fn get(&self, id: RecordingListId) -> Option<&RecordingList> {
        self.0.get(&id).map(|(_, list)| list)
    }

    fn version(&self, id: RecordingListId) -> u64 {
        self.0.get(&id).map_or(0, |(version, _)| *version)
    }
}

impl App {
    /// Every list as its facts add up. Kept in memory until a fact of any is added, by whichever
    /// node: lists are read with every plan and change a few times a year.
    pub(crate) async fn lists(&self) -> Result<Arc<Lists>> {
        const FAMILY: &str = "recording_list.";
        let newest = self.store.last_of_family(FAMILY).await;
        let newest = newest.map_err(fault("looking for changes of lists"))?;
        {
            let known = self.lists.read().await;
            if let Some((at, lists)) = &*known
                && *at == newest
            {
                return Ok(lists.clone());
            }
        }
        let facts = self.store.facts_of_family(FAMILY).await.map_err(fault("reading lists"))?;
        let mut streams: BTreeMap<StreamId, Vec<Option<Recorded>>> = BTreeMap::new();
        for fact in &facts {
            streams.entry(fact.stream.clone()).or_default().push(recorded(fact)?);
        }
        let mut lists = Lists::default();
        for facts in streams.values() {
            let mut state: Option<RecordingList> = None;
            for fact in facts.iter().flatten().filter(|fact| is_of_list(fact)) {
                state = match state {
                    None => RecordingList::begin(fact),
                    Some(state) => Some(state.evolve(fact)),
                };
            }
            let version = u64::try_from(facts.len()).unwrap_or(u64::MAX);
            lists.0.extend(state.map(|list| (list.id, (version, list))));
        }
        let lists = Arc::new(lists);
        *self.lists.write().await = Some((newest, lists.clone()));
        Ok(lists)
    }

    /// The list in force for an agency on a day: its own, or else that of the agency above.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn recording_list(
        &self,
        agency: AgencyId,
        on: Date,
    ) -> Result<Option<RecordingList>> {
        let lists = self.lists().await?;
        let mut at = Some(agency);
        while let Some(owner) = at {
            if let Some(list) = recording_list::in_force(lists.all(), owner, on) {
                return Ok(Some(list.clone()));
            }
            at = self.superior_of(owner).await?;
        }
        Ok(None)
    }

    async fn superior_of(&self, agency: AgencyId) -> Result<Option<AgencyId>> {
        let directory = self.directory().await?;
        Ok(directory.agencies.get(&agency).and_then(|agency| agency.superior))
    }

    /// The list in force of the agency above on a day, or of the one above that.
    async fn list_above(&self, agency: AgencyId, on: Date) -> Result<Option<RecordingList>> {
        match self.superior_of(agency).await? {
            Some(superior) => self.recording_list(superior, on).await,
            None => Ok(None),
        }
    }

    /// A row of the list in force now, with that list and its version.
    pub(crate) async fn list_row(
        &self,
        agency: AgencyId,
        id: ListRowId,
        now: Timestamp,
    ) -> Result<(ListRow, (RecordingListId, u32))> {
        let list = self.recording_list(agency, now.date()).await?;
        let list = list.ok_or(Refusal::UnknownListRow)?;
        let row = list.row(id).cloned().ok_or(Refusal::UnknownListRow)?;
        let since = list.in_force().ok_or(Refusal::UnknownListRow)?;
        Ok((row, (list.id, since.version)))
    }

    /// The version under which work was planned, and its row there. The first activities do not
    /// name the version; their rows stand in one only.
    pub(crate) async fn list_of(
        &self,
        activity: &Activity,
    ) -> Result<Option<(RecordingList, ListRow)>> {
        let lists = self.lists().await?;
        Ok(under_which(&lists, activity).map(|(list, row)| (list.clone(), row.clone())))
    }
}

fn under_which<'a>(lists: &'a Lists, work: &Activity) -> Option<(&'a RecordingList, &'a ListRow)> {
    let row = |list: &'a RecordingList| Some((list, list.row(work.list_row)?));
    match work.list {
        Some((list, _)) => lists.get(list).and_then(row),
        None => {
            let in_force = lists.all().filter(|list| list.in_force().is_some());
            in_force.filter_map(row).min_by_key(|(list, _)| list.drafted_at)
        }
    }
}

const fn is_of_list(fact: &Recorded) -> bool {
    matches!(fact.event, Event::RecordingList(_))
}
