//! Cases: registering, reading, putting officers in charge.

use std::sync::Arc;

use domain::authority::Action;
use domain::case::{self, Command, DutyKey, Party, Source, WaiverCommand};
use domain::dossier::Dossier;
use domain::org::Directory;
use domain::{Refusal, Text, authority, record};
use rules::Finding;
use rules::catalogue::{Gate, Process, RecordKind};
use terms::{ActKind, CaseId, DivisionId, OfficerId, Procedure, Timestamp};

use crate::commit::{Call, Decided, Done};
use crate::error::Result;
use crate::load::Acting;
use crate::org::check_division;
use crate::{App, project};

/// What is known when the source of a case is registered (Art. 9).
#[derive(Debug, Clone)]
pub struct RegisterCase {
    /// Kind of act.
    pub act: ActKind,
    /// Procedure.
    pub procedure: Procedure,
    /// Id of the process template; the usual one of the act and procedure if nobody chose.
    pub process: Option<String>,
    /// The cause.
    pub title: Text<200>,
    /// Its source.
    pub source: Source,
    /// The party.
    pub party: Party,
    /// The division in charge.
    pub division: Option<DivisionId>,
    /// Officers in charge.
    pub officers: Vec<OfficerId>,
}

/// A case as somebody may read it.
#[derive(Clone)]
pub struct CaseView {
    /// The case and all that hangs on it.
    pub dossier: Dossier,
    /// What the rules say about it.
    pub findings: Vec<Finding>,
    /// The people.
    pub directory: Arc<Directory>,
    /// Whoever reads.
    pub reader: domain::org::Officer,
    /// When.
    pub now: Timestamp,
}

impl App {
    /// Registers the source of a case of one's own agency.
    ///
    /// # Errors
    /// A refusal naming what is wrong with the officers, or who may register.
    pub async fn register_case(&self, call: &Call, new: RegisterCase) -> Result<Done> {
        let id = CaseId::from_bits(self.context.id());
        self.execute(call, || async {
            let acting = self.acting(call.officer).await?;
            acting.may_at_home(Action::CaseRegister)?;
            check_division(&acting.directory, acting.officer.agency, new.division)?;
            let process = self.process_for(&new)?;
            let agency = acting.directory.agencies.get(&acting.officer.agency);
            let command = Command::Register {
                case: id,
                agency: acting.officer.agency,
                division: new.division.or(acting.officer.division),
                act: new.act,
                procedure: new.procedure,
                title: new.title.clone(),
                source: new.source.clone(),
                party: new.party.clone(),
                officers: new.officers.clone(),
                packs: self.law.packs(),
                process: process.map(Process::tag),
                rule_of_end: process.and_then(|p| self.law.rule_of_end(p, agency, acting.now)),
            };
            let outcome = case::decide(None, command, &acting.directory, acting.now.date())?;
            Ok(Decided::on(Dossier::default(), id, outcome).making(id))
        })
        .await
    }

    fn process_for(&self, new: &RegisterCase) -> Result<Option<&Process>, Refusal> {
        let mut fitting = self
            .law
            .catalogue
            .processes()
            .iter()
            .filter(|process| (process.act, process.procedure) == (new.act, new.procedure));
        match &new.process {
            None => Ok(fitting.next()),
            Some(id) => {
                let named = fitting.find(|process| process.id == *id);
                named.map(Some).ok_or(Refusal::UnknownProcess)
            }
        }
    }

    /// Puts other officers in charge.
    ///
    /// # Errors
    /// A refusal naming what is wrong with them.
    pub async fn assign_officers(
        &self,
        call: &Call,
        id: CaseId,
        officers: Vec<OfficerId>,
        reason: Text<200>,
    ) -> Result<Done> {
        self.execute(call, || async {
            let (acting, before) = self.case_for(call, id, Action::CaseAssign, false).await?;
            let command =
                Command::AssignOfficers { officers: officers.clone(), reason: reason.clone() };
            let today = acting.now.date();
            let outcome = case::decide(before.case.as_ref(), command, &acting.directory, today)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// Says that a duty does not apply to a case, agrees, or disagrees.
    ///
    /// # Errors
    /// A refusal if the duty must be met, is not open, or somebody else has to act.
    pub async fn decide_waiver(
        &self,
        call: &Call,
        id: CaseId,
        duty: DutyKey,
        command: WaiverCommand,
    ) -> Result<Done> {
        let action = action_of(&command);
        self.execute(call, || async {
            let (acting, before) = self.case_for(call, id, action, true).await?;
            let case = before.case.as_ref().ok_or(Refusal::NotFound)?;
            let findings = project::findings(&self.law, &before, &acting.directory);
            let (command, by) = (command.clone(), acting.officer.id);
            let outcome = case::decide_waiver(case, &duty, command, &findings, by)?;
            Ok(Decided::on(before, id, outcome))
        })
        .await
    }

    /// A case for reading.
    ///
    /// # Errors
    /// *Not found* for a case of an agency the reader has nothing to do with.
    pub async fn case(&self, reader: OfficerId, id: CaseId) -> Result<CaseView> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::CaseRead, &dossier)?;
        let findings = project::findings(&self.law, &dossier, &acting.directory);
        Ok(CaseView {
            dossier,
            findings,
            directory: acting.directory,
            reader: acting.officer,
            now: acting.now,
        })
    }

    /// The start of every command that names a case: who may, and the one gate.
    pub(crate) async fn case_for(
        &self,
        call: &Call,
        id: CaseId,
        action: Action,
        is_filing: bool,
    ) -> Result<(Acting, Dossier)> {
        let (acting, dossier) = self.known_case(call, id, action).await?;
        if let Some(case) = &dossier.case {
            case::gate(case, is_filing)?;
        }
        Ok((acting, dossier))
    }

    /// Who may, for commands that ask the gate themselves: a retry passes it.
    pub(crate) async fn known_case(
        &self,
        call: &Call,
        id: CaseId,
        action: Action,
    ) -> Result<(Acting, Dossier)> {
        let acting = self.acting(call.officer).await?;
        let dossier = self.dossier(id).await?;
        acting.may(action, &dossier)?;
        Ok((acting, dossier))
    }

    /// All unmet rules that block an act in this case now.
    pub(crate) fn blocked(
        &self,
        dossier: &Dossier,
        directory: &Directory,
        gate: Gate,
    ) -> Vec<Finding> {
        let now = self.context.now();
        let matter = domain::dossier::matter(dossier, &self.law.catalogue, directory);
        matter
            .map(|matter| self.law.read_dossier(matter, dossier, directory))
            .map(|matter| self.law.book.blocked_at(gate.as_str(), &matter, now))
            .unwrap_or_default()
    }

    /// The rules that block an act, for a reader of a case.
    #[must_use]
    pub fn missing_for(&self, view: &CaseView, gate: Gate) -> Vec<Finding> {
        self.blocked(&view.dossier, &view.directory, gate)
    }

    /// Whether the reader may draft and change records of a kind in this case.
    ///
    /// # Errors
    /// A refusal naming whose they are.
    pub fn reader_may_write(&self, view: &CaseView, kind: &RecordKind) -> Result<(), Refusal> {
        let officers = view.dossier.officers();
        let place = view.dossier.place(&officers);
        let (reader, today) = (&view.reader, view.now.date());
        let action = Action::RecordWrite;
        authority::authorize(reader, &view.directory, action, place, today)?;
        let roles = authority::roles_for(reader, &view.directory, action, place, today);
        record::may_write(kind, &roles)
    }

    /// Whether the reader may do this about a duty of the case now.
    ///
    /// # Errors
    /// The refusal that the command would meet.
    pub fn reader_may_waive(
        &self,
        view: &CaseView,
        duty: &DutyKey,
        command: WaiverCommand,
    ) -> Result<(), Refusal> {
        let case = view.dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        self.reader_may(view, action_of(&command))?;
        case::gate(case, true)?;
        case::decide_waiver(case, duty, command, &view.findings, view.reader.id).map(|_| ())
    }

    /// Whether the reader may take an action in this case.
    ///
    /// # Errors
    /// A refusal naming who may.
    pub fn reader_may(&self, view: &CaseView, action: authority::Action) -> Result<(), Refusal> {
        let officers = view.dossier.officers();
        let place = view.dossier.place(&officers);
        let today = view.now.date();
        authority::authorize(&view.reader, &view.directory, action, place, today).map(|_| ())
    }
}

const fn action_of(command: &WaiverCommand) -> Action {
    match command {
        WaiverCommand::Propose { .. } => Action::DutyWaive,
        WaiverCommand::Sign | WaiverCommand::Revoke { .. } => Action::WaiverSign,
    }
}
