//! Slot by slot: who signs, what is refused, what a return clears (Arts. 8–11).

use super::*;

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
