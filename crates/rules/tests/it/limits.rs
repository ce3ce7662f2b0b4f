//! What must hold of every limit, whatever its length, its start and the holidays between.

use std::fmt::Write as _;
use std::sync::LazyLock;

use proptest::prelude::*;
use rules::{Due, DueOptions, Fact, From, Matter, Pause, RuleBook};
use terms::{ActKind, Date};

use super::shipped_files;

const UNITS: [&str; 4] = ["days", "working_days", "months", "years"];
const LONGEST: u32 = 40;

/// The shipped law and a rule `T-<unit>-<n>` for each length up to [`LONGEST`].
static BOOK: LazyLock<RuleBook> = LazyLock::new(|| {
    let mut pack = "id = \"limits\"\nversion = \"1\"\ntitle = \"试\"\nshort = \"试\"\n\
                    verified = \"checked\"\n"
        .to_owned();
    for unit in UNITS {
        for n in 1..=LONGEST {
            write!(
                pack,
                "[[rule]]\nid = \"T-{unit}-{n}\"\narticle = \"1\"\ntitle = \"试\"\nseverity = \"S4\"\n\
                 quote = \"试\"\nmessage = \"试\"\n[rule.clock]\nstart = \"试\"\n\
                 within = {{ n = {n}, unit = \"{unit}\" }}\n"
            )
            .unwrap();
        }
    }
    let mut files = shipped_files();
    files.push(("law/packs/limits/pack.toml".to_owned(), pack));
    RuleBook::load(&files).unwrap()
});

/// Days of 2019 to 2026, whose holidays are known.
fn any_day() -> impl Strategy<Value = Date> {
    (0_i64..2_700).prop_map(|day| "2019-01-01".parse::<Date>().unwrap().plus_days(day))
}

/// Pauses around a start, as (days after it, how many).
fn any_pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((-20_i64..60, 0_i64..25), 0..5)
}

fn pauses(from: Date, gaps: &[(i64, i64)]) -> Vec<Pause> {
    gaps.iter()
        .map(|&(after, days)| {
            let from = from.plus_days(after);
            Pause { from, until: from.plus_days(days) }
        })
        .collect()
}

fn end(rule: &str, from: Date, options: &DueOptions) -> Date {
    BOOK.due(rule, From::Date(from), options).unwrap().due_on.unwrap()
}

fn limit(unit: usize, n: u32) -> String {
    format!("T-{}-{n}", UNITS[unit])
}

fn options(pauses: Vec<Pause>) -> DueOptions {
    DueOptions { pauses, ..DueOptions::default() }
}

/// Sealed on a day, with `extended` decisions that prolong it a week later and `told` expert times.
fn sealed(on: Date, extended: usize, told: &[Pause]) -> Due {
    let at = on.start().plus_ms(36_000_000);
    let effective = |subject: String, kind: &str, days: i64| {
        Fact::new("record.effective", at.plus_ms(days * 86_400_000), subject).with("kind", kind)
    };
    let mut facts = vec![effective("决定".into(), "WS27", 0)];
    facts.extend((0..extended).map(|n| effective(format!("延长{n}"), "WS30", 7)));
    facts.extend(told.iter().enumerate().map(|(n, pause)| {
        effective(format!("期间{n}"), "WS23", 1)
            .with("f.from_on", pause.from)
            .with("f.until_on", pause.until.plus_days(-1))
    }));
    let matter = Matter::of_case("本案", ActKind::Compulsion, None, facts);
    let found = BOOK.evaluate(&matter);
    assert_eq!(found, BOOK.evaluate(&matter), "judged again it is the same");
    found.into_iter().find(|found| found.rule.id == "SX-QZ-25").unwrap().due.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_longer_limit_never_ends_earlier(
        from in any_day(),
        unit in 0_usize..4,
        n in 1..LONGEST,
        gaps in any_pauses(),
    ) {
        let options = options(pauses(from, &gaps));
        let shorter = end(&limit(unit, n), from, &options);
        let longer = end(&limit(unit, n + 1), from, &options);
        prop_assert!(shorter <= longer, "{shorter} {longer}");
    }

    #[test]
    fn a_later_start_never_ends_earlier(from in any_day(), unit in 0_usize..4, n in 1..LONGEST) {
        let none = DueOptions::default();
        let rule = limit(unit, n);
        prop_assert!(end(&rule, from, &none) <= end(&rule, from.plus_days(1), &none));
    }

    #[test]
    fn one_more_pause_never_shortens(
        from in any_day(),
        unit in 0_usize..4,
        n in 1..LONGEST,
        gaps in any_pauses(),
        more in (-20_i64..60, 0_i64..25),
    ) {
        let rule = limit(unit, n);
        let with = end(&rule, from, &options(pauses(from, &gaps)));
        let both: Vec<_> = gaps.into_iter().chain([more]).collect();
        prop_assert!(with <= end(&rule, from, &options(pauses(from, &both))));
    }

    /// Pauses are a set of days: neither their order nor telling a day twice matters.
    #[test]
    fn pauses_count_as_the_days_they_cover(
        from in any_day(),
        unit in 0_usize..4,
        n in 1..LONGEST,
        gaps in any_pauses(),
    ) {
        let rule = limit(unit, n);
        let told = pauses(from, &gaps);
        let covered = |day: &Date| told.iter().any(|p| p.from <= *day && *day < p.until);
        let days = (-20..90).map(|day| from.plus_days(day)).filter(covered);
        let single: Vec<Pause> =
            days.map(|day| Pause { from: day, until: day.plus_days(1) }).collect();
        let mut twice: Vec<Pause> = single.iter().rev().copied().collect();
        twice.extend(&told);
        let wanted = end(&rule, from, &options(told.clone()));
        prop_assert_eq!(end(&rule, from, &options(single)), wanted);
        prop_assert_eq!(end(&rule, from, &options(twice)), wanted);
    }

    /// Art. 25 of the compulsion law: sealing is prolonged once.
    #[test]
    fn a_prolongation_is_counted_once(on in any_day(), gaps in any_pauses()) {
        let told: Vec<Pause> =
            pauses(on, &gaps).into_iter().filter(|pause| pause.from < pause.until).collect();
        let (never, once, often) = (sealed(on, 0, &told), sealed(on, 1, &told), sealed(on, 3, &told));
        prop_assert!(never.due_at < once.due_at);
        prop_assert_eq!(once, often);
    }
}
