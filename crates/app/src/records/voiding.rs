//! Numbered records that must not be used any more: asked for, and agreed to by another hand.

use domain::Refusal;
use domain::authority::{self, Action};
use domain::record::{self, VoidingCommand};
use terms::{CaseId, TextRecordId};

use crate::commit::{Call, Decided, Done};
use crate::error::Result;
use crate::{App, CaseView};

impl App {
    /// Asks that a numbered record be voided, agrees, or disagrees.
    ///
    /// # Errors
    /// A refusal if it has no number, was served, moved the case on, or somebody else has to act.
    pub async fn decide_voiding(
        &self,
        call: &Call,
        case: CaseId,
        id: TextRecordId,
        command: VoidingCommand,
    ) -> Result<Done> {
        let action = action_of(&command);
        self.execute(call, || async {
            let (acting, before) = self.known_case(call, case, action).await?;
            let known = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let roles = acting.roles_for(action, &before);
            let (command, by) = (command.clone(), acting.officer.id);
            let catalogue = &self.law.catalogue;
            let outcome = record::decide_voiding(known, id, command, catalogue, &roles, by)?;
            Ok(Decided::on(before, case, outcome))
        })
        .await
    }

    /// Whether the reader may do this about a record of the case now.
    ///
    /// # Errors
    /// The refusal that the command would meet.
    pub fn reader_may_void(
        &self,
        view: &CaseView,
        id: TextRecordId,
        command: VoidingCommand,
    ) -> Result<(), Refusal> {
        let action = action_of(&command);
        self.reader_may(view, action)?;
        let case = view.dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        let (reader, today) = (&view.reader, view.now.date());
        let officers = view.dossier.officers();
        let place = view.dossier.place(&officers);
        let roles = authority::roles_for(reader, &view.directory, action, place, today);
        let catalogue = &self.law.catalogue;
        record::decide_voiding(case, id, command, catalogue, &roles, reader.id).map(|_| ())
    }
}

const fn action_of(command: &VoidingCommand) -> Action {
    match command {
        VoidingCommand::Propose { .. } => Action::RecordWrite,
        VoidingCommand::Approve | VoidingCommand::Refuse { .. } => Action::VoidingDecide,
    }
}
