use serde_json::json;

use super::*;
use crate::authority::{Action, Place, roles_for};
use crate::case_file::{self, EntrySource};
use crate::dossier;
use crate::given::{
    CHEN, CHIEF, CUSTODIAN, DEPUTIES, HEAD, LAW, LI, OTHER_CHIEF, REVIEWER, Story, WANG, clock,
    example, example_with, text,
};
use crate::record::{Command, DocNo, Status as RecordStatus};

fn propose() -> VoidingCommand {
    VoidingCommand::Propose { reason: text("当事人名称写错，送达前发现") }
}

fn refuse() -> VoidingCommand {
    VoidingCommand::Refuse { reason: text("文字有误，应当更正") }
}

/// What is decided when `who` wants it, with nothing recorded.
fn when(
    story: &Story,
    who: OfficerId,
    record: TextRecordId,
    command: VoidingCommand,
) -> Result<Outcome<Event>, Refusal> {
    let action = match command {
        VoidingCommand::Propose { .. } => Action::RecordWrite,
        VoidingCommand::Approve | VoidingCommand::Refuse { .. } => Action::VoidingDecide,
    };
    let officers = story.dossier.officers();
    let place: Place<'_> = story.dossier.place(&officers);
    let today = story.now.date();
    let roles = roles_for(story.actor(who), &story.directory, action, place, today);
    decide_voiding(story.case(), record, command, &LAW.catalogue, &roles, who)
}

fn done(story: &mut Story, who: OfficerId, record: TextRecordId, command: VoidingCommand) {
    for event in when(story, who, record, command).unwrap().into_events() {
        story.tell(who, event);
    }
}

fn voided(story: &mut Story, code: &str) -> TextRecordId {
    let record = story.effective(code, example(code));
    done(story, LI, record, propose());
    done(story, HEAD, record, VoidingCommand::Approve);
    record
}

fn number(story: &Story, record: TextRecordId) -> DocNo {
    story.get(record).doc_no.clone().unwrap()
}

#[test]
fn two_hands_void_a_number_and_it_stays_used_up() {
    let mut story = Story::opened();
    let record = story.effective("WS09", example("WS09"));
    done(&mut story, LI, record, propose());
    assert!(story.get(record).counts(), "a wish changes nothing yet");
    assert_eq!(story.get(record).pending_voiding().unwrap().proposed_by, Some(LI));
    done(&mut story, HEAD, record, VoidingCommand::Approve);
    let made = story.get(record);
    assert_eq!((made.status, made.counts()), (RecordStatus::Voided, false));
    let told = made.voided.clone().unwrap();
    assert_eq!((told.reason.as_str(), told.by), ("当事人名称写错，送达前发现", Some(HEAD)));
    assert!(made.effective_at.is_some() && !made.fields.is_empty(), "it stays readable");
    let next = story.effective("WS09", example("WS09"));
    assert_eq!(number(&story, next).seq, number(&story, record).seq + 1, "never given again");
    assert_eq!(when(&story, HEAD, record, VoidingCommand::Approve), Ok(Outcome::AlreadyDone));
    assert_eq!(when(&story, DEPUTIES[0], record, VoidingCommand::Approve), Err(Refusal::NoVoiding));
    assert_eq!(when(&story, LI, record, propose()), Err(Refusal::NothingToVoid));
}

#[test]
fn the_same_wish_again_is_a_retry_and_another_reason_replaces_it() {
    let mut story = Story::opened();
    let record = story.effective("WS09", example("WS09"));
    done(&mut story, LI, record, propose());
    assert_eq!(when(&story, LI, record, propose()), Ok(Outcome::AlreadyDone));
    let other = VoidingCommand::Propose { reason: text("不再需要询问") };
    done(&mut story, WANG, record, other);
    let pending = story.get(record).pending_voiding().unwrap();
    assert_eq!((pending.reason.as_str(), pending.proposed_by), ("不再需要询问", Some(WANG)));
}

#[test]
fn a_wish_that_was_refused_waits_no_more() {
    let mut story = Story::opened();
    let record = story.effective("WS09", example("WS09"));
    assert_eq!(when(&story, HEAD, record, VoidingCommand::Approve), Err(Refusal::NoVoiding));
    done(&mut story, LI, record, propose());
    done(&mut story, HEAD, record, refuse());
    assert!(story.get(record).counts());
    assert_eq!(when(&story, HEAD, record, VoidingCommand::Approve), Err(Refusal::NoVoiding));
    assert_eq!(when(&story, HEAD, record, refuse()), Err(Refusal::NoVoiding));
}

/// Whoever asks does not agree, nobody agrees in a case they handled, and what the head signed only
/// a head annuls.
#[test]
fn only_an_office_high_enough_that_took_no_part_agrees() {
    let mut story = Story::opened();
    let record = story.effective("WS46", example("WS46"));
    for nobody in [REVIEWER, CUSTODIAN, CHEN] {
        assert!(matches!(when(&story, nobody, record, propose()), Err(Refusal::NotAllowed { .. })));
    }
    done(&mut story, LI, record, propose());
    for lower in [CHIEF, OTHER_CHIEF, LI] {
        let outcome = when(&story, lower, record, VoidingCommand::Approve);
        let Err(Refusal::NotAllowed { who, .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(who, "机关负责人");
    }
    story.dossier.case.as_mut().unwrap().handlers.insert(HEAD);
    for command in [VoidingCommand::Approve, refuse()] {
        assert_eq!(when(&story, HEAD, record, command), Err(Refusal::OwnVoiding));
    }
    done(&mut story, DEPUTIES[0], record, VoidingCommand::Approve);
}

/// A kind that the head of the division signs is annulled there too.
#[test]
fn the_division_annuls_what_no_agency_head_signed() {
    let mut story = Story::opened();
    let is_divisions = |kind: &&RecordKind| {
        let slots: Vec<Slot> = kind.signers.iter().map(|signer| signer.slot).collect();
        kind.numbering.is_some()
            && kind.is_made_in(story.case().act, story.case().procedure)
            && kind.effects.is_empty()
            && slots.first() == Some(&Slot::CaseOfficers)
            && !slots.contains(&Slot::AgencyHead)
            && !slots.contains(&Slot::LegalReviewer)
    };
    let code = LAW.catalogue.iter().find(is_divisions).unwrap().code.clone();
    let record = story.effective(&code, example(&code));
    let kind = LAW.catalogue.kind(&code).unwrap();
    assert_eq!(voided_by(story.get(record), kind), Slot::DivisionHead, "{code}");
    done(&mut story, LI, record, propose());
    done(&mut story, CHIEF, record, VoidingCommand::Approve);
    assert_eq!(story.get(record).status, RecordStatus::Voided);
}

fn serve(story: &mut Story, document: TextRecordId) -> TextRecordId {
    let served_at = clock("09:01").to_china_rfc3339();
    let fields =
        example_with("WS48", json!({ "document": document.to_string(), "served_at": served_at }));
    let receipt = story.submitted("WS48", fields);
    story.signed_by_all(receipt);
    receipt
}

/// Art. 12(一): what was served is revoked by another instrument, not made to vanish.
#[test]
fn what_was_served_is_not_voided_whichever_version_it_was() {
    let mut story = Story::opened();
    let record = story.effective("WS09", example("WS09"));
    done(&mut story, LI, record, propose());
    serve(&mut story, record);
    let served = Err(Refusal::VoidingServed { on: "2025年3月7日".to_owned() });
    assert_eq!(when(&story, LI, record, VoidingCommand::Propose { reason: text("改") }), served);
    assert_eq!(when(&story, HEAD, record, VoidingCommand::Approve), served, "served meanwhile");
    let right = story.drafted_instead_of(Some(record), "WS09", example("WS09"));
    assert_eq!(when(&story, LI, record, VoidingCommand::Propose { reason: text("改") }), served);
    story.done(LI, Command::Submit { record: right });
    story.signed_by_all(right);
    assert_eq!(when(&story, LI, right, propose()), served, "its first version is out");
    assert_eq!(when(&story, LI, record, propose()), Err(Refusal::VoidingOfCorrected));
}

/// A receipt that was corrected to name another document serves this one no more.
#[test]
fn a_receipt_that_was_corrected_away_does_not_hinder() {
    let mut story = Story::opened();
    let record = story.effective("WS09", example("WS09"));
    let other = story.effective("WS09", example("WS09"));
    let receipt = serve(&mut story, record);
    let served_at = clock("09:01").to_china_rfc3339();
    let fields =
        example_with("WS48", json!({ "document": other.to_string(), "served_at": served_at }));
    let right = story.drafted_instead_of(Some(receipt), "WS48", fields);
    story.done(LI, Command::Submit { record: right });
    story.signed_by_all(right);
    assert!(when(&story, LI, record, propose()).is_ok());
    assert!(matches!(when(&story, LI, other, propose()), Err(Refusal::VoidingServed { .. })));
}

#[test]
fn drafts_and_records_without_a_number_are_no_matter_of_approval() {
    let mut story = Story::opened();
    let draft = story.drafted("WS09", example("WS09"));
    let signing = story.submitted("WS09", example("WS09"));
    let unnumbered = story.effective("WS10", example("WS10"));
    for record in [draft, signing, unnumbered] {
        assert_eq!(when(&story, LI, record, propose()), Err(Refusal::NothingToVoid));
    }
    let unknown = TextRecordId::from_bits(777);
    assert_eq!(when(&story, LI, unknown, propose()), Err(Refusal::NotFound));
}

/// A correction under way would bring the number back to life; the correction itself can be voided.
#[test]
fn a_number_is_voided_at_the_end_of_its_corrections() {
    let mut story = Story::opened();
    let wrong = story.effective("WS09", example("WS09"));
    done(&mut story, LI, wrong, propose());
    let right = story.drafted_instead_of(Some(wrong), "WS09", example("WS09"));
    let hindered = Err(Refusal::VoidingWhileCorrected);
    assert_eq!(when(&story, HEAD, wrong, VoidingCommand::Approve), hindered);
    story.done(LI, Command::Submit { record: right });
    story.signed_by_all(right);
    assert!(story.get(wrong).pending_voiding().is_none(), "it does not count any more");
    done(&mut story, LI, right, propose());
    done(&mut story, HEAD, right, VoidingCommand::Approve);
    assert_eq!(number(&story, right), number(&story, wrong));
    assert!(!story.get(wrong).counts() && !story.get(right).counts());
    let again = Command::Draft {
        record: TextRecordId::from_bits(778),
        kind: "WS09".to_owned(),
        fields: example("WS09"),
        corrects: Some(right),
        activity: None,
        happened: None,
    };
    assert_eq!(story.when(LI, again), Err(Refusal::NothingToCorrect));
}

/// Art. 11(五): without its decision a case is undecided, and another one is made.
#[test]
fn a_case_whose_decision_was_voided_is_decided_anew() {
    let mut story = Story::opened();
    let first = voided(&mut story, "WS46");
    assert_eq!((story.case().decided, story.case().status()), (None, case::Status::Open));
    let second = story.effective("WS46", example("WS46"));
    assert_eq!(story.case().decision().map(|made| made.id), Some(second));
    assert_ne!(number(&story, first), number(&story, second));
}

/// The same if it is a correction of the decision that was voided.
#[test]
fn a_corrected_decision_that_was_voided_decides_nothing() {
    let mut story = Story::opened();
    let wrong = story.effective("WS46", example("WS46"));
    let right = story.drafted_instead_of(Some(wrong), "WS46", example("WS46"));
    story.done(LI, Command::Submit { record: right });
    story.signed_by_all(right);
    done(&mut story, LI, right, propose());
    assert!(story.case().decided.is_some());
    done(&mut story, HEAD, right, VoidingCommand::Approve);
    assert!(story.case().decided.is_none());
}

/// Arts. 9, 13, 21: what moved the case on, what a closed case rests on, and anything of an archived one.
#[test]
fn what_the_case_rests_on_is_not_voided() {
    let story = Story::opened();
    let opening = *story.case().records.keys().next().unwrap();
    let moved = Err(Refusal::VoidingMovedCase { title: "立案审批表".to_owned() });
    assert_eq!(when(&story, LI, opening, propose()), moved);
    let closed = Story::closed();
    let decision = closed.case().decision().unwrap().id;
    assert_eq!(when(&closed, LI, decision, propose()), Err(Refusal::CaseClosed));
    let archived = Story::archived();
    for command in [propose(), VoidingCommand::Approve, refuse()] {
        assert_eq!(when(&archived, HEAD, decision, command), Err(Refusal::CaseArchived));
    }
}

/// A voided record is nothing for the rules, and stays in the case file, marked.
#[test]
fn a_voided_record_counts_for_no_rule_and_stays_in_the_file() {
    let mut story = Story::opened();
    let record = story.rendered("WS09", example("WS09"));
    let told = |story: &Story| {
        let matter = dossier::matter(&story.dossier, &LAW.catalogue, &story.directory).unwrap();
        matter.facts.iter().any(|fact| fact.subject == record.to_string())
    };
    assert!(told(&story));
    done(&mut story, LI, record, propose());
    assert!(told(&story), "until a head agrees");
    done(&mut story, HEAD, record, VoidingCommand::Approve);
    assert!(!told(&story));
    let entries = case_file::propose(story.case(), &[], &LAW.catalogue, &story.directory);
    let own = entries.iter().find(|entry| entry.source == EntrySource::Record(record)).unwrap();
    assert_eq!(own.title, "询问通知书（已作废）");
    assert_eq!(own.doc_no, Some(number(&story, record).to_string()));
}
