use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn counted(from: &str, n: u32, unit: Unit, pauses: &[Pause]) -> Date {
    let limits = Limits {
        within: Length { n, unit },
        extensions: &[],
        backwards: false,
        roll: true,
        strict: false,
        pauses,
    };
    count(Origin::day(day(from)), &limits, &Calendar::default()).limit.due_on.unwrap()
}

#[test]
fn a_paused_day_does_not_count() {
    let pauses = [Pause { from: day("2025-03-05"), until: day("2025-03-10") }];
    assert_eq!(counted("2025-03-03", 5, Unit::Days, &[]), day("2025-03-10"));
    assert_eq!(counted("2025-03-03", 10, Unit::Days, &pauses), day("2025-03-18"));
    assert_eq!(counted("2025-03-03", 3, Unit::WorkingDays, &pauses), day("2025-03-11"));
    assert_eq!(counted("2025-03-03", 1, Unit::Months, &pauses), day("2025-04-08"));
}

#[test]
fn overlapping_pauses_are_taken_once() {
    let pauses = [
        Pause { from: day("2025-03-05"), until: day("2025-03-10") },
        Pause { from: day("2025-03-06"), until: day("2025-03-10") },
        Pause { from: day("2025-03-20"), until: day("2025-03-19") },
    ];
    assert_eq!(counted("2025-03-03", 10, Unit::Days, &pauses), day("2025-03-18"));
}

#[test]
fn a_pause_after_the_end_changes_nothing() {
    let pauses = [Pause { from: day("2025-03-12"), until: day("2025-03-30") }];
    assert_eq!(counted("2025-03-03", 7, Unit::Days, &pauses), day("2025-03-10"));
}

fn any_unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec![Unit::Days, Unit::WorkingDays, Unit::Months])
}

proptest! {
    #[test]
    fn a_longer_limit_never_ends_earlier(
        start in 0_i64..9_000,
        n in 0_u32..400,
        more in 0_u32..400,
        unit in any_unit(),
        gaps in prop::collection::vec((0_i64..200, 0_i64..60), 0..4),
    ) {
        let from = day("2015-01-01").plus_days(start);
        let pauses: Vec<Pause> = gaps
            .into_iter()
            .map(|(after, days)| {
                let from = from.plus_days(after);
                Pause { from, until: from.plus_days(days) }
            })
            .collect();
        let end = |n| counted(&from.to_string(), n, unit, &pauses);
        prop_assert!(end(n) <= end(n + more));
    }

    #[test]
    fn counting_ends_on_any_input(ms: i64, n in 0_u32..36_500, which in 0_usize..7, back: bool) {
        let (_, unit) = Unit::ALL[which];
        let limits = Limits {
            within: Length { n: n.min(unit.most()), unit },
            extensions: &[Length { n: 30, unit }],
            backwards: back,
            roll: true,
            strict: true,
            pauses: &[],
        };
        let origin = Origin::instant(Timestamp::from_ms(ms));
        let counted = count(origin, &limits, &Calendar::default());
        prop_assert!(counted.trace.len() < 45);
        prop_assert!(back || counted.limit.due_at >= origin.at || origin.day.ymd().0 == 9999);
    }
}
