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

/// Art. 11: level by level.
#[test]
fn slots_are_signed_in_their_order() {
    let mut story = Story::registered();
    let record = story.submitted("WS02", example("WS02"));
    let too_early = |name: &str| Err(Refusal::SlotTooEarly { title: title(name) });
    assert_eq!(story.when(HEAD, sign(record, Slot::AgencyHead)), too_early("承办人"));
    story.done(LI, sign(record, Slot::CaseOfficers));
    assert_eq!(story.when(CHIEF, sign(record, Slot::DivisionHead)), too_early("承办人"));
    story.done(WANG, sign(record, Slot::CaseOfficers));
    assert_eq!(story.when(HEAD, sign(record, Slot::AgencyHead)), too_early("承办机构负责人"));
    story.done(CHIEF, sign(record, Slot::DivisionHead));
    assert!(story.when(HEAD, sign(record, Slot::AgencyHead)).is_ok());
}

#[test]
fn the_next_hand_is_ours_before_it_is_the_partys() {
    let mut story = Story::opened();
    let record = story.drafted("WS10", example("WS10"));
    let kind = LAW.catalogue.kind("WS10").unwrap();
    let next = |story: &Story| waits_for(story.get(record), kind).map(|signer| signer.slot);
    assert_eq!(next(&story), None, "a draft waits for nobody");
    story.done(LI, Command::Submit { record });
    story.done(LI, sign(record, Slot::CaseOfficers));
    assert_eq!(next(&story), Some(Slot::CaseOfficers));
    story.done(WANG, sign(record, Slot::CaseOfficers));
    assert_eq!(next(&story), Some(Slot::Registrar));
    story.done(WANG, sign(record, Slot::Registrar));
    assert_eq!(next(&story), Some(Slot::Party));
    story.done(LI, party(record, Slot::Party, Signing::Signed));
    assert_eq!(next(&story), None);
    assert!(story.get(record).counts());
}

#[test]
fn only_the_holder_of_an_office_signs_its_slot() {
    let mut story = Story::registered();
    let record = story.submitted("WS02", example("WS02"));
    let not_yours = |name: &str| Err(Refusal::SlotNotYours { title: title(name) });
    for stranger in [CHEN, CHIEF, HEAD] {
        let command = sign(record, Slot::CaseOfficers);
        assert_eq!(story.when(stranger, command), not_yours("承办人"));
    }
    for officer in [LI, WANG] {
        story.done(officer, sign(record, Slot::CaseOfficers));
    }
    for stranger in [OTHER_CHIEF, LI, HEAD] {
        let command = sign(record, Slot::DivisionHead);
        assert_eq!(story.when(stranger, command), not_yours("承办机构负责人"));
    }
    story.done(CHIEF, sign(record, Slot::DivisionHead));
    for stranger in [FOREIGN_HEAD, HEAD_TO_BE, CHIEF] {
        let command = sign(record, Slot::AgencyHead);
        assert_eq!(story.when(stranger, command), not_yours("行政机关负责人"));
    }
    let no_slot = story.when(REVIEWER, sign(record, Slot::LegalReviewer));
    assert_eq!(no_slot, Err(Refusal::NoSuchSlot));
}

/// The office is held through its last day, here as everywhere.
#[test]
fn a_head_signs_through_the_last_day_in_office() {
    let mut story = Story::opened();
    let record = story.submitted("WS46", example("WS46"));
    let mut last_day = |until_on| {
        let head = story.directory.officers.get_mut(&HEAD).unwrap();
        head.appointments[0].until_on = Some(until_on);
        story.when(HEAD, sign(record, Slot::AgencyHead))
    };
    let today = clock("09:00").date();
    assert!(last_day(today).is_ok());
    let over = Refusal::SlotNotYours { title: title("签发人") };
    assert_eq!(last_day(today.plus_days(-1)), Err(over));
}

/// Art. 10(一): nobody signs as an officer on an expired credential.
#[test]
fn an_officer_signs_with_the_credential_of_the_day() {
    let mut story = Story::registered();
    story.tell(
        LI,
        case::Event::OfficersAssigned { officers: vec![LI, EXPIRED], reason: "调整".to_owned() },
    );
    let record = story.submitted("WS02", example("WS02"));
    let expired = story.when(EXPIRED, sign(record, Slot::CaseOfficers));
    assert_eq!(expired, Err(Refusal::CredentialInvalid { name: title("钱过") }));
    let events = story.done(LI, sign(record, Slot::CaseOfficers));
    let [AnyEvent::Record(Event::Signed { credential_no: Some(number), .. })] = &events[..] else {
        panic!("one signature with its credential: {events:?}")
    };
    assert_eq!(number.reveal(), "执法李华");
}

/// Arts. 10, 11: whoever writes an opinion is whoever gives it; the rest is the officers' to write.
#[test]
fn each_writes_the_kinds_that_are_theirs() {
    let mut story = Story::opened();
    let may = |story: &Story, who, code: &str| match story.when(who, draft(NEW, code)) {
        Ok(_) => true,
        Err(Refusal::NotAllowed { .. }) => false,
        Err(other) => panic!("{code}: {other:?}"),
    };
    for (code, officer, reviewer, head) in [
        ("WS10", true, false, false),
        ("WS34", true, false, true),
        ("WS35", false, true, false),
        ("WS46", true, false, false),
    ] {
        let allowed = [LI, REVIEWER, CHIEF].map(|who| may(&story, who, code));
        assert_eq!(allowed, [officer, reviewer, head], "{code}");
    }
    assert!(!may(&story, CHEN, "WS10"), "not in charge");
    assert!(!may(&story, OTHER_CHIEF, "WS34"), "of another division");
    let decision = story.submitted("WS46", example("WS46"));
    for who in [REVIEWER, CHIEF, HEAD, CHEN] {
        let outcome = story.when(who, void(decision)).unwrap_err();
        assert!(matches!(outcome, Refusal::NotAllowed { .. }), "{outcome:?}");
    }
}

/// Art. 11(四): nobody approves what they handled.
#[test]
fn a_head_who_handled_the_case_approves_nothing_in_it() {
    let mut story = Story::opened();
    let assigned =
        |officers| case::Event::OfficersAssigned { officers, reason: "调整".to_owned() };
    story.tell(LI, assigned(vec![HEAD, WANG]));
    story.tell(LI, assigned(vec![LI, WANG]));
    let decision = story.submitted("WS46", example("WS46"));
    let command = sign(decision, Slot::AgencyHead);
    assert_eq!(story.when(HEAD, command.clone()), Err(Refusal::HeadHandledCase));
    let back = story.when(HEAD, send_back(decision, Slot::AgencyHead));
    assert_eq!(back, Err(Refusal::HeadHandledCase));
    assert!(story.when(DEPUTIES[0], command).is_ok());
}

/// Art. 11(三): the reviewer is nobody who ever handled the case.
#[test]
fn a_reviewer_who_handled_the_case_may_not_review_it() {
    let mut story = Story::opened();
    story.tell(
        LI,
        case::Event::OfficersAssigned {
            officers: vec![REVIEWER, WANG], reason: "调整".to_owned()
        },
    );
    story.tell(
        LI,
        case::Event::OfficersAssigned { officers: vec![LI, WANG], reason: "调回".to_owned() },
    );
    let record = story.submitted("WS35", example("WS35"));
    let command = sign(record, Slot::LegalReviewer);
    assert_eq!(story.when(REVIEWER, command), Err(Refusal::ReviewerHandledCase));
    let back = story.when(REVIEWER, send_back(record, Slot::LegalReviewer));
    assert_eq!(back, Err(Refusal::ReviewerHandledCase));

    let mut fresh = Story::opened();
    let record = fresh.submitted("WS35", example("WS35"));
    assert!(fresh.when(REVIEWER, sign(record, Slot::LegalReviewer)).is_ok());
}

/// Art. 10(十): only whom the report names as host signs it, and nobody who ever handled the case.
#[test]
fn a_hearing_is_reported_by_the_host_it_names() {
    let hosted_by = |host: OfficerId| {
        let mut fields = example("WS42");
        fields.insert("host".to_owned(), json!([host.to_string()]));
        fields
    };
    let mut story = Story::opened();
    let record = story.submitted("WS42", hosted_by(REVIEWER));
    let command = sign(record, Slot::HearingHost);
    let unnamed = story.when(HEAD, command.clone());
    assert!(matches!(unnamed, Err(Refusal::HostNotNamed { .. })), "{unnamed:?}");
    let officer = story.when(CHEN, command.clone());
    assert!(matches!(officer, Err(Refusal::SlotNotYours { .. })), "{officer:?}");
    assert!(story.when(REVIEWER, command.clone()).is_ok());
    let assigned =
        |officers| case::Event::OfficersAssigned { officers, reason: "调整".to_owned() };
    story.tell(LI, assigned(vec![REVIEWER, WANG]));
    story.tell(LI, assigned(vec![LI, WANG]));
    assert_eq!(story.when(REVIEWER, command), Err(Refusal::HostHandledCase));
}

/// Art. 8: a record says which wording it carried, and that is compared with its fields.
#[test]
fn wording_of_some_values_only_is_carried_and_compared() {
    let mut story = Story::opened();
    let mut fields = example("WS75");
    fields.insert("matter".to_owned(), json!("紧急先行调查"));
    let record = story.effective("WS75", fields);
    assert_eq!(story.get(record).wording, Some(vec!["urgent@1".to_owned()]));
    let intact = |story: &Story| {
        let matter = dossier::matter(&story.dossier, &LAW.catalogue, &story.directory).unwrap();
        let is_it = |fact: &&rules::Fact| {
            fact.name == "record.effective" && fact.subject == record.to_string()
        };
        let fact = matter.facts.iter().find(is_it).unwrap();
        fact.attrs["wording_intact"] == rules::Value::Bool(true)
    };
    assert!(intact(&story));
    // As if it had been printed without the sentence that belongs to it.
    story.tell(LI, Event::TookEffect { record, doc_no: None, wording: Some(Vec::new()) });
    assert!(!intact(&story));
    // Records of before do not say.
    story.tell(LI, Event::TookEffect { record, doc_no: None, wording: None });
    assert!(intact(&story));
}

/// Art. 25: a mark is read by those it names, by whoever drafted it, and by nobody else.
#[test]
fn a_marked_record_is_read_by_those_named() {
    let mut story = Story::opened();
    let record = story.effective("WS10", example("WS10"));
    let mark = |viewers: &[OfficerId]| {
        let (viewers, kinds) = (viewers.iter().copied().collect(), [Confidentiality::Privacy]);
        let reason = text("住址");
        SecrecyMark::parse(kinds.into(), viewers, &reason, AGENCY, &story.directory)
    };
    assert_eq!(mark(&[FOREIGN]), Err(Refusal::NotOurOfficer));
    assert_eq!(mark(&[DISABLED]), Err(Refusal::NotOurOfficer));
    let named = mark(&[HEAD]).unwrap();
    let lifted = SecrecyMark { reason: "脱敏".to_owned(), ..SecrecyMark::default() };
    let command = |mark: &SecrecyMark| Command::MarkSecrecy { record, mark: mark.clone() };
    assert_eq!(story.when(LI, command(&lifted)), Ok(Outcome::AlreadyDone));
    story.done(LI, command(&named));
    assert_eq!(story.when(LI, command(&named)), Ok(Outcome::AlreadyDone));
    let marked = story.get(record);
    assert_eq!((marked.may_read(HEAD), marked.may_read(LI)), (Ok(()), Ok(())));
    assert!(matches!(marked.may_read(WANG), Err(Refusal::Confidential { .. })));
    story.done(LI, command(&lifted));
    assert_eq!(story.get(record).may_read(WANG), Ok(()));
}

/// Art. 11: a slot that asks for an opinion takes no bare name.
#[test]
fn an_opinion_is_written_where_one_is_asked_for() {
    let mut story = Story::opened();
    let record = story.submitted("WS44", example("WS44"));
    let bare = |record, slot| Command::Sign { record, slot, opinion: None };
    let missing = Refusal::OpinionMissing { title: title("承办人") };
    assert_eq!(story.when(LI, bare(record, Slot::CaseOfficers)), Err(missing));
    let interview = story.submitted("WS10", example("WS10"));
    assert!(story.when(LI, bare(interview, Slot::CaseOfficers)).is_ok());
}

/// Art. 11(四), and the penalty law's Art. 57: the heads discuss, and each who attended signs.
#[test]
fn every_head_who_attended_a_discussion_signs_its_minutes() {
    let attendees = |names: &[&str]| {
        let rows: Vec<_> =
            names.iter().map(|name| json!({ "name": name, "post": "负责人" })).collect();
        example_with("WS43", json!({ "attendees": rows }))
    };
    let minutes = |names: &[&str]| {
        let mut story = Story::opened();
        let record = story.submitted("WS43", attendees(names));
        story.done(LI, sign(record, Slot::Registrar));
        (story, record)
    };
    for (names, hands) in
        [(&["周正"][..], 2), (&["周正", "副一"], 2), (&["周正", "副一", "副二"], 3)]
    {
        let (mut story, record) = minutes(names);
        for head in [HEAD, DEPUTIES[0], DEPUTIES[1]].into_iter().take(hands) {
            assert_eq!(story.get(record).status, Status::Signing, "{names:?}");
            story.done(head, sign(record, Slot::Attendees));
        }
        assert_eq!(story.get(record).status, Status::Effective, "{names:?}");
    }
    let (story, record) = minutes(&["周正", "副一"]);
    for other in [CHIEF, REVIEWER, LI, FOREIGN_HEAD, HEAD_TO_BE] {
        let outcome = story.when(other, sign(record, Slot::Attendees));
        assert_eq!(outcome, Err(Refusal::SlotNotYours { title: title("出席人员") }));
    }
}

#[test]
fn one_person_fills_one_place_of_a_slot() {
    let mut story = Story::registered();
    let record = story.submitted("WS02", example("WS02"));
    story.done(LI, sign(record, Slot::CaseOfficers));
    let again = story.when(LI, sign(record, Slot::CaseOfficers));
    assert_eq!(again, Ok(Outcome::AlreadyDone));
    assert_eq!(story.get(record).signers("case_officers"), [LI]);
}

/// Art. 24.1: what was written stays; another opinion is no retry.
#[test]
fn an_opinion_once_signed_is_not_signed_over() {
    let mut story = Story::registered();
    let record = story.submitted("WS02", example("WS02"));
    story.done(LI, sign(record, Slot::CaseOfficers));
    let slot = Slot::CaseOfficers;
    let other = Command::Sign { record, slot, opinion: Some(text("不同意。")) };
    let signed = Refusal::SlotSigned { title: title("承办人") };
    assert_eq!(story.when(LI, other), Err(signed.clone()));
    assert_eq!(story.when(LI, Command::Sign { record, slot, opinion: None }), Err(signed));
}

/// The answer to the last signature may get lost: sent again it is a retry, whatever it set off.
#[test]
fn the_last_signature_sent_again_is_already_done() {
    for (code, slot) in [("WS02", Slot::AgencyHead), ("WS03", Slot::AgencyHead)] {
        let mut story = Story::registered();
        let record = story.effective(code, example(code));
        assert_eq!(story.when(HEAD, sign(record, slot)), Ok(Outcome::AlreadyDone), "{code}");
        let other = Command::Sign { record, slot, opinion: Some(text("再议。")) };
        assert!(story.when(HEAD, other).is_err(), "{code}");
        assert!(story.when(CHEN, sign(record, slot)).is_err(), "{code}: another hand");
    }
    let mut story = Story::closed();
    let closing = story.case().records.values().find(|record| record.kind == "WS59").unwrap().id;
    let again = |story: &Story| story.when(HEAD, sign(closing, Slot::AgencyHead));
    assert_eq!(again(&story), Ok(Outcome::AlreadyDone));
    let archived = crate::case_file::Event::Archived { archive_no: "2025-1".to_owned() };
    story.tell(CHIEF, archived);
    assert_eq!(again(&story), Ok(Outcome::AlreadyDone));
}

#[test]
fn a_signature_that_fell_away_is_no_retry() {
    let mut story = Story::registered();
    let returned = story.submitted("WS02", example("WS02"));
    story.done(LI, sign(returned, Slot::CaseOfficers));
    story.done(WANG, sign(returned, Slot::CaseOfficers));
    story.done(CHIEF, send_back(returned, Slot::DivisionHead));
    assert!(story.when(LI, sign(returned, Slot::CaseOfficers)).is_err());
    let voided = story.submitted("WS01", example("WS01"));
    let slot = waits_for(story.get(voided), LAW.catalogue.kind("WS01").unwrap()).unwrap().slot;
    story.done(LI, void(voided));
    assert!(story.when(LI, sign(voided, slot)).is_err());
}

/// Art. 10(二): the party's hand noted twice is one hand.
#[test]
fn the_partys_signature_noted_again_is_already_done() {
    let mut story = Story::opened();
    let record = story.submitted("WS10", example("WS10"));
    let signed = party(record, Slot::Party, Signing::Signed);
    story.done(LI, signed.clone());
    assert_eq!(story.when(LI, signed.clone()), Ok(Outcome::AlreadyDone));
    assert!(story.when(LI, party(record, Slot::Party, refused("不认可", "王五"))).is_ok());
    story.signed_by_all(record);
    assert_eq!(story.get(record).status, Status::Effective);
    assert_eq!(story.when(LI, signed), Ok(Outcome::AlreadyDone));
}

#[test]
fn nobody_signs_what_does_not_wait_for_signatures() {
    let mut story = Story::registered();
    let record = story.drafted("WS02", example("WS02"));
    let not_signing = |status: &str| Err(Refusal::RecordNotSigning { status: title(status) });
    assert_eq!(story.when(LI, sign(record, Slot::CaseOfficers)), not_signing("草稿"));
    assert_eq!(story.when(LI, send_back(record, Slot::CaseOfficers)), not_signing("草稿"));
    story.done(LI, void(record));
    assert_eq!(story.when(LI, sign(record, Slot::CaseOfficers)), not_signing("已作废"));
}

/// Art. 10(二): ours sign by their own login, the party's hand is noted.
#[test]
fn our_slots_are_not_noted_for_us_and_outside_slots_are_not_signed_by_us() {
    let mut story = Story::opened();
    let record = story.submitted("WS10", example("WS10"));
    let external = Refusal::SlotIsExternal { title: title("被询问人") };
    assert_eq!(story.when(LI, sign(record, Slot::Party)), Err(external.clone()));
    assert_eq!(story.when(LI, send_back(record, Slot::Party)), Err(external));
    let internal = story.when(LI, party(record, Slot::CaseOfficers, Signing::Signed));
    assert_eq!(internal, Err(Refusal::SlotIsInternal { title: title("询问人") }));
}

/// A party may refuse; the record counts all the same, with the reason and who saw it.
#[test]
fn a_party_refuses_with_a_reason_and_a_witness() {
    let mut story = Story::opened();
    let record = story.submitted("WS10", example("WS10"));
    for (officer, slot) in
        [(LI, Slot::CaseOfficers), (WANG, Slot::CaseOfficers), (WANG, Slot::Registrar)]
    {
        story.done(officer, sign(record, slot));
    }
    for (reason, witness) in [("", "社区李主任"), ("不认可笔录", " "), ("", "")] {
        let outcome = story.when(LI, party(record, Slot::Party, refused(reason, witness)));
        assert_eq!(outcome, Err(Refusal::RefusalUnwitnessed { title: title("被询问人") }));
    }
    story.done(LI, party(record, Slot::Party, refused("不认可笔录", "社区李主任")));
    assert_eq!(story.get(record).status, Status::Effective);
    let marks = &story.get(record).marks["party"];
    assert!(matches!(&marks[..], [SlotMark::Outside { signing: Signing::Refused { .. }, .. }]));
}

#[test]
fn a_witness_cannot_refuse() {
    let mut story = Story::opened();
    let notice = story.effective("WS09", example("WS09"));
    let receipt = story.submitted("WS48", receipt_for(notice, clock("09:00")));
    let outcome = story.when(LI, party(receipt, Slot::Witness, refused("不愿", "王五")));
    assert_eq!(outcome, Err(Refusal::RefusalNotPossible { title: title("见证人") }));
    story.done(LI, party(receipt, Slot::Witness, Signing::Signed));
    assert_eq!(story.get(receipt).status, Status::Signing, "ours have not signed");
}

/// Art. 11: what was signed before a return was another text.
#[test]
fn a_return_clears_the_signatures() {
    let mut story = Story::registered();
    let record = story.submitted("WS02", example("WS02"));
    story.done(LI, sign(record, Slot::CaseOfficers));
    story.done(WANG, sign(record, Slot::CaseOfficers));
    let stranger = story.when(OTHER_CHIEF, send_back(record, Slot::DivisionHead));
    assert_eq!(stranger, Err(Refusal::SlotNotYours { title: title("承办机构负责人") }));
    story.done(CHIEF, send_back(record, Slot::DivisionHead));
    let returned = story.get(record);
    assert_eq!(returned.status, Status::Returned);
    assert!(returned.marks.is_empty());
    assert_eq!(returned.returns[0].reason, "事实部分不清");
    story.done(LI, Command::Edit { record, fields: example("WS02") });
    story.done(LI, Command::Submit { record });
    let early = story.when(CHIEF, sign(record, Slot::DivisionHead));
    assert_eq!(early, Err(Refusal::SlotTooEarly { title: title("承办人") }));
}

/// Arts. 9, 11: one decision gives the signature, the number, the effect and the case's step.
#[test]
fn the_last_signature_takes_effect_with_a_number_and_opens_the_case() {
    let mut story = Story::registered();
    let record = story.submitted("WS02", example("WS02"));
    for officer in [LI, WANG] {
        assert_eq!(story.done(officer, sign(record, Slot::CaseOfficers)).len(), 1);
    }
    assert_eq!(story.done(CHIEF, sign(record, Slot::DivisionHead)).len(), 1);
    assert_eq!(story.case().status(), case::Status::Registered);
    let signed_at = story.now;
    let events = story.done(HEAD, sign(record, Slot::AgencyHead));
    let number = "青市监立〔2025〕1号";
    let [
        AnyEvent::Record(Event::Signed { .. }),
        AnyEvent::Record(Event::TookEffect { doc_no: Some(doc_no), .. }),
        AnyEvent::Case(case::Event::Opened { record: by, case_no: Some(case_no) }),
    ] = &events[..]
    else {
        panic!("signed, took effect, opened: {events:?}")
    };
    assert_eq!((doc_no.to_string().as_str(), case_no.as_str(), by), (number, number, &record));
    assert_eq!(story.get(record).effective_at, Some(signed_at));
    assert_eq!(story.case().status(), case::Status::Open);
}

/// Arts. 9, 11, 13: the other steps.
#[test]
fn each_effect_moves_the_case_once() {
    let mut story = Story::opened();
    story.effective("WS33", example("WS33"));
    assert!(story.case().concluded_at.is_some());
    story.effective("WS46", example("WS46"));
    assert_eq!(story.case().status(), case::Status::Decided);
    let decided_at = story.case().decided_at();
    story.effective("WS46", example("WS46"));
    assert_eq!(story.case().decided_at(), decided_at, "the first decision stays");
    story.effective("WS59", example("WS59"));
    assert_eq!(story.case().status(), case::Status::Closed);

    let mut refused = Story::registered();
    refused.effective("WS03", example("WS03"));
    assert_eq!(refused.case().status(), case::Status::NotOpened);
}

/// Art. 24.1: corrected by another record that names it; nothing is overwritten.
#[test]
fn a_correction_keeps_the_number_and_both_stay() {
    let mut story = Story::opened();
    let wrong = story.effective("WS46", example("WS46"));
    let (number, decided_at) = (story.get(wrong).doc_no.clone(), story.case().decided_at());
    let right = story.drafted_instead_of(Some(wrong), "WS46", example("WS46"));
    assert!(story.get(wrong).counts(), "until the correction takes effect");
    story.done(LI, Command::Submit { record: right });
    story.signed_by_all(right);
    assert_eq!(story.get(right).doc_no, number);
    assert!(story.get(right).counts());
    let original = story.get(wrong);
    assert_eq!((original.status, original.corrected_by), (Status::Corrected, Some(right)));
    assert_eq!((original.doc_no.clone(), &original.fields), (number, &example("WS46")));
    assert_eq!(story.case().decided_at(), decided_at, "the case does not move again");
}

/// Art. 24.1.
#[test]
fn only_an_effective_record_of_the_same_kind_is_corrected_and_only_once() {
    let mut story = Story::opened();
    let wrong = story.effective("WS46", example("WS46"));
    let unfinished = story.drafted("WS46", example("WS46"));
    let correct = |wrong, code: &str| Command::Draft {
        record: NEW,
        kind: code.to_owned(),
        fields: example(code),
        corrects: Some(wrong),
        activity: None,
        happened: None,
    };
    let nothing = Err(Refusal::NothingToCorrect);
    assert_eq!(story.when(LI, correct(wrong, "WS10")), nothing);
    assert_eq!(story.when(LI, correct(unfinished, "WS46")), nothing);
    assert_eq!(story.when(LI, correct(NEW, "WS46")), Err(Refusal::NotFound));
    let first = story.drafted_instead_of(Some(wrong), "WS46", example("WS46"));
    assert_eq!(story.when(LI, correct(wrong, "WS46")), nothing, "one is being made");
    story.done(LI, void(first));
    let second = story.drafted_instead_of(Some(wrong), "WS46", example("WS46"));
    story.done(LI, Command::Submit { record: second });
    story.signed_by_all(second);
    assert_eq!(story.when(LI, correct(wrong, "WS46")), nothing, "one was made");
    assert!(story.when(LI, correct(second, "WS46")).is_ok(), "the correction itself can be wrong");
}

/// Art. 24.1: what took effect is corrected, never made to vanish.
#[test]
fn a_record_is_voided_only_before_it_takes_effect() {
    let mut story = Story::opened();
    let draft = story.drafted("WS10", example("WS10"));
    let signing = story.submitted("WS10", example("WS10"));
    for record in [draft, signing] {
        story.done(LI, void(record));
        assert_eq!(story.get(record).status, Status::Voided);
        assert_eq!(story.when(LI, void(record)), Ok(Outcome::AlreadyDone));
        let edit = Command::Edit { record, fields: example("WS10") };
        let refusal = story.when(LI, edit).unwrap_err();
        assert_eq!(refusal, Refusal::RecordNotOpen { status: title("已作废") });
    }
    let effective = story.effective("WS46", example("WS46"));
    assert_eq!(story.when(LI, void(effective)), Err(Refusal::EffectiveNotVoidable));
    let right = story.drafted_instead_of(Some(effective), "WS46", example("WS46"));
    story.done(LI, Command::Submit { record: right });
    story.signed_by_all(right);
    assert_eq!(story.when(LI, void(effective)), Err(Refusal::EffectiveNotVoidable));
    assert_eq!(story.when(LI, void(NEW)), Err(Refusal::NotFound));
}

fn receipt_for(
    document: TextRecordId,
    served_at: terms::Timestamp,
) -> serde_json::Map<String, Value> {
    let served_at = served_at.to_china_rfc3339();
    example_with("WS48", json!({ "document": document.to_string(), "served_at": served_at }))
}

/// Art. 12(一).
#[test]
fn a_receipt_serves_only_an_outward_record_that_took_effect() {
    let mut story = Story::opened();
    let unfinished = story.drafted("WS09", example("WS09"));
    let inward = story.effective("WS10", example("WS10"));
    for document in [unfinished, inward, NEW] {
        let receipt = story.drafted("WS48", receipt_for(document, clock("09:00")));
        let outcome = story.when(LI, Command::Submit { record: receipt });
        assert_eq!(outcome, Err(Refusal::NotServable), "{document}");
    }
    let notice = story.effective("WS09", example("WS09"));
    let served_at = clock("09:05");
    let receipt = story.submitted("WS48", receipt_for(notice, served_at));
    story.signed_by_all(receipt);
    let served = story.get(notice).served.clone();
    let method = "直接送达".to_owned();
    assert_eq!(served, [ServiceOfRecord { receipt, method, served_at }]);
}

/// Art. 12(一): a document that was corrected meanwhile is no longer what was to be served.
#[test]
fn a_document_corrected_before_its_receipt_is_signed_is_not_served() {
    let mut story = Story::opened();
    let wrong = story.effective("WS09", example("WS09"));
    let receipt = story.submitted("WS48", receipt_for(wrong, clock("09:00")));
    for officer in [LI, WANG] {
        story.done(officer, sign(receipt, Slot::CaseOfficers));
    }
    let right = story.drafted_instead_of(Some(wrong), "WS09", example("WS09"));
    story.done(LI, Command::Submit { record: right });
    story.signed_by_all(right);
    let outcome = story.when(LI, party(receipt, Slot::Party, Signing::Signed));
    assert_eq!(outcome, Err(Refusal::NotServable));
}

/// Art. 5: nothing was served tomorrow, or at a time nobody can read.
#[test]
fn a_time_of_service_that_cannot_be_is_refused() {
    let mut story = Story::opened();
    let notice = story.effective("WS09", example("WS09"));
    for served_at in ["2025-03-08T09:00:00+08:00", "昨天下午"] {
        let fields =
            example_with("WS48", json!({ "document": notice.to_string(), "served_at": served_at }));
        let receipt = story.submitted("WS48", fields);
        for officer in [LI, WANG] {
            story.done(officer, sign(receipt, Slot::CaseOfficers));
        }
        let outcome = story.when(LI, party(receipt, Slot::Party, Signing::Signed));
        assert_eq!(outcome, Err(Refusal::TimeOutOfOrder { what: title("送达时间") }));
    }
}

/// Service by post has no signature of the person served.
#[test]
fn a_receipt_by_post_waits_for_ours_only() {
    let mut story = Story::opened();
    let notice = story.effective("WS09", example("WS09"));
    let mut fields = receipt_for(notice, clock("09:00"));
    fields.extend([
        ("method".to_owned(), json!("邮寄送达")),
        ("tracking_no".to_owned(), json!("EMS1234567890")),
    ]);
    let receipt = story.submitted("WS48", fields);
    let outcome = story.when(LI, party(receipt, Slot::Party, Signing::Signed));
    assert_eq!(outcome, Err(Refusal::NoSuchSlot));
    story.done(LI, sign(receipt, Slot::CaseOfficers));
    story.done(WANG, sign(receipt, Slot::CaseOfficers));
    assert_eq!(story.get(notice).served[0].method, "邮寄送达");
}

/// Art. 9(一): an open case is not opened again, and it is too late not to open it.
#[test]
fn a_case_is_opened_or_not_once() {
    let mut story = Story::registered();
    let [again, never] = ["WS02", "WS03"].map(|code| story.drafted(code, example(code)));
    story.effective("WS02", example("WS02"));
    let done = Err(Refusal::CaseStepDone { status: "办理中".to_owned() });
    for command in [
        draft(NEW, "WS02"),
        draft(NEW, "WS03"),
        Command::Submit { record: again },
        Command::Submit { record: never },
    ] {
        assert_eq!(story.when(LI, command), done);
    }
}

/// Arts. 9(一), 13, 21.
#[test]
fn after_its_end_a_case_takes_only_what_binds_its_file() {
    let closed = Story::closed();
    assert_eq!(closed.when(LI, draft(NEW, "WS10")), Err(Refusal::CaseClosed));
    assert!(closed.when(LI, draft(NEW, "WS59")).is_ok());

    let mut refused = Story::registered();
    let pending = refused.drafted("WS02", example("WS02"));
    refused.effective("WS03", example("WS03"));
    for command in [draft(NEW, "WS02"), Command::Submit { record: pending }] {
        assert_eq!(refused.when(LI, command), Err(Refusal::CaseNotOpened));
    }
}

/// Art. 21: an archived case refuses every command about its records.
#[test]
fn an_archived_case_takes_no_command() {
    let mut story = Story::opened();
    let pending = story.drafted("WS59", example("WS59"));
    let signing = story.submitted("WS59", example("WS59"));
    let effective = story.effective("WS59", example("WS59"));
    story.tell(LI, crate::case_file::Event::Archived { archive_no: "2025-1".to_owned() });
    let correction = Command::Draft {
        record: NEW,
        kind: "WS59".to_owned(),
        fields: example("WS59"),
        corrects: Some(effective),
        activity: None,
        happened: None,
    };
    let wanted: [(OfficerId, Command); 8] = [
        (LI, draft(NEW, "WS59")),
        (LI, correction),
        (LI, Command::Edit { record: pending, fields: example("WS59") }),
        (LI, Command::Submit { record: pending }),
        (LI, sign(signing, Slot::CaseOfficers)),
        (LI, party(signing, Slot::Party, Signing::Signed)),
        (LI, send_back(signing, Slot::CaseOfficers)),
        (LI, void(pending)),
    ];
    for (who, command) in wanted {
        assert_eq!(story.when(who, command.clone()), Err(Refusal::CaseArchived), "{command:?}");
    }
}

#[test]
fn the_page_image_is_bound_to_its_bytes() {
    use crate::event::Named as _;
    let event = Event::Rendered { record: NEW, digests: digests(3), pages: 2 };
    assert_eq!(event.binds(), Some(digests(3)));
    assert_eq!(Event::Submitted { record: NEW }.binds(), None);
}
