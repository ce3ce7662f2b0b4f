//! What must hold whatever happened.

use proptest::prelude::*;
use rules::coverage::{Explanation, Tolerance, clip, cover, holes, union};
use rules::{Fact, INTERNAL_LIMIT, Matter, Place, RuleBook, Value};
use terms::{ActKind, Procedure, Span, Timestamp};

use super::shipped_book;

const NAMES: [&str; 34] = [
    "case.source_registered",
    "case.officers_assigned",
    "case.opened",
    "case.decided",
    "case.closed",
    "case.act_ended",
    "case.archived",
    "record.effective",
    "record.served",
    "activity.planned",
    "activity.arrived",
    "activity.interrupted",
    "activity.resumed",
    "activity.departed",
    "activity.gap_explained",
    "recording.deposited",
    "recording.span",
    "officer.credential",
    "record.drafted",
    "activity.unrecorded",
    "premises.entered",
    "premises.left",
    "recording.fixed_span",
    "agency.joined",
    "agency.year_begun",
    "recording_list.in_force",
    "recording_list.reviewed_by_superior",
    "access.granted",
    "access.viewed",
    "original.altered",
    "original.restored",
    "oversight.planned",
    "finding.ordered",
    "finding.rectified",
];
const KINDS: [&str; 14] = [
    "WS08", "WS10", "WS19", "WS20", "WS27", "WS35", "WS46", "WS48", "WS54", "WS64", "WS66", "WS68",
    "WS69", "WS73",
];

/// Facts of every kind with fitting, missing and misfitting attributes.
fn any_fact() -> impl Strategy<Value = Fact> {
    let who = prop::collection::vec(prop::sample::select(vec!["甲", "乙", "丙"]), 0..4);
    let hours = || 0_i64..3_000;
    (
        prop::sample::select(NAMES.to_vec()),
        hours(),
        0_u8..3,
        who,
        0_usize..14,
        hours(),
        any::<bool>(),
    )
        .prop_map(|(name, hour, subject, who, kind, other, yes)| {
            let start: Timestamp = "2025-01-01T00:00:00+08:00".parse().unwrap();
            let (at, end) = (start.plus_ms(hour * 3_600_000), start.plus_ms(other * 3_600_000));
            let subject =
                if name.starts_with("case.") { "本案".into() } else { format!("{subject}") };
            Fact::new(name, at, subject)
                .with("kind", KINDS[kind])
                .with("officers", Value::texts(who.clone()))
                .with("officer", "甲")
                .with("f.officers", Value::texts(who))
                .with("f.started_at", at)
                .with("f.ended_at", end)
                .with("f.conclusion", if yes { "通过" } else { "退回" })
                .with("outward", yes)
                .with("continuous", yes)
                .with("resumed", yes)
                .with("record", "1")
                .with("activity", "2")
                .with("from", at)
                .with("to", end)
                .with("cause", "battery")
                .with("manner", "voice")
                .with("source_kind", "投诉")
                .with("grant", "1")
                .with("by_head", yes)
                .with("due_on", end.date())
                .with("year", 2025)
                .with("version", 1)
                .with("room", "询问室")
                .with("happened_at", end)
        })
}

fn matter(facts: Vec<Fact>) -> Matter {
    // Which kind of matter it is hangs on the facts too, but not on their order.
    let procedure = Some(Procedure::Ordinary);
    let kinds = ActKind::ALL.len() + 1;
    match ActKind::ALL.get(facts.len() % kinds) {
        Some(act) => Matter::of_case("本案", *act, procedure, facts),
        None => Matter::of_agency("本机关", facts),
    }
}

fn span(from: i64, lasted: i64) -> Span {
    let from = Timestamp::from_ms(from);
    Span::new(from, from.plus_ms(lasted)).unwrap()
}

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    let one = (0_i64..1_000, 0_i64..300).prop_map(|(from, lasted)| span(from, lasted));
    prop::collection::vec(one, 0..12)
}

pub(super) fn book() -> &'static RuleBook {
    static BOOK: std::sync::OnceLock<RuleBook> = std::sync::OnceLock::new();
    BOOK.get_or_init(shipped_book)
}

fn lasted(spans: &[Span]) -> i64 {
    spans.iter().map(|span| span.lasted_ms()).sum()
}

/// Arts. 18, 19: a camera may start a little late, but what has begun may not break off unsaid.
#[test]
fn a_break_soon_after_arrival_is_a_hole_although_a_late_start_is_not() {
    let tolerance = Tolerance { start_ms: 60_000, end_ms: 60_000, gap_ms: 2_000 };
    let wanted = span(0, 600_000);
    let late = cover("a", wanted, &[span(40_000, 560_000)], &[], tolerance);
    assert_eq!((late.gaps, late.ratio_ppm), (Vec::new(), 1_000_000));
    let broken = [span(0, 20_000), span(30_000, 570_000)];
    let found = cover("a", wanted, &broken, &[], tolerance);
    assert_eq!(found.gaps.len(), 1);
    assert_eq!(found.gaps[0].span, span(20_000, 10_000));
    let broken = [span(0, 570_000), span(580_000, 20_000)];
    assert_eq!(cover("a", wanted, &broken, &[], tolerance).gaps.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_facts_does_not_matter(
        facts in prop::collection::vec(any_fact(), 0..40),
        seed: u64,
    ) {
        let first = matter(facts.clone());
        let mut shuffled = facts;
        let mut state = seed | 1;
        for place in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(place, usize::try_from(state >> 33).unwrap() % (place + 1));
        }
        let second = matter(shuffled);
        prop_assert_eq!(book().evaluate(&first), book().evaluate(&second));
        for act in book().vocabulary().acts().keys() {
            prop_assert_eq!(book().blocked(act, &first), book().blocked(act, &second));
        }
        prop_assert_eq!(book().evaluate(&first), book().evaluate(&first));
    }

    /// Whatever an agency wrote, its own limit never ends after that of the law, and nothing that
    /// the law says becomes another thing by it.
    #[test]
    fn an_internal_limit_is_never_later_than_the_law(
        facts in prop::collection::vec(any_fact(), 0..40),
        n in 1_u32..400,
        way in prop::sample::select(vec!["before", "within"]),
        unit in prop::sample::select(vec!["hours", "days", "working_days", "months", "years"]),
    ) {
        let option = format!("{way}:{n}:{unit}");
        let rules = book().rules();
        let chosen = rules.map(|rule| (format!("{INTERNAL_LIMIT}{}", rule.id), option.clone()));
        let reading = book().reading(&Place::default(), &chosen.collect());
        let by_law = book().evaluate(&matter(facts.clone()));
        let mut by_both = book().evaluate(&matter(facts).read_by(reading));
        for found in &mut by_both {
            let Some(due) = &mut found.due else { continue };
            let Some(internal) = due.internal.take() else { continue };
            prop_assert!(due.binding);
            prop_assert!(internal.due_at <= due.due_at, "{} {option}", found.rule.id);
            prop_assert!(internal.due_on <= due.due_on);
        }
        prop_assert_eq!(by_both, by_law);
    }

    #[test]
    fn a_rule_says_one_thing_about_a_subject(
        facts in prop::collection::vec(any_fact(), 0..40),
    ) {
        let findings = book().evaluate(&matter(facts));
        let mut keys: Vec<(&str, &str)> =
            findings.iter().map(|f| (f.rule.id.as_str(), f.subject.as_str())).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(all, keys.len());
        let finished = |text: &str| !text.is_empty() && !text.contains(['{', '}']);
        prop_assert!(findings.iter().all(|found| finished(&found.message())));
    }

    #[test]
    fn covered_and_holes_make_the_whole(wanted in (0_i64..500, 1_i64..600), spans in any_spans()) {
        let wanted = span(wanted.0, wanted.1);
        let covered = clip(&spans, wanted);
        let gaps = holes(wanted, &spans);
        prop_assert_eq!(lasted(&covered) + lasted(&gaps), wanted.lasted_ms());
        prop_assert_eq!(union(&covered), covered.clone());
        let mut all = covered;
        all.extend(gaps);
        prop_assert_eq!(union(&all), vec![wanted]);
    }

    #[test]
    fn more_recording_never_covers_less(
        wanted in (0_i64..500, 1_i64..600),
        spans in any_spans(),
        more in any_spans(),
        tolerance in (0_i64..50, 0_i64..50, 0_i64..50),
    ) {
        let wanted = span(wanted.0, wanted.1);
        let tolerance =
            Tolerance { start_ms: tolerance.0, end_ms: tolerance.1, gap_ms: tolerance.2 };
        let less = cover("a", wanted, &spans, &[], tolerance);
        let both: Vec<Span> = spans.iter().chain(&more).copied().collect();
        let full = cover("a", wanted, &both, &[], tolerance);
        prop_assert!(lasted(&full.covered) >= lasted(&less.covered));
        prop_assert!(full.gaps.is_empty() == (full.ratio_ppm == 1_000_000));
        // A late start may be forgiven where the same time as a break is not, so holes are
        // compared only where nothing is forgiven at the ends.
        let ends = Tolerance { start_ms: 0, end_ms: 0, ..tolerance };
        let less = cover("a", wanted, &spans, &[], ends);
        let full = cover("a", wanted, &both, &[], ends);
        prop_assert!(full.ratio_ppm >= less.ratio_ppm && full.ratio_ppm <= 1_000_000);
    }

    #[test]
    fn a_statement_over_everything_explains_everything(
        wanted in (0_i64..500, 1_i64..600),
        spans in any_spans(),
    ) {
        let wanted = span(wanted.0, wanted.1);
        let said = Explanation { span: wanted, cause: "fault".into(), manner: "voice".into() };
        let none = Tolerance { start_ms: 0, end_ms: 0, gap_ms: 0 };
        prop_assert!(cover("a", wanted, &spans, &[said], none).is_accounted_for());
        let silent = cover("a", wanted, &spans, &[], none);
        prop_assert_eq!(silent.is_accounted_for(), silent.gaps.is_empty());
    }

    #[test]
    fn no_text_makes_the_loader_panic(text in ".{0,200}", name in "[a-z/]{0,20}") {
        let files = vec![
            ("law/facts.toml".to_owned(), text.clone()),
            (format!("law/packs/{name}/pack.toml"), text.clone()),
            ("law/calendars/2025.toml".to_owned(), text.clone()),
        ];
        prop_assert!(RuleBook::load(&files).is_err());
        let result = rules::scenario::run(book(), &text);
        prop_assert!(!result.passed());
    }
}
