use serde_json::{Value, json};
use terms::ActivityId;

use super::*;
use crate::activity;
use crate::given::{AGENCY, CASE, LAW, LI, Story, WANG, at, example_with, said};
use crate::recording_list::Mode;

const VISIT: ActivityId = ActivityId::from_bits(7);

fn found(story: &Story) -> Vec<Hint> {
    hints(&story.dossier, &LAW.catalogue, story.now)
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
    assert!(told[0].sentence.contains("2名执法人员"), "{told:?}");
    assert_eq!(told[0].subjects.len(), 2);
    assert_eq!(two(span("10:30", "11:00", "询问室")), [], "one after the other");
    assert_eq!(two(span("10:00", "11:00", "灯市路18号")), [], "the same place");
}

#[test]
fn a_visit_elsewhere_clashes_with_a_record_that_is_not_of_it() {
    let mut story = with(&[("WS10", span("10:00", "11:00", "询问室"))]);
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
    let arrived = activity::Event::Arrived { activity: VISIT, arrived_at, place: None };
    let departed_at = at("2025-03-07T10:30:00+08:00");
    let departed = activity::Event::Departed { activity: VISIT, departed_at };
    story.tell_of(VISIT.into(), LI, planned);
    story.tell_of(VISIT.into(), LI, arrived);
    story.tell_of(VISIT.into(), LI, departed);
    assert_eq!(of(&story, HintKind::TwoPlaces).len(), 1);
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
