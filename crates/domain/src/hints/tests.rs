use serde_json::{Value, json};
use terms::{ActivityId, CaseId};

use super::*;
use crate::activity;
use crate::given::{
    AGENCY, CASE, CHEN, HEAD, LAW, LI, Story, WANG, at, clock, example, example_with, said,
};
use crate::recording_list::Mode;

const VISIT: ActivityId = ActivityId::from_bits(7);

fn found(story: &Story) -> Vec<Hint> {
    found_beside(story, &[])
}

fn found_beside(story: &Story, elsewhere: &[Elsewhere]) -> Vec<Hint> {
    let (dossier, directory, now) = (&story.dossier, &story.directory, story.now);
    hints(Drawn { dossier, catalogue: &LAW.catalogue, directory, elsewhere, now })
}

fn of(story: &Story, kind: HintKind) -> Vec<Hint> {
    found(story).into_iter().filter(|hint| hint.kind == kind).collect()
}

/// An open case that does not ask the rules, and one record of a kind in effect.
fn with(records: &[(&str, Value)]) -> Story {
    let mut story = Story::opened();
    for (code, changes) in records {
        story.effective(code, example_with(code, changes.clone()));
    }
    story
}

fn span(from: &str, to: &str, place: &str) -> Value {
    json!({
        "started_at": format!("2025-03-07T{from}:00+08:00"),
        "ended_at": format!("2025-03-07T{to}:00+08:00"),
        "place": place, "officers": [LI.to_string(), WANG.to_string()],
    })
}

#[test]
fn a_case_without_contradictions_has_no_hints_of_them() {
    let story = with(&[]);
    let kinds: Vec<_> = found(&story).iter().map(|hint| hint.kind).collect();
    assert_eq!(kinds, []);
}

/// Art. 11(一): what the report names as evidence must be there.
#[test]
fn evidence_without_a_record_is_told() {
    let story = with(&[("WS33", json!({}))]);
    let told = of(&story, HintKind::EvidenceUnrecorded);
    let has = |word: &str| told.iter().any(|hint| hint.sentence.contains(word));
    assert!(
        has("《询问笔录》") && has("现场检查（勘验）笔录") && has("入库的音像记录"),
        "{told:?}"
    );
    let story = with(&[("WS10", json!({})), ("WS33", json!({}))]);
    let told = of(&story, HintKind::EvidenceUnrecorded);
    assert!(!told.iter().any(|hint| hint.sentence.contains("《询问笔录》")), "{told:?}");
}

/// Art. 11(一): a fine is weighed by a tier.
#[test]
fn a_proposed_fine_without_a_tier_is_told() {
    let tier = |tier: &str, fen: i64| {
        let mut story = with(&[]);
        let changes = json!({ "discretion_tier": tier, "proposed_fine_fen": fen });
        story.drafted("WS33", example_with("WS33", changes));
        of(&story, HintKind::TierMissing).len()
    };
    assert_eq!((tier("", 500_000), tier("从轻", 500_000), tier("", 0)), (1, 0, 0));
    assert_eq!((tier("不涉及裁量", 500_000), tier("不予处罚", 0)), (1, 0), "no tier of a fine");
}

/// Art. 10(一): nobody is in two places.
#[test]
fn an_officer_in_two_places_at_once_is_told() {
    let two = |second: Value| {
        let story = with(&[("WS08", span("09:30", "10:30", "灯市路18号")), ("WS10", second)]);
        of(&story, HintKind::TwoPlaces)
    };
    let told = two(span("10:00", "11:00", "询问室"));
    assert_eq!(told.len(), 1);
    assert!(told[0].sentence.starts_with("李华、王强同时出现在"), "{told:?}");
    assert_eq!(told[0].subjects.len(), 2);
    assert_eq!(two(span("10:30", "11:00", "询问室")), [], "one after the other");
    assert_eq!(two(span("10:00", "11:00", "灯市路18号")), [], "the same place");
}

/// A visit of Li and Wang from half past nine to half past ten.
fn visit(story: &mut Story) {
    let planned = activity::Event::Planned {
        activity: VISIT,
        agency: AGENCY,
        case: Some(CASE),
        title: "现场检查".to_owned(),
        place: said("灯市路18号"),
        list_row: terms::ListRowId::from_bits(1),
        list_item: "现场检查".to_owned(),
        list: None,
        list_version: None,
        mode: Mode::Continuous.as_str().to_owned(),
        is_continuous: true,
        officers: vec![LI, WANG],
        planned_at: at("2025-03-07T09:00:00+08:00"),
        purpose: None,
        is_needed: false,
        other_focus: None,
    };
    let arrived_at = at("2025-03-07T09:30:00+08:00");
    let arrived =
        activity::Event::Arrived { activity: VISIT, arrived_at, place: None, position: None };
    let departed_at = at("2025-03-07T10:30:00+08:00");
    let departed = activity::Event::Departed { activity: VISIT, departed_at };
    story.tell_of(VISIT.into(), LI, planned);
    story.tell_of(VISIT.into(), LI, arrived);
    story.tell_of(VISIT.into(), LI, departed);
}

#[test]
fn a_visit_elsewhere_clashes_with_a_record_that_is_not_of_it() {
    let mut story = with(&[("WS10", span("10:00", "11:00", "询问室"))]);
    visit(&mut story);
    assert_eq!(of(&story, HintKind::TwoPlaces).len(), 1);
}

/// What was written on a visit says no more than the visit.
#[test]
fn a_record_inside_its_own_visit_is_no_second_presence() {
    let mut story = with(&[]);
    visit(&mut story);
    let own = presences(&story.dossier, &LAW.catalogue).remove(0);
    let of_it = |from: &str, to: &str| Presence {
        from: clock(from),
        to: clock(to),
        subject: "txt".to_owned(),
        ..own.clone()
    };
    assert_eq!(distinct(vec![own.clone(), of_it("09:40", "10:20")]), std::slice::from_ref(&own));
    let longer = of_it("09:40", "10:40");
    assert_eq!(distinct(vec![longer.clone(), own.clone()]), [longer, own]);
}

/// Art. 10(一), across cases: the reader learns of the other one what they may see.
#[test]
fn an_officer_in_two_cases_at_once_is_told_as_far_as_the_reader_may_see() {
    let story = with(&[("WS10", span("10:00", "11:00", "询问室"))]);
    let own = presences(&story.dossier, &LAW.catalogue).remove(0);
    let there = |from: &str, to: &str, officer, label: Option<&str>| Elsewhere {
        case: Some(CaseId::from_bits(2)),
        label: label.map(str::to_owned),
        presence: Presence {
            officers: [officer, CHEN].into(),
            from: clock(from),
            to: clock(to),
            place: "农贸市场".to_owned(),
            title: "《现场检查（勘验）笔录》".to_owned(),
            subject: "txt".to_owned(),
            ..own.clone()
        },
    };
    let told = |other: Elsewhere| {
        let found = found_beside(&story, &[other]).into_iter();
        found.filter(|hint| hint.kind == HintKind::TwoPlaces).collect::<Vec<_>>()
    };
    let seen = told(there("10:30", "12:00", WANG, Some("〔2025〕8号 某案")));
    let [hint] = seen.as_slice() else { panic!("{seen:?}") };
    assert!(hint.sentence.starts_with("王强在2025年3月7日"), "{hint:?}");
    assert!(hint.sentence.contains("〔2025〕8号 某案") && hint.elsewhere.is_some(), "{hint:?}");
    let hidden = told(there("10:30", "12:00", WANG, None));
    let sentence = &hidden[0].sentence;
    assert!(sentence.contains("又出现在另一案件，") && hidden[0].elsewhere.is_none(), "{hidden:?}");
    assert!(!sentence.contains("勘验") && !sentence.contains("12:00"), "{sentence}");
    assert_eq!(told(there("11:00", "12:00", WANG, None)), [], "one after the other");
    assert_eq!(told(there("10:30", "12:00", HEAD, None)), [], "nobody of ours");
}

/// Art. 8: what the investigation left unsigned.
#[test]
fn what_was_unfinished_when_the_investigation_ended_is_told() {
    let mut story = with(&[]);
    let mut fields = example_with("WS10", span("10:00", "11:00", "询问室"));
    fields.remove("place");
    story.drafted("WS10", fields);
    story.submitted("WS14", example_with("WS14", json!({ "collected_at": story.now })));
    let titles = |story: &Story| {
        let kinds = [HintKind::ElementsMissing, HintKind::Unfinished];
        kinds.map(|kind| of(story, kind).len())
    };
    assert_eq!(titles(&story), [0, 0], "they may still be finished");
    story.effective("WS33", example("WS33"));
    assert_eq!(titles(&story), [1, 1]);
    let told = of(&story, HintKind::ElementsMissing);
    assert!(told[0].sentence.contains("《询问笔录》仍未生效"), "{told:?}");
}

/// Art. 5: written up long after it happened, or dated back.
#[test]
fn a_record_dated_more_than_a_day_before_it_was_begun_is_told() {
    let late = |days: i64| {
        let mut story = with(&[]);
        story.now = clock("11:00").plus_ms(days * 86_400_000);
        story.drafted("WS10", example_with("WS10", span("10:00", "11:00", "询问室")));
        of(&story, HintKind::Backdated)
    };
    assert_eq!((late(0), late(1)), (vec![], vec![]));
    let told = late(2);
    assert_eq!(told.len(), 1);
    assert!(told[0].sentence.contains("2025年3月7日，但到2025年3月9日"), "{told:?}");
    let mut story = with(&[]);
    story.now = clock("11:00").plus_ms(3 * 86_400_000);
    story.drafted("WS18", example_with("WS18", json!({ "proposed_on": "2025-03-07" })));
    assert_eq!(of(&story, HintKind::Backdated).len(), 1, "a date without a time of day");
}

/// Before there is a decision, what the notice says is held against what was proposed.
#[test]
fn a_notice_of_another_amount_than_the_report_is_told() {
    let told = |words: &str| {
        let mut story = with(&[("WS33", json!({ "proposed_fine_fen": 500_000 }))]);
        let changes = json!({ "proposed_penalty": words });
        story.drafted("WS36", example_with("WS36", changes));
        of(&story, HintKind::SumsDiffer).len()
    };
    assert_eq!((told("罚款5000元。"), told("罚款8000元。")), (0, 1));
}

/// Arts. 5, 9: before the case was open, on an earlier day than it was drafted, or yet to come.
#[test]
fn times_that_cannot_be_are_told() {
    let mut story = with(&[]);
    let opened = story.case().opened_at.unwrap();
    let at = |ms: i64| opened.plus_ms(ms).to_china_rfc3339();
    let draft = |story: &mut Story, from: i64| {
        let changes = json!({ "started_at": at(from), "ended_at": at(from + 60_000) });
        story.drafted("WS10", example_with("WS10", changes));
    };
    draft(&mut story, -3_600_000);
    assert_eq!(of(&story, HintKind::BeforeOpening).len(), 1);
    assert_eq!(of(&story, HintKind::TimesContradict), []);
    let mut story = with(&[]);
    draft(&mut story, 10 * 86_400_000);
    let told = of(&story, HintKind::TimesContradict);
    assert!(told[0].sentence.contains("将来"), "{told:?}");
    story.now = story.now.plus_ms(20 * 86_400_000);
    let told = of(&story, HintKind::TimesContradict);
    assert!(told[0].sentence.contains("就已起草"), "{told:?}");
}

/// Art. 10(九), Penalty Law Art. 44: told first, then decided; and the same amount.
#[test]
fn a_decision_before_the_notice_or_of_another_amount_is_told() {
    let told = |fen: i64| json!({ "fine_fen": fen });
    let story = with(&[("WS46", told(770_000)), ("WS36", json!({}))]);
    assert_eq!(of(&story, HintKind::DecisionBeforeNotice).len(), 1);
    assert_eq!(of(&story, HintKind::SumsDiffer), []);
    let story = with(&[("WS36", json!({})), ("WS46", told(880_000))]);
    assert_eq!(of(&story, HintKind::DecisionBeforeNotice), []);
    let differ = of(&story, HintKind::SumsDiffer);
    assert_eq!(differ.len(), 1);
    assert!(differ[0].sentence.contains("7700元") && differ[0].sentence.contains("8800元"));
}

#[test]
fn amounts_are_read_out_of_words() {
    for (text, fen) in [
        ("罚款7700.00元。", vec![770_000]),
        ("没收违法所得100元；罚款人民币1.2万元", vec![1_200_000]),
        ("罚款5,000元，并处罚款300元", vec![500_000, 30_000]),
        ("罚款伍仟元", vec![]),
        ("不予罚款。没收违法所得人民币合计100元", vec![]),
        ("罚款100只", vec![]),
    ] {
        assert_eq!(sums::amounts(text), fen, "{text}");
    }
}
