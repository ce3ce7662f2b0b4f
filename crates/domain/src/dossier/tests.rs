use serde_json::json;
use terms::{
    AccessRequestId, ActivityId, AvRecordId, ClaimedTime, ListRowId, OfficerId, Span, StreamId,
    TextRecordId, UploadId,
};

use super::*;
use crate::given::{
    AGENCY, CASE, CHEN, CUSTODIAN, LAW, LI, OTHER_AGENCY, SQUAD, Story, WANG, clock, digests,
    example, example_with, fact, said,
};
use crate::{activity, case, recording};

const VISIT: ActivityId = ActivityId::from_bits(1);
const CLIP: AvRecordId = AvRecordId::from_bits(1);

fn planned(case: Option<terms::CaseId>) -> activity::Event {
    activity::Event::Planned {
        activity: VISIT,
        agency: AGENCY,
        case,
        title: "现场检查".to_owned(),
        place: said("灯市路18号"),
        list_row: ListRowId::from_bits(1),
        list: None,
        list_version: None,
        list_item: "现场检查（全程音像记录）".to_owned(),
        is_continuous: true,
        mode: "continuous".to_owned(),
        officers: vec![CHEN, WANG],
        planned_at: clock("09:00"),
        purpose: None,
        is_needed: false,
        other_focus: None,
    }
}

fn deposited() -> recording::Event {
    recording::Event::Deposited {
        recording: CLIP,
        agency: AGENCY,
        digests: digests(7),
        chunks: None,
        states: Some(digests(8).sha256),
        file_name: said("DSJ_0001.mp4"),
        upload: UploadId::from_bits(1),
        declared: None,
        claimed_at: Some(ClaimedTime::new(clock("09:30"))),
    }
}

/// The facts of a visit: everything that can be registered about it.
fn visit() -> Vec<activity::Event> {
    use activity::Event;
    let activity = VISIT;
    vec![
        planned(Some(CASE)),
        Event::Arrived { activity, arrived_at: clock("09:30"), place: None, position: None },
        Event::CredentialsShown { activity, shown_at: clock("09:31"), officers: vec![CHEN, WANG] },
        Event::Announced { activity, announced_at: clock("09:31"), is_told: true, note: None },
        Event::VoiceStated {
            activity,
            stated_at: clock("09:32"),
            elements: activity::Element::ALL.to_vec(),
        },
        Event::FocusMarked { activity, point: 3, marked_at: clock("09:40"), note: None },
        Event::Interrupted {
            activity,
            interrupted_at: clock("10:00"),
            cause: activity::Cause::Battery,
            note: None,
        },
        Event::Resumed { activity, resumed_at: clock("10:10"), is_stated: false },
        Event::Departed { activity, departed_at: clock("11:00") },
        Event::Returned { activity, returned_at: clock("11:30") },
        Event::RemoteDeclared {
            activity,
            ground: activity::RemoteGround::Water,
            reason: "海上执法".to_owned(),
        },
        Event::GapExplained {
            activity,
            gap: Span::new(clock("10:00"), clock("10:10")).unwrap(),
            cause: activity::Cause::Battery,
            manner: activity::Manner::Voice,
            text: said("电池耗尽"),
            recording: Some(CLIP),
            mark_ms: Some(10),
        },
        Event::RecordingJoined { activity, recording: CLIP },
    ]
}

/// A small case with one of everything: records, a visit, a recording used as evidence.
fn whole() -> Story {
    let mut story = Story::registered();
    story.effective("WS02", example("WS02"));
    story.tell(LI, case::Event::ActivityJoined { activity: VISIT });
    for event in visit() {
        story.tell_of(VISIT.into(), CHEN, event);
    }
    let probe = recording::Probe {
        container: "mp4".to_owned(),
        duration_ms: Some(60_000),
        claimed_start: None,
        streams: Vec::new(),
        is_truncated: false,
        position: None,
        tool: "probe 1".to_owned(),
    };
    let linked = recording::Event::Linked { recording: CLIP, activity: VISIT, grounds: None };
    let examined = recording::Event::Examined { recording: CLIP, probe };
    for event in [deposited(), linked, examined] {
        story.tell_of(CLIP.into(), CHEN, event);
    }
    let note =
        story.effective("WS16", example_with("WS16", json!({ "recording": CLIP.to_string() })));
    let attached =
        recording::Event::EvidenceAttached { recording: CLIP, note, digests: digests(7) };
    story.tell_of(CLIP.into(), LI, attached);
    for code in ["WS08", "WS10", "WS33", "WS35", "WS36", "WS43", "WS44"] {
        story.effective(code, example(code));
    }
    let decision = story.effective("WS46", example("WS46"));
    let document =
        json!({ "document": decision.to_string(), "served_at": "2025-03-07T09:00:00+08:00" });
    story.effective("WS48", example_with("WS48", document));
    story.drafted("WS58", example("WS58"));
    story.effective("WS59", example("WS59"));
    story
}

fn facts_of(story: &Story, name: &str) -> Vec<rules::Fact> {
    let matter = matter(&story.dossier, &LAW.catalogue, &story.directory).unwrap();
    matter.facts.into_iter().filter(|fact| fact.name == name).collect()
}

#[test]
fn every_fact_of_a_dossier_is_in_the_vocabulary() {
    let story = whole();
    let matter = matter(&story.dossier, &LAW.catalogue, &story.directory).unwrap();
    assert_eq!(LAW.book.misfits(&matter), Vec::<String>::new());
    assert!(matter.facts.len() > 50, "{}", matter.facts.len());
    assert_eq!(matter.subject, CASE.to_string());
}

/// Art. 19: the rules learn that recording broke off, went on, and how that was explained.
#[test]
fn interruptions_are_told_with_how_they_were_explained() {
    let text = |fact: &rules::Fact, attr: &str| {
        fact.attrs.get(attr).and_then(rules::Value::as_text).map(str::to_owned)
    };
    let mut story = whole();
    let broke_off = &facts_of(&story, "activity.interrupted")[0];
    assert_eq!(broke_off.at, clock("10:00"));
    assert_eq!(text(broke_off, "cause").as_deref(), Some("battery"));
    let went_on = &facts_of(&story, "activity.resumed")[0];
    assert_eq!(went_on.at, clock("10:10"));
    assert_eq!(text(went_on, "manner").as_deref(), Some("voice"), "by the explanation");
    let again = activity::Event::Interrupted {
        activity: VISIT,
        interrupted_at: clock("10:30"),
        cause: activity::Cause::Weather,
        note: None,
    };
    story.tell_of(VISIT.into(), CHEN, again);
    let resumed: Vec<_> = facts_of(&story, "activity.interrupted")
        .iter()
        .map(|fact| fact.attrs["resumed"].clone())
        .collect();
    assert_eq!(resumed, [rules::Value::Bool(true), rules::Value::Bool(false)]);
    let went_on =
        activity::Event::Resumed { activity: VISIT, resumed_at: clock("10:40"), is_stated: false };
    story.tell_of(VISIT.into(), CHEN, went_on);
    assert_eq!(text(&facts_of(&story, "activity.resumed")[1], "manner"), None);
}

#[test]
fn every_fact_of_work_without_a_case_is_in_the_vocabulary() {
    let mut dossier = Dossier::default();
    dossier.apply(&VISIT.into(), &fact(clock("09:00"), CHEN, planned(None)));
    for event in visit().into_iter().skip(1) {
        dossier.apply(&VISIT.into(), &fact(clock("12:00"), CHEN, event));
    }
    let directory = crate::given::directory();
    assert!(matter(&dossier, &LAW.catalogue, &directory).is_none());
    let matter = matter_of_activity(&dossier, &dossier.activities[&VISIT], &directory);
    assert_eq!(LAW.book.misfits(&matter), Vec::<String>::new());
    let act = terms::ActKind::Inspection;
    assert_eq!(matter.about, rules::About::Case { act, procedure: None });
}

/// Every kind of the catalogue, filled in as its example.
#[test]
fn every_kind_of_record_tells_facts_the_rules_know() {
    for kind in LAW.catalogue.iter() {
        let mut story = Story::opened();
        let record = TextRecordId::from_bits(500);
        let drafted = crate::record::Event::Drafted {
            record,
            kind: kind.code.clone(),
            fields: example(&kind.code),
            corrects: None,
            activity: None,
            happened_at: None,
            late_reason: None,
        };
        story.tell(LI, drafted);
        story.tell(LI, crate::record::Event::TookEffect { record, doc_no: None, wording: None });
        let matter = matter(&story.dossier, &LAW.catalogue, &story.directory).unwrap();
        assert_eq!(LAW.book.misfits(&matter), Vec::<String>::new(), "{}", kind.code);
    }
}

/// Art. 24.1: a draft, a voided or a corrected record is no effective record.
#[test]
fn only_records_that_count_are_told_as_effective() {
    let mut story = Story::opened();
    let wrong = story.effective("WS46", example("WS46"));
    let right = story.drafted_instead_of(Some(wrong), "WS46", example("WS46"));
    story.done(LI, crate::record::Command::Submit { record: right });
    story.signed_by_all(right);
    let voided = story.drafted("WS10", example("WS10"));
    let reason = crate::given::text("重复");
    story.done(LI, crate::record::Command::Void { record: voided, reason });
    let effective = facts_of(&story, "record.effective");
    let subjects: Vec<&str> = effective.iter().map(|fact| fact.subject.as_str()).collect();
    assert!(subjects.contains(&right.to_string().as_str()));
    assert!(!subjects.contains(&wrong.to_string().as_str()));
    let drafted = facts_of(&story, "record.drafted");
    assert!(drafted.iter().all(|fact| fact.subject != voided.to_string()));
    let decided = &facts_of(&story, "case.decided")[0];
    let record = decided.attrs.get("record").and_then(rules::Value::as_text);
    assert_eq!(record, Some(wrong.to_string().as_str()), "the decision of that day");
}

/// Art. 11(五): other records may take effect in the same instant.
#[test]
fn the_decision_is_the_record_that_decided_whatever_took_effect_beside_it() {
    for (first, second) in [("WS46", "WS10"), ("WS10", "WS46")] {
        let mut story = Story::opened();
        let (a, b) = (story.drafted(first, example(first)), story.drafted(second, example(second)));
        let decision = if first == "WS46" { a } else { b };
        let now = story.now;
        for record in [a, b] {
            story.now = now;
            story
                .tell(LI, crate::record::Event::TookEffect { record, doc_no: None, wording: None });
        }
        story.now = now;
        story.tell(LI, case::Event::Decided { record: decision });
        let decided = &facts_of(&story, "case.decided")[0];
        assert_eq!(decided.attrs["kind"].as_text(), Some("WS46"));
        assert_eq!(story.case().decision().unwrap().id, decision);
    }
}

/// Art. 24.1: forms that speak of the decision speak of it as corrected.
#[test]
fn the_decision_that_counts_is_the_last_correction() {
    let mut story = Story::opened();
    let mut decision = story.effective("WS46", example("WS46"));
    for _ in 0..2 {
        let right = story.drafted_instead_of(Some(decision), "WS46", example("WS46"));
        assert_eq!(story.case().decision().unwrap().id, decision);
        story.done(LI, crate::record::Command::Submit { record: right });
        story.signed_by_all(right);
        decision = right;
    }
    assert_eq!(story.case().decision().unwrap().id, decision);
    let loops = crate::record::Event::Corrected { record: decision, by_record: decision };
    story.tell(LI, loops);
    assert!(story.case().decision().is_some(), "no endless walk");
}

/// Arts. 12(一), 24.1: a service is told by the receipt that counts, once.
#[test]
fn a_corrected_receipt_tells_the_service_in_place_of_the_wrong_one() {
    let mut story = Story::opened();
    let notice = story.effective("WS09", example("WS09"));
    let receipt = |served_at: &str| {
        example_with("WS48", json!({ "document": notice.to_string(), "served_at": served_at }))
    };
    let wrong = story.effective("WS48", receipt("2025-03-07T09:02:00+08:00"));
    assert_eq!(facts_of(&story, "record.served")[0].at, clock("09:02"));
    let right = story.drafted_instead_of(Some(wrong), "WS48", receipt("2025-03-07T09:04:00+08:00"));
    story.done(LI, crate::record::Command::Submit { record: right });
    story.signed_by_all(right);
    let served = facts_of(&story, "record.served");
    assert_eq!(served.iter().map(|fact| fact.at).collect::<Vec<_>>(), [clock("09:04")]);
}

/// Art. 24: what does not match its declaration proves nothing.
#[test]
fn a_quarantined_recording_tells_no_fact() {
    let mut story = Story::opened();
    let kept_aside = recording::Event::Quarantined {
        recording: CLIP,
        agency: AGENCY,
        digests: digests(7),
        declared: digests(6).sha256,
        file_name: said("DSJ_0001.mp4"),
        upload: UploadId::from_bits(1),
    };
    story.tell_of(CLIP.into(), LI, kept_aside);
    assert_eq!(facts_of(&story, "recording.deposited"), []);
}

/// Art. 20: an office that is about to fall vacant, or whose holder left, is not filled.
#[test]
fn appointments_without_a_known_end_count_for_an_open_case() {
    let custodians = |story: &Story| {
        let facts = facts_of(story, "appointment");
        let role = |fact: &rules::Fact| fact.attrs["role"].as_text().unwrap().to_owned();
        facts.iter().filter(|fact| role(fact) == "records_custodian").count()
    };
    let mut story = Story::opened();
    assert_eq!(custodians(&story), 1);
    let keeper = |story: &mut Story, change: &dyn Fn(&mut crate::org::Officer)| {
        change(story.directory.officers.get_mut(&CUSTODIAN).unwrap());
    };
    keeper(&mut story, &|keeper| keeper.is_enabled = false);
    assert_eq!(custodians(&story), 0);
    keeper(&mut story, &|keeper| keeper.is_enabled = true);
    let last_day = clock("09:00").date();
    keeper(&mut story, &|keeper| keeper.appointments[0].until_on = Some(last_day));
    assert_eq!(custodians(&story), 0);
}

/// Arts. 20, 21: an archived case is judged by who was in office when it was archived.
#[test]
fn appointments_of_the_day_of_archiving_count_for_an_archived_case() {
    let mut story = Story::archived();
    let archived_on = story.case().file.archived.as_ref().unwrap().0.date();
    let mut held = |from_on, until_on| {
        let keeper = story.directory.officers.get_mut(&CUSTODIAN).unwrap();
        keeper.appointments[0].from_on = from_on;
        keeper.appointments[0].until_on = until_on;
        let facts = facts_of(&story, "appointment");
        facts.iter().any(|fact| fact.attrs["role"].as_text() == Some("records_custodian"))
    };
    assert!(held(archived_on, Some(archived_on)));
    assert!(held(archived_on.plus_days(-9), None));
    assert!(!held(archived_on.plus_days(-9), Some(archived_on.plus_days(-1))));
    assert!(!held(archived_on.plus_days(1), None));
}

#[test]
fn streams_that_are_named_but_not_folded_in_are_unloaded() {
    let mut dossier = Dossier::default();
    let mut seen: Vec<StreamId> = Vec::new();
    let apply = |dossier: &mut Dossier, stream: StreamId, event: crate::Event| {
        dossier.apply(&stream, &fact(clock("09:00"), LI, event));
    };
    assert_eq!(dossier.unloaded(), seen);

    apply(&mut dossier, CLIP.into(), deposited().into());
    assert_eq!(dossier.unloaded(), seen, "a recording by itself");
    let linked = recording::Event::Linked { recording: CLIP, activity: VISIT, grounds: None };
    apply(&mut dossier, CLIP.into(), linked.into());
    assert_eq!(dossier.unloaded(), [StreamId::from(VISIT)]);

    apply(&mut dossier, VISIT.into(), planned(Some(CASE)).into());
    assert_eq!(dossier.unloaded(), [StreamId::from(CASE)]);
    let other = AvRecordId::from_bits(2);
    let joined = activity::Event::RecordingJoined { activity: VISIT, recording: other };
    apply(&mut dossier, VISIT.into(), joined.into());
    seen = vec![StreamId::from(CASE), StreamId::from(other)];
    assert_eq!(dossier.unloaded(), seen);

    let story = Story::opened();
    dossier.case = story.dossier.case.clone();
    dossier.versions.extend(story.dossier.versions.clone());
    let request = AccessRequestId::from_bits(1);
    apply(&mut dossier, CASE.into(), case::Event::AccessAsked { request }.into());
    apply(&mut dossier, CASE.into(), case::Event::ActivityJoined { activity: VISIT }.into());
    assert_eq!(dossier.unloaded(), [StreamId::from(request), StreamId::from(other)]);
    assert_eq!(dossier.version(&VISIT.into()), 2);
    assert_eq!(dossier.version(&StreamId::from(other)), 0);
}

#[test]
fn a_dossier_knows_where_it_stands() {
    let mut alone = Dossier::default();
    assert_eq!((alone.agency(), alone.officers()), (None, Vec::<OfficerId>::new()));
    alone.apply(&CLIP.into(), &fact(clock("09:00"), CHEN, deposited()));
    assert_eq!((alone.agency(), alone.officers()), (Some(AGENCY), vec![CHEN]));

    let story = whole();
    let officers = story.dossier.officers();
    assert_eq!(officers, [LI, WANG, CHEN, WANG]);
    let place = story.dossier.place(&officers);
    assert_eq!((place.agency, place.division), (Some(AGENCY), Some(SQUAD)));
    assert_ne!(place.agency, Some(OTHER_AGENCY));
    assert_eq!(story.dossier.recordings_of(VISIT).count(), 1);
}
