//! The calendars against an independent transcription of the notices.

use super::{law_folder, shipped_book};

#[test]
fn every_day_of_2019_to_2026_agrees_with_the_oracle() {
    let oracle = law_folder().join("../crates/rules/tests/data/workdays-2019-2026.txt");
    let oracle = std::fs::read_to_string(oracle).unwrap();
    let book = shipped_book();
    let mut days = 0;
    for line in oracle.lines().filter(|line| !line.starts_with('#')) {
        let (day, word) = line.split_once(' ').unwrap();
        let status = book.calendar().day(day.parse().unwrap());
        assert!(status.known, "{day}");
        assert_eq!(status.working, word == "W", "{day}");
        days += 1;
    }
    assert_eq!(days, 2 * 366 + 6 * 365);
}

#[test]
fn a_year_without_a_notice_is_unknown() {
    let book = shipped_book();
    let day = book.calendar().day("2031-01-01".parse().unwrap());
    assert!(!day.known && day.working);
    assert!(book.calendar().year(2031).is_none());
}

#[test]
fn a_special_day_names_its_holiday() {
    let book = shipped_book();
    let year = book.calendar().year(2025).unwrap();
    assert_eq!(year.notice, "国办发明电〔2024〕12号");
    let make_up: Vec<String> = year
        .days
        .iter()
        .filter(|day| day.kind == rules::SpecialKind::MakeUp)
        .map(|day| day.on.to_string())
        .collect();
    let wanted = ["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"];
    assert_eq!(make_up, wanted);
}
