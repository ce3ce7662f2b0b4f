//! Every limit of the shipped law, from 10,000 random starts across the holidays of 2024 to 2026,
//! against a count made here day by day on the oracle's table. Nothing of the engine is used for it:
//! the lengths are read from the packs as plain TOML, the working days from PyPI `chinesecalendar`.

use std::collections::BTreeMap;

use rules::{DueOptions, From};
use terms::Date;

use super::{law_files, law_folder, shipped_book};

const PAIRS: u32 = 10_000;

/// Day → working day.
fn oracle() -> BTreeMap<Date, bool> {
    let table = law_folder().join("../crates/rules/tests/data/workdays-2019-2026.txt");
    let table = std::fs::read_to_string(table).unwrap();
    let days = table.lines().filter_map(|line| line.split_once(' '));
    days.filter_map(|(day, word)| Some((day.parse().ok()?, word == "W"))).collect()
}

/// A limit as its pack writes it.
#[derive(Debug, Clone)]
struct Written {
    rule: String,
    n: i64,
    unit: String,
    backwards: bool,
    roll: bool,
    strict: bool,
}

/// Every clock and waiting time whose unit is a day or longer and that is law in all those years.
fn written() -> Vec<Written> {
    let mut limits = Vec::new();
    for (_, text) in law_files("packs") {
        let pack: toml::Table = toml::from_str(&text).unwrap();
        let rules = pack.get("rule").and_then(toml::Value::as_array).into_iter().flatten();
        for rule in rules {
            let Some(shape) = rule.get("clock").or_else(|| rule.get("waiting")) else { continue };
            let within = &shape["within"];
            let unit = within["unit"].as_str().unwrap();
            let is_dated = rule.get("effective_from").or_else(|| rule.get("effective_until"));
            if !["days", "working_days", "months", "years"].contains(&unit) || is_dated.is_some() {
                continue;
            }
            let flag = |key: &str, usual: bool| {
                shape.get(key).and_then(toml::Value::as_bool).unwrap_or(usual)
            };
            limits.push(Written {
                rule: rule["id"].as_str().unwrap().to_owned(),
                n: within["n"].as_integer().unwrap(),
                unit: unit.to_owned(),
                backwards: flag("backwards", false),
                roll: flag("roll", true),
                strict: flag("strict", false),
            });
        }
    }
    limits
}

/// The last day, counted one day after the other; `None` where the table ends before.
fn counted(limit: &Written, from: Date, working: &BTreeMap<Date, bool>) -> Option<Date> {
    let step = if limit.backwards { -1 } else { 1 };
    if limit.unit == "working_days" {
        let (mut day, mut left) = (from, limit.n);
        while left > 0 {
            day = day.plus_days(step);
            if *working.get(&day)? {
                left -= 1;
            }
        }
        return Some(day);
    }
    let mut day = match limit.unit.as_str() {
        "days" => from.plus_days(step * limit.n),
        unit => {
            let months = if unit == "years" { 12 * limit.n } else { limit.n };
            months_later(from, step * months)
        }
    };
    // Counted backwards, an end on a day of rest is no reason to have more time.
    if limit.roll && !limit.strict && !limit.backwards {
        while !*working.get(&day)? {
            day = day.plus_days(1);
        }
    }
    working.contains_key(&day).then_some(day)
}

/// The same day of the month, or the last where there is none.
fn months_later(from: Date, months: i64) -> Date {
    let (year, month, day) = from.ymd();
    let all = i64::from(year) * 12 + i64::from(month) - 1 + months;
    let (year, month) = (i16::try_from(all / 12).unwrap(), i8::try_from(all % 12 + 1).unwrap());
    (1..=day).rev().find_map(|day| Date::new(year, month, day)).unwrap()
}

/// A repeatable row of numbers; the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

#[test]
fn every_limit_ends_where_an_independent_count_ends() {
    let (book, working, limits) = (shipped_book(), oracle(), written());
    assert!(limits.len() >= 50, "only {} limits", limits.len());
    let first: Date = "2024-01-01".parse().unwrap();
    let mut numbers = Numbers(20_260_101);
    let mut seen = BTreeMap::new();
    let mut pairs = 0;
    while pairs < PAIRS {
        let limit = &limits[numbers.next(limits.len())];
        let from = first.plus_days(i64::try_from(numbers.next(3 * 365)).unwrap());
        let Some(wanted) = counted(limit, from, &working) else { continue };
        let Ok(answer) = book.due(&limit.rule, From::Date(from), &DueOptions::default()) else {
            continue;
        };
        assert_eq!(answer.due_on, Some(wanted), "{} from {from}", limit.rule);
        *seen.entry(limit.rule.clone()).or_insert(0) += 1;
        pairs += 1;
    }
    // Limits of decades reach beyond the table; every other one was met.
    let unseen: Vec<_> = limits.iter().filter(|limit| !seen.contains_key(&limit.rule)).collect();
    assert!(unseen.iter().all(|limit| limit.unit == "years" || limit.n >= 24), "{unseen:#?}");
}
