//! Case files: contents, package, archiving (Arts. 20, 21).

use domain::access::{self, AccessRequest};
use domain::authority::Action;
use domain::case_file::{self, Command, Entry, EntrySource, Retention};
use domain::dossier::Dossier;
use domain::recording::Recording;
use domain::{Refusal, Text};
use rules::Finding;
use terms::{CaseId, OfficerId, Timestamp};
use vault::{BlobReader, Place};

use crate::commit::{Call, Decided, Done};
use crate::error::{Error, Result};
use crate::{App, CaseView, project};

/// A case file as the custodian's desk shows it.
pub struct FileView {
    /// The case.
    pub case: CaseView,
    /// The contents: as fixed, or as proposed while nothing is fixed.
    pub entries: Vec<Entry>,
    /// What the rules still miss.
    pub gaps: Vec<Finding>,
}

impl App {
    /// Fixes the contents, in the proposed order or another one.
    ///
    /// # Errors
    /// A refusal if the case is not closed or the order is incomplete.
    pub async fn compose_file(
        &self,
        call: &Call,
        id: CaseId,
        order: Option<Vec<EntrySource>>,
        retention: Retention,
        note: Option<Text<1000>>,
    ) -> Result<Done> {
        self.file_command(call, id, Command::Compose { order, retention, note }).await
    }

    /// Has the package made and checked.
    ///
    /// # Errors
    /// A refusal if the contents are not fixed or no longer what is there.
    pub async fn pack_file(&self, call: &Call, id: CaseId) -> Result<Done> {
        self.file_command(call, id, Command::Pack).await
    }

    /// Archives the file; from then on the case takes no writes.
    ///
    /// # Errors
    /// A refusal if there is no package that checks out.
    pub async fn archive_file(
        &self,
        call: &Call,
        id: CaseId,
        archive_no: Text<60>,
    ) -> Result<Done> {
        self.file_command(call, id, Command::Archive { archive_no }).await
    }

    async fn file_command(&self, call: &Call, id: CaseId, command: Command) -> Result<Done> {
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            acting.may(Action::FileWrite, &before)?;
            let case = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let recordings: Vec<&Recording> = before.recordings.values().collect();
            let (catalogue, directory) = (&self.law.catalogue, &acting.directory);
            let outcome =
                case_file::decide(case, &recordings, command.clone(), catalogue, directory)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Notes of the system about a file: pages made, the package, its failure.
    pub(crate) async fn note_file(&self, id: CaseId, command: Command) -> Result<()> {
        let call = Call::system();
        self.execute(&call, || async {
            let before = self.dossier(id).await?;
            let directory = self.directory().await?;
            let case = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let recordings: Vec<&Recording> = before.recordings.values().collect();
            let catalogue = &self.law.catalogue;
            let outcome =
                case_file::decide(case, &recordings, command.clone(), catalogue, &directory)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await?;
        Ok(())
    }

    /// A case file for reading.
    ///
    /// # Errors
    /// *Not found* for a case of another agency.
    pub async fn case_file(&self, reader: OfficerId, id: CaseId) -> Result<FileView> {
        let view = self.case(reader, id).await?;
        let case = view.dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        let entries = match &case.file.composition {
            Some(composition) => composition.entries.clone(),
            None => {
                let recordings: Vec<&Recording> = view.dossier.recordings.values().collect();
                case_file::propose(case, &recordings, &self.law.catalogue, &view.directory)
            }
        };
        let gaps = project::missing_from_file(&self.law, &view.dossier, &view.directory, view.now);
        Ok(FileView { case: view, entries, gaps })
    }

    /// Whether the reader may take the finished package out now.
    ///
    /// # Errors
    /// A refusal as of [`App::export_file`].
    pub fn reader_may_export(&self, view: &CaseView) -> Result<(), Refusal> {
        self.reader_may(view, Action::FileExport)?;
        view.dossier.admits(view.reader.id)?;
        copy_grant(&view.dossier, view.reader.id, view.now).map(|_| ())
    }

    /// Asks to take the finished package out; that is a fact of the grant it rests on (Art. 24).
    ///
    /// # Errors
    /// [`Refusal::NoCopyGrant`] where no head approved a copy of the whole case;
    /// [`Refusal::Confidential`] where something in it is restricted to others;
    /// [`Refusal::NotPacked`] while there is no package.
    pub async fn export_file(&self, call: &Call, id: CaseId) -> Result<(String, Timestamp)> {
        let officer = call.officer.ok_or(Error::NoSession)?;
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            let before = self.dossier(id).await?;
            let permit = acting.may(Action::FileExport, &before)?;
            before.admits(officer)?;
            let case = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let grant = copy_grant(&before, officer, acting.now)?;
            let command = access::Command::CopyAll;
            let outcome = access::decide(Some(grant), command, case, &permit, acting.now)?;
            Ok(Decided::on(before.clone(), grant.id, outcome))
        })
        .await?;
        let dossier = self.dossier(id).await?;
        copying(&dossier, officer, self.context.now()).ok_or_else(|| Refusal::NoCopyGrant.into())
    }

    /// The finished package, for whoever was given leave to take it out a while ago.
    ///
    /// # Errors
    /// *Not found* while there is none; [`Refusal::NoCopyGrant`] without leave;
    /// [`Refusal::Confidential`] where something in it was restricted to others since.
    pub async fn package(&self, reader: OfficerId, id: CaseId) -> Result<BlobReader> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::FileExport, &dossier)?;
        dossier.admits(reader)?;
        copying(&dossier, reader, acting.now).ok_or(Refusal::NoCopyGrant)?;
        let package = dossier.case.as_ref().and_then(|case| case.file.package.as_ref());
        let bytes = package.ok_or(Refusal::NotFound)?.digests;
        self.sound(Place::Original(bytes.sha256), bytes.size_bytes, "opening a package").await
    }
}

/// The grant that lets an officer take the finished package out.
fn copy_grant(
    dossier: &Dossier,
    officer: OfficerId,
    now: Timestamp,
) -> Result<&AccessRequest, Refusal> {
    let case = dossier.case.as_ref().ok_or(Refusal::NotFound)?;
    case.file.package.as_ref().ok_or(Refusal::NotPacked)?;
    let covers = |grant: &&AccessRequest| grant.lets_copy_all(officer, now).is_some();
    dossier.access.values().find(covers).ok_or(Refusal::NoCopyGrant)
}

/// The grant under which an officer is taking a copy out, and until when.
fn copying(dossier: &Dossier, officer: OfficerId, now: Timestamp) -> Option<(String, Timestamp)> {
    let mut grants = dossier.access.values();
    grants.find_map(|grant| Some((grant.id.to_string(), grant.copying_until(officer, now)?)))
}
