//! What people do with recordings that hang on nothing: take a link back, say that one shows no
//! enforcement, choose how much is left to the machine.

use domain::authority::{Action, Place, authorize};
use domain::dossier::Dossier;
use domain::matching::{Grounds, Level};
use domain::org::{self, Command as OrgCommand};
use domain::recording::{self, Command, Context, NonEnforcementKind, Recording};
use domain::{Refusal, Text, activity, case};
use terms::{ActivityId, AvRecordId};

use super::see::Devices;
use crate::commit::{Call, Decided, Done};
use crate::error::Result;
use crate::load::Acting;
use crate::{App, CaseView};

/// A step on the way to *no enforcement*.
#[derive(Debug, Clone)]
pub enum NonEnforcementStep {
    /// Say so.
    Propose {
        /// What it shows instead.
        kind: NonEnforcementKind,
        /// Why.
        text: Text<300>,
    },
    /// Agree, as a second person.
    Confirm,
    /// Disagree, or take it back.
    Revoke {
        /// Why.
        text: Text<300>,
    },
}

impl App {
    /// What the machine sees in a link that a person is about to make, for the fact.
    pub(crate) async fn grounds_of(
        &self,
        recording: &Recording,
        to: ActivityId,
    ) -> Result<Option<Grounds>> {
        let (_, matched, _) = self.matched(recording, &mut Devices::new()).await?;
        let found = matched.candidates.iter().find(|one| one.activity == to);
        Ok(found.map(domain::matching::Candidate::grounds))
    }

    /// Whether the reader may take a recording's link back now.
    ///
    /// # Errors
    /// The refusal that the attempt would meet.
    pub fn reader_may_unlink(
        &self,
        view: &CaseView,
        recording: &Recording,
    ) -> std::result::Result<(), Refusal> {
        let acting = Acting {
            officer: view.reader.clone(),
            directory: view.directory.clone(),
            now: view.now,
        };
        may_unlink(&acting, &view.dossier, recording)?;
        recording::decide(
            Some(recording),
            unlink(&view.dossier, recording, Text::parse("…").map_err(|_| Refusal::NotFound)?),
            &Context { actor: Some(view.reader.id), case: None, access: &[], now: view.now },
        )
        .map(|_| ())
    }

    /// Takes a link back: whoever takes part in the work, or whose recording it is.
    ///
    /// # Errors
    /// A refusal where something rests on the link, or the case takes no writes.
    pub async fn unlink_recording(
        &self,
        call: &Call,
        id: AvRecordId,
        reason: Text<300>,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingRead, &before)?;
            let state = before.recordings.get(&id).ok_or(Refusal::NotFound)?;
            may_unlink(&acting, &before, state)?;
            if let Some(known) = &before.case {
                case::gate(known, false)?;
            }
            let from = state.activity;
            let command = unlink(&before, state, reason.clone());
            let context = Context { actor: call.officer, case: None, access: &[], now: acting.now };
            let outcome = recording::decide(Some(state), command, &context)?;
            let decided = Decided::on(before, id, outcome);
            Ok(match from {
                None => decided,
                Some(from) => decided
                    .and(from, activity::Event::RecordingParted { activity: from, recording: id }),
            })
        })
        .await
    }

    /// Says that a recording shows no enforcement, agrees to that, or takes it back. Nothing is
    /// deleted by any of it.
    ///
    /// # Errors
    /// A refusal for whoever may not, and for one person who would be both.
    pub async fn set_recording_aside(
        &self,
        call: &Call,
        id: AvRecordId,
        step: NonEnforcementStep,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingRead, &before)?;
            if let Some(known) = &before.case {
                case::gate(known, false)?;
            }
            let state = before.recordings.get(&id).ok_or(Refusal::NotFound)?;
            let clip = self.clip(state, &mut Devices::new()).await?;
            let holders = clip.holder.people();
            let is_holder = holders.contains(&acting.officer.id);
            let may_propose = || match acting.may(Action::RecordingSetAside, &before) {
                Err(_) if is_holder => acting.may_at_home(Action::RecordingSetAside),
                answer => answer,
            };
            let may_decide = || acting.may(Action::RecordingSetAsideDecide, &before);
            let command = match step.clone() {
                NonEnforcementStep::Propose { kind, text } => {
                    may_propose()?;
                    Command::ProposeNonEnforcement { kind, text }
                }
                NonEnforcementStep::Confirm => {
                    may_decide()?;
                    let holder = holders.iter().copied().find(|one| *one == acting.officer.id);
                    Command::ConfirmNonEnforcement { holder }
                }
                NonEnforcementStep::Revoke { text } => {
                    may_decide().or_else(|_| may_propose())?;
                    Command::RevokeNonEnforcement { text }
                }
            };
            let context = Context { actor: call.officer, case: None, access: &[], now: acting.now };
            let outcome = recording::decide(Some(state), command, &context)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Chooses how much of the linking the reader's agency leaves to the machine.
    ///
    /// # Errors
    /// A refusal for whoever does not head it.
    pub async fn choose_matching(
        &self,
        call: &Call,
        level: Level,
        basis: Text<300>,
    ) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        acting.may_at_home(Action::MatchingChoose)?;
        let agency = acting.officer.agency;
        let state = acting.directory.agencies.get(&agency);
        let command = OrgCommand::ChooseMatching { level, basis };
        let outcome = org::decide_agency(state, command)?;
        self.write_org(call, agency.into(), outcome, None).await
    }
}

/// Whoever takes part in the work may, and whose recording it is.
fn may_unlink(
    acting: &Acting,
    dossier: &Dossier,
    recording: &Recording,
) -> std::result::Result<(), Refusal> {
    let action = Action::RecordingWrite;
    let own: Vec<_> = recording.officer().into_iter().collect();
    let place = Place { agency: Some(recording.agency), division: None, officers: &own };
    let as_owner =
        || authorize(&acting.officer, &acting.directory, action, place, acting.now.date());
    match acting.may(action, dossier) {
        Ok(_) => Ok(()),
        Err(refusal) => as_owner().map(|_| ()).map_err(|_| refusal),
    }
}

fn unlink(dossier: &Dossier, recording: &Recording, reason: Text<300>) -> Command {
    let work = recording.activity.and_then(|from| dossier.activities.get(&from));
    let explains = work.is_some_and(|work| work.is_explained_by(recording.id));
    Command::Unlink { reason, explains }
}
