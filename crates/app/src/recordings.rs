//! Recordings: linking, marking, looking at them, and using them as evidence.

use domain::access::AccessRequest;
use domain::authority::{Action, authorize};
use domain::dossier::Dossier;
use domain::org::{Directory, Officer};
use domain::recording::{self, Command, Context, MarkKind, Recording};
use domain::{Refusal, RefusalKind, Text, activity, case};
use terms::{ActivityId, AvRecordId, Digest, OfficerId, TextRecordId, Timestamp};
use vault::{BlobReader, DerivativeKind, Place};

use crate::commit::{Call, Decided, Done};
use crate::error::{Error, Result, fault};
use crate::leaves::Leave;
use crate::load::Acting;
use crate::sessions::Bearer;
use crate::{App, CaseView, project};

/// Leave to look at a recording for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The original, not the preview.
    pub is_original: bool,
    /// What allows it.
    pub basis: String,
    /// Until when.
    pub until_at: Timestamp,
}

/// Which bytes of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A still for lists. Shown to whoever has leave to look; it is no look of its own.
    Poster,
    /// Low-rate video; needs leave.
    Preview,
    /// The original; needs leave.
    Original,
}

/// Whether a reader has leave to look at a recording: by the role, and by a grant or as its
/// depositor.
#[must_use]
pub fn may_look(
    dossier: &Dossier,
    directory: &Directory,
    reader: &Officer,
    recording: &Recording,
    now: Timestamp,
) -> bool {
    let officers = dossier.officers();
    let place = dossier.place(&officers);
    let access: Vec<_> = dossier.access.values().collect();
    let context = around(Some(reader.id), dossier, &access, now);
    recording::viewing_basis(recording, false, reader.id, &context).is_some()
        && authorize(reader, directory, Action::RecordingView, place, now.date()).is_ok()
}

/// What stands around a recording when somebody wants to look at it.
pub(crate) fn around<'a>(
    actor: Option<OfficerId>,
    dossier: &'a Dossier,
    access: &'a [&'a AccessRequest],
    now: Timestamp,
) -> Context<'a> {
    Context { actor, case: dossier.case.as_ref(), access, now }
}

/// The live leave of a person to look at a recording, if there is one, and until when nothing but a
/// fact ends it.
fn live_ticket(
    acting: &Acting,
    dossier: &Dossier,
    id: AvRecordId,
    is_original: bool,
) -> Result<Option<(Ticket, Timestamp)>> {
    acting.may(Action::RecordingView, dossier)?;
    let state = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?;
    let (officer, now) = (acting.officer.id, acting.now);
    let access: Vec<_> = dossier.access.values().collect();
    let context = around(Some(officer), dossier, &access, now);
    let found = recording::viewing_basis(state, is_original, officer, &context);
    let Some((basis, until)) = found else { return Ok(None) };
    let live = state.views.iter().rev().find(|view| {
        view.by == Some(officer)
            && (view.is_original || !is_original)
            && view.basis == basis
            && now < view.until_at
    });
    Ok(live.map(|view| {
        let until_at = view.until_at;
        (Ticket { is_original, basis, until_at }, until_at.min(until))
    }))
}

impl App {
    /// Hangs a recording on on-site work.
    ///
    /// # Errors
    /// A refusal if it hangs elsewhere, or the work is not one's own.
    pub async fn link_recording(
        &self,
        call: &Call,
        id: AvRecordId,
        to: ActivityId,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let mut before = self.dossier(to).await?;
            acting.may(Action::RecordingWrite, &before)?;
            if let Some(case) = &before.case {
                case::gate(case, false)?;
            }
            let own = self.dossier(id).await?;
            acting.may(Action::RecordingRead, &own)?;
            let state = own.recordings.get(&id).ok_or(Refusal::NotFound)?.clone();
            if state.agency != acting.officer.agency {
                return Err(Refusal::NotFound.into());
            }
            let stream = terms::StreamId::from(id);
            before.versions.insert(stream.clone(), own.version(&stream));
            before.recordings.insert(id, state.clone());
            let context = Context { actor: call.officer, case: None, access: &[], now: acting.now };
            let grounds = self.grounds_of(&state, to).await?;
            let command = Command::Link { activity: to, grounds };
            let outcome = recording::decide(Some(&state), command, &context)?;
            let work = before.activities.get(&to).ok_or(Refusal::NotFound)?;
            let join = activity::Command::JoinRecording { recording: id };
            let joined = activity::decide(Some(work), join, &acting.directory, acting.now)?;
            let decided = Decided::on(before, id, outcome);
            let joined = joined.into_events().into_iter();
            Ok(joined.fold(decided, |decided, event| decided.and(to, event)))
        })
        .await
    }

    /// Marks a point.
    ///
    /// # Errors
    /// A refusal if it lies outside.
    pub async fn mark_recording(
        &self,
        call: &Call,
        id: AvRecordId,
        at_ms: i64,
        kind: MarkKind,
        text: Option<Text<200>>,
    ) -> Result<Done> {
        self.write_recording(call, id, Command::Mark { at_ms, kind, text }).await
    }

    /// Corrects the place of a recording in time; the claim stays.
    ///
    /// # Errors
    /// A refusal if the time cannot be.
    pub async fn correct_recording_time(
        &self,
        call: &Call,
        id: AvRecordId,
        started_at: Timestamp,
        reason: Text<500>,
    ) -> Result<Done> {
        self.write_recording(call, id, Command::CorrectTime { started_at, reason }).await
    }

    pub(crate) async fn write_recording(
        &self,
        call: &Call,
        id: AvRecordId,
        command: Command,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingWrite, &before)?;
            if let Some(case) = &before.case {
                case::gate(case, false)?;
            }
            let context = Context { actor: call.officer, case: None, access: &[], now: acting.now };
            let outcome = recording::decide(before.recordings.get(&id), command.clone(), &context)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Copies a recording into the case file under an evidence note that took effect (Art. 23).
    ///
    /// # Errors
    /// A refusal if there is no such note; a fault if the copy does not read back equal.
    pub async fn attach_evidence(
        &self,
        call: &Call,
        id: AvRecordId,
        note: TextRecordId,
    ) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingWrite, &before)?;
            let case = before.case.as_ref().ok_or(Refusal::EvidenceNoteMissing)?;
            case::gate(case, true)?;
            let state = before.recordings.get(&id).ok_or(Refusal::NotFound)?;
            let context =
                Context { actor: call.officer, case: Some(case), access: &[], now: acting.now };
            let attach = |digests| Command::AttachEvidence { note, digests };
            // Decided once before any byte is copied, and again on what was read back.
            recording::decide(Some(state), attach(state.digests), &context)?;
            let blobs = &self.blobs;
            let copied = blobs.evidence_copy(case.id, state.digests.sha256).await;
            let copied = copied.map_err(fault("making an evidence copy"))?;
            let outcome = recording::decide(Some(state), attach(copied), &context)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Asks to look at a recording; the look is a fact (Art. 24).
    ///
    /// # Errors
    /// [`Refusal::NoGrant`] where nobody approved it.
    pub async fn view_recording(
        &self,
        call: &Call,
        id: AvRecordId,
        is_original: bool,
    ) -> Result<Ticket> {
        let looked = self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::RecordingView, &before)?;
            let access: Vec<_> = before.access.values().collect();
            let context = around(call.officer, &before, &access, acting.now);
            let command = Command::View { is_original };
            let outcome = recording::decide(before.recordings.get(&id), command, &context)?;
            Ok(Decided::on(before.clone(), id, outcome))
        });
        let officer = call.officer.ok_or(Error::NoSession)?;
        self.or_note(officer, id, looked.await).await?;
        self.ticket(officer, id, is_original).await?.ok_or_else(|| Refusal::NoGrant.into())
    }

    /// The live leave of a person to look at a recording, if there is one. A grant taken back ends
    /// it at once.
    ///
    /// # Errors
    /// *Not found* for a recording of another agency.
    pub async fn ticket(
        &self,
        officer: OfficerId,
        id: AvRecordId,
        is_original: bool,
    ) -> Result<Option<Ticket>> {
        let acting = self.acting(Some(officer)).await?;
        let dossier = self.dossier(id).await?;
        Ok(live_ticket(&acting, &dossier, id, is_original)?.map(|(ticket, _)| ticket))
    }

    /// What would allow the reader to look, without looking.
    #[must_use]
    pub fn viewing_basis(
        &self,
        view: &CaseView,
        recording: &Recording,
        is_original: bool,
    ) -> Option<(String, Timestamp)> {
        let access: Vec<_> = view.dossier.access.values().collect();
        let context = around(Some(view.reader.id), &view.dossier, &access, view.now);
        recording::viewing_basis(recording, is_original, view.reader.id, &context)
    }

    /// A look that was refused is a fact too (Art. 24). Where somebody may not even know that there
    /// is something, none is written: the log that grows by it would tell.
    pub(crate) async fn or_note<T>(
        &self,
        officer: OfficerId,
        id: AvRecordId,
        looked: Result<T>,
    ) -> Result<T> {
        if let Err(Error::Refused(refusal)) = &looked
            && refusal.kind() != RefusalKind::Hidden
        {
            self.note_refused_look(officer, id, refusal).await;
        }
        looked
    }

    /// Bytes of a recording, for a person with leave. A refusal is noted.
    ///
    /// # Errors
    /// [`Refusal::NoGrant`] without leave; *not found* where there is no such derivative yet.
    pub async fn content(
        &self,
        reader: Bearer,
        id: AvRecordId,
        what: Content,
    ) -> Result<BlobReader> {
        match what {
            Content::Poster => {
                let original = self.may_see_still(reader.officer, id).await?;
                self.derivative(original, DerivativeKind::Poster).await
            }
            Content::Preview | Content::Original => {
                let opened = self.look(reader, id, what == Content::Original).await;
                self.or_note(reader.officer, id, opened).await
            }
        }
    }

    async fn derivative(&self, of: Digest, kind: DerivativeKind) -> Result<BlobReader> {
        let found = self.blobs.derivative(of, kind).await;
        found.map_err(fault("opening a derivative"))?.ok_or_else(|| Refusal::NotFound.into())
    }

    /// The name of a recording's original, for whoever may see its still.
    async fn may_see_still(&self, officer: OfficerId, id: AvRecordId) -> Result<Digest> {
        let acting = self.acting(Some(officer)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::RecordingRead, &dossier)?;
        let state = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?;
        if !may_look(&dossier, &acting.directory, &acting.officer, state, acting.now) {
            return Err(Refusal::NoGrant.into());
        }
        Ok(state.digests.sha256)
    }

    /// The original or the preview, for whoever has leave to look at this moment.
    async fn look(&self, reader: Bearer, id: AvRecordId, is_original: bool) -> Result<BlobReader> {
        let Bearer { officer, log_size } = reader;
        let look = (officer, id, is_original);
        if let Some(opened) = self.leaves.find(look, log_size, self.context.now()) {
            return Ok(opened);
        }
        let acting = self.acting(Some(officer)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::RecordingRead, &dossier)?;
        let found = live_ticket(&acting, &dossier, id, is_original)?;
        let (_, until_at) = found.ok_or(Refusal::NoGrant)?;
        let bytes = dossier.recordings.get(&id).ok_or(Refusal::NotFound)?.digests;
        let opened = if is_original {
            let place = Place::Original(bytes.sha256);
            self.sound(place, bytes.size_bytes, "opening an original").await?
        } else {
            self.derivative(bytes.sha256, DerivativeKind::Preview).await?
        };
        let (on, kept) = (acting.now.date(), opened.clone());
        self.leaves.keep(look, Leave { log_size, on, until_at, reader: kept });
        Ok(opened)
    }

    /// A recording for reading, with all that hangs around it.
    ///
    /// # Errors
    /// *Not found* for a recording of another agency.
    pub async fn recording(&self, reader: OfficerId, id: AvRecordId) -> Result<CaseView> {
        let acting = self.acting(Some(reader)).await?;
        let dossier: Dossier = self.dossier(id).await?;
        acting.may(Action::RecordingRead, &dossier)?;
        Ok(CaseView {
            findings: project::findings(&self.law, &dossier, &acting.directory),
            dossier,
            directory: acting.directory,
            reader: acting.officer,
            now: acting.now,
        })
    }
}
