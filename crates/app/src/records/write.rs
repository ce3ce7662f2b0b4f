//! Commands about text records.

use domain::authority::Action;
use domain::dossier::Dossier;
use domain::record::{self, Command, Context, DocNo, Happened, Signing};
use domain::{Refusal, Text};
use rules::catalogue::{RecordKind, Slot};
use serde_json::{Map, Value};
use terms::{ActivityId, CaseId, TextRecordId};

use crate::commit::{Call, Decided, Done};
use crate::error::{Error, Result, fault};
use crate::load::Acting;
use crate::{App, CaseView};

/// Most bytes of one record's fields; the longest minutes seen are a tenth of it.
const MAX_FIELDS_BYTES: usize = 512 * 1024;

/// A new draft.
#[derive(Debug, Clone)]
pub struct DraftRecord {
    /// Code in the catalogue.
    pub kind: String,
    /// Its fields as far as they are known.
    pub fields: Map<String, Value>,
    /// The record it corrects.
    pub corrects: Option<TextRecordId>,
    /// The on-site work it is about.
    pub activity: Option<ActivityId>,
    /// When what it tells of happened, where that is said (Art. 5).
    pub happened: Option<Happened>,
}

impl App {
    /// Begins a text record.
    ///
    /// # Errors
    /// Fields that do not fit, or everything the rules find missing for this kind.
    pub async fn draft_record(&self, call: &Call, case: CaseId, new: DraftRecord) -> Result<Done> {
        self.case_for(call, case, Action::RecordWrite, true).await?;
        let id = TextRecordId::from_bits(self.context.id());
        let unknown = || Refusal::UnknownRecordKind { kind: new.kind.clone() };
        self.check_fields(self.law.catalogue.kind(&new.kind).ok_or_else(unknown)?, &new.fields)?;
        let command = Command::Draft {
            record: id,
            kind: new.kind.clone(),
            fields: new.fields,
            corrects: new.corrects,
            activity: new.activity,
            happened: new.happened,
        };
        let mut done = self.write_record(call, case, Action::RecordWrite, command).await?;
        if !done.already_done && done.id.is_none() {
            done.id = Some(id.to_string());
        }
        Ok(done)
    }

    /// Changes a draft.
    ///
    /// # Errors
    /// Fields that do not fit, or that it is no longer a draft.
    pub async fn edit_record(
        &self,
        call: &Call,
        case: CaseId,
        record: TextRecordId,
        fields: Map<String, Value>,
    ) -> Result<Done> {
        let (_, dossier) = self.case_for(call, case, Action::RecordWrite, true).await?;
        let code = dossier.case.as_ref().and_then(|case| case.records.get(&record));
        let kind = code.and_then(|record| self.law.kind_of(record)).ok_or(Refusal::NotFound)?;
        self.check_fields(kind, &fields)?;
        let command = Command::Edit { record, fields };
        self.write_record(call, case, Action::RecordWrite, command).await
    }

    /// Asks for signatures.
    ///
    /// # Errors
    /// Every legal element that is blank, or every rule that blocks it.
    pub async fn submit_record(
        &self,
        call: &Call,
        case: CaseId,
        record: TextRecordId,
    ) -> Result<Done> {
        self.write_record(call, case, Action::RecordWrite, Command::Submit { record }).await
    }

    /// Signs in one's own slot; the last signature lets the record take effect.
    ///
    /// # Errors
    /// That the slot is not one's own, not yet open, or that rules block the effect.
    pub async fn sign_record(
        &self,
        call: &Call,
        case: CaseId,
        record: TextRecordId,
        slot: Slot,
        opinion: Option<Text<2000>>,
    ) -> Result<Done> {
        let command = Command::Sign { record, slot, opinion };
        self.write_record(call, case, Action::RecordSign, command).await
    }

    /// Notes that somebody outside signed or refused.
    ///
    /// # Errors
    /// That the slot is for our own people.
    pub async fn note_party_signature(
        &self,
        call: &Call,
        case: CaseId,
        record: TextRecordId,
        slot: Slot,
        name: Text<60>,
        signing: Signing,
    ) -> Result<Done> {
        let command = Command::NotePartySignature { record, slot, name, signing };
        self.write_record(call, case, Action::RecordWrite, command).await
    }

    /// Sends a record back for correction.
    ///
    /// # Errors
    /// That the slot is not one's own.
    pub async fn return_record(
        &self,
        call: &Call,
        case: CaseId,
        record: TextRecordId,
        slot: Slot,
        reason: Text<500>,
    ) -> Result<Done> {
        let command = Command::Return { record, slot, reason };
        self.write_record(call, case, Action::RecordSign, command).await
    }

    /// Gives a record up before it took effect.
    ///
    /// # Errors
    /// That it took effect.
    pub async fn void_record(
        &self,
        call: &Call,
        case: CaseId,
        record: TextRecordId,
        reason: Text<500>,
    ) -> Result<Done> {
        self.write_record(call, case, Action::RecordWrite, Command::Void { record, reason }).await
    }

    /// Whether the reader may sign a slot of a record now.
    ///
    /// # Errors
    /// A refusal naming whose slot it is, or that the record waits for no signatures.
    pub fn may_sign(
        &self,
        view: &CaseView,
        record: &record::Record,
        slot: Slot,
    ) -> Result<(), Refusal> {
        let case = view.dossier.case.as_ref().ok_or(Refusal::NotFound)?;
        if record.status != record::Status::Signing {
            return Err(Refusal::RecordNotSigning { status: record.status.zh().to_owned() });
        }
        let kind = self.law.kind_of(record).ok_or(Refusal::NotFound)?;
        let signer = kind.signer(slot).ok_or(Refusal::NoSuchSlot)?;
        record::may_sign(case, record, signer, &view.reader, view.now.date())?;
        let signed = record.signers(slot.as_str()).contains(&view.reader.id);
        if signed { Err(Refusal::SlotNotYours { title: slot.zh().to_owned() }) } else { Ok(()) }
    }

    pub(crate) async fn write_record(
        &self,
        call: &Call,
        id: CaseId,
        action: Action,
        command: Command,
    ) -> Result<Done> {
        let made = if let Command::Draft { record, .. } = &command { Some(*record) } else { None };
        self.execute(call, || async {
            let (acting, before) = self.known_case(call, id, action).await?;
            let outcome = self.decide_record(&acting, action, &before, command.clone()).await?;
            let decided = Decided::on(before, id, outcome);
            Ok(match made {
                Some(record) => decided.making(record),
                None => decided,
            })
        })
        .await
    }

    async fn decide_record(
        &self,
        acting: &Acting,
        action: Action,
        before: &Dossier,
        command: Command,
    ) -> Result<domain::Outcome<domain::Event>> {
        let case = before.case.as_ref().ok_or(Refusal::NotFound)?;
        let agency = acting.directory.agencies.get(&case.agency).ok_or(Refusal::NotFound)?;
        let (year, ..) = acting.now.date().ymd();
        let series = self.series_of(case, &command);
        let last = match series {
            Some(series) => {
                let civil = u32::try_from(year).unwrap_or_default();
                let last = self.store.last_doc_number(case.agency, series, civil);
                last.await.map_err(fault("reading the last document number"))?
            }
            None => 0,
        };
        let roles = acting.roles_for(action, before);
        let context = Context {
            catalogue: &self.law.catalogue,
            directory: &acting.directory,
            actor: &acting.officer,
            roles: &roles,
            now: acting.now,
            blocked: &|gate| self.blocked(before, &acting.directory, gate),
            next_doc_no: &|series| DocNo {
                short_name: agency.short_name.clone(),
                series: series.to_owned(),
                year,
                seq: last.saturating_add(1),
            },
        };
        Ok(record::decide(case, command, &context)?)
    }

    /// The series a record would take its number from.
    fn series_of<'a>(&'a self, case: &domain::case::Case, command: &Command) -> Option<&'a str> {
        let id = match command {
            Command::Submit { record }
            | Command::Sign { record, .. }
            | Command::NotePartySignature { record, .. } => record,
            Command::Draft { .. }
            | Command::Edit { .. }
            | Command::Return { .. }
            | Command::MarkSecrecy { .. }
            | Command::Void { .. } => return None,
        };
        self.law.kind_of(case.records.get(id)?)?.numbering.as_deref()
    }

    fn check_fields(&self, kind: &RecordKind, fields: &Map<String, Value>) -> Result<()> {
        let size = serde_json::to_string(fields).map_or(usize::MAX, |text| text.len());
        if size > MAX_FIELDS_BYTES {
            return Err(Error::Value {
                field: "文书内容",
                message: "内容过长，请将附件另行上传或制作续页。".to_owned(),
            });
        }
        let errors = self.law.check_draft(kind, fields);
        if errors.is_empty() { Ok(()) } else { Err(Error::Fields(errors)) }
    }
}
