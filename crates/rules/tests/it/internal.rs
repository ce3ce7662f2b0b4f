//! An agency's own, stricter limits: what may be chosen, and what comes of it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rules::{
    Fact, Finding, INTERNAL_LIMIT, InternalFlaw, InternalLimit, Matter, NO_INTERNAL_LIMIT, Place,
    RuleBook,
};
use terms::{ActKind, Date, Procedure, Timestamp};

use super::shipped_book;

static BOOK: LazyLock<RuleBook> = LazyLock::new(shipped_book);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn check(rule: &str, limit: &str) -> Result<(), InternalFlaw> {
    BOOK.check_internal(rule, limit.parse().unwrap(), day("2025-06-01"))
}

fn is_looser(rule: &str, limit: &str) -> bool {
    matches!(check(rule, limit), Err(InternalFlaw::Looser { .. }))
}

fn is_misfit(rule: &str, limit: &str) -> bool {
    matches!(check(rule, limit), Err(InternalFlaw::Unit { .. }))
}

#[test]
fn a_limit_is_written_as_it_is_read() {
    for text in ["before:3:working_days", "within:10:working_days", "before:2:hours"] {
        assert_eq!(text.parse::<InternalLimit>().unwrap().to_string(), text);
    }
    let odd = ["", NO_INTERNAL_LIMIT, "before", "before:3", "before:0:days", "before:-1:days"];
    let more = ["after:3:days", "before:3:weeks", "before:3:days:4", "within:36501:days"];
    for text in odd.into_iter().chain(more) {
        assert!(text.parse::<InternalLimit>().is_err(), "{text}");
    }
}

/// Art. 21: twenty working days.
#[test]
fn only_a_stricter_limit_is_taken() {
    assert_eq!(check("QGC-21-01", "within:19:working_days"), Ok(()));
    assert_eq!(check("QGC-21-01", "before:1:working_days"), Ok(()));
    assert_eq!(check("QGC-21-01", "before:3:days"), Ok(()));
    for looser in ["within:20:working_days", "within:21:working_days", "before:20:working_days"] {
        let Err(InternalFlaw::Looser { article, law }) = check("QGC-21-01", looser) else {
            panic!("{looser} was taken")
        };
        assert_eq!(article.to_string(), "本办法第21条");
        assert_eq!(law, "执法行为终结之日起20个工作日");
    }
    assert!(is_misfit("QGC-21-01", "within:10:days"), "days are no working days");
    assert!(is_misfit("QGC-21-01", "before:5:hours"));
}

#[test]
fn a_limit_in_hours_is_told_in_hours() {
    let hours = |rule: &&rules::Rule| {
        rule.takes_internal_limit() && rule.time_limit().is_some_and(|limit| limit.needs_instant())
    };
    let rule = &BOOK.rules().find(hours).unwrap().id;
    assert_eq!(check(rule, "before:1:hours"), Ok(()));
    assert_eq!(check(rule, "within:23:hours"), Ok(()));
    assert!(is_misfit(rule, "before:1:days"));
    assert!(is_looser(rule, "before:24:hours"));
}

/// Counted back from a day, the stricter limit is the longer one.
#[test]
fn a_limit_counted_backwards_is_stricter_when_longer() {
    let backwards = |rule: &&rules::Rule| {
        rule.takes_internal_limit() && rule.time_limit().is_some_and(|limit| limit.backwards)
    };
    let rule = BOOK.rules().find(backwards).unwrap();
    let length = rule.time_limit().unwrap().to_chinese();
    let n: u32 =
        length.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap();
    let unit = if length.contains("工作日") { "working_days" } else { "days" };
    assert_eq!(check(&rule.id, &format!("within:{}:{unit}", n + 1)), Ok(()));
    assert!(is_looser(&rule.id, &format!("within:{n}:{unit}")));
    assert_eq!(check(&rule.id, "before:2:days"), Ok(()));
}

/// What is no clock of the agency takes no limit: a record that is wanted, the end of the same
/// day, a party's own term, a rule that does not exist.
#[test]
fn what_is_no_clock_of_the_agency_takes_no_limit() {
    let takes_none = |rule: &str| check(rule, "before:1:days") == Err(InternalFlaw::NoClock);
    assert!(takes_none("QGC-21-02") && takes_none("QGC-22-01") && takes_none("QGC-99-99"));
    let awaited = BOOK.rules().find(|rule| {
        rule.time_limit().is_some() && !rule.takes_internal_limit() && rule.id.starts_with("SX-QZ")
    });
    assert!(takes_none(&awaited.unwrap().id));
}

/// The duty of Art. 21 of a case whose act ended on 19 September 2025, as `chosen` reads it.
fn archiving(chosen: Option<&str>, archived: Option<&str>) -> Finding {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let mut facts = vec![
        Fact::new("case.source_registered", at("2025-08-01T09:00:00+08:00"), "本案")
            .with("source_kind", "投诉"),
        Fact::new("case.act_ended", at("2025-09-19T15:00:00+08:00"), "本案"),
    ];
    facts.extend(archived.map(|text| Fact::new("case.archived", at(text), "本案")));
    let matter = Matter::of_case("本案", ActKind::Penalty, Some(Procedure::Ordinary), facts);
    let choice = |option: &str| (format!("{INTERNAL_LIMIT}QGC-21-01"), option.to_owned());
    let chosen: BTreeMap<String, String> = chosen.map(choice).into_iter().collect();
    let findings = BOOK.evaluate(&matter.read_by(BOOK.reading(&Place::default(), &chosen)));
    findings.into_iter().find(|found| found.rule.id == "QGC-21-01").unwrap()
}

/// With the holidays of October 2025 twenty working days end on 23 October.
#[test]
fn the_internal_day_stands_before_the_lawful_one() {
    let internal = |chosen: &str| {
        let due = archiving(Some(chosen), None).due.unwrap();
        assert_eq!(due.due_on, Some(day("2025-10-23")), "the law's own day does not move");
        due.internal.map(|internal| (internal.due_on.unwrap(), internal.chosen))
    };
    let (on, words) = internal("before:3:working_days").unwrap();
    assert_eq!((on, words.as_str()), (day("2025-10-20"), "法定期限届满前3个工作日"));
    let (on, words) = internal("within:15:working_days").unwrap();
    assert_eq!((on, words.as_str()), (day("2025-10-16"), "15个工作日内"));
    assert_eq!(internal(NO_INTERNAL_LIMIT), None);
    assert_eq!(internal("不成样子"), None);
    // What the law no longer allows is read as the law.
    assert_eq!(internal("within:40:working_days").unwrap().0, day("2025-10-23"));
    assert_eq!(internal("before:90:days").unwrap().0, day("2025-09-19"), "not before it began");
}

#[test]
fn past_the_internal_day_is_not_late() {
    let found = archiving(Some("before:3:working_days"), None);
    let state = |text: &str| {
        let at = text.parse().unwrap();
        (found.is_past_internal(at), found.is_late(at))
    };
    assert_eq!(state("2025-10-20T23:59:00+08:00"), (false, false));
    assert_eq!(state("2025-10-21T00:00:00+08:00"), (true, false));
    assert_eq!(state("2025-10-23T23:59:00+08:00"), (true, false));
    assert_eq!(state("2025-10-24T00:00:00+08:00"), (false, true), "then it is late, and only that");
    let now = "2026-01-01T00:00:00+08:00".parse().unwrap();
    let done = |text: &str| {
        let found = archiving(Some("before:3:working_days"), Some(text));
        (found.is_past_internal(now), found.is_late(now))
    };
    assert_eq!(done("2025-10-20T10:00:00+08:00"), (false, false));
    assert_eq!(done("2025-10-22T10:00:00+08:00"), (true, false));
    assert_eq!(done("2025-10-24T10:00:00+08:00"), (false, true));
    assert!(!archiving(None, None).is_past_internal(now), "nobody chose");
}
