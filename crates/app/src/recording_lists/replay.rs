//! What a draft would have demanded of the work of a span of time (Art. 16): a draft is tried on
//! what was, before it is put in force.

use std::sync::Arc;

use domain::activity::Activity;
use domain::authority::{Action, Horizon};
use domain::dossier::Dossier;
use domain::recording_list::{Demand, ListRow, RecordingList, demand};
use store::{ActivityFilter, ActivityRow, Cursor, Paging, Scope};
use terms::{ActivityId, Date, ListRowId, OfficerId, RecordingListId};

use super::{Lists, under_which};
use crate::App;
use crate::error::{Result, fault};

/// Most activities in one answer; the next one goes on where it ended.
const MAX_ACTIVITIES: usize = 500;

/// One piece of work and what the draft would have demanded of it.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// Which.
    pub activity: ActivityId,
    /// What it was.
    pub title: String,
    /// When it was planned for.
    pub planned_on: Date,
    /// The row it was planned under, in words.
    pub under: String,
    /// What the draft demands beside what was demanded.
    pub demand: Demand,
    /// The row of the draft.
    pub row: Option<ListRowId>,
    /// Of what would now be continuous: how much was recorded then, in millionths; `None` where
    /// nobody left the site yet, or where it makes no difference.
    pub covered_ppm: Option<u32>,
    /// Of what would now be continuous: holes in the recording.
    pub gaps: u32,
}

/// A row of the draft over all work of the span.
#[derive(Debug, Clone)]
pub struct RowReplay {
    /// The row.
    pub row: ListRow,
    /// Pieces of work that fall under it.
    pub activities: u32,
    /// Of those, how many were not to be recorded continuously then and would be.
    pub newly_continuous: u32,
    /// Of those, how many were and would not be.
    pub no_longer_continuous: u32,
    /// Of the newly continuous, how many had no recording at all.
    pub without_recording: u32,
    /// Of the newly continuous, how many had a recording with holes.
    pub with_gaps: u32,
}

/// What came of it.
pub struct Replay {
    /// The draft.
    pub list: RecordingList,
    /// From when.
    pub from: Date,
    /// To when.
    pub to: Date,
    /// Its rows, in order.
    pub rows: Vec<RowReplay>,
    /// The work looked at, last planned first; never more than a few hundred.
    pub work: Vec<Replayed>,
    /// Where the next answer goes on; `None` if all of the span was looked at.
    pub next: Option<Cursor>,
    /// The reader sees a part of the agency's work only.
    pub is_part: bool,
}

impl App {
    /// Tries a list on the on-site work of some days that the reader may see.
    ///
    /// # Errors
    /// *Not found* for a list the reader may not know of, or where the role reads no work.
    pub async fn replay_list(
        &self,
        reader: OfficerId,
        id: RecordingListId,
        (from, to): (Date, Date),
        after: Option<Cursor>,
    ) -> Result<Replay> {
        let acting = self.acting(Some(reader)).await?;
        let lists = self.lists().await?;
        let list = Self::seen_list(&acting, &lists, id)?.clone();
        let today = acting.now.date();
        let seen = domain::authority::horizon(
            &acting.officer,
            &acting.directory,
            Action::ActivityRead,
            today,
        )?;
        let is_part = matches!(seen, Horizon::Part { .. });
        let scope = match seen {
            Horizon::Agencies(seen) => {
                Scope::Agencies(seen.into_iter().filter(|agency| *agency == list.agency).collect())
            }
            Horizon::Part { agency, .. } if agency != list.agency => Scope::Agencies(Vec::new()),
            Horizon::Part { agency, own, division } => {
                Scope::Part { agency, officer: own, division }
            }
        };
        let end = Cursor { at: to.end(), key: String::new() };
        let (rows, next) = self.work_between(scope, from, after.unwrap_or(end)).await?;
        let mut replay = Replay {
            rows: list.rows.iter().map(row_replay).collect(),
            list,
            from,
            to,
            work: Vec::with_capacity(rows.len()),
            next,
            is_part,
        };
        for row in &rows {
            if let Some(work) = self.replayed(&replay.list, &lists, row).await? {
                count(&mut replay.rows, &work);
                replay.work.push(work);
            }
        }
        Ok(replay)
    }

    /// Work planned for these days, last first, and where to go on.
    async fn work_between(
        &self,
        scope: Scope,
        from: Date,
        mut after: Cursor,
    ) -> Result<(Vec<ActivityRow>, Option<Cursor>)> {
        let filter = ActivityFilter {
            scope,
            case: None,
            in_case: None,
            officer: None,
            status: None,
            with_open_gaps: false,
        };
        let mut found = Vec::new();
        loop {
            let left = MAX_ACTIVITIES.saturating_sub(found.len());
            let limit = u32::try_from(left).unwrap_or(1).min(store::MAX_PAGE);
            let paging = Paging { limit, after: Some(after) };
            let page = self.store.activities(&filter, &paging).await;
            let page = page.map_err(fault("listing on-site work"))?;
            let before = page.rows.len();
            let inside = page.rows.into_iter().filter(|row| row.planned_at.date() >= from);
            let known = found.len();
            found.extend(inside);
            let is_over = found.len() - known < before;
            match page.next {
                Some(next) if !is_over && found.len() < MAX_ACTIVITIES => after = next,
                next => return Ok((found, next.filter(|_| !is_over))),
            }
        }
    }

    /// Only work whose demand rises to continuous is read whole: its recordings count.
    async fn replayed(
        &self,
        draft: &RecordingList,
        lists: &Arc<Lists>,
        row: &ActivityRow,
    ) -> Result<Option<Replayed>> {
        let mut dossier = Dossier::default();
        self.fold_into(&mut dossier, &row.activity_id.into()).await?;
        let Some(work) = dossier.activities.get(&row.activity_id) else { return Ok(None) };
        let under = under_which(lists, work).map(|(_, row)| row);
        let (demand, now) =
            under.map_or((Demand::WithoutRow, None), |row| demand(row, &draft.rows));
        let mut replayed = Replayed {
            activity: row.activity_id,
            title: row.title.clone(),
            planned_on: row.planned_at.date(),
            under: work.list_item.clone(),
            demand,
            row: now.map(|row| row.id),
            covered_ppm: None,
            gaps: 0,
        };
        if demand == Demand::NewlyContinuous {
            let dossier = self.dossier(row.activity_id).await?;
            let work = dossier.activities.get(&row.activity_id);
            let cover = work.and_then(|work| self.cover_if_continuous(work, &dossier));
            replayed.covered_ppm = cover.as_ref().map(|cover| cover.ratio_ppm);
            let gaps = cover.map_or(0, |cover| cover.gaps.len());
            replayed.gaps = u32::try_from(gaps).unwrap_or(u32::MAX);
        }
        Ok(Some(replayed))
    }

    /// What the recordings would cover had the work been recorded from arrival to departure.
    fn cover_if_continuous(&self, work: &Activity, dossier: &Dossier) -> Option<rules::Cover> {
        let wanted = Activity { is_continuous: true, ..work.clone() };
        self.cover(&wanted, dossier)
    }
}

fn row_replay(row: &ListRow) -> RowReplay {
    RowReplay {
        row: row.clone(),
        activities: 0,
        newly_continuous: 0,
        no_longer_continuous: 0,
        without_recording: 0,
        with_gaps: 0,
    }
}

fn count(rows: &mut [RowReplay], work: &Replayed) {
    let Some(row) = rows.iter_mut().find(|row| Some(row.row.id) == work.row) else { return };
    let one = |number: &mut u32| *number = number.saturating_add(1);
    one(&mut row.activities);
    match work.demand {
        Demand::NewlyContinuous => {
            one(&mut row.newly_continuous);
            match work.covered_ppm {
                Some(0) => one(&mut row.without_recording),
                Some(_) if work.gaps > 0 => one(&mut row.with_gaps),
                Some(_) | None => {}
            }
        }
        Demand::NoLongerContinuous => one(&mut row.no_longer_continuous),
        Demand::Same | Demand::Otherwise | Demand::WithoutRow => {}
    }
}
