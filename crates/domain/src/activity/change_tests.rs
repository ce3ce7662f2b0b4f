use terms::{ActivityId, CaseId, ListRowId, OfficerId, RecordingListId};

use super::*;
use crate::given::{AGENCY, CHEN, EXPIRED, LI, WANG, clock, directory, fact, text};
use crate::recording_list::{ListRow, Mode};
use crate::{Outcome, Refusal};

const ACTIVITY: ActivityId = ActivityId::from_bits(1);

/// Work of Li and Wang; everything is noted at 12 o'clock.
struct Work(Option<Activity>);

impl Work {
    fn planned() -> Self {
        let row = ListRow {
            id: ListRowId::from_bits(3),
            act: String::new(),
            item: "现场检查".to_owned(),
            stage: String::new(),
            scene: String::new(),
            devices: String::new(),
            mode: Mode::Continuous,
            content: String::new(),
            start_point: String::new(),
            end_point: String::new(),
            other_focus: String::new(),
            retention: String::new(),
            remarks: Vec::new(),
        };
        let mut work = Self(None);
        work.done(Command::Plan {
            activity: ACTIVITY,
            agency: AGENCY,
            case: Some(CaseId::from_bits(1)),
            title: text("现场检查"),
            place: text("灯市路18号"),
            row,
            list: (RecordingListId::from_bits(1), 1),
            officers: vec![LI, WANG],
            planned_at: clock("09:00"),
            purpose: None,
            is_needed: false,
        });
        work
    }

    fn arrived() -> Self {
        let mut work = Self::planned();
        work.done(Command::Arrive { at: clock("09:30"), place: None, position: None });
        work
    }

    fn state(&self) -> &Activity {
        self.0.as_ref().unwrap()
    }

    fn when(&self, command: Command) -> Result<Outcome<Event>, Refusal> {
        decide(self.0.as_ref(), command, &directory(), clock("12:00"))
    }

    fn done(&mut self, command: Command) {
        for event in self.when(command).unwrap().into_events() {
            let fact = fact(clock("12:00"), LI, event);
            self.0 = match self.0.take() {
                None => Activity::begin(&fact),
                Some(state) => Some(state.evolve(&fact)),
            };
        }
    }
}

fn change(officers: &[OfficerId], since: &str) -> Command {
    Command::ChangeOfficers {
        officers: officers.to_vec(),
        since: clock(since),
        reason: text("王强被抽调"),
    }
}

fn cancel(reason: &str, rests: Option<Rests>) -> Command {
    Command::Cancel { reason: text(reason), rests }
}

/// Art. 10(一).
#[test]
fn whoever_comes_or_leaves_two_with_valid_credentials_remain() {
    let work = Work::arrived();
    assert_eq!(work.when(change(&[LI], "10:00")), Err(Refusal::TooFewOfficers));
    let twice = Refusal::NamedTwice { name: "李华".to_owned() };
    assert_eq!(work.when(change(&[LI, LI], "10:00")), Err(twice));
    let expired = work.when(change(&[LI, EXPIRED], "10:00"));
    assert!(matches!(expired, Err(Refusal::CredentialInvalid { .. })), "{expired:?}");
    assert_eq!(work.when(change(&[WANG, LI], "10:00")), Ok(Outcome::AlreadyDone));
    assert!(work.when(change(&[LI, CHEN], "10:00")).is_ok());
}

#[test]
fn a_change_counts_from_its_moment_on() {
    let mut work = Work::arrived();
    work.done(change(&[LI, CHEN], "10:00"));
    let state = work.state();
    assert_eq!(state.officers, [LI, CHEN]);
    assert_eq!(state.people(), [LI, WANG, CHEN]);
    assert_eq!(state.officers_at(clock("09:59")), [LI, WANG]);
    assert_eq!(state.officers_at(clock("10:00")), [LI, CHEN]);
    let shown = |at: &str, by| Command::ShowCredentials { at: clock(at), officers: vec![LI, by] };
    assert_eq!(work.when(shown("10:30", WANG)), Err(Refusal::NotOurOfficer));
    assert!(work.when(shown("09:40", WANG)).is_ok() && work.when(shown("10:30", CHEN)).is_ok());
    // And back again: two stretches of one person.
    work.done(change(&[LI, WANG], "10:40"));
    let own: Vec<_> = work.state().spells().into_iter().filter(|one| one.officer == WANG).collect();
    let ends = own.iter().map(|one| (one.from, one.until)).collect::<Vec<_>>();
    assert_eq!(ends, [(None, Some(clock("10:00"))), (Some(clock("10:40")), None)]);
}

#[test]
fn whoever_is_replaced_before_they_arrive_never_took_part() {
    let mut work = Work::planned();
    work.done(change(&[LI, CHEN], "09:10"));
    work.done(Command::Arrive { at: clock("09:30"), place: None, position: None });
    assert_eq!(work.state().people(), [LI, CHEN]);
}

#[test]
fn a_change_lies_before_the_departure_and_after_the_change_before() {
    let mut work = Work::arrived();
    work.done(change(&[LI, CHEN], "10:00"));
    let early = work.when(change(&[LI, WANG], "09:50"));
    assert!(matches!(early, Err(Refusal::TimeOutOfOrder { .. })), "{early:?}");
    let to_come = work.when(change(&[LI, WANG], "13:00"));
    assert!(matches!(to_come, Err(Refusal::TimeOutOfOrder { .. })), "{to_come:?}");
    work.done(Command::Depart { at: clock("11:00") });
    let late = work.when(change(&[LI, WANG], "11:01"));
    assert!(matches!(late, Err(Refusal::TimeOutOfOrder { .. })), "{late:?}");
    assert!(work.when(change(&[LI, WANG], "10:50")).is_ok(), "noted later, as it was");
}

/// Art. 23: what is evidence stays evidence of something.
#[test]
fn work_is_cancelled_only_while_nothing_rests_on_it() {
    let mut work = Work::arrived();
    let evidence = work.when(cancel("改期", Some(Rests::Evidence)));
    assert_eq!(evidence, Err(Refusal::CancelEvidence));
    let record = Rests::Record { title: "现场检查笔录".to_owned() };
    let refused = Refusal::CancelRecorded { title: "现场检查笔录".to_owned() };
    assert_eq!(work.when(cancel("改期", Some(record))), Err(refused));
    work.done(cancel("改期", None));
    assert_eq!(work.state().status(), Status::Cancelled);
    assert_eq!(work.when(cancel("改期", None)), Ok(Outcome::AlreadyDone));
    let known = Refusal::ActivityCancelled { reason: "改期".to_owned() };
    assert_eq!(work.when(cancel("另有原因", None)), Err(known.clone()));
    assert_eq!(work.when(change(&[LI, CHEN], "10:00")), Err(known.clone()));
    assert_eq!(work.when(Command::Depart { at: clock("11:00") }), Err(known));
}
