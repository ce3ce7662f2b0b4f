//! Records from the draft on; how they are signed and what they effect stands beside.

mod effect;
mod signing;

use rules::catalogue::Slot;
use serde_json::{Value, json};
use terms::{ActivityId, OfficerId, TextRecordId};

use super::*;
use crate::given::{
    AGENCY, CHEN, CHIEF, DEPUTIES, DISABLED, EXPIRED, FOREIGN, FOREIGN_HEAD, HEAD, HEAD_TO_BE, LAW,
    LI, OTHER_CHIEF, REVIEWER, Story, WANG, clock, digests, example, example_with, said, text,
};
use crate::secrecy::{Confidentiality, SecrecyMark};
use crate::{Event as AnyEvent, Outcome, Refusal, case, dossier};

fn draft(record: TextRecordId, code: &str) -> Command {
    let fields = example(code);
    Command::Draft {
        record,
        kind: code.to_owned(),
        fields,
        corrects: None,
        activity: None,
        happened: None,
    }
}

fn sign(record: TextRecordId, slot: Slot) -> Command {
    Story::sign(record, slot)
}

fn party(record: TextRecordId, slot: Slot, signing: Signing) -> Command {
    Command::NotePartySignature { record, slot, name: text("周启明"), signing }
}

fn refused(reason: &str, witness: &str) -> Signing {
    Signing::Refused { reason: said(reason), witness: said(witness) }
}

fn send_back(record: TextRecordId, slot: Slot) -> Command {
    Command::Return { record, slot, reason: text("事实部分不清") }
}

fn void(record: TextRecordId) -> Command {
    Command::Void { record, reason: text("重复制作") }
}

fn title(title: &str) -> String {
    title.to_owned()
}

/// The receipt of a document, handed over at an instant.
fn receipt_for(
    document: TextRecordId,
    served_at: terms::Timestamp,
) -> serde_json::Map<String, Value> {
    let served_at = served_at.to_china_rfc3339();
    example_with("WS48", json!({ "document": document.to_string(), "served_at": served_at }))
}

const NEW: TextRecordId = TextRecordId::from_bits(777);

/// Art. 8: only kinds of the catalogue that fit the act.
#[test]
fn a_kind_outside_the_catalogue_or_for_another_act_is_not_drafted() {
    let mut story = Story::opened();
    let check = |story: &Story, code: &str| {
        let command = Command::Draft {
            record: NEW,
            kind: code.to_owned(),
            fields: serde_json::Map::new(),
            corrects: None,
            activity: None,
            happened: None,
        };
        let unknown = Refusal::UnknownRecordKind { kind: code.to_owned() };
        assert_eq!(story.when(LI, command), Err(unknown));
    };
    for code in ["WS99", ""] {
        check(&story, code);
    }
    assert!(story.when(LI, draft(NEW, "WS36")).is_ok());
    story.dossier.case.as_mut().unwrap().act = terms::ActKind::Licensing;
    check(&story, "WS36");
}

#[test]
fn a_record_about_work_of_another_case_is_not_drafted() {
    let mut story = Story::opened();
    let activity = ActivityId::from_bits(5);
    let command = Command::Draft {
        record: NEW,
        kind: "WS60".to_owned(),
        fields: example("WS60"),
        corrects: None,
        activity: Some(activity),
        happened: None,
    };
    assert_eq!(story.when(LI, command.clone()), Err(Refusal::NotFound));
    story.tell(LI, case::Event::ActivityJoined { activity });
    assert!(story.when(LI, command).is_ok());
}

/// Arts. 10(三), 19, 22: each visit has its own records, and nobody links by hand what is plain.
#[test]
fn a_record_is_about_the_only_visit_or_that_of_the_record_it_corrects() {
    let mut story = Story::opened();
    let [first, second] = [5, 6].map(ActivityId::from_bits);
    let about = |story: &Story, code: &str, corrects| {
        let (kind, fields) = (code.to_owned(), example(code));
        let command =
            Command::Draft { record: NEW, kind, fields, corrects, activity: None, happened: None };
        let events = story.when(LI, command).unwrap().into_events();
        let [AnyEvent::Record(Event::Drafted { activity, .. })] = &events[..] else { panic!() };
        *activity
    };
    assert_eq!(about(&story, "WS08", None), None, "no visit yet");
    story.tell(LI, case::Event::ActivityJoined { activity: first });
    assert_eq!(about(&story, "WS08", None), Some(first));
    assert_eq!(about(&story, "WS34", None), None, "a kind that tells of no visit");
    let record = story.effective("WS08", example("WS08"));
    story.tell(LI, case::Event::ActivityJoined { activity: second });
    assert_eq!(about(&story, "WS08", None), None, "two: somebody has to say");
    assert_eq!(about(&story, "WS08", Some(record)), Some(first));
}

/// Arts. 9, 11: what the packs demand before an act is demanded before its instrument is drafted.
#[test]
fn drafting_waits_for_the_rules_of_its_gate() {
    let mut story = Story::registered();
    story.asks_rules = true;
    let Err(Refusal::Rules { act, missing }) = story.when(LI, draft(NEW, "WS46")) else {
        panic!("a decision before anything was investigated")
    };
    assert_eq!(act, "办理《行政处罚决定书》");
    assert!(missing.len() > 1, "all that is missing at once: {missing:?}");
    assert!(story.when(LI, draft(NEW, "WS01")).is_ok(), "a kind without a gate");
}

/// Arts. 9, 11: rules that came to block after the draft stop the last signature.
#[test]
fn the_rules_are_asked_again_before_a_record_takes_effect() {
    let mut story = Story::opened();
    let record = story.submitted("WS46", example("WS46"));
    story.asks_rules = true;
    let refusal = story.when(HEAD, sign(record, Slot::AgencyHead)).unwrap_err();
    assert_eq!(refusal.code(), "rules.unmet");
    story.asks_rules = false;
    assert!(story.when(HEAD, sign(record, Slot::AgencyHead)).is_ok());
}

/// Art. 8: legal elements.
#[test]
fn a_missing_element_blocks_submission_and_is_named() {
    let mut story = Story::registered();
    let record =
        story.drafted("WS02", example_with("WS02", json!({ "facts": " ", "cause": null })));
    let Err(Refusal::ElementsMissing { titles }) = story.when(LI, Command::Submit { record })
    else {
        panic!("blank elements")
    };
    for field in ["facts", "cause"] {
        let name = LAW.catalogue.kind("WS02").unwrap().title_of(field).unwrap();
        assert!(titles.contains(name), "{titles}");
    }
    story.done(LI, Command::Edit { record, fields: example("WS02") });
    story.done(LI, Command::Submit { record });
    assert_eq!(story.get(record).status, Status::Signing);
}

/// Art. 8: an original is changed only while nobody was asked to sign it.
#[test]
fn only_an_open_draft_is_edited() {
    let mut story = Story::registered();
    let record = story.drafted("WS02", example("WS02"));
    let same = Command::Edit { record, fields: example("WS02") };
    assert_eq!(story.when(LI, same), Ok(Outcome::AlreadyDone));
    let other = Command::Edit { record, fields: example_with("WS02", json!({ "cause": "改" })) };
    story.done(LI, other.clone());
    story.done(LI, Command::Submit { record });
    for command in [other.clone(), Command::Submit { record }] {
        let signing = Refusal::RecordNotOpen { status: title("签署中") };
        assert_eq!(story.when(LI, command), Err(signing));
    }
    story.signed_by_all(record);
    assert_eq!(story.when(LI, other), Err(Refusal::RecordNotOpen { status: title("已生效") }));
    assert_eq!(story.when(LI, Command::Submit { record: NEW }), Err(Refusal::NotFound));
}
