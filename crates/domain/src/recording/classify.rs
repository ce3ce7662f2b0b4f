//! Where a recording belongs: linking it, taking a link back, and saying that it shows no
//! enforcement, which takes two. Whatever is said, the original stays as it is.

use terms::OfficerId;

use super::{Command, Event, Link, NonEnforcement, Parting, Recording};
use crate::{Outcome, Recorded, Refusal};

/// Decides about a recording that is there and was not set aside.
#[expect(clippy::wildcard_enum_match_arm, reason = "only what says where it belongs comes here")]
pub(super) fn decide(
    state: &Recording,
    command: Command,
    actor: Option<OfficerId>,
) -> Result<Outcome<Event>, Refusal> {
    let recording = state.id;
    match command {
        Command::Link { activity, grounds } => match state.activity {
            Some(known) if known == activity => Ok(Outcome::AlreadyDone),
            Some(_) => Err(Refusal::LinkedElsewhere),
            None if state.non_enforcement.is_some() => Err(Refusal::MarkedNonEnforcement),
            None if actor.is_none() && !state.partings.is_empty() => Err(Refusal::PartedByPerson),
            None => Ok(Outcome::one(Event::Linked { recording, activity, grounds })),
        },
        Command::Unlink { reason, explains } => {
            let activity = state.activity.ok_or(Refusal::NotLinked)?;
            if !state.evidence.is_empty() {
                return Err(Refusal::LinkCarries { what: "复制附卷".to_owned() });
            }
            if explains {
                return Err(Refusal::LinkCarries {
                    what: "作为缺口的语音说明".to_owned()
                });
            }
            let reason = reason.as_str().to_owned();
            Ok(Outcome::one(Event::Unlinked { recording, activity, reason, is_released: false }))
        }
        Command::Release { reason } => match state.activity {
            Some(activity) if state.is_linked_by_machine() && state.evidence.is_empty() => {
                let reason = reason.as_str().to_owned();
                Ok(Outcome::one(Event::Unlinked { recording, activity, reason, is_released: true }))
            }
            // What a person linked, a person takes back; what is evidence stays (Art. 23).
            Some(_) | None => Ok(Outcome::AlreadyDone),
        },
        Command::ProposeNonEnforcement { kind, text } => match &state.non_enforcement {
            _ if state.activity.is_some() => Err(Refusal::LinkedIsEnforcement),
            Some(known) if known.kind == kind && known.text == text.as_str() => {
                Ok(Outcome::AlreadyDone)
            }
            Some(_) => Err(Refusal::MarkedNonEnforcement),
            None => {
                let text = text.as_str().to_owned();
                Ok(Outcome::one(Event::NonEnforcementProposed { recording, kind, text }))
            }
        },
        Command::ConfirmNonEnforcement { holder } => {
            let known = state.non_enforcement.as_ref().ok_or(Refusal::NotMarkedNonEnforcement)?;
            let is_second =
                actor.is_some() && actor != known.by && actor != state.officer() && actor != holder;
            match known.confirmed {
                Some(_) => Ok(Outcome::AlreadyDone),
                None if is_second => Ok(Outcome::one(Event::NonEnforcementConfirmed { recording })),
                None => Err(Refusal::NonEnforcementSecondPerson),
            }
        }
        Command::RevokeNonEnforcement { text } => {
            state.non_enforcement.as_ref().ok_or(Refusal::NotMarkedNonEnforcement)?;
            let text = text.as_str().to_owned();
            Ok(Outcome::one(Event::NonEnforcementRevoked { recording, text }))
        }
        _ => Err(Refusal::NotFound),
    }
}

impl Recording {
    /// Folds in where it belongs.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only what says where it belongs comes here"
    )]
    pub(super) fn classify(&mut self, event: &Event, fact: &Recorded) {
        let (at, by) = (fact.at, fact.by);
        match event {
            Event::Linked { activity, grounds, .. } => {
                self.activity = Some(*activity);
                let (activity, grounds) = (*activity, grounds.clone());
                self.link = Some(Link { activity, at, by, grounds });
            }
            Event::Unlinked { activity, reason, is_released, .. } => {
                self.activity = None;
                self.link = None;
                // Nobody said that this link was wrong.
                if !is_released {
                    let reason = reason.clone();
                    self.partings.push(Parting { activity: *activity, at, by, reason });
                }
            }
            Event::NonEnforcementProposed { kind, text, .. } => {
                let (kind, text) = (*kind, text.clone());
                self.non_enforcement = Some(NonEnforcement { kind, text, by, at, confirmed: None });
            }
            Event::NonEnforcementConfirmed { .. } => {
                if let Some(known) = &mut self.non_enforcement {
                    known.confirmed = Some((by, at));
                }
            }
            Event::NonEnforcementRevoked { .. } => self.non_enforcement = None,
            _ => {}
        }
    }

    /// Whether the machine hung it where it hangs.
    #[must_use]
    pub fn is_linked_by_machine(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.by.is_none() && link.grounds.is_some())
    }

    /// Neither linked, nor said to show no enforcement, nor set aside for its bytes.
    #[doc(alias = "未分类")]
    #[must_use]
    pub fn is_unclassified(&self) -> bool {
        self.activity.is_none() && self.non_enforcement.is_none() && !self.is_quarantined
    }
}
