//! Who takes part from when on, and work that is not done after all.

use rules::{Finding, Standing};
use terms::{OfficerId, Timestamp};

use super::{Activity, Event};
use crate::case::check_officers;
use crate::dossier::Dossier;
use crate::org::Directory;
use crate::{Outcome, Refusal, Text};

/// Others take part from some moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamChange {
    /// Everybody who takes part from then on.
    pub officers: Vec<OfficerId>,
    /// From when on.
    pub since: Timestamp,
    /// Why.
    pub reason: String,
    /// Who noted it.
    pub by: Option<OfficerId>,
    /// When that was noted.
    pub at: Timestamp,
}

/// Work that is not done, or was noted by mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: Option<OfficerId>,
    /// When.
    pub at: Timestamp,
}

/// Somebody's time in the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// Who.
    pub officer: OfficerId,
    /// From when on; `None`: from the beginning.
    pub from: Option<Timestamp>,
    /// Until when; `None`: to the end.
    pub until: Option<Timestamp>,
}

impl Activity {
    /// Who took part from when until when. Whoever was taken out before they arrived never did.
    #[must_use]
    pub fn spells(&self) -> Vec<Spell> {
        let whole = |officer: &OfficerId| Spell { officer: *officer, from: None, until: None };
        let mut spells: Vec<Spell> = self.planned_officers.iter().map(whole).collect();
        for change in &self.team_changes {
            let during = self.arrived_at.filter(|at| *at < change.since).map(|_| change.since);
            let leaves =
                |spell: &Spell| spell.until.is_none() && !change.officers.contains(&spell.officer);
            match during {
                None => spells.retain(|spell| !leaves(spell)),
                Some(_) => {
                    let leaving = spells.iter_mut().filter(|spell| leaves(spell));
                    leaving.for_each(|spell| spell.until = during);
                }
            }
            let is_there = |spells: &[Spell], officer| {
                spells.iter().any(|spell| spell.officer == officer && spell.until.is_none())
            };
            for officer in &change.officers {
                if !is_there(&spells, *officer) {
                    spells.push(Spell { officer: *officer, from: during, until: None });
                }
            }
        }
        spells
    }

    /// Everybody who took part at some time, or is to.
    #[must_use]
    pub fn people(&self) -> Vec<OfficerId> {
        let mut people: Vec<OfficerId> = Vec::new();
        for spell in self.spells() {
            if !people.contains(&spell.officer) {
                people.push(spell.officer);
            }
        }
        people
    }

    /// Who took part at that moment.
    #[must_use]
    pub fn officers_at(&self, at: Timestamp) -> Vec<OfficerId> {
        let is_there = |spell: &Spell| {
            spell.from.is_none_or(|from| from <= at) && spell.until.is_none_or(|until| at < until)
        };
        self.spells().into_iter().filter(is_there).map(|spell| spell.officer).collect()
    }
}

/// Art. 10(一): whoever comes or leaves, two with valid credentials remain.
pub(super) fn change_officers(
    state: &Activity,
    officers: Vec<OfficerId>,
    since: Timestamp,
    reason: &Text<300>,
    directory: &Directory,
) -> Result<Outcome<Event>, Refusal> {
    check_officers(state.agency, &officers, directory, since.date())?;
    let is_same = officers.len() == state.officers.len()
        && officers.iter().all(|one| state.officers.contains(one));
    if is_same {
        return Ok(Outcome::AlreadyDone);
    }
    let last = state.team_changes.last().map(|change| change.since);
    let is_late = state.departed_at.is_some_and(|departed| since > departed);
    if is_late || last.is_some_and(|last| since < last) {
        return Err(Refusal::TimeOutOfOrder { what: "更换执法人员".to_owned() });
    }
    let (activity, reason) = (state.id, reason.as_str().to_owned());
    Ok(Outcome::one(Event::OfficersChanged { activity, officers, since, reason }))
}

/// Work is cancelled as long as nothing rests on it.
pub(super) fn cancel(
    state: &Activity,
    reason: &Text<300>,
    rests: Option<Rests>,
) -> Result<Outcome<Event>, Refusal> {
    match (&state.cancelled, rests) {
        (Some(known), _) if known.reason == reason.as_str() => Ok(Outcome::AlreadyDone),
        (Some(known), _) => Err(Refusal::ActivityCancelled { reason: known.reason.clone() }),
        (None, Some(Rests::Evidence)) => Err(Refusal::CancelEvidence),
        (None, Some(Rests::Record { title })) => Err(Refusal::CancelRecorded { title }),
        (None, None) => {
            let (activity, reason) = (state.id, reason.as_str().to_owned());
            Ok(Outcome::one(Event::Cancelled { activity, reason }))
        }
    }
}

/// What rests on work, so that it cannot be cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rests {
    /// A recording of it is evidence (Art. 23).
    Evidence,
    /// A record that took effect tells of it.
    Record {
        /// What it is called.
        title: String,
    },
}

/// Findings about cancelled work, struck out with the reason of that.
#[must_use]
pub fn strike(dossier: &Dossier, findings: Vec<Finding>) -> Vec<Finding> {
    let cancelled = dossier.activities.values().filter_map(|activity| {
        let why = activity.cancelled.as_ref()?;
        let recordings = dossier.recordings_of(activity.id).map(|one| one.id.to_string());
        let subjects: Vec<String> =
            std::iter::once(activity.id.to_string()).chain(recordings).collect();
        Some((subjects, format!("本次现场执法已取消：{}", why.reason)))
    });
    let cancelled: Vec<_> = cancelled.collect();
    let struck = findings.into_iter().filter_map(|mut finding| {
        let (_, reason) =
            cancelled.iter().find(|(subjects, _)| subjects.contains(&finding.subject))?;
        // What was never wanted of it is no duty to strike out.
        if !matches!(finding.standing, Standing::NotApplicable { .. }) {
            finding.standing = Standing::NotApplicable { reason: reason.clone() };
            (finding.due, finding.missing) = (None, None);
        }
        Some(finding)
    });
    struck.collect()
}
