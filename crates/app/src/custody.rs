//! Originals after their deposit, and copies that somebody kept for themselves (Arts. 22, 24).

use std::sync::Arc;

use domain::authority::Action;
use domain::case_file::Retention;
use domain::custody::{self, Command, Original, OriginalState, PrivateCopy};
use domain::dossier::Dossier;
use domain::org::Directory;
use domain::{Outcome, Refusal, Text};
use store::RecordingRow;
use terms::{AvRecordId, Digests, OfficerId, PrivateCopyId, Timestamp};
use vault::{BlobError, Fault, Place};

use crate::App;
use crate::commit::{Call, Decided, Done};
use crate::error::{Error, Result, fault};

/// What is known of originals and private copies of one's agency.
pub struct CustodySeen {
    /// Originals that were once found missing or altered, or were destroyed.
    pub originals: Vec<Original>,
    /// Names of their files.
    pub rows: Vec<RecordingRow>,
    /// Private copies, last found first.
    pub copies: Vec<PrivateCopy>,
    /// Whether the reader may report one, and take one back.
    pub may_report: Result<(), Refusal>,
    /// Whether the reader may take one back.
    pub may_remove: Result<(), Refusal>,
    /// The people.
    pub directory: Arc<Directory>,
}

/// A private copy as it is reported.
#[derive(Debug, Clone)]
pub struct FoundCopy {
    /// Who had it, where it is one of us.
    pub holder: Option<OfficerId>,
    /// Of which recording, where it is known.
    pub recording: Option<AvRecordId>,
    /// Where it was.
    pub place: Text<200>,
    /// How it was found.
    pub text: Text<500>,
}

impl App {
    /// Reads an original again in full and notes whether it is as it was deposited.
    ///
    /// # Errors
    /// A refusal for whoever does not keep the records; faults of the machine that reads.
    pub async fn check_original(&self, call: &Call, id: AvRecordId) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::OriginalKeep, &dossier)?;
        let digests = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?.digests;
        let found = self.look_at_original(digests).await?;
        let done = self.note_original(call, id, Command::Check { found, is_asked: true }).await?;
        self.note_asked(Place::Original(digests.sha256), found).await?;
        Ok(done)
    }

    /// Notes that an original was destroyed under an order. Its bytes are not touched.
    ///
    /// # Errors
    /// A refusal for whoever does not keep the records, and if it was destroyed already.
    pub async fn dispose_original(
        &self,
        call: &Call,
        id: AvRecordId,
        order: Text<200>,
        witness: Text<60>,
    ) -> Result<Done> {
        let acting = self.acting(call.officer).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::OriginalKeep, &dossier)?;
        let is_expired = is_expired(&dossier, acting.now);
        self.note_original(call, id, Command::Dispose { order, witness, is_expired }).await
    }

    /// Notes that somebody was refused a look, once a day for each reason. Whatever becomes of the
    /// note, the look stays refused.
    pub(crate) async fn note_refused_look(
        &self,
        officer: OfficerId,
        id: AvRecordId,
        refusal: &Refusal,
    ) {
        let (code, at) = (refusal.code().to_owned(), self.context.now());
        let command = Command::RefuseLook { code, by: officer, at };
        match self.note_original(&Call::by(officer), id, command).await {
            // There is no such recording to note anything with.
            Ok(_) | Err(Error::Refused(_)) => {}
            Err(error) => crate::jobs::report("noting a refused look", &error),
        }
    }

    pub(crate) async fn note_original(
        &self,
        call: &Call,
        id: AvRecordId,
        command: Command,
    ) -> Result<Done> {
        self.execute(call, || async {
            let before = self.dossier(id).await?;
            let agency = before.recordings.get(&id).ok_or(Refusal::NotFound)?.agency;
            let state = before.originals.get(&id);
            let outcome = custody::decide_original((id, agency), state, command.clone())?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Reads an original in full and compares it with its name.
    pub(crate) async fn look_at_original(&self, digests: Digests) -> Result<OriginalState> {
        match self.blobs.verify(digests.sha256).await {
            Ok(content) if content.digests == digests => Ok(OriginalState::Intact),
            Ok(_) | Err(BlobError::Fault(Fault::Differs { .. })) => Ok(OriginalState::Altered),
            Err(BlobError::Missing(_)) => Ok(OriginalState::Missing),
            Err(error @ BlobError::Fault(_)) => Err(fault("reading an original")(error)),
        }
    }

    /// Originals that were not found as deposited, and private copies, of the reader's agency.
    ///
    /// # Errors
    /// A refusal where the role sees none.
    pub async fn custody(&self, reader: OfficerId) -> Result<CustodySeen> {
        let acting = self.acting(Some(reader)).await?;
        acting.may_at_home(Action::PrivateCopyReport)?;
        let overseen = self.overseen().await?;
        let agency = acting.officer.agency;
        let is_told = |one: &&Original| {
            let is_damaged = one.checks.iter().any(|check| check.found != OriginalState::Intact);
            one.agency == agency && (is_damaged || one.disposed.is_some())
        };
        let originals: Vec<_> = overseen.originals.values().filter(is_told).cloned().collect();
        let copies = overseen.private_copies.values().filter(|one| one.agency == agency);
        let mut copies: Vec<_> = copies.cloned().collect();
        copies.sort_by_key(|one| std::cmp::Reverse((one.found_at, one.id)));
        let named = originals.iter().map(|one| one.recording);
        let named = named.chain(copies.iter().filter_map(|one| one.recording));
        let rows = self.store.rows_by_key::<RecordingRow>(named).await;
        let may = |action| acting.may_at_home(action).map(|_| ());
        Ok(CustodySeen {
            rows: rows.map_err(fault("reading recordings"))?,
            originals,
            copies,
            may_report: may(Action::PrivateCopyReport),
            may_remove: may(Action::PrivateCopyRemove),
            directory: acting.directory.clone(),
        })
    }

    /// Reports that somebody kept a recording for themselves.
    ///
    /// # Errors
    /// A refusal for a holder or recording that is not of the own agency.
    pub async fn report_private_copy(&self, call: &Call, found: FoundCopy) -> Result<Done> {
        let id = PrivateCopyId::from_bits(self.context.id());
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(Action::PrivateCopyReport)?;
            let agency = acting.officer.agency;
            let holder = found.holder.map(|id| acting.directory.officer(id));
            if holder.is_some_and(|one| one.is_none_or(|officer| officer.agency != agency)) {
                return Err(Refusal::NotOurOfficer.into());
            }
            if let Some(recording) = found.recording {
                self.of_agency(recording, agency).await?;
            }
            let personal = |text: &str| terms::Personal::new(text.to_owned());
            let event = custody::Event::PrivateCopyFound {
                copy: id,
                agency,
                holder: found.holder,
                recording: found.recording,
                place: personal(found.place.as_str()),
                text: personal(found.text.as_str()),
            };
            let outcome = Outcome::Record(vec![event]);
            Ok(Decided::on(Dossier::default(), id, outcome).making(id))
        })
        .await
    }

    /// Notes that a private copy was taken back, and which deposited recording it is the same as.
    ///
    /// # Errors
    /// A refusal for whoever had it, and where that recording is not deposited here.
    pub async fn remove_private_copy(
        &self,
        call: &Call,
        id: PrivateCopyId,
        recording: AvRecordId,
        text: Text<500>,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::PrivateCopyRemove, &before)?;
            let state = before.private_copies.get(&id).ok_or(Refusal::NotFound)?;
            self.of_agency(recording, state.agency).await?;
            let outcome = custody::decide_copy(state, recording, &text, acting.officer.id)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    async fn of_agency(&self, id: AvRecordId, agency: terms::AgencyId) -> Result<()> {
        let row = self.store.row::<RecordingRow>(id).await.map_err(fault("reading a recording"))?;
        match row {
            Some(row) if row.agency_id == agency => Ok(()),
            Some(_) | None => Err(Error::from(Refusal::NotFound)),
        }
    }
}

/// Whether the time of keeping of its archived case is over (Art. 20 para. 2). Where nothing says
/// how long it is kept, it is not.
fn is_expired(dossier: &Dossier, now: Timestamp) -> bool {
    let file = dossier.case.as_ref().map(|case| &case.file);
    let archived = file.and_then(|file| file.archived.as_ref()).map(|(at, _)| at.date());
    let retention = file.and_then(|file| file.composition.as_ref()).map(|one| one.retention);
    let months = match retention {
        Some(Retention::ThirtyYears) => 360,
        Some(Retention::TenYears) => 120,
        Some(Retention::Permanent) | None => return false,
    };
    archived.is_some_and(|day| day.plus_months(months) <= now.date())
}
