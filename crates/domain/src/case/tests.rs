use terms::{Date, OfficerId, TextRecordId};

use super::*;
use crate::given::{
    AGENCY, CASE, CHEN, CHIEF, DISABLED, EXPIRED, FOREIGN, FOREIGN_DIVISION, LAW, LI,
    OTHER_DIVISION, SQUAD, Story, WANG, clock, day, directory, registration, source, text,
};
use crate::{Outcome, Refusal};

fn register(officers: &[OfficerId]) -> Result<Outcome<Event>, Refusal> {
    decide(None, registration(officers), &directory(), day("2025-03-07"))
}

/// Art. 10(一).
#[test]
fn a_case_needs_two_officers() {
    assert_eq!(register(&[]), Err(Refusal::TooFewOfficers));
    assert_eq!(register(&[LI]), Err(Refusal::TooFewOfficers));
    let Ok(Outcome::Record(events)) = register(&[LI, WANG]) else { panic!("registered") };
    let [Event::Registered { case: CASE, agency: AGENCY, officers, packs, .. }] = &events[..]
    else {
        panic!("one registration: {events:?}")
    };
    assert_eq!(officers, &[LI, WANG]);
    assert!(packs.iter().any(|pack| pack.starts_with("qgc-28@")), "{packs:?}");
}

/// Art. 10(一): two officers are two people.
#[test]
fn an_officer_named_twice_is_not_two_officers() {
    assert_eq!(register(&[LI, LI]), Err(Refusal::NamedTwice { name: "李华".to_owned() }));
    assert_eq!(register(&[LI, WANG, LI]), Err(Refusal::NamedTwice { name: "李华".to_owned() }));
}

/// Art. 10(一): the credential counts on the day of the act.
#[test]
fn every_officer_in_charge_holds_a_credential_that_day() {
    let expired = Refusal::CredentialInvalid { name: "钱过".to_owned() };
    assert_eq!(register(&[LI, WANG, EXPIRED]), Err(expired.clone()));
    let on = |today: Date| decide(None, registration(&[LI, EXPIRED]), &directory(), today);
    assert_eq!(on(day("2025-03-07")), Err(expired));
    assert!(check_officers(AGENCY, &[LI, EXPIRED], &directory(), day("2025-03-06")).is_ok());
}

#[test]
fn only_people_at_work_in_this_agency_are_put_in_charge() {
    for stranger in [FOREIGN, DISABLED, OfficerId::from_bits(999)] {
        assert_eq!(register(&[LI, stranger]), Err(Refusal::NotOurOfficer));
    }
}

/// Art. 11(二): another agency's division gives no opinion on our case.
#[test]
fn the_division_in_charge_is_one_of_this_agency() {
    let register = |division| {
        let mut command = registration(&[LI, WANG]);
        let Command::Register { division: asked, .. } = &mut command else { panic!() };
        *asked = division;
        decide(None, command, &directory(), day("2025-03-07"))
    };
    for ours in [None, Some(SQUAD), Some(OTHER_DIVISION)] {
        assert!(register(ours).is_ok(), "{ours:?}");
    }
    for foreign in [FOREIGN_DIVISION, terms::DivisionId::from_bits(999)] {
        assert_eq!(register(Some(foreign)), Err(Refusal::NotOurDivision));
    }
}

/// Art. 5: what is registered has happened.
#[test]
fn a_source_cannot_come_in_tomorrow() {
    let Command::Register {
        case,
        agency,
        division,
        act,
        procedure,
        title,
        party,
        officers,
        packs,
        process,
        rule_of_end,
        ..
    } = registration(&[LI, WANG])
    else {
        panic!("a registration")
    };
    let source = Source { received_at: day("2025-03-08").start(), ..source() };
    let command = Command::Register {
        case,
        agency,
        division,
        act,
        procedure,
        title,
        source,
        party,
        officers,
        packs,
        process,
        rule_of_end,
    };
    let late = Refusal::TimeOutOfOrder { what: "收到时间".to_owned() };
    assert_eq!(decide(None, command.clone(), &directory(), day("2025-03-07")), Err(late));
    assert!(decide(None, command, &directory(), day("2025-03-08")).is_ok());
}

#[test]
fn a_case_is_registered_once_and_nothing_else_happens_before() {
    let story = Story::registered();
    let today = story.now.date();
    let again = decide(Some(story.case()), registration(&[LI, WANG]), &story.directory, today);
    assert_eq!(again, Err(Refusal::NotFound));
    let assign = Command::AssignOfficers { officers: vec![LI, WANG], reason: text("分工") };
    assert_eq!(decide(None, assign, &story.directory, today), Err(Refusal::NotFound));
}

/// Art. 10(一), 11(三): whoever was in charge once counts as a handler for ever.
#[test]
fn officers_are_changed_under_the_same_rule_and_handlers_are_remembered() {
    let mut story = Story::registered();
    let assign = |officers: &[OfficerId]| Command::AssignOfficers {
        officers: officers.to_vec(),
        reason: text("调整分工"),
    };
    let when = |story: &Story, officers: &[OfficerId]| {
        decide(Some(story.case()), assign(officers), &story.directory, story.now.date())
    };
    assert_eq!(when(&story, &[LI, WANG]), Ok(Outcome::AlreadyDone));
    assert_eq!(when(&story, &[CHEN]), Err(Refusal::TooFewOfficers));
    assert_eq!(when(&story, &[CHEN, FOREIGN]), Err(Refusal::NotOurOfficer));
    for event in when(&story, &[CHEN, WANG]).unwrap().into_events() {
        story.tell(LI, event);
    }
    assert_eq!(story.case().officers, [CHEN, WANG]);
    assert!(story.case().handlers.contains(&LI), "Li handled it");
}

/// Arts. 9(一), 13, 21: after these ends a case takes no more, or only what binds its file.
#[test]
fn the_gate_of_a_case_closes_step_by_step() {
    let mut refused = Story::registered();
    for is_filing in [false, true] {
        assert_eq!(gate(refused.case(), is_filing), Ok(()));
        assert_eq!(gate(Story::opened().case(), is_filing), Ok(()));
        assert_eq!(gate(Story::archived().case(), is_filing), Err(Refusal::CaseArchived));
    }
    assert_eq!(gate(Story::closed().case(), false), Err(Refusal::CaseClosed));
    assert_eq!(gate(Story::closed().case(), true), Ok(()));
    refused.tell(LI, Event::NotOpened { record: TextRecordId::from_bits(1) });
    for is_filing in [false, true] {
        assert_eq!(gate(refused.case(), is_filing), Err(Refusal::CaseNotOpened));
    }
}

/// Arts. 3, 9, 11, 13, 21: each fact moves the case one step, and it keeps its day.
#[test]
fn a_case_goes_from_source_to_archive() {
    let mut story = Story::registered();
    let record = TextRecordId::from_bits(1);
    let step = |story: &Story| (story.case().status(), story.case().stage());
    assert_eq!(step(&story), (Status::Registered, terms::Stage::Initiation));
    story.tell(LI, Event::Opened { record, case_no: Some("青市监立〔2025〕1号".to_owned()) });
    assert_eq!(step(&story), (Status::Open, terms::Stage::Investigation));
    assert_eq!(story.case().case_no.as_deref(), Some("青市监立〔2025〕1号"));
    story.tell(LI, Event::InvestigationConcluded { record });
    assert_eq!(step(&story), (Status::Open, terms::Stage::Decision));
    story.tell(LI, Event::Decided { record });
    assert_eq!(step(&story), (Status::Decided, terms::Stage::Execution));
    let act_ended_on = clock("09:00").date();
    let rule_of_end = "closing_approved".to_owned();
    story.tell(LI, Event::Closed { record, act_ended_on, rule_of_end });
    assert_eq!(step(&story), (Status::Closed, terms::Stage::Archiving));
    story.tell(LI, crate::case_file::Event::Archived { archive_no: "2025-1".to_owned() });
    assert_eq!(step(&story), (Status::Archived, terms::Stage::Archiving));
}

fn findings(story: &Story) -> Vec<rules::Finding> {
    let matter = crate::dossier::matter(&story.dossier, &LAW.catalogue, &story.directory).unwrap();
    waive(story.case(), &story.directory, LAW.book.evaluate(&matter))
}

fn decided(
    story: &Story,
    duty: &DutyKey,
    command: WaiverCommand,
    by: OfficerId,
) -> Result<Outcome<Event>, Refusal> {
    decide_waiver(story.case(), duty, command, &findings(story), by)
}

/// Decides, and records it.
fn done(story: &mut Story, duty: &DutyKey, command: WaiverCommand, by: OfficerId) {
    for event in decided(story, duty, command, by).unwrap().into_events() {
        story.tell(by, event);
    }
}

fn propose(reason: &str) -> WaiverCommand {
    WaiverCommand::Propose { reason: text(reason) }
}

fn open_duty(story: &Story, fits: impl Fn(&rules::Finding) -> bool) -> rules::Finding {
    let mut open = findings(story).into_iter().filter(|finding| !finding.is_settled());
    open.find(fits).unwrap()
}

fn standing(story: &Story, duty: &DutyKey) -> rules::Standing {
    findings(story).into_iter().find(|finding| duty.is_of(finding)).unwrap().standing
}

/// Art. 8: a reason counts once a head who took no part has signed it, and not before.
#[test]
fn a_duty_is_set_aside_by_a_reason_and_the_heads_signature() {
    let mut story = Story::opened();
    let duty = DutyKey::of(&open_duty(&story, |finding| check_waivable(finding).is_ok()));
    done(&mut story, &duty, propose("现场没有其他人员"), LI);
    assert_eq!(standing(&story, &duty), rules::Standing::Open, "not signed yet");
    let again = decided(&story, &duty, propose("现场没有其他人员"), LI);
    assert_eq!(again, Ok(Outcome::AlreadyDone));

    for own in [LI, WANG] {
        assert_eq!(decided(&story, &duty, WaiverCommand::Sign, own), Err(Refusal::OwnWaiver));
    }
    done(&mut story, &duty, WaiverCommand::Sign, CHIEF);
    let rules::Standing::NotApplicable { reason } = standing(&story, &duty) else {
        panic!("set aside")
    };
    for told in ["现场没有其他人员", "李华提出", "赵刚于"] {
        assert!(reason.contains(told), "{reason}");
    }
    assert_eq!(decided(&story, &duty, WaiverCommand::Sign, CHIEF), Ok(Outcome::AlreadyDone));
    assert_eq!(decided(&story, &duty, propose("另一理由"), LI), Err(Refusal::WaiverSigned));

    done(&mut story, &duty, WaiverCommand::Revoke { reason: text("现场有证人") }, CHIEF);
    assert_eq!(standing(&story, &duty), rules::Standing::Open, "taken back");
    assert_eq!(decided(&story, &duty, WaiverCommand::Sign, CHIEF), Err(Refusal::NoWaiver));
}

/// Grave duties, and those that hold up the next act, must be met; the refusal names the article.
#[test]
fn a_grave_duty_or_one_that_holds_up_an_act_is_not_waived() {
    let story = Story::opened();
    let grave = open_duty(&story, |finding| finding.rule.severity == terms::Severity::S1);
    let blocking = open_duty(&story, |finding| {
        finding.rule.severity != terms::Severity::S1 && !finding.rule.blocks.is_empty()
    });
    for finding in [grave, blocking] {
        let answer = decided(&story, &DutyKey::of(&finding), propose("本案没有"), LI);
        let Err(refusal @ Refusal::DutyNotWaivable { .. }) = answer else { panic!("{answer:?}") };
        assert!(refusal.sentence().contains(&finding.rule.article.to_string()), "{refusal:?}");
    }
}

/// Whatever was recorded, a duty that may not be waived stays open.
#[test]
fn a_recorded_waiver_of_a_grave_duty_sets_nothing_aside() {
    let mut story = Story::opened();
    let grave = open_duty(&story, |finding| finding.rule.severity == terms::Severity::S1);
    let duty = DutyKey::of(&grave);
    let (rule, subject) = (duty.rule.clone(), duty.subject.clone());
    let (title, reason) = (grave.rule.title.clone(), "本案没有".to_owned());
    story.tell(
        LI,
        Event::DutyWaived { rule: rule.clone(), subject: subject.clone(), title, reason },
    );
    story.tell(CHIEF, Event::WaiverSigned { rule, subject });
    assert_eq!(standing(&story, &duty), rules::Standing::Open);
}

/// What is met, or is no duty of the case, needs no reason.
#[test]
fn only_an_open_duty_of_the_case_is_waived() {
    let story = Story::opened();
    let met = findings(&story);
    let met = met.iter().find(|f| matches!(f.standing, rules::Standing::Met { .. })).unwrap();
    let answer = decided(&story, &DutyKey::of(met), propose("没有"), LI);
    assert_eq!(answer, Err(Refusal::DutyNotOpen));
    let unknown = DutyKey { rule: "QGC-99-99".to_owned(), subject: CASE.to_string() };
    assert_eq!(decided(&story, &unknown, propose("没有"), LI), Err(Refusal::NotFound));
}
