//! Clips and stills taken from a recording with a reason (Arts. 23, 24): asked for here, made by a
//! job, looked at and taken out under the same grants as the recording itself.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::authority::Action;
use domain::custody::Original;
use domain::dossier::Dossier;
use domain::recording::{
    self, Command, ExcerptCommand, ExcerptKind, ExcerptWish, Recording, Stage,
};
use domain::{Refusal, case};
use terms::{AvRecordId, OfficerId, TextRecordId, Timestamp};
use vault::BlobReader;

use crate::commit::{Call, Decided, Done};
use crate::error::{Error, Result, fault};
use crate::load::Acting;
use crate::recordings::around;
use crate::{App, CaseView};

/// Leave to look at an excerpt, or to take it out, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptTicket {
    /// What allows it.
    pub basis: String,
    /// Until when.
    pub until_at: Timestamp,
}

/// How far the making of an excerpt has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExcerptProgress {
    /// It waits for its turn.
    Waiting,
    /// It is being made; how far, in thousandths, where this process makes it.
    Making(Option<u32>),
    /// An attempt failed for a reason of the machine; it is tried again then.
    Again(Timestamp),
}

/// What this process is making, in thousandths. Forgotten with the process: the job itself is not.
#[derive(Debug, Default)]
pub(crate) struct Cutting(Mutex<BTreeMap<(AvRecordId, u32), u32>>);

impl Cutting {
    pub(crate) fn note(&self, which: (AvRecordId, u32), permille: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(which, permille);
    }

    pub(crate) fn forget(&self, which: (AvRecordId, u32)) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&which);
    }

    fn of(&self, which: (AvRecordId, u32)) -> Option<u32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&which).copied()
    }
}

/// The bytes of an excerpt and what they are.
pub struct ExcerptBytes {
    /// The bytes.
    pub reader: BlobReader,
    /// What they are.
    pub kind: ExcerptKind,
}

impl App {
    /// Takes a clip or a still; a job makes it.
    ///
    /// # Errors
    /// A refusal for whoever may not look at the original, without a reason, outside of the
    /// recording, in an archived case.
    pub async fn take_excerpt(
        &self,
        call: &Call,
        id: AvRecordId,
        wish: ExcerptWish,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingWrite, &before)?;
            if let Some(case) = &before.case {
                case::gate(case, true)?;
            }
            let is_whole = before.originals.get(&id).is_none_or(Original::is_whole);
            let take = ExcerptCommand::Take { wish: wish.clone(), is_whole };
            let (state, outcome) = decide(&acting, &before, id, take)?;
            let next = state.excerpts.len().saturating_add(1);
            let number = match &outcome {
                domain::Outcome::AlreadyDone => state.excerpt_like(&wish, call.officer),
                domain::Outcome::Record(_) => u32::try_from(next).ok(),
            };
            let number = number.ok_or(Refusal::NotFound)?;
            Ok(Decided::on(before, id, outcome).making(number))
        })
        .await
    }

    /// Asks to look at an excerpt, or to take it out; each time is a fact (Art. 24).
    ///
    /// # Errors
    /// [`Refusal::NoGrant`], [`Refusal::NoExcerptCopyGrant`] where nobody approved it.
    pub async fn open_excerpt(
        &self,
        call: &Call,
        id: AvRecordId,
        number: u32,
        is_copy: bool,
    ) -> Result<ExcerptTicket> {
        let officer = call.officer.ok_or(Error::NoSession)?;
        let opened = self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingView, &before)?;
            let open = ExcerptCommand::Open { excerpt: number, is_copy };
            let (_, outcome) = decide(&acting, &before, id, open)?;
            Ok(Decided::on(before, id, outcome))
        });
        self.or_note(officer, id, opened.await).await?;
        let (acting, dossier) = (self.acting(Some(officer)).await?, self.dossier(id).await?);
        live(&acting, &dossier, id, number, is_copy)
    }

    /// Bytes of an excerpt, for whoever has leave to look at it or to take it out. A refusal is noted.
    ///
    /// # Errors
    /// [`Refusal::NoGrant`], [`Refusal::NoExcerptCopyGrant`] without leave.
    pub async fn excerpt_bytes(
        &self,
        officer: OfficerId,
        id: AvRecordId,
        number: u32,
        is_copy: bool,
    ) -> Result<ExcerptBytes> {
        let opened = self.read_excerpt(officer, id, number, is_copy).await;
        self.or_note(officer, id, opened).await
    }

    async fn read_excerpt(
        &self,
        officer: OfficerId,
        id: AvRecordId,
        number: u32,
        is_copy: bool,
    ) -> Result<ExcerptBytes> {
        let (acting, dossier) = (self.acting(Some(officer)).await?, self.dossier(id).await?);
        acting.may(Action::RecordingView, &dossier)?;
        live(&acting, &dossier, id, number, is_copy)?;
        let state = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?;
        let excerpt = state.excerpt(number).ok_or(Refusal::NotFound)?;
        let made = excerpt.made().ok_or(Refusal::ExcerptNotMade)?;
        let reader = self.blobs.reader(made.digests.sha256).await;
        let reader = reader.map_err(fault("opening an excerpt"))?;
        Ok(ExcerptBytes { reader, kind: excerpt.kind })
    }

    /// Copies an excerpt into the case file, beside the copy of the whole original (Art. 23).
    ///
    /// # Errors
    /// [`Refusal::ExcerptOriginalFirst`] where that copy is not there under the same note; a fault
    /// if the copy does not read back equal.
    pub async fn attach_excerpt(
        &self,
        call: &Call,
        id: AvRecordId,
        number: u32,
        note: TextRecordId,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingWrite, &before)?;
            let case = before.case.as_ref().ok_or(Refusal::ExcerptOriginalFirst)?;
            case::gate(case, true)?;
            let state = before.recordings.get(&id).ok_or(Refusal::NotFound)?;
            let known = state.excerpt(number).ok_or(Refusal::NotFound)?;
            let made = known.made().ok_or(Refusal::ExcerptNotMade)?.digests;
            let attach = |digests| ExcerptCommand::Attach { excerpt: number, note, digests };
            // Decided once before any byte is copied, and again on what was read back.
            decide(&acting, &before, id, attach(made))?;
            let copied = self.blobs.evidence_copy(case.id, made.sha256).await;
            let copied = copied.map_err(fault("making an evidence copy"))?;
            let (_, outcome) = decide(&acting, &before, id, attach(copied))?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Whether the reader may take an excerpt now; whether it has its place is asked with the place.
    ///
    /// # Errors
    /// A refusal as of [`App::take_excerpt`].
    pub fn reader_may_take_excerpt(
        &self,
        view: &CaseView,
        recording: &Recording,
    ) -> Result<(), Refusal> {
        self.reader_may(view, Action::RecordingWrite)?;
        let case = view.dossier.case.as_ref().ok_or(Refusal::ExcerptWithoutCase)?;
        case::gate(case, true)?;
        self.reader_may_open_excerpt(view, recording, false)
    }

    /// Whether the reader may look at excerpts of a recording now, or take them out.
    ///
    /// # Errors
    /// [`Refusal::NoGrant`], [`Refusal::NoExcerptCopyGrant`].
    pub fn reader_may_open_excerpt(
        &self,
        view: &CaseView,
        recording: &Recording,
        is_copy: bool,
    ) -> Result<(), Refusal> {
        self.reader_may(view, Action::RecordingView)?;
        if let Some(secrecy) = &recording.secrecy {
            secrecy.admits(view.reader.id)?;
        }
        let access: Vec<_> = view.dossier.access.values().collect();
        let context = around(Some(view.reader.id), &view.dossier, &access, view.now);
        let missing = if is_copy { Refusal::NoExcerptCopyGrant } else { Refusal::NoGrant };
        recording::opening_basis(recording, is_copy, &context).map(|_| ()).ok_or(missing)
    }

    /// How far those excerpts of a recording have come that are not made yet.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn excerpt_progress(
        &self,
        recording: &Recording,
    ) -> Result<BTreeMap<u32, ExcerptProgress>> {
        let mut progress = BTreeMap::new();
        for excerpt in recording.excerpts.iter().filter(|one| one.stage == Stage::Pending) {
            let which = (recording.id, excerpt.number);
            let id = crate::jobs::excerpt_job(which);
            let job = self.store.job_standing(&id, self.context.now()).await;
            let how = match job.map_err(fault("looking for a job"))? {
                Some(job) if job.is_held => ExcerptProgress::Making(self.cutting.of(which)),
                Some(job) if job.has_failed => ExcerptProgress::Again(job.run_at),
                Some(_) | None => ExcerptProgress::Waiting,
            };
            progress.insert(excerpt.number, how);
        }
        Ok(progress)
    }
}

/// Decides for whoever acts, on the recording as it is.
fn decide<'a>(
    acting: &Acting,
    dossier: &'a Dossier,
    id: AvRecordId,
    command: ExcerptCommand,
) -> Result<(&'a Recording, domain::Outcome<recording::Event>)> {
    let access: Vec<_> = dossier.access.values().collect();
    let context = around(Some(acting.officer.id), dossier, &access, acting.now);
    let state = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?;
    Ok((state, recording::decide(Some(state), Command::Excerpt(command), &context)?))
}

/// The leave of whoever acts that still lasts.
fn live(
    acting: &Acting,
    dossier: &Dossier,
    id: AvRecordId,
    number: u32,
    is_copy: bool,
) -> Result<ExcerptTicket> {
    let access: Vec<_> = dossier.access.values().collect();
    let context = around(Some(acting.officer.id), dossier, &access, acting.now);
    let state = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?;
    let missing = if is_copy { Refusal::NoExcerptCopyGrant } else { Refusal::NoGrant };
    let found = recording::live_look(state, number, is_copy, &context);
    let (basis, until_at) = found.ok_or(missing)?;
    Ok(ExcerptTicket { basis, until_at })
}
