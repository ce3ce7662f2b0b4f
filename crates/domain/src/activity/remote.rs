//! Same-day deposit is impossible (Art. 22, paragraph 2): declared by an officer, decided by a head
//! who took no part; and what is known of the return, from which the hours count.

use terms::{DeviceId, OfficerId, Timestamp, words};

use super::{Activity, Event, RemoteGround, SeenBack};
use crate::{Outcome, Refusal, Text};

/// The word of somebody who comes back late in the evening and the second in which a device is given
/// back need not be the same; practice, and no law.
const RETURN_SLACK_MS: i64 = 15 * 60_000;

words! {
    /// How far a declaration has come.
    RemoteStatus {
        /// It waits for a head.
        Pending = "pending", "待批准";
        /// A head agreed.
        Approved = "approved", "已批准";
        /// A head disagreed.
        Refused = "refused", "不予批准";
    }
}

/// What was declared, and what a head said to it.
#[doc(alias = "延迟储存申报")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteException {
    /// Which of the grounds.
    pub ground: RemoteGround,
    /// Why it is truly impossible.
    pub reason: String,
    /// Who declared it.
    pub declared_by: Option<OfficerId>,
    /// When.
    pub declared_at: Timestamp,
    /// What a head said; `None` while it waits.
    pub decided: Option<RemoteDecision>,
}

impl RemoteException {
    /// How far it has come.
    #[must_use]
    pub const fn status(&self) -> RemoteStatus {
        match &self.decided {
            None => RemoteStatus::Pending,
            Some(decided) if decided.is_approved => RemoteStatus::Approved,
            Some(_) => RemoteStatus::Refused,
        }
    }
}

/// What a head said to a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteDecision {
    /// Agreed.
    pub is_approved: bool,
    /// Why not, or a word to it.
    pub reason: Option<String>,
    /// Who.
    pub by: Option<OfficerId>,
    /// When.
    pub at: Timestamp,
}

/// A device that was out on the work, seen back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceBack {
    /// Which.
    pub device: DeviceId,
    /// How.
    pub how: SeenBack,
    /// When.
    pub seen_at: Timestamp,
}

impl Activity {
    /// The earliest that anything tells of the return: the officers' word, or a device of the work.
    #[must_use]
    pub fn back_at(&self) -> Option<Timestamp> {
        let seen = self.seen_back.iter().map(|one| one.seen_at);
        seen.chain(self.returned_at).min()
    }

    /// Devices that were back well before the officers say they were.
    pub fn return_doubts(&self) -> impl Iterator<Item = &DeviceBack> {
        let declared = self.returned_at;
        let is_earlier = move |one: &&DeviceBack| {
            declared.is_some_and(|at| one.seen_at.plus_ms(RETURN_SLACK_MS) < at)
        };
        self.seen_back.iter().filter(is_earlier)
    }
}

pub(super) fn declare(
    state: &Activity,
    ground: RemoteGround,
    reason: &Text<500>,
) -> Result<Outcome<Event>, Refusal> {
    if let Some(known) = &state.remote {
        let is_same = (known.ground, known.reason.as_str()) == (ground, reason.as_str());
        match known.status() {
            RemoteStatus::Pending | RemoteStatus::Approved if is_same => {
                return Ok(Outcome::AlreadyDone);
            }
            status @ RemoteStatus::Approved => return Err(decided(status)),
            RemoteStatus::Pending | RemoteStatus::Refused => {}
        }
    }
    let (activity, reason) = (state.id, reason.as_str().to_owned());
    Ok(Outcome::one(Event::RemoteDeclared { activity, ground, reason }))
}

fn decided(status: RemoteStatus) -> Refusal {
    Refusal::RemoteDecided { how: status.zh().to_owned() }
}

/// Nobody agrees to what they declared themselves or were part of.
pub(super) fn decide_remote(
    state: &Activity,
    is_approved: bool,
    reason: Option<&Text<500>>,
    by: Option<OfficerId>,
) -> Result<Outcome<Event>, Refusal> {
    let declared = state.remote.as_ref().ok_or(Refusal::RemoteNotDeclared)?;
    let is_own = by.is_some_and(|by| state.people().contains(&by)) || declared.declared_by == by;
    if is_own {
        return Err(Refusal::OwnRemote);
    }
    match (declared.status(), is_approved) {
        (RemoteStatus::Pending, _) => {}
        (RemoteStatus::Approved, true) | (RemoteStatus::Refused, false) => {
            return Ok(Outcome::AlreadyDone);
        }
        (status, _) => return Err(decided(status)),
    }
    let reason = reason.map(|text| text.as_str().to_owned());
    Ok(Outcome::one(Event::RemoteDecided { activity: state.id, is_approved, reason }))
}

/// Once for each device and way, and only what was seen after they left the site.
pub(super) fn see_back(state: &Activity, back: DeviceBack) -> Outcome<Event> {
    let DeviceBack { device, how, seen_at } = back;
    let is_known = state.seen_back.iter().any(|one| (one.device, one.how) == (device, how));
    let is_after = state.departed_at.is_some_and(|departed| departed <= seen_at);
    if is_known || !is_after {
        return Outcome::AlreadyDone;
    }
    Outcome::one(Event::DeviceSeenBack { activity: state.id, device, how, seen_at })
}
