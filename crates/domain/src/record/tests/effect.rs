//! What a record effects, how it is corrected, voided and served, and what comes after its case ended
//! (Arts. 9–13, 21, 24).

use super::*;

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
