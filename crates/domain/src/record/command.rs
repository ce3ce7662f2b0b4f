//! Decisions about text records.

use rules::Finding;
use rules::catalogue::{
    Catalogue, Effect, Gate, RecordKind, SignerSlot, Slot, Wording, missing_elements,
};
use serde_json::{Map, Value};
use terms::{ActivityId, Date, Personal, TextRecordId, Timestamp};

use super::slot::{is_external, is_slot_done, may_sign, may_write};
use super::{DocNo, Event, Happened, Record, Signing, SlotMark, Status};
use crate::authority::Role;
use crate::case::{self, Case};
use crate::org::{Directory, Officer};
use crate::secrecy::SecrecyMark;
use crate::{Event as AnyEvent, Outcome, Refusal, Text};

/// What may be wanted of a text record.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Begin one.
    Draft {
        /// Its new id.
        record: TextRecordId,
        /// Code in the catalogue.
        kind: String,
        /// Fields, already valid against the draft schema.
        fields: Map<String, Value>,
        /// The record it corrects.
        corrects: Option<TextRecordId>,
        /// The on-site work it is about.
        activity: Option<ActivityId>,
        /// When what it tells of happened, where that is said.
        happened: Option<Happened>,
    },
    /// Change the draft.
    Edit {
        /// Which.
        record: TextRecordId,
        /// All fields, already valid against the draft schema.
        fields: Map<String, Value>,
    },
    /// Ask for signatures.
    Submit {
        /// Which.
        record: TextRecordId,
    },
    /// Sign in one's own slot.
    Sign {
        /// Which.
        record: TextRecordId,
        /// The slot.
        slot: Slot,
        /// The opinion.
        opinion: Option<Text<2000>>,
    },
    /// Note that somebody outside signed or refused.
    NotePartySignature {
        /// Which.
        record: TextRecordId,
        /// The slot.
        slot: Slot,
        /// Who.
        name: Text<60>,
        /// How.
        signing: Signing,
    },
    /// Send it back.
    Return {
        /// Which.
        record: TextRecordId,
        /// From which slot.
        slot: Slot,
        /// What to mend.
        reason: Text<500>,
    },
    /// Mark it as confidential, or no longer.
    MarkSecrecy {
        /// Which.
        record: TextRecordId,
        /// The mark.
        mark: SecrecyMark,
    },
    /// Give it up.
    Void {
        /// Which.
        record: TextRecordId,
        /// Why.
        reason: Text<500>,
    },
}

/// What a decision about records may look at.
pub struct Context<'a> {
    /// The kinds there are.
    pub catalogue: &'a Catalogue,
    /// The people.
    pub directory: &'a Directory,
    /// Whoever acts.
    pub actor: &'a Officer,
    /// By which roles they may write or sign in this case.
    pub roles: &'a [Role],
    /// Our clock.
    pub now: Timestamp,
    /// All unmet rules that block an act, as of now.
    pub blocked: &'a dyn Fn(Gate) -> Vec<Finding>,
    /// The next number of a series this year.
    pub next_doc_no: &'a dyn Fn(&str) -> DocNo,
}

/// Decides about a text record of `case`. The events may include one for the case itself.
///
/// # Errors
/// [`Refusal`] with everything that is missing.
pub fn decide(
    case: &Case,
    command: Command,
    context: &Context<'_>,
) -> Result<Outcome<AnyEvent>, Refusal> {
    let decision = Decision { case, context };
    match command {
        Command::Draft { record, kind, fields, corrects, activity, happened } => {
            decision.draft(record, kind, fields, corrects, activity, happened)
        }
        Command::Edit { record, fields } => decision.edit(record, fields),
        Command::Submit { record } => decision.submit(record),
        Command::Sign { record, slot, opinion } => decision.sign(record, slot, opinion),
        Command::NotePartySignature { record, slot, name, signing } => {
            decision.note_party_signature(record, slot, &name, signing)
        }
        Command::Return { record, slot, reason } => decision.send_back(record, slot, &reason),
        Command::MarkSecrecy { record, mark } => decision.mark_secrecy(record, mark),
        Command::Void { record, reason } => decision.void(record, &reason),
    }
}

pub(super) struct Decision<'a> {
    pub(super) case: &'a Case,
    pub(super) context: &'a Context<'a>,
}

impl Decision<'_> {
    fn today(&self) -> Date {
        self.context.now.date()
    }

    pub(super) fn record(&self, id: TextRecordId) -> Result<&Record, Refusal> {
        self.case.records.get(&id).ok_or(Refusal::NotFound)
    }

    pub(super) fn kind(&self, code: &str) -> Result<&RecordKind, Refusal> {
        self.context
            .catalogue
            .kind(code)
            .filter(|kind| kind.is_made_in(self.case.act, self.case.procedure))
            .ok_or_else(|| Refusal::UnknownRecordKind { kind: code.to_owned() })
    }

    /// The one gate of the case, and the rules that block what this kind does.
    fn check_gates(&self, kind: &RecordKind, fields: &Map<String, Value>) -> Result<(), Refusal> {
        let act = self.case.act;
        case::gate(self.case, kind.stage == terms::Stage::Archiving)?;
        kind.effects_in(act, fields)
            .try_for_each(|effect| case::may_take_step(self.case, effect))?;
        let Some(gate) = kind.gate_in(act, fields) else { return Ok(()) };
        let missing = (self.context.blocked)(gate);
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Rules { act: format!("办理《{}》", kind.title), missing })
        }
    }

    fn draft(
        &self,
        record: TextRecordId,
        code: String,
        fields: Map<String, Value>,
        corrects: Option<TextRecordId>,
        activity: Option<ActivityId>,
        happened: Option<Happened>,
    ) -> Result<Outcome<AnyEvent>, Refusal> {
        let kind = self.kind(&code)?;
        may_write(kind, self.context.roles)?;
        match corrects {
            None => self.check_gates(kind, &fields)?,
            Some(wrong) => {
                case::gate(self.case, kind.stage == terms::Stage::Archiving)?;
                let is_taken =
                    self.case.records.values().any(|other| {
                        other.corrects == Some(wrong) && other.status != Status::Voided
                    });
                let wrong = self.record(wrong)?;
                if wrong.kind != code || !wrong.counts() || is_taken {
                    return Err(Refusal::NothingToCorrect);
                }
            }
        }
        if activity.is_some_and(|activity| !self.case.activities.contains(&activity)) {
            return Err(Refusal::NotFound);
        }
        let activity = activity.or_else(|| self.activity_of(kind, corrects));
        let (happened_at, late_reason) = self.happened(happened)?;
        Ok(Outcome::one(Event::Drafted {
            record,
            kind: code,
            fields,
            corrects,
            activity,
            happened_at,
            late_reason,
        }))
    }

    /// The on-site work a draft is about if nobody says: that of the record it corrects, or the only
    /// one there is.
    fn activity_of(&self, kind: &RecordKind, corrects: Option<TextRecordId>) -> Option<ActivityId> {
        if let Some(wrong) = corrects {
            return self.case.records.get(&wrong)?.activity;
        }
        let mut known = self.case.activities.iter().filter(|_| kind.is_about_activity());
        known.next().copied().filter(|_| known.next().is_none())
    }

    fn open_record(&self, id: TextRecordId) -> Result<(&Record, &RecordKind), Refusal> {
        let record = self.record(id)?;
        let kind = self.kind(&record.kind)?;
        may_write(kind, self.context.roles)?;
        case::gate(self.case, kind.stage == terms::Stage::Archiving)?;
        if record.is_open() {
            Ok((record, kind))
        } else {
            Err(Refusal::RecordNotOpen { status: record.status.zh().to_owned() })
        }
    }

    fn edit(
        &self,
        id: TextRecordId,
        fields: Map<String, Value>,
    ) -> Result<Outcome<AnyEvent>, Refusal> {
        let (record, _) = self.open_record(id)?;
        if record.fields == fields && record.status == Status::Draft {
            return Ok(Outcome::AlreadyDone);
        }
        Ok(Outcome::one(Event::Edited { record: id, fields }))
    }

    fn submit(&self, id: TextRecordId) -> Result<Outcome<AnyEvent>, Refusal> {
        let (record, kind) = self.open_record(id)?;
        let missing = missing_elements(kind, &record.fields);
        if !missing.is_empty() {
            let titles: Vec<_> = missing.into_iter().map(|element| element.title).collect();
            return Err(Refusal::ElementsMissing { titles: titles.join("、") });
        }
        self.check_end(record)?;
        if kind.effects_in(self.case.act, &record.fields).any(|effect| effect == Effect::Serves) {
            self.served_record(record)?;
        }
        if record.corrects.is_none() {
            self.check_gates(kind, &record.fields)?;
        }
        let mut events = vec![Event::Submitted { record: id }.into()];
        if kind.signers_for(&record.fields).next().is_none() {
            events.extend(self.effects(record, kind, None)?);
        }
        Ok(Outcome::Record(events))
    }

    fn signing(
        &self,
        id: TextRecordId,
        slot: Slot,
    ) -> Result<(&Record, &RecordKind, &SignerSlot), Refusal> {
        let record = self.record(id)?;
        let kind = self.kind(&record.kind)?;
        case::gate(self.case, kind.stage == terms::Stage::Archiving)?;
        if record.status != Status::Signing {
            return Err(Refusal::RecordNotSigning { status: record.status.zh().to_owned() });
        }
        let mut signers = kind.signers_for(&record.fields);
        let signer = signers.find(|signer| signer.slot == slot).ok_or(Refusal::NoSuchSlot)?;
        Ok((record, kind, signer))
    }

    fn sign(
        &self,
        id: TextRecordId,
        slot: Slot,
        opinion: Option<Text<2000>>,
    ) -> Result<Outcome<AnyEvent>, Refusal> {
        let actor = self.context.actor;
        let opinion = opinion.map(|text| Personal::new(text.as_str().to_owned()));
        let is_same = |mark: &SlotMark| matches!(mark, SlotMark::Ours { officer, opinion: known, .. } if *officer == actor.id && *known == opinion);
        if self.record(id)?.is_marked(slot, is_same) {
            return Ok(Outcome::AlreadyDone);
        }
        let (record, kind, signer) = self.signing(id, slot)?;
        if is_external(slot) {
            return Err(Refusal::SlotIsExternal { title: signer.title.clone() });
        }
        self.check_holder(record, signer)?;
        if record.signers(slot.as_str()).contains(&actor.id) {
            return Err(Refusal::SlotSigned { title: signer.title.clone() });
        }
        if signer.opinion && opinion.is_none() {
            return Err(Refusal::OpinionMissing { title: signer.title.clone() });
        }
        self.check_order(record, kind, slot)?;
        let credential = actor.credential_on(self.today());
        let signed = Event::Signed {
            record: id,
            slot: slot.as_str().to_owned(),
            opinion,
            credential_no: credential.map(|credential| credential.number.clone()),
        };
        let mut events = vec![signed.into()];
        events.extend(self.effects(record, kind, Some((slot, 1)))?);
        Ok(Outcome::Record(events))
    }

    fn note_party_signature(
        &self,
        id: TextRecordId,
        slot: Slot,
        name: &Text<60>,
        signing: Signing,
    ) -> Result<Outcome<AnyEvent>, Refusal> {
        let is_same = |mark: &SlotMark| matches!(mark, SlotMark::Outside { name: known, signing: how, .. } if known.reveal() == name.as_str() && *how == signing);
        if self.record(id)?.is_marked(slot, is_same) {
            return Ok(Outcome::AlreadyDone);
        }
        let (record, kind, signer) = self.signing(id, slot)?;
        if !is_external(slot) {
            return Err(Refusal::SlotIsInternal { title: signer.title.clone() });
        }
        if let Signing::Refused { reason, witness } = &signing {
            if !signer.refusable {
                return Err(Refusal::RefusalNotPossible { title: signer.title.clone() });
            }
            if reason.reveal().trim().is_empty() || witness.reveal().trim().is_empty() {
                return Err(Refusal::RefusalUnwitnessed { title: signer.title.clone() });
            }
        }
        let event = Event::PartySigned {
            record: id,
            slot: slot.as_str().to_owned(),
            name: Personal::new(name.as_str().to_owned()),
            signing,
        };
        let mut events = vec![event.into()];
        events.extend(self.effects(record, kind, Some((slot, 1)))?);
        Ok(Outcome::Record(events))
    }

    fn send_back(
        &self,
        id: TextRecordId,
        slot: Slot,
        reason: &Text<500>,
    ) -> Result<Outcome<AnyEvent>, Refusal> {
        let (record, _, signer) = self.signing(id, slot)?;
        if is_external(slot) {
            return Err(Refusal::SlotIsExternal { title: signer.title.clone() });
        }
        self.check_holder(record, signer)?;
        Ok(Outcome::one(Event::Returned {
            record: id,
            slot: slot.as_str().to_owned(),
            reason: reason.as_str().to_owned(),
        }))
    }

    fn void(&self, id: TextRecordId, reason: &Text<500>) -> Result<Outcome<AnyEvent>, Refusal> {
        let record = self.record(id)?;
        may_write(self.kind(&record.kind)?, self.context.roles)?;
        case::gate(self.case, true)?;
        match record.status {
            Status::Voided => Ok(Outcome::AlreadyDone),
            Status::Effective | Status::Corrected => Err(Refusal::EffectiveNotVoidable),
            Status::Draft | Status::Signing | Status::Returned => {
                Ok(Outcome::one(Event::Voided { record: id, reason: reason.as_str().to_owned() }))
            }
        }
    }

    fn check_holder(&self, record: &Record, signer: &SignerSlot) -> Result<(), Refusal> {
        may_sign(self.case, record, signer, self.context.actor, self.today())
    }

    /// Our own people sign in the order of the slots; outside hands may sign at any point.
    fn check_order(&self, record: &Record, kind: &RecordKind, slot: Slot) -> Result<(), Refusal> {
        let signers = kind.signers_for(&record.fields);
        let earlier = signers.take_while(|signer| signer.slot != slot);
        for signer in earlier.filter(|signer| !is_external(signer.slot)) {
            if !is_slot_done(record, signer, None) {
                return Err(Refusal::SlotTooEarly { title: signer.title.clone() });
            }
        }
        Ok(())
    }

    /// What follows once the last slot is signed: the record counts, and may move the case.
    fn effects(
        &self,
        record: &Record,
        kind: &RecordKind,
        extra: Option<(Slot, usize)>,
    ) -> Result<Vec<AnyEvent>, Refusal> {
        let mut signers = kind.signers_for(&record.fields);
        if !signers.all(|signer| is_slot_done(record, signer, extra)) {
            return Ok(Vec::new());
        }
        let mut events = Vec::new();
        let doc_no = match record.corrects.and_then(|wrong| self.case.records.get(&wrong)) {
            Some(wrong) => wrong.doc_no.clone(),
            None => kind.numbering.as_deref().map(|series| (self.context.next_doc_no)(series)),
        };
        if record.corrects.is_none() {
            self.check_gates(kind, &record.fields)?;
        }
        let number = doc_no.as_ref().map(ToString::to_string);
        let wording = Some(kind.wording_for(&record.fields).map(Wording::tag).collect());
        events.push(Event::TookEffect { record: record.id, doc_no, wording }.into());
        if let Some(wrong) = record.corrects {
            events.push(Event::Corrected { record: wrong, by_record: record.id }.into());
        }
        for effect in kind.effects_in(self.case.act, &record.fields) {
            match effect {
                Effect::Serves => events.push(self.served(record)?.into()),
                Effect::Delivers => events.push(self.delivered(record).into()),
                Effect::OpensCase
                | Effect::NotOpened
                | Effect::ConcludesInvestigation
                | Effect::Decides
                | Effect::Closes => {
                    let (law, today) = (self.context.catalogue, self.today());
                    let end = || self.case.end_fixed_at_closing(law, today);
                    let event = self.case.effect_of(effect, record.id, number.clone(), end);
                    events.extend(event.map(AnyEvent::from));
                }
            }
        }
        Ok(events)
    }

    /// Art. 21: a closing form that names the day the act ended names the one the case's rule
    /// gives. If that is the day of the closing itself, nobody knows it yet.
    fn check_end(&self, record: &Record) -> Result<(), Refusal> {
        let named = record.fields.get("act_ended_on").and_then(Value::as_str);
        let Some(named) = named.and_then(|day| day.parse::<Date>().ok()) else { return Ok(()) };
        let by_rule = self.case.act_ended_on(self.context.catalogue);
        if by_rule == Some(named) {
            return Ok(());
        }
        let by_rule = by_rule.map_or_else(|| "结案审批通过之日".to_owned(), Date::to_chinese);
        Err(Refusal::EndOfActDiffers { by_rule })
    }
}
