//! Given facts of a report, when somebody wants something of it, then facts or a refusal.

use terms::{Digest, Digests, OfficerId, ReportId, Sm3Digest, Timestamp};

use super::{Command, DayReport, Event, Recounted, WrongReport, decide};
use crate::{Outcome, Refusal, Text};

const OLD: u64 = 40;

fn id() -> ReportId {
    ReportId::from_bits(12)
}

fn person(n: u128) -> OfficerId {
    OfficerId::from_bits(n)
}

fn said(text: &str) -> Text<500> {
    Text::parse(text).unwrap()
}

fn counted(text: &str) -> Recounted {
    let digests = Digests {
        sha256: Digest::from_bytes([3; 32]),
        sm3: Sm3Digest::from_bytes([4; 32]),
        size_bytes: 1,
    };
    let day = "2025-03-07".parse().unwrap();
    Recounted { day, indicators: 1, log_from: 12, log_to: 40, digests, text: text.to_owned() }
}

/// A report, and what was said against it by whom.
fn given(events: &[(u64, u128, Event)]) -> DayReport {
    let Recounted { day, indicators, log_from, log_to, digests, text } = counted("wrong");
    let daily = Event::Daily { report: id(), day, indicators, log_from, log_to, digests, text };
    let at = Timestamp::from_ms(1);
    let begun = DayReport::default().evolve(OLD, at, None, &daily);
    events
        .iter()
        .fold(begun, |state, (n, by, event)| state.evolve(*n, at, Some(person(*by)), event))
}

fn doubt() -> Command {
    Command::Doubt { why: WrongReport::Damage, text: said("恢复以前出具") }
}

fn one(outcome: Result<Outcome<Event>, Refusal>) -> Event {
    let mut events = outcome.unwrap().into_events();
    assert_eq!(events.len(), 1);
    events.remove(0)
}

/// Art. 26: figures are put right by two, and the wrong ones stay.
#[test]
fn two_persons_put_another_report_in_its_place() {
    let doubted = one(decide((id(), &given(&[])), OLD, person(1), doubt()));
    let state = given(&[(50, 1, doubted.clone())]);
    let again = decide((id(), &state), OLD, person(1), doubt());
    assert_eq!(again, Ok(Outcome::AlreadyDone));
    assert_eq!(decide((id(), &state), OLD, person(2), doubt()), Err(Refusal::ReportNotOpen));
    let supersede = || Command::Supersede(Box::new(counted("right")));
    assert_eq!(decide((id(), &state), OLD, person(1), supersede()), Err(Refusal::OwnReportDoubt));
    let superseded = one(decide((id(), &state), OLD, person(2), supersede()));
    let Event::Superseded { old, why, doubted_by, text, .. } = &superseded else {
        panic!("{superseded:?}")
    };
    assert_eq!((*old, *why, *doubted_by), (OLD, WrongReport::Damage, person(1)));
    assert_eq!(text, "right");
    // The new one is open to doubt, the old one no more.
    let state = given(&[(50, 1, doubted), (60, 2, superseded)]);
    assert_eq!((state.leaf, state.doubt.is_none()), (Some(60), true));
    assert_eq!(decide((id(), &state), OLD, person(1), doubt()), Err(Refusal::ReportNotOpen));
    assert!(decide((id(), &state), 60, person(1), doubt()).is_ok());
}

#[test]
fn a_report_that_nobody_doubts_or_that_counts_the_same_stands() {
    let supersede = |text: &str| Command::Supersede(Box::new(counted(text)));
    let uphold = || Command::Uphold { text: said("相同") };
    for command in [supersede("right"), uphold()] {
        let refused = decide((id(), &given(&[])), OLD, person(2), command);
        assert_eq!(refused, Err(Refusal::NoReportDoubt));
    }
    let doubted = one(decide((id(), &given(&[])), OLD, person(1), doubt()));
    let state = given(&[(50, 1, doubted.clone())]);
    let same = decide((id(), &state), OLD, person(2), supersede("wrong"));
    assert_eq!(same, Err(Refusal::ReportRecounts));
    assert_eq!(decide((id(), &state), OLD, person(1), uphold()), Err(Refusal::OwnReportDoubt));
    let upheld = one(decide((id(), &state), OLD, person(2), uphold()));
    let state = given(&[(50, 1, doubted), (55, 2, upheld)]);
    assert!(state.doubt.is_none());
    assert!(decide((id(), &state), OLD, person(2), doubt()).is_ok(), "it may be doubted again");
}

#[test]
fn no_report_is_doubted_before_it_is_there() {
    let refused = decide((id(), &DayReport::default()), OLD, person(1), doubt());
    assert_eq!(refused, Err(Refusal::ReportNotOpen));
}
