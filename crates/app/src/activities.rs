//! On-site work: planning it and registering its steps.

use std::sync::Arc;

use domain::activity::{self, Activity, Cause, Command, Element, Manner, RemoteGround, Rests};
use domain::authority::Action;
use domain::dossier::Dossier;
use domain::matching::Position;
use domain::org::{Directory, Officer};
use domain::recording::{self, Context};
use domain::recording_list::{ListRow, RecordingList};
use domain::{Refusal, Text, case};
use rules::catalogue::Catalogue;
use rules::{Cover, Finding};
use terms::{
    ActivityId, AvRecordId, CaseId, ListRowId, OfficerId, RecordingListId, Span, Timestamp,
};

use crate::commit::{Call, Decided, Done};
use crate::deposits::DepositSeen;
use crate::error::Result;
use crate::load::Acting;
use crate::{App, project};

/// A plan.
#[derive(Debug, Clone)]
pub struct PlanActivity {
    /// Its case.
    pub case: Option<CaseId>,
    /// What is to be done.
    pub title: Text<200>,
    /// Where.
    pub place: Text<200>,
    /// Its row of the list in force.
    pub list_row: ListRowId,
    /// Who goes.
    pub officers: Vec<OfficerId>,
    /// When.
    pub planned_at: Timestamp,
    /// What for.
    pub purpose: Option<Text<500>>,
    /// The agency holds that it must be recorded though its list does not say so (Art. 15).
    pub is_needed: bool,
}

/// A step on site; times left out are now.
#[derive(Debug, Clone)]
pub enum Step {
    /// Arrival.
    Arrive {
        /// When.
        at: Option<Timestamp>,
        /// Where, if not as planned.
        place: Option<Text<200>>,
        /// Where the phone was, if it told.
        position: Option<Position>,
    },
    /// Credentials shown.
    ShowCredentials {
        /// When.
        at: Option<Timestamp>,
        /// By whom.
        officers: Vec<OfficerId>,
    },
    /// Recording notice.
    Announce {
        /// When.
        at: Option<Timestamp>,
        /// Somebody was there.
        is_told: bool,
        /// A note.
        note: Option<Text<200>>,
    },
    /// Voice statement.
    StateByVoice {
        /// When.
        at: Option<Timestamp>,
        /// What it told.
        elements: Vec<Element>,
    },
    /// Focus point of Art. 17.
    MarkFocus {
        /// 1 to 6.
        point: u8,
        /// When.
        at: Option<Timestamp>,
        /// A note.
        note: Option<Text<200>>,
    },
    /// Recording broke off.
    Interrupt {
        /// When.
        at: Option<Timestamp>,
        /// Why.
        cause: Cause,
        /// A note.
        note: Option<Text<200>>,
    },
    /// Recording went on.
    Resume {
        /// When.
        at: Option<Timestamp>,
        /// The cause was then told by voice.
        is_stated: bool,
    },
    /// Departure.
    Depart {
        /// When.
        at: Option<Timestamp>,
    },
    /// Return.
    Return {
        /// When.
        at: Option<Timestamp>,
    },
    /// Ground of Art. 22 para. 2.
    DeclareRemote {
        /// Which.
        ground: RemoteGround,
        /// Why truly impossible.
        reason: Text<500>,
    },
    /// Why nothing was recorded (Art. 4).
    ExplainUnrecorded {
        /// Why writing alone is enough.
        reason: Text<500>,
    },
    /// Others take part.
    ChangeOfficers {
        /// Everybody who takes part from then on.
        officers: Vec<OfficerId>,
        /// From when on.
        since: Option<Timestamp>,
        /// Why.
        reason: Text<300>,
    },
    /// Explanation of a gap.
    ExplainGap {
        /// Which.
        gap: Span,
        /// Why.
        cause: Cause,
        /// How.
        manner: Manner,
        /// The words.
        text: Text<1000>,
        /// Where the voice statement is.
        voice: Option<(AvRecordId, i64)>,
    },
}

/// On-site work as somebody may read it.
pub struct ActivityView {
    /// The work.
    pub activity: Activity,
    /// The case and all that hangs on it, or the work alone.
    pub dossier: Dossier,
    /// What the recordings cover; `None` before departure.
    pub cover: Option<Cover>,
    /// What the rules say about this work.
    pub findings: Vec<Finding>,
    /// The version of the recording list it was planned under, and its row there.
    pub list: Option<(RecordingList, ListRow)>,
    /// The people.
    pub directory: Arc<Directory>,
    /// Whoever reads.
    pub reader: Officer,
    /// The clock of the deposit (Art. 22).
    pub deposit: DepositSeen,
    /// Whether the reader may register steps.
    pub may_write: bool,
    /// Whether the reader may cancel it.
    pub may_cancel: std::result::Result<(), Refusal>,
    /// When.
    pub now: Timestamp,
}

impl App {
    /// Plans on-site work under a row of the recording list in force.
    ///
    /// # Errors
    /// A refusal naming what is wrong with row or officers, or the closed case.
    pub async fn plan_activity(&self, call: &Call, new: PlanActivity) -> Result<Done> {
        let id = ActivityId::from_bits(self.context.id());
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = match new.case {
                Some(case) => self.case_for(call, case, Action::ActivityWrite, false).await?.1,
                None => {
                    acting.may_at_home(Action::ActivityWrite)?;
                    Dossier::default()
                }
            };
            let (row, list) =
                self.list_row(acting.officer.agency, new.list_row, acting.now).await?;
            let command = plan(&new, id, acting.officer.agency, row, list);
            let outcome = activity::decide(None, command, &acting.directory, acting.now)?;
            let decided = Decided::on(before, id, outcome).making(id);
            Ok(match new.case {
                Some(case) => decided.and(case, case::Event::ActivityJoined { activity: id }),
                None => decided,
            })
        })
        .await
    }

    /// Registers a step.
    ///
    /// # Errors
    /// A refusal naming the step that must come first, or the time that cannot be.
    pub async fn step_activity(&self, call: &Call, id: ActivityId, step: Step) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::ActivityWrite, &before)?;
            if let Some(case) = &before.case {
                case::gate(case, false)?;
            }
            let state = before.activities.get(&id).ok_or(Refusal::NotFound)?;
            let command = self.command_of(&step, state, &before, acting.now);
            let outcome = activity::decide(Some(state), command, &acting.directory, acting.now)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Cancels work. What the machine had linked to it hangs on nothing again and is matched anew;
    /// what a person linked stays where it is, as a question on their desk.
    ///
    /// # Errors
    /// A refusal where something rests on the work, or its case takes no writes.
    pub async fn cancel_activity(
        &self,
        call: &Call,
        id: ActivityId,
        reason: Text<300>,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::ActivityWrite, &before)?;
            if let Some(case) = &before.case {
                case::gate(case, false)?;
            }
            let state = before.activities.get(&id).ok_or(Refusal::NotFound)?;
            let rests = rests_on(&before, id, &self.law.catalogue);
            let command = Command::Cancel { reason: reason.clone(), rests };
            let outcome = activity::decide(Some(state), command, &acting.directory, acting.now)?;
            let context = Context { actor: call.officer, case: None, access: &[], now: acting.now };
            let mut released = Vec::new();
            for one in before.recordings_of(id) {
                let command = recording::Command::Release { reason: reason.clone() };
                let events = recording::decide(Some(one), command, &context)?.into_events();
                released.extend(events.into_iter().map(|event| (one.id, event)));
            }
            let mut decided = Decided::on(before, id, outcome);
            for (recording, event) in released {
                let parted = activity::Event::RecordingParted { activity: id, recording };
                decided = decided.and(recording, event).and(id, parted);
            }
            Ok(decided)
        })
        .await
    }

    /// On-site work for reading.
    ///
    /// # Errors
    /// *Not found* for work of another agency.
    pub async fn activity(&self, reader: OfficerId, id: ActivityId) -> Result<ActivityView> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::ActivityRead, &dossier)?;
        let activity = dossier.activities.get(&id).cloned().ok_or(Refusal::NotFound)?;
        let subjects = subjects_of(&dossier, id);
        let mut findings = project::findings(&self.law, &dossier, &acting.directory);
        let deposit = self.deposit_seen(&acting, &dossier, &activity, &findings).await?;
        findings.retain(|finding| subjects.contains(&finding.subject));
        let is_open = dossier.case.as_ref().is_none_or(|case| case::gate(case, false).is_ok());
        Ok(ActivityView {
            cover: self.cover(&activity, &dossier),
            list: self.list_of(&activity).await?,
            may_write: is_open && acting.may(Action::ActivityWrite, &dossier).is_ok(),
            may_cancel: self.may_cancel(&acting, &dossier, &activity),
            activity,
            findings,
            deposit,
            directory: acting.directory,
            reader: acting.officer,
            now: acting.now,
            dossier,
        })
    }

    fn may_cancel(
        &self,
        acting: &Acting,
        dossier: &Dossier,
        activity: &Activity,
    ) -> std::result::Result<(), Refusal> {
        acting.may(Action::ActivityWrite, dossier)?;
        dossier.case.as_ref().map_or(Ok(()), |case| case::gate(case, false))?;
        let rests = rests_on(dossier, activity.id, &self.law.catalogue);
        let reason = Text::parse("…").map_err(|_| Refusal::NotFound)?;
        let command = Command::Cancel { reason, rests };
        activity::decide(Some(activity), command, &acting.directory, acting.now).map(|_| ())
    }

    /// What the recordings of an activity cover from arrival to departure, by the tolerances of
    /// the rules; `None` before departure, where recording need not be continuous, or after it was
    /// cancelled.
    #[must_use]
    pub fn cover(&self, activity: &Activity, dossier: &Dossier) -> Option<Cover> {
        if activity.cancelled.is_some() {
            return None;
        }
        let nobody = Directory::default();
        let mut matter = domain::dossier::matter_of_activity(dossier, activity, &nobody);
        if let Some(case) = &dossier.case {
            let (act, procedure) = (case.act, Some(case.procedure));
            matter.about = rules::About::Case { act, procedure };
        }
        self.law.book.coverage(&matter, &activity.id.to_string())
    }

    fn command_of(
        &self,
        step: &Step,
        state: &Activity,
        dossier: &Dossier,
        now: Timestamp,
    ) -> Command {
        let when = |at: &Option<Timestamp>| at.unwrap_or(now);
        match step.clone() {
            Step::Arrive { at, place, position } => {
                Command::Arrive { at: when(&at), place, position }
            }
            Step::ShowCredentials { at, officers } => {
                Command::ShowCredentials { at: when(&at), officers }
            }
            Step::Announce { at, is_told, note } => {
                Command::Announce { at: when(&at), is_told, note }
            }
            Step::StateByVoice { at, elements } => {
                Command::StateByVoice { at: when(&at), elements }
            }
            Step::MarkFocus { point, at, note } => {
                Command::MarkFocus { point, at: when(&at), note }
            }
            Step::Interrupt { at, cause, note } => {
                Command::Interrupt { at: when(&at), cause, note }
            }
            Step::Resume { at, is_stated } => Command::Resume { at: when(&at), is_stated },
            Step::Depart { at } => Command::Depart { at: when(&at) },
            Step::Return { at } => Command::Return { at: when(&at) },
            Step::DeclareRemote { ground, reason } => Command::DeclareRemote { ground, reason },
            Step::ChangeOfficers { officers, since, reason } => {
                Command::ChangeOfficers { officers, since: when(&since), reason }
            }
            Step::ExplainUnrecorded { reason } => Command::ExplainUnrecorded { reason },
            Step::ExplainGap { gap, cause, manner, text, voice } => {
                let gaps = self.cover(state, dossier).map(|cover| cover.gaps).unwrap_or_default();
                let open_gaps = gaps.into_iter().map(|gap| gap.span).collect();
                Command::ExplainGap { gap, cause, manner, text, voice, open_gaps }
            }
        }
    }
}

fn plan(
    new: &PlanActivity,
    id: ActivityId,
    agency: terms::AgencyId,
    row: ListRow,
    list: (RecordingListId, u32),
) -> Command {
    Command::Plan {
        activity: id,
        agency,
        case: new.case,
        title: new.title.clone(),
        place: new.place.clone(),
        row,
        list,
        officers: new.officers.clone(),
        planned_at: new.planned_at,
        purpose: new.purpose.clone(),
        is_needed: new.is_needed,
    }
}

/// What rests on work, so that it cannot be cancelled: evidence, or a record that took effect.
fn rests_on(dossier: &Dossier, id: ActivityId, catalogue: &Catalogue) -> Option<Rests> {
    if dossier.recordings_of(id).any(|recording| !recording.evidence.is_empty()) {
        return Some(Rests::Evidence);
    }
    let records = dossier.case.iter().flat_map(|case| case.records.values());
    let told = records.filter(|one| one.activity == Some(id)).find(|one| one.counts())?;
    let title = catalogue.kind(&told.kind).map_or(&*told.kind, |kind| &*kind.title);
    Some(Rests::Record { title: title.to_owned() })
}

/// The work itself and its recordings, as rule subjects.
fn subjects_of(dossier: &Dossier, id: ActivityId) -> Vec<String> {
    let recordings = dossier.recordings_of(id).map(|recording| recording.id.to_string());
    std::iter::once(id.to_string()).chain(recordings).collect()
}
