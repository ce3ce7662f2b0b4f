//! Recording lists for reading: which there are, one of them, two side by side.

use std::sync::Arc;

use domain::authority::{self, Action, Place};
use domain::org::{Directory, Officer};
use domain::recording_list::{self, Command, RecordingList, Standing};
use domain::{Refusal, Text};
use terms::{AgencyId, Date, OfficerId, RecordingListId, Timestamp};

use super::Lists;
use crate::App;
use crate::error::Result;
use crate::load::Acting;

/// The lists somebody may see.
pub struct ListsSeen {
    /// Those of the own agency, last begun first.
    pub own: Vec<RecordingList>,
    /// Those that agencies below laid before the own one, last begun first.
    pub below: Vec<RecordingList>,
    /// The list in force for the own agency today: its own or that of an agency above.
    pub in_force: Option<RecordingList>,
    /// The list in force of the agency above, from which a draft may be made.
    pub superior: Option<RecordingList>,
    /// Whether the reader may begin a version.
    pub may_draft: Result<(), Refusal>,
    /// The people and agencies.
    pub directory: Arc<Directory>,
    /// When.
    pub now: Timestamp,
}

/// A list as somebody may read it.
pub struct ListView {
    /// The list.
    pub list: RecordingList,
    /// Where it stands today.
    pub standing: Standing,
    /// First day of the version that takes its place.
    pub succeeded_on: Option<Date>,
    /// The list it was made from.
    pub base: Option<RecordingList>,
    /// The superior agency's list in force.
    pub superior: Option<RecordingList>,
    /// First day it could be in force.
    pub earliest_on: Date,
    /// What the reader may do with it, and why not.
    pub may: Vec<(Action, &'static str, Result<(), Refusal>)>,
    /// The people and agencies.
    pub directory: Arc<Directory>,
    /// Whoever reads.
    pub reader: Officer,
    /// When.
    pub now: Timestamp,
}

/// What a list is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Another list.
    List(RecordingListId),
    /// The superior agency's list in force.
    Superior,
}

/// Two lists side by side.
pub struct Compared {
    /// The earlier one, or the superior agency's.
    pub before: RecordingList,
    /// The list that was asked about.
    pub after: RecordingList,
    /// The agencies.
    pub directory: Arc<Directory>,
}

impl App {
    /// The lists the reader may see.
    ///
    /// # Errors
    /// A refusal where the role reads no lists.
    pub async fn recording_lists(&self, reader: OfficerId) -> Result<ListsSeen> {
        let acting = self.acting(Some(reader)).await?;
        acting.may_at_home(Action::ListRead)?;
        let lists = self.lists().await?;
        let agency = acting.officer.agency;
        let newest_first = |mut lists: Vec<RecordingList>| {
            lists.sort_by_key(|list| std::cmp::Reverse((list.drafted_at, list.id)));
            lists
        };
        let below = lists.all().filter(|list| {
            list.agency != agency
                && acting.directory.is_above(agency, list.agency)
                && Self::seen_list(&acting, &lists, list.id).is_ok()
        });
        let today = acting.now.date();
        Ok(ListsSeen {
            below: newest_first(below.cloned().collect()),
            own: newest_first(lists.of(agency).cloned().collect()),
            in_force: self.recording_list(agency, today).await?,
            superior: self.list_above(agency, today).await?,
            may_draft: acting.may_at_home(Action::ListDraft).map(|_| ()),
            directory: acting.directory,
            now: acting.now,
        })
    }

    /// A list that whoever acts may see: of the own agency, of one above once it is in force, or
    /// of one below once it was laid before somebody.
    pub(super) fn seen_list<'a>(
        acting: &Acting,
        lists: &'a Lists,
        id: RecordingListId,
    ) -> Result<&'a RecordingList, Refusal> {
        let list = lists.get(id).ok_or(Refusal::NotFound)?;
        let agency = acting.officer.agency;
        if list.agency == agency {
            acting.may_at_home(Action::ListRead)?;
            return Ok(list);
        }
        if acting.directory.is_above(list.agency, agency) && list.in_force().is_some() {
            return Ok(list);
        }
        let is_shown = list.is_shown_outside();
        let may_read = acting.may_with(Action::ListRead, list.agency).is_ok();
        if is_shown && may_read { Ok(list) } else { Err(Refusal::NotFound) }
    }

    /// A list for reading, with what may be done next.
    ///
    /// # Errors
    /// *Not found* for what the reader may not know of.
    pub async fn list_view(&self, reader: OfficerId, id: RecordingListId) -> Result<ListView> {
        let acting = self.acting(Some(reader)).await?;
        let lists = self.lists().await?;
        let list = Self::seen_list(&acting, &lists, id)?.clone();
        let today = acting.now.date();
        let loaded = self.loaded(&lists, list.agency, Some(id), None, today).await?;
        let (_, earliest_on) = recording_list::following(&loaded.versions, today);
        let steps = steps(&list, loaded.superior.as_ref(), earliest_on);
        let may = |(action, name, command): (Action, &'static str, Command)| {
            let allowed = acting.may_with(action, list.agency).map(|_| ());
            let follows = || loaded.decide(command, &acting.officer, &acting).map(|_| ());
            (action, name, allowed.and_then(|()| follows()))
        };
        Ok(ListView {
            may: steps.into_iter().map(may).collect(),
            standing: list.standing(lists.all(), today),
            succeeded_on: recording_list::succeeded_on(lists.all(), &list),
            base: loaded.base.clone(),
            superior: loaded.superior.clone(),
            earliest_on,
            list,
            reader: acting.officer.clone(),
            now: acting.now,
            directory: acting.directory.clone(),
        })
    }

    /// A list beside another that the reader may see too.
    ///
    /// # Errors
    /// *Not found* for what the reader may not know of, or where there is no superior list.
    pub async fn compare_lists(
        &self,
        reader: OfficerId,
        id: RecordingListId,
        against: Against,
    ) -> Result<Compared> {
        let acting = self.acting(Some(reader)).await?;
        let lists = self.lists().await?;
        let after = Self::seen_list(&acting, &lists, id)?.clone();
        let before = match against {
            Against::List(other) => Some(Self::seen_list(&acting, &lists, other)?.clone()),
            Against::Superior => self.list_above(after.agency, acting.now.date()).await?,
        };
        let before = before.ok_or(Refusal::NotFound)?;
        Ok(Compared { before, after, directory: acting.directory })
    }
}

impl Acting {
    /// Whether the person may do this to a matter of an agency that no case is behind.
    pub(super) fn may_with(
        &self,
        action: Action,
        agency: AgencyId,
    ) -> Result<authority::Permit, Refusal> {
        let place = Place { agency: Some(agency), division: None, officers: &[] };
        authority::authorize(&self.officer, &self.directory, action, place, self.now.date())
    }
}

/// Each step with a command that stands for all of its kind: what a decision says to it, it says
/// to the step.
fn steps(
    list: &RecordingList,
    superior: Option<&RecordingList>,
    earliest_on: Date,
) -> Vec<(Action, &'static str, Command)> {
    let Ok(words) = Text::<500>::parse("…") else { return Vec::new() };
    let alarms = recording_list::unanswered(list, superior);
    let explained = alarms.iter().map(|alarm| (alarm.wanted.id, words.clone())).collect();
    let approve = Command::Approve { effective_from_on: earliest_on, opinion: None, explained };
    let rows = list.rows.clone();
    let new_ids = rows.iter().map(|row| row.id).collect();
    let comment = Command::Comment { row: None, text: words.clone(), is_consent: false };
    vec![
        (Action::ListDraft, "edit", Command::ChangeRows { rows, new_ids, seen: None }),
        (Action::ListDraft, "submit", Command::Submit),
        (Action::ListComment, "comment", comment),
        (Action::ListAdopt, "approve", approve),
        (Action::ListDraft, "withdraw", Command::Withdraw { reason: words }),
    ]
}
